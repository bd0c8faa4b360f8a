"""Meetings and actions through the API: a platform's own, and no others."""

from datetime import date, timedelta

from sqlalchemy import Engine

from coordination.dialogue import meetings
from tests.api.v1.conftest import Calls
from tests.cast import POLICE, Cast, a_held_meeting, a_meeting, action, an_action, meeting
from tests.conftest import StoppedClock


def test_a_meeting_is_read_and_answered_as_it_was_read(calls: Calls, cast: Cast, recorded: Engine) -> None:
    id_ = a_meeting(recorded, cast.official)
    facebook = calls(cast.facebook)
    read = facebook.get(f"meetings/{id_}").json()
    assert (read["number"], read["starts_at"], read["commitments"]) == (1, "2019-12-02T16:00:00Z", [4])
    answer = facebook.post(f"meetings/{id_}/answer", json={"answer": "confirmed"}, headers={"If-Match": '"1"'})
    assert {each["name"]: each["answer"] for each in answer.json()["organisations"]} == {
        "Facebook": "confirmed", POLICE: None}
    (listed,) = facebook.get("meetings").json()["items"]
    assert (listed["own_answer"], listed["confirmed"], listed["cannot_attend"]) == ("confirmed", 1, 0)


def test_an_answer_to_a_meeting_that_was_changed_meanwhile_is_refused(
        calls: Calls, cast: Cast, recorded: Engine) -> None:
    id_ = a_meeting(recorded, cast.official)
    meetings.amend(recorded, cast.official, id_, 1, meeting(recorded, day=date(2019, 12, 3)), "A day later.")
    facebook = calls(cast.facebook)
    late = facebook.post(f"meetings/{id_}/answer", json={"answer": "confirmed"}, headers={"If-Match": '"1"'})
    assert late.status_code == 412
    assert late.json()["detail"].startswith("Cabinet Office official changed this meeting on 2 December 2019 at 09:00:")
    assert facebook.post(f"meetings/{id_}/answer", json={"answer": "confirmed"}).status_code == 428


def test_people_come_and_go_and_only_of_ones_own_company(calls: Calls, cast: Cast, recorded: Engine) -> None:
    id_ = a_meeting(recorded, cast.official)
    other = a_meeting(recorded, cast.official)
    facebook = calls(cast.facebook)
    added = facebook.post(f"meetings/{id_}/people", json={"name": "Ana Example"})
    assert added.status_code == 201
    (person,) = added.json()["people"]
    assert (person["organisation"], person["name"]) == ("Facebook", "Ana Example")
    assert facebook.delete(f"meetings/{other}/people/{person['id']}").status_code == 404
    assert calls(cast.twitter).delete(f"meetings/{id_}/people/{person['id']}").status_code == 404
    assert facebook.delete(f"meetings/{id_}/people/{person['id']}").json()["people"] == []


def test_an_action_is_closed_with_what_came_of_it(calls: Calls, cast: Cast, recorded: Engine) -> None:
    id_ = a_held_meeting(recorded, cast.official)
    own, other = an_action(recorded, cast.official, id_), an_action(recorded, cast.official, id_, POLICE)
    facebook = calls(cast.facebook)
    assert [(each["id"], each["platform"]) for each in facebook.get("actions").json()["items"]] == [
        (own, "facebook"), (other, None)]
    closed = facebook.post(f"actions/{own}/close", json={"outcome": "She is named."}, headers={"If-Match": '"1"'})
    assert (closed.json()["state"], closed.json()["outcome"], closed.json()["number"]) == ("done", "She is named.", 2)
    again = facebook.post(f"actions/{own}/close", json={"outcome": "Again."}, headers={"If-Match": '"1"'})
    assert (again.status_code, again.json()["type"]) == (412, "http://parley.test/for-developers#problem-changed")
    theirs = facebook.post(f"actions/{other}/close", json={"outcome": "Not ours."}, headers={"If-Match": '"1"'})
    assert (theirs.status_code, theirs.json()["detail"]) == (
        422, "You can close actions of your own company alone.")
    empty = facebook.post(f"actions/{other}/close", json={"outcome": " "}, headers={"If-Match": '"1"'}).json()
    assert empty["errors"] == [{"pointer": "#/outcome", "detail": "Say what came of the action."}]


def test_nobody_reads_of_meetings_of_others(calls: Calls, cast: Cast, recorded: Engine) -> None:
    id_ = a_held_meeting(recorded, cast.official, title="Between us", note="Between us.")
    own = an_action(recorded, cast.official, id_, **action(recorded, text="Between us."))
    for who in (cast.twitter, cast.stranger):
        other = calls(who)
        for address in ("meetings", "actions", "dialogue/weeks"):
            assert "Between us" not in other.get(address).text
        assert other.get(f"meetings/{id_}").status_code == other.get(f"actions/{own}").status_code == 404
    assert calls(cast.analyst).get(f"actions/{own}").json()["text"] == "Between us."


def test_a_past_day_shows_what_was_known_then(calls: Calls, cast: Cast, recorded: Engine,
                                              stopped_clock: StoppedClock) -> None:
    id_ = a_meeting(recorded, cast.official, day=date(2019, 12, 5))
    stopped_clock.advance(days=2)
    meetings.cancel(recorded, cast.official, id_, 1, "Nobody can.")
    facebook = calls(cast.facebook)
    assert facebook.get(f"meetings/{id_}").json()["state"] == "cancelled"
    assert facebook.get(f"meetings/{id_}", params={"as_at": "2019-12-03"}).json()["state"] == "planned"
    before = date(2019, 12, 2) - timedelta(days=1)
    assert facebook.get(f"meetings/{id_}", params={"as_at": before.isoformat()}).status_code == 404


def test_a_meeting_needs_a_record_once_it_is_over_though_nobody_wrote_anything(
        calls: Calls, cast: Cast, recorded: Engine, stopped_clock: StoppedClock) -> None:
    a_meeting(recorded, cast.official)
    facebook = calls(cast.facebook)
    before = facebook.get("meetings")
    assert before.json()["items"][0]["needs_record"] is False
    assert facebook.get("meetings", headers={"If-None-Match": before.headers["ETag"]}).status_code == 304
    stopped_clock.set_to(2019, 12, 2, 18)
    after = facebook.get("meetings", headers={"If-None-Match": before.headers["ETag"]})
    assert after.json()["items"][0]["needs_record"] is True


def test_gaps_and_weeks_are_told_as_on_screen(calls: Calls, cast: Cast, recorded: Engine) -> None:
    a_held_meeting(recorded, cast.official)
    analyst = calls(cast.analyst)
    stood = {each["kind"]: each for each in analyst.get("dialogue").json()["items"]}
    assert stood["policing"]["sentence"] == "Policing dialogue yesterday; weekly expected."
    assert stood["security"]["gap"] is True
    weeks = analyst.get("dialogue/weeks", headers={"Accept": "text/csv"}).text
    assert f"policing,2019-11-25,2019-12-01,1,1,\"Facebook, {POLICE}\"" in weeks
