import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from coordination.reach import files, importing, recording
from data_model.database import reading
from exports.provenance import CSV_LINES
from tests import cast as casting
from tests.api.conftest import Visit
from tests.cast import OPENING, Cast
from tests.reach import a_distribution, an_empty_edition, by_platform, to_all, to_staff

LIST, REACH = "/downloads/distributions", "/downloads/reach"


@pytest.fixture(autouse=True)
def sent(recorded: Engine, cast: Cast) -> None:
    """Two editions, and what was sent of them: one restated, one taken back, one by a sender with commas and quotes."""
    an_empty_edition(recorded, cast)
    an_empty_edition(recorded, cast)
    a_distribution(recorded, cast.official)
    recording.restate(recorded, cast.official, a_distribution(recorded, cast.official, to_staff()), 1, 910, "=1+1")
    recording.restate(recorded, cast.official, a_distribution(recorded, cast.official, to_all()), 1, 0, "A test.")
    a_distribution(recorded, cast.official, to_all(edition=2, sender='House, "of" Commons; Ünïcode'))
    a_distribution(recorded, cast.facebook, by_platform())


def table(content: bytes, lines: int = CSV_LINES) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig").split("\r\n", lines)[lines], newline="")))


def test_the_list_says_what_the_page_does_and_no_spreadsheet_runs_it(visit: Visit, cast: Cast) -> None:
    rows = table(visit(cast.analyst).get(f"{LIST}.csv").content)
    assert [row["Sender"] for row in rows] == ["Facebook", 'House, "of" Commons; Ünïcode', "House of Commons",
                                               "Acting returning officers", "Labour Party"]
    assert rows[3] == {
        "Edition": "1", "Kind of sender": "returning officers", "Sender": "Acting returning officers",
        "Audience": "electoral staff", "Party": "", "Channel": "briefing", "Sent on": "2019-11-23", "People": "910",
        "Distribution": "2", "Times restated": "1", "Why it was restated": "'=1+1",
        "Recorded by": "Cabinet Office official", "Recorded at (London time)": "2019-12-02T09:00:00+00:00"}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_taken_away_is_imported_again_and_changes_nothing(ending: str, visit: Visit, recorded: Engine,
                                                                  cast: Cast) -> None:
    content = visit(cast.official).get(f"{LIST}.{ending}").content
    file = files.read(content, f"distributions.{ending}", today=date(2019, 12, 2))
    with reading(recorded) as session:
        run = importing.dry_run(session, cast.official, casting.letter_id(recorded), file, as_at=OPENING)
    assert (run.seen, run.kept, run.faults.listed) == ((0, 0, 0), 5, [])


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_template_is_a_file_of_no_distributions(ending: str, visit: Visit, cast: Cast) -> None:
    content = visit(cast.official).get(f"/downloads/distributions-template.{ending}").content
    with pytest.raises(files.Invalid, match=r"^This file has no distributions\. Fill in at least one row\.$"):
        files.read(content, f"template.{ending}", today=date(2019, 12, 2))


def test_the_figures_have_both_bounds_and_say_how_they_are_counted(visit: Visit, cast: Cast) -> None:
    content = visit(cast.twitter).get(f"{REACH}.csv").content
    assert "“at least” takes it that" in content.decode()
    rows = {(row["Audience"], row["Party"]): row for row in table(content, CSV_LINES + 1)}
    everybody, labour, staff = rows["candidates", ""], rows["candidates", "Labour"], rows["electoral staff", ""]
    assert (everybody["There are"], everybody["Reached at least"], everybody["Reached at most"]) == (
        "3327", "1000", "1650")
    assert (labour["Reached at least"], labour["Reached at most"], labour["Days from the letter"]) == (
        "600", "631", "18")
    assert labour["Hours before the close of nominations (negative after it)"] == "-224"
    assert (staff["There are"], staff["Reached at least"], staff["Share, at least"]) == ("", "910", "")


def test_a_platforms_list_is_its_own_and_its_figures_are_everybodys(visit: Visit, cast: Cast) -> None:
    browser = visit(cast.facebook)
    assert [row["Sender"] for row in table(browser.get(f"{LIST}.csv").content)] == ["Facebook"]
    assert browser.get(f"{REACH}.csv").content.count(b"\r\n") == visit(cast.official).get(
        f"{REACH}.csv").content.count(b"\r\n")


def test_an_edition_can_be_taken_away_alone(visit: Visit, cast: Cast) -> None:
    browser = visit(cast.analyst)
    assert [row["Edition"] for row in table(browser.get(f"{LIST}.csv?edition=2").content)] == ["2"]
    book = load_workbook(io.BytesIO(browser.get(f"{REACH}.xlsx?edition=2").content))
    assert book.sheetnames == ["Reach", "Counted", "About this file"]
    assert [cell.value for cell in book["Reach"][2]][:5] == ["candidates", "", 3327, 1000, 1000]
    for wrong in ("3", "x", "-1", "1=1"):
        assert browser.get(f"{LIST}.csv?edition={wrong}").status_code == 404


def test_a_past_moment_is_taken_away_as_it_was(visit: Visit, cast: Cast) -> None:
    assert table(visit(cast.analyst).get(f"{LIST}.csv?as_at=2019-12-01").content) == []
