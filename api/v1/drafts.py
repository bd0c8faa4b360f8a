"""Drafts of updates: writing one step by step, with files, and submitting it."""

from typing import Annotated

from fastapi import File, Form, UploadFile
from starlette.responses import Response

from api.v1.calling import Call, Revision, reads, submits
from api.v1.fields import Day, Id
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.reading import Asked, OfALetter, answered, snapshot
from api.v1.update_models import DraftAnswer, DraftRow, EvidenceAnswer, LinkBody, PlaceBody, UpdateAnswer, WordsBody
from api.v1.updates import opened, submitted
from api.v1.writing import carried_out
from coordination.updates import drafts, evidence
from coordination.updates.evidence import LARGEST_FILE
from data_model.words import Role

router = subject("Drafts of updates")
Reader = Annotated[Call, reads(Role.PLATFORM)]
Writer = Annotated[Call, submits(Role.PLATFORM)]
Sender = Annotated[Call, submits(Role.PLATFORM, most=LARGEST_FILE + 64 * 1024)]  # with what a form has around a file


@router.get("/drafts", operation_id="list_drafts", summary="What you are writing", response_model=Page[DraftRow])
def list_drafts(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """Your company's drafts of updates on a letter, the last saved first. Nobody else sees them. They are shown as
    they are now, whatever `as_at` says."""
    with snapshot(call, wanted, kept=False) as asked:
        found = drafts.listing(asked.session, asked.viewer, asked.letter.id)
    rows = [DraftRow.of(row, id=row["update_id"], platform=row["slug"], platform_name=row["platform"])
            for row in found.to_dict("records")]
    return paging.answer(call, rows, newest_first=True, key=lambda each: (each.saved_at, each.id))


@router.post("/drafts", operation_id="begin_draft", summary="Begin a draft", status_code=201,
             response_model=DraftAnswer)
def begin_draft(call: Writer, given: PlaceBody) -> Response:
    """Begin the draft for one commitment and reporting period, or find the one that was begun. A new one starts from
    the period's last submitted version, with its evidence."""
    def do() -> Response:
        draft_id = opened(call, given)
        return _now(call, draft_id, 201, location=f"/drafts/{draft_id}")

    return carried_out(call, do)


@router.get("/drafts/{draft_id}", operation_id="read_draft", summary="One draft", response_model=DraftAnswer)
def read_draft(call: Reader, draft_id: Id) -> Response:
    """What was written so far, with the evidence attached. Its ETag is the revision that `If-Match` asks for."""
    return _now(call, draft_id)


@router.put("/drafts/{draft_id}", operation_id="save_draft", summary="Save a draft's words",
            response_model=DraftAnswer)
def save_draft(call: Writer, draft_id: Id, revision: Revision, given: WordsBody) -> Response:
    """Store what was written so far, in place of all of the draft's words; it need not be finished."""
    def do() -> Response:
        drafts.save(call.engine, call.viewer, draft_id, revision, given.content)
        return _now(call, draft_id)

    return carried_out(call, do)


@router.delete("/drafts/{draft_id}", operation_id="discard_draft", summary="Discard a draft", status_code=204,
               response_model=None)
def discard_draft(call: Writer, draft_id: Id, revision: Revision) -> Response:
    """Throw a draft away, with evidence that was never submitted."""
    def do() -> Response:
        drafts.discard(call.engine, call.viewer, draft_id, revision)
        return Response(status_code=204)

    return carried_out(call, do)


@router.post("/drafts/{draft_id}/evidence/links", operation_id="attach_link", summary="Attach a link",
             response_model=DraftAnswer, status_code=201)
def attach_link(call: Writer, draft_id: Id, revision: Revision, given: LinkBody) -> Response:
    """Attach evidence that was published at an address. Answers the draft with its new revision."""
    def do() -> Response:
        evidence.add_link(call.engine, call.viewer, draft_id, revision, given.model_dump())
        return _now(call, draft_id, 201)

    return carried_out(call, do)


@router.post("/drafts/{draft_id}/evidence/files", operation_id="attach_file", summary="Attach a file",
             response_model=DraftAnswer, status_code=201)
def attach_file(
    call: Sender, draft_id: Id, revision: Revision,
    title: Annotated[str, Form(description="What it shows", examples=["Reports by day"])],
    dated_on: Annotated[Day, Form(description="The evidence's own date", examples=["2019-11-20"])],
    file: Annotated[UploadFile, File(description="PDF, PNG, JPEG, DOCX, XLSX or CSV, of at most 10 MB",
                                     json_schema_extra={"format": "binary"})],
) -> Response:
    """Attach a file as evidence. What it is, its content says; the ending of its name must agree. Answers the draft
    with its new revision."""
    checked = evidence.check_file(call.viewer, {"title": title, "dated_on": dated_on}, file.filename or "",
                                  file.file.read())

    def do() -> Response:
        evidence.attach_file(call.engine, call.viewer, draft_id, revision, checked)
        return _now(call, draft_id, 201)

    return carried_out(call, do)


@router.delete("/drafts/{draft_id}/evidence/{evidence_id}", operation_id="take_off_evidence",
               summary="Take evidence off a draft", response_model=DraftAnswer)
def take_off_evidence(call: Writer, draft_id: Id, evidence_id: Id, revision: Revision) -> Response:
    """Take a piece of evidence off a draft; it is deleted if it was never submitted. Answers the draft with its new
    revision."""
    def do() -> Response:
        evidence.take_off(call.engine, call.viewer, draft_id, revision, evidence_id)
        return _now(call, draft_id)

    return carried_out(call, do)


@router.post("/drafts/{draft_id}/submission", operation_id="submit_draft", summary="Submit a draft",
             response_model=UpdateAnswer, status_code=201)
def submit_draft(call: Writer, draft_id: Id, revision: Revision) -> Response:
    """Submit a draft as the next version of its update. It never changes from then on."""
    return carried_out(call, lambda: submitted(call, draft_id, revision))


def _now(call: Call, draft_id: int, status: int = 200, location: str = "") -> Response:
    """The draft as it is now, under its revision."""
    with snapshot(call, kept=False) as asked:
        found = _draft(asked, draft_id)
    return answered(found, status, tag=found.revision, location=location)


def _draft(asked: Asked, draft_id: int) -> DraftAnswer:
    found = drafts.in_view(asked.session, asked.viewer, draft_id)
    attached = evidence.of_draft(asked.session, asked.viewer, draft_id)
    return DraftAnswer.of(
        found, id=found.update_id, platform=found.slug, platform_name=found.platform, commitment=found.number,
        evidence=[EvidenceAnswer.of(row) for row in attached.to_dict("records")], **found.content.model_dump())
