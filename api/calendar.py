"""Meetings for calendars: one to save, and the feed that a person's own calendar reads by its secret address."""

from collections.abc import Iterable
from hashlib import sha256

import pandas as pd
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import Response

from api.asked import Asked, answering, number
from api.attachments import attachment
from api.doors import Door, Installation, not_found
from coordination import clock
from coordination.dialogue import feeds
from coordination.dialogue.calendars import entries
from coordination.exercise import is_exercise
from coordination.problems import NotFound
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.words import Marking
from exports import ics
from exports.ics import About, Entry

FEEDS = "/calendar/"
CALENDAR = "text/calendar; charset=utf-8"
# Nobody else's cache keeps it, and a calendar asks each time whether it has changed.
KEEPING = "private, no-cache"


def feed(request: Request) -> Response:
    """The meetings of the person whose address this is, as they may see them now. The answer to an address that never
    was, was stopped, or whose account is deactivated is the same."""
    installation: Installation = request.state.installation
    viewer = feeds.reader(installation.engine, request.path_params["token"])
    if viewer is None:
        answer = not_found()
        answer.headers["Cache-Control"] = "no-store"
        return answer
    content = _written(installation.engine, viewer, installation.public_url)
    tag = f'"{sha256(content).hexdigest()}"'
    known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    answer = Response(status_code=304) if {tag, "*"} & known else attachment(content, CALENDAR, "parley.ics")
    answer.headers.update({"ETag": tag, "Cache-Control": KEEPING})
    return answer


def meeting(asked: Asked) -> Response:
    """One meeting, as known at the moment asked for; one that is cancelled takes itself out of the calendar."""
    given = asked.text("meeting")
    if not (given.isascii() and given.isdecimal()):
        raise NotFound("There is no such meeting.")
    return meeting_file(asked, number(int(given[:20])))


def meeting_file(asked: Asked, meeting_id: int) -> Response:
    """One meeting by its number. Raises NotFound."""
    found = entries.listing(asked.session, asked.viewer, as_at=asked.as_at, meeting_id=meeting_id)
    if found.empty:
        raise NotFound("There is no such meeting.")
    entry, = _entries(found, asked.installation.public_url)
    content = ics.single(entry, _about(asked.installation.public_url, asked.visitor.exercise))
    return attachment(content, CALENDAR, f"parley-meeting-{meeting_id}.ics")


def address_of(public_url: str, token: str) -> str:
    """The address of a person's feed, with its secret."""
    return f"{public_url}{FEEDS}{token}.ics"


def without_secret(path: str) -> str:
    """A path as it may stand in a log: the secret in the address of a feed is left out."""
    return f"{FEEDS}…" if path.startswith(FEEDS) else path


def _written(engine: Engine, viewer: Viewer, public_url: str) -> bytes:
    with reading(engine) as session:
        found = entries.listing(session, viewer, as_at=clock.now(session))
        about = _about(public_url, is_exercise(session))
    return ics.feed(_entries(found, public_url), about)


def _about(public_url: str, exercise: bool) -> About:
    return About(public_url, Marking.OFFICIAL_SENSITIVE, exercise)


def _entries(found: pd.DataFrame, public_url: str) -> Iterable[Entry]:
    for row in found.to_dict("records"):
        id_ = row.pop("id")
        yield Entry(**{str(name): value for name, value in row.items()},
                    address=f"{public_url}/dialogue?meeting={id_}")


ROUTES = [
    Door(FEEDS + "{token}.ics", feed, roles=None),
    Door("/downloads/meeting.ics", answering(meeting), roles=feeds.SEES_MEETINGS),
]
