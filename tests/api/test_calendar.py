"""A person's feed at its secret address, and one meeting to save."""

import json
import re

import pytest
import structlog
import vobject
from sqlalchemy import Engine
from starlette.testclient import TestClient

from coordination import accounts
from coordination.dialogue import feeds, meetings
from data_model.words import Role
from tests.api.conftest import PUBLIC_URL, Visit
from tests.cast import Cast, a_meeting
from tests.conftest import StoppedClock

MISSING = "Not found. It may not exist, or it may not be yours to see."


def titles(content: bytes) -> list[str]:
    """The titles of the meetings in a calendar, as another library reads them."""
    found = vobject.readOne(content.decode()).contents.get("vevent", [])
    return [event.summary.value for event in found]


def address(token: str) -> str:
    return f"/calendar/{token}.ics"


@pytest.fixture
def meeting_ids(recorded: Engine, cast: Cast) -> dict[str, int]:
    """A meeting with Facebook alone, one with Twitter alone, and one with both."""
    return {title: a_meeting(recorded, cast.official, *names, title=title) for title, names in {
        "facebook-met": ("Facebook",), "twitter-met": ("Twitter",), "both-met": ("Facebook", "Twitter")}.items()}


def test_a_calendar_reads_its_feed_without_a_sign_in(visit: Visit, recorded: Engine, cast: Cast,
                                                     meeting_ids: dict[str, int]) -> None:
    answer = visit(None).get(address(feeds.make(recorded, cast.official)))
    assert (answer.status_code, titles(answer.content)) == (200, ["facebook-met", "twitter-met", "both-met"])
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "set-cookie" not in answer.headers
    assert f"{PUBLIC_URL}/dialogue?meeting={meeting_ids['both-met']}" in answer.content.replace(b"\r\n ", b"").decode()


def test_a_platforms_feed_has_its_own_meetings_alone(visit: Visit, recorded: Engine, cast: Cast,
                                                     meeting_ids: dict[str, int]) -> None:
    answer = visit(None).get(address(feeds.make(recorded, cast.facebook)))
    assert titles(answer.content) == ["facebook-met", "both-met"]
    assert b"twitter-met" not in answer.content
    meetings.cancel(recorded, cast.official, meeting_ids["both-met"], 1, "Not needed.")
    assert b"STATUS:CANCELLED" in visit(None).get(address(feeds.make(recorded, cast.twitter))).content


def test_an_address_that_ended_is_found_no_more_than_one_that_never_was(visit: Visit, recorded: Engine,
                                                                        cast: Cast) -> None:
    unknown = visit(None).get(address("x" * 43))
    replaced, deactivated = feeds.make(recorded, cast.facebook), feeds.make(recorded, cast.analyst)
    stopped = feeds.make(recorded, cast.facebook)
    feeds.revoke(recorded, cast.facebook)
    accounts.set_active(recorded, cast.administrator, cast.analyst.account_id, active=False)
    for token in (replaced, stopped, deactivated, "a" * 5000, "é"):
        answer = visit(cast.official).get(address(token))
        assert (answer.status_code, answer.text, dict(answer.headers)) == (404, MISSING, dict(unknown.headers)), token
    assert unknown.status_code == 404


def test_a_calendar_that_has_it_already_is_told_so(visit: Visit, recorded: Engine, cast: Cast,
                                                   meeting_ids: dict[str, int], stopped_clock: StoppedClock) -> None:
    calendar, path = visit(None), address(feeds.make(recorded, cast.twitter))
    first = calendar.get(path)
    tag = first.headers["etag"]
    stopped_clock.advance(days=1)
    for given in (tag, f"W/{tag}", f'"other", {tag}'):
        again = calendar.get(path, headers={"if-none-match": given})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["cache-control"] == "private, no-cache"
    meetings.cancel(recorded, cast.official, meeting_ids["facebook-met"], 1, "Not needed.")
    assert calendar.get(path, headers={"if-none-match": tag}).status_code == 304  # it is not Twitter's
    meetings.cancel(recorded, cast.official, meeting_ids["both-met"], 1, "Not needed.")
    changed = calendar.get(path, headers={"if-none-match": tag})
    assert (changed.status_code, changed.headers["etag"] == tag) == (200, False)


def test_the_secret_stands_in_no_log(visit: Visit, recorded: Engine, cast: Cast) -> None:
    token = feeds.make(recorded, cast.official)
    with structlog.testing.capture_logs() as logged:
        for path in (address(token), address(token)[:-4], f"{address(token)}/more", f"{address(token)}?x={token}"):
            visit(None).get(path)
        visit(None).post(address(token), headers={"content-length": "0"})
    paths = [line["path"] for line in logged if line["event"] == "http"]
    assert paths == ["/calendar/…"] * 5
    assert token not in json.dumps(logged)


def test_a_feed_can_only_be_read(visit: Visit, recorded: Engine, cast: Cast) -> None:
    path = address(feeds.make(recorded, cast.official))
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert visit(None).request(method, path, headers={"content-length": "0"}).status_code == 405
    head = visit(None).head(path)
    assert (head.status_code, head.content) == (200, b"")


def test_one_meeting_is_saved_and_a_cancelled_one_taken_out(visit: Visit, recorded: Engine, cast: Cast,
                                                            meeting_ids: dict[str, int]) -> None:
    path = f"/downloads/meeting.ics?meeting={meeting_ids['both-met']}"
    answer = visit(cast.facebook).get(path)
    assert (answer.status_code, titles(answer.content)) == (200, ["both-met"])
    assert f'filename="parley-meeting-{meeting_ids["both-met"]}.ics"' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    assert _saved(answer.content) == ("PUBLISH", "0")
    meetings.cancel(recorded, cast.official, meeting_ids["both-met"], 1, "Not needed.")
    assert _saved(visit(cast.facebook).get(path).content) == ("CANCEL", "1")
    assert visit(cast.facebook).get(f"{path}&as_at=2019-12-01").status_code == 404  # it was not known then


def _saved(content: bytes) -> tuple[str, ...]:
    found = (re.search(rf"{name}:(\w+)", content.decode()) for name in ("METHOD", "SEQUENCE"))
    return tuple(match[1] for match in found if match)


@pytest.mark.parametrize("given", ["", "x", "0", "99", "-1", "1.0", "9" * 30, "٣", "1 OR 1=1"])
def test_a_meeting_that_is_not_theirs_is_not_found(given: str, visit: Visit, cast: Cast) -> None:
    for viewer in (cast.official, cast.facebook):
        answer = visit(viewer).get("/downloads/meeting.ics", params={"meeting": given})
        assert (answer.status_code, answer.text) == (404, MISSING)


def test_others_do_not_find_the_meeting(visit: Visit, cast: Cast, meeting_ids: dict[str, int]) -> None:
    def opened(browser: TestClient) -> int:
        return browser.get(f"/downloads/meeting.ics?meeting={meeting_ids['facebook-met']}").status_code

    assert {viewer.name: opened(visit(viewer)) for viewer in cast.everyone()} == {
        viewer.name: 200 if viewer.role in {Role.OFFICIAL, Role.ANALYST} or viewer == cast.facebook else 404
        for viewer in cast.everyone()}
