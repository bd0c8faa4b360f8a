"""Files through the API: made by the same functions as those that screens offer, from the same addresses, and on the
audit before they go out. A file says in itself when it was made and for whom, so that none is kept ready.

    @router.get("/…/file.pdf", …, response_class=Response, responses=of(PDF))
    def read_file(call: Reader, wanted: OfALetter) -> Response:
        return made(call, api.briefings.pdf)
"""

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from api.asked import Asked, record
from api.v1.calling import Call
from data_model.database import reading

BINARY = {"schema": {"type": "string", "format": "binary"}}


def of(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """What the document says of a file of one of these kinds."""
    return {200: {"content": dict.fromkeys(media_types, BINARY), "description": "The file"}}


def made(call: Call, make: Callable[[Asked], Response]) -> Response:
    """The file that `make` makes of what the address asks for. Raises what it raises."""
    with reading(call.engine) as session:
        asked = Asked(call.request, call.visitor, session)
        answer = make(asked)
    record(asked, answer, call.request.scope["path"].removeprefix("/api/v1/"))
    return answer
