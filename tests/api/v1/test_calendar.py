"""A person's own calendar through the API: its secret address, shown once, and single meetings for it."""

import icalendar
from httpx import Response
from sqlalchemy import Engine, select
from sqlmodel import col

from coordination import audit
from coordination.dialogue import feeds
from data_model.api_keys import StoredAnswer
from data_model.database import reading
from data_model.words import Scope
from tests.api.conftest import PUBLIC_URL, Visit
from tests.api.v1.conftest import Calls
from tests.cast import Cast, a_held_meeting, a_meeting


def events(answer: Response) -> list[str]:
    """The titles in a calendar file."""
    calendar = icalendar.Calendar.from_ical(answer.content)
    return [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]


def test_an_address_is_shown_once_and_reads_ones_meetings(
        calls: Calls, visit: Visit, cast: Cast, recorded: Engine) -> None:
    a_meeting(recorded, cast.official, title="With Facebook")
    for viewer, expected in ((cast.facebook, ["With Facebook"]), (cast.analyst, ["With Facebook"]), (cast.twitter, [])):
        program = calls(viewer)
        assert program.get("calendar").json() == {"made_at": None}
        made = program.post("calendar")
        assert (made.status_code, made.headers["location"]) == (201, "/api/v1/calendar")
        address = made.json()["address"]
        assert address.startswith(f"{PUBLIC_URL}/calendar/")
        assert program.get("calendar").json() == {"made_at": made.json()["made_at"]}
        assert events(visit(None).get(address)) == expected


def test_making_another_and_stopping_it_ends_the_address(calls: Calls, visit: Visit, cast: Cast) -> None:
    program, nobody = calls(cast.facebook), visit(None)
    first = program.post("calendar").json()["address"]
    second = program.post("calendar").json()["address"]
    assert [nobody.get(each).status_code for each in (first, second)] == [404, 200]
    assert program.delete("calendar").status_code == 204
    assert nobody.get(second).status_code == 404
    assert program.get("calendar").json() == {"made_at": None}
    assert program.delete("calendar").status_code == 404


def test_the_secret_is_stored_nowhere_and_so_not_repeated(calls: Calls, visit: Visit, cast: Cast,
                                                          recorded: Engine) -> None:
    program = calls(cast.facebook)
    first, again = (program.post("calendar", headers={"idempotency-key": "one"}) for _ in range(2))
    address = first.json()["address"]
    assert (again.status_code, again.headers["idempotency-replayed"]) == (201, "true")
    assert again.json() == first.json() | {"address": None}
    assert visit(None).get(address).status_code == 200  # it was not made twice
    token = address.rpartition("/")[2].removesuffix(".ics")
    with reading(recorded) as session:
        stored = session.scalars(select(col(StoredAnswer.body))).all()
        told = audit.entries(session, cast.administrator)["sentence"]
    assert stored
    assert not [each for each in [*stored, *(sentence.encode() for sentence in told)] if token.encode() in each]
    assert told[0] == "Facebook representative, by API key 1, made an address for their calendar."


def test_a_key_that_does_not_read_makes_no_address_that_does(calls: Calls, cast: Cast, recorded: Engine) -> None:
    answer = calls(cast.facebook, Scope.SUBMIT).post("calendar")
    assert (answer.status_code, "not good for “read”" in answer.json()["detail"]) == (403, True)
    assert calls(cast.facebook, Scope.READ).post("calendar").status_code == 403
    with reading(recorded) as session:
        assert feeds.mine(session, cast.facebook) is None


def test_one_meeting_is_the_same_file_as_on_screen(calls: Calls, visit: Visit, cast: Cast, recorded: Engine) -> None:
    meeting = a_held_meeting(recorded, cast.official, title="With Facebook")
    program = calls(cast.facebook)
    answer = program.get(f"meetings/{meeting}/calendar")
    on_screen = visit(cast.facebook).get("/downloads/meeting.ics", params={"meeting": meeting})
    assert (answer.status_code, answer.content) == (200, on_screen.content)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert events(answer) == ["With Facebook"]
    again = program.get(f"meetings/{meeting}/calendar", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert calls(cast.twitter).get(f"meetings/{meeting}/calendar").status_code == 404


def test_a_meeting_that_was_taken_away_is_on_the_audit(calls: Calls, cast: Cast, recorded: Engine) -> None:
    meeting = a_held_meeting(recorded, cast.official)
    calls(cast.analyst).get(f"meetings/{meeting}/calendar", params={"as_at": "2019-12-02"})
    with reading(recorded) as session:
        newest = audit.entries(session, cast.administrator, newest=1)["sentence"].item()
    assert newest.startswith(f"Government analyst, by API key 1, downloaded meetings/{meeting}/calendar as at")
