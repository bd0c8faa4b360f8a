"""A person's own calendar: its secret address, and single meetings for it."""

from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from api import calendar
from api.v1 import files
from api.v1.calling import Call, reads, submits
from api.v1.fields import Answer, Id, Moment
from api.v1.operations import subject
from api.v1.problems import Refused
from api.v1.reading import AsAt, answered, snapshot
from api.v1.writing import carried_out
from coordination.dialogue import feeds
from data_model.words import Role, Scope

router = subject("Your calendar")
Reader = Annotated[Call, reads(Role.PLATFORM, Role.ANALYST)]
Writer = Annotated[Call, submits(Role.PLATFORM, Role.ANALYST)]
NEEDS_READ = ("Whoever has the address reads your meetings. This API key is not good for “read”: ask for one that is "
              "good for both.")


class CalendarAddress(Answer):
    """The address at which your own calendar reads your meetings."""

    made_at: Moment | None = Field(description="Null where you have none that works")


class NewCalendarAddress(Answer):
    """A new address for your own calendar."""

    address: str | None = Field(description="Shown this once. Null where this is the stored answer to a request that "
                                            "was carried out before")
    made_at: Moment


@router.get("/calendar", operation_id="read_calendar", summary="Your calendar's address",
            response_model=CalendarAddress)
def read_calendar(call: Reader) -> Response:
    """When the address was made at which your calendar reads your meetings. The address itself is shown once, when it
    is made."""
    with snapshot(call) as asked:
        return answered(CalendarAddress(made_at=feeds.mine(asked.session, asked.viewer)))


@router.post("/calendar", operation_id="make_calendar", summary="Make an address for your calendar", status_code=201,
             response_model=NewCalendarAddress)
def make_calendar(call: Writer) -> Response:
    """Make an address at which your own calendar reads the meetings that you may see; the one before stops working.
    The key must be good for “read” too.

    Whoever has the address reads them, without a key, until it is stopped or your account ends: revoking the key that
    made it does not stop it. It is shown in this one answer and stored nowhere: sent again under the same
    Idempotency-Key, the answer is without it.
    """
    if Scope.READ not in call.caller.scopes:
        raise Refused(403, NEEDS_READ)
    secret: list[str] = []

    def do() -> Response:
        secret.append(feeds.make(call.engine, call.viewer))
        return _made(call, None)

    answer = carried_out(call, do)
    return _made(call, calendar.address_of(call.installation.public_url, secret[0])) if secret else answer


@router.delete("/calendar", operation_id="stop_calendar", summary="Stop your calendar's address", status_code=204,
               response_class=Response)
def stop_calendar(call: Writer) -> Response:
    """Stop the address: nobody reads your meetings there any more."""
    def do() -> Response:
        feeds.revoke(call.engine, call.viewer)
        return Response(status_code=204)

    return carried_out(call, do)


@router.get("/meetings/{meeting_id}/calendar", operation_id="read_meeting_file", summary="One meeting for calendars",
            response_class=Response, responses={200: {"content": {"text/calendar": {"schema": {"type": "string"}}},
                                                      "description": "The meeting, as iCalendar (.ics)"}})
def read_meeting_file(call: Reader, meeting_id: Id, wanted: AsAt) -> Response:
    """One meeting that you may see, to be saved in a calendar; one that is cancelled takes itself out of it."""
    return files.made(call, lambda asked: calendar.meeting_file(asked, meeting_id))


def _made(call: Call, address: str | None) -> Response:
    with snapshot(call) as asked:
        made_at = feeds.mine(asked.session, asked.viewer) or asked.now
    return answered(NewCalendarAddress(address=address, made_at=made_at), 201, location="/calendar")
