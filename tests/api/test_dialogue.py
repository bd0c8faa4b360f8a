"""Meetings, actions and the weeks of the dialogue, taken away as files."""

import csv
import io

from openpyxl import load_workbook
from sqlalchemy import Engine
from starlette.testclient import TestClient

from exports.provenance import CSV_LINES
from tests.api.conftest import Visit
from tests.cast import POLICE, Cast, a_held_meeting, a_meeting, an_action
from tests.conftest import StoppedClock

CSV_GUARD = "'"


def rows(browser: TestClient, address: str) -> list[dict[str, str]]:
    text = browser.get(address).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO("".join(text.splitlines(keepends=True)[CSV_LINES:]))))


def test_meetings_as_csv_with_what_they_agreed(visit: Visit, cast: Cast, recorded: Engine,
                                               stopped_clock: StoppedClock) -> None:
    a_meeting(recorded, cast.official, title="=1+1", commitments=(3, 4))
    held = a_held_meeting(recorded, cast.official, note="They agreed.")
    an_action(recorded, cast.official, held)
    stopped_clock.advance(days=1)
    first, second = rows(visit(cast.official), "/downloads/meetings.csv")
    assert first == {
        "Meeting number": str(held), "Kind": "policing", "State": "held", "Meeting": "Weekly policing call",
        "Starts at (London time)": "2019-12-01T09:00:00+00:00", "Ends at (London time)": "2019-12-01T10:00:00+00:00",
        "Place": "By telephone", "Organisations": f"Facebook, {POLICE}", "Confirmed": "0", "Cannot attend": "0",
        "Commitments": "4", "Agenda": "Threats\nContacts for polling day", "Agreed note": "They agreed.",
        "Open actions": "1"}
    assert (second["Meeting"], second["State"], second["Commitments"]) == (
        f"{CSV_GUARD}=1+1", "no record yet", "3, 4")


def test_actions_as_xlsx(visit: Visit, cast: Cast, recorded: Engine, stopped_clock: StoppedClock) -> None:
    action = an_action(recorded, cast.official, a_held_meeting(recorded, cast.official))
    stopped_clock.advance(days=8)
    content = visit(cast.analyst).get("/downloads/actions.xlsx").content
    header, row = load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    found = dict(zip(header, row, strict=True))
    assert found["Action number"] == action
    assert (found["What is to be done"], found["Owner"], found["Person"]) == (
        "Name a contact for polling day.", "Facebook", "Head of policy")
    assert (f"{found['Due on']:%Y-%m-%d}", found["Overdue"], found["State"]) == ("2019-12-09", "yes", "open")


def test_the_weeks_of_the_figure_as_csv(visit: Visit, cast: Cast, recorded: Engine) -> None:
    a_held_meeting(recorded, cast.official)
    [row] = [each for each in rows(visit(cast.official), "/downloads/dialogue.csv")
             if each["Kind"] == "policing" and each["Week from"] == "2019-11-25"]
    assert (row["Week to"], row["Held"], row["Organisations"]) == ("2019-12-01", "1", f"Facebook, {POLICE}")


def test_a_platform_takes_away_only_what_it_was_at(visit: Visit, cast: Cast, recorded: Engine) -> None:
    an_action(recorded, cast.official, a_held_meeting(recorded, cast.official))
    for name in ("meetings", "actions"):
        assert len(rows(visit(cast.facebook), f"/downloads/{name}.csv")) == 1
        assert rows(visit(cast.twitter), f"/downloads/{name}.csv") == []
    assert not any(int(each["Held"]) for each in rows(visit(cast.twitter), "/downloads/dialogue.csv"))


def test_a_file_shows_what_was_known_on_the_day_it_is_asked_for(visit: Visit, cast: Cast, recorded: Engine,
                                                                stopped_clock: StoppedClock) -> None:
    stopped_clock.advance(days=1)
    a_meeting(recorded, cast.official)
    assert rows(visit(cast.official), "/downloads/meetings.csv?as_at=2019-12-02") == []
    text = visit(cast.official).get("/downloads/meetings.csv?as_at=2019-12-02").text
    assert "As at,2 December 2019 at 23:59 (London time)" in text
