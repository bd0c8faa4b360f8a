"""What pages show beside their subject, through the API: returns that are due, time to action, and reminders."""

from datetime import date

import pytest
from sqlalchemy import Engine

from coordination import letters
from coordination.incidents import due
from coordination.reminders import choices
from data_model.database import reading
from data_model.words import ReminderKind, ReminderTime
from tests.api.v1.conftest import Calls
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.counts import MONDAY, a_count, a_sent_return


def test_returns_that_are_due_are_those_of_home_and_the_overview(
        calls: Calls, cast: Cast, recorded: Engine, stopped_clock: StoppedClock) -> None:
    a_sent_return(recorded, cast.facebook, a_count(7))
    with reading(recorded) as session:
        known = due.listing(session, cast.analyst, letters.in_view(session, cast.analyst), as_at=stopped_clock.now)
    found = calls(cast.analyst).get("returns/due", params={"limit": 500}).json()["items"]
    assert [(each["platform"], each["due_on"], each["missing"], each["late"]) for each in found] == [
        (row.slug, str(row.due_on), row.missing, row.late) for row in known.itertuples()]
    own = calls(cast.facebook).get("returns/due", params={"limit": 500}).json()["items"]
    assert own == [each for each in found if each["platform"] == "facebook"]
    assert all(str(MONDAY) not in each["missing_days"] for each in own)


def test_time_to_action_is_of_the_last_whole_week_and_the_one_before(
        calls: Calls, cast: Cast, recorded: Engine) -> None:
    for first, value in (("2019-11-11/2019-11-17", 20), ("2019-11-18/2019-11-24", 14.5)):
        for measure, hours in (("median-hours-to-action", value), ("p90-hours-to-action", 2 * value)):
            body = [{"day": first, "nation": "uk", "category": "TOTAL", "measure": measure, "value": hours}]
            sent = calls(cast.facebook).post("returns?platform=facebook", json=body)
            assert sent.status_code == 201, sent.text
    for viewer in (cast.facebook, cast.analyst):
        found = calls(viewer).get("incidents/hours", params={"to": "2019-11-26"}).json()["items"]
        assert [(each["timed"], each["statistic"], each["value"], each["before"], each["first_day"], each["last_day"])
                for each in found] == [
            ("hours-to-action", "90th percentile", 29, 40, "2019-11-18", "2019-11-24"),
            ("hours-to-action", "median", 14.5, 20, "2019-11-18", "2019-11-24")]
    assert calls(cast.twitter).get("incidents/hours", params={"to": "2019-11-26"}).json()["items"] == []


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_day_that_no_figures_are_of_is_not_found(calls: Calls, cast: Cast, day: date) -> None:
    assert calls(cast.analyst).get("incidents/hours", params={"to": f"{day:%Y-%m-%d}".zfill(10)}).status_code == 404


def test_a_person_chooses_when_they_are_told(calls: Calls, cast: Cast, recorded: Engine) -> None:
    facebook = calls(cast.facebook)
    before = facebook.get("reminders")
    assert before.json()["times"]["overdue"] == "daily"
    after = facebook.put("reminders", json={"times": {"overdue": "at once"}})
    assert after.json()["times"] == before.json()["times"] | {"overdue": "at once"}
    again = facebook.get("reminders", headers={"if-none-match": before.headers["etag"]})
    assert again.json() == after.json()
    with reading(recorded) as session:
        assert choices.mine(session, cast.facebook)[ReminderKind.OVERDUE] is ReminderTime.AT_ONCE
    assert facebook.put("reminders", json={"times": {"weather": "daily"}}).status_code == 422
    assert calls(cast.analyst).get("reminders").status_code == 403
