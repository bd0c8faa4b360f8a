"""Evidence files, as they were attached."""

from typing import Annotated

from starlette.responses import Response

from api.attachments import attachment
from api.v1.calling import Call, reads
from api.v1.fields import Id
from api.v1.operations import subject
from coordination import downloads
from coordination.updates import evidence
from data_model.database import reading
from data_model.words import Role

router = subject("Evidence")
Reader = Annotated[Call, reads(Role.PLATFORM, Role.ANALYST)]
CONTENT = {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in
           sorted(set(evidence.TYPES.values()))}


@router.get("/evidence/{evidence_id}/file", operation_id="read_evidence_file", summary="An evidence file",
            response_class=Response, responses={200: {"content": CONTENT, "description": "The file"}})
def read_evidence_file(call: Reader, evidence_id: Id) -> Response:
    """One evidence file as it was attached. That you took it is on the audit before it goes out."""
    with reading(call.engine) as session:
        found = evidence.file(session, call.viewer, evidence_id)
    downloads.record(call.engine, call.viewer, f"evidence/{evidence_id}", found.content)
    return attachment(found.content, found.media_type, found.name)
