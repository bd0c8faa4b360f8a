"""Incident returns to take away: what is downloaded can be sent back as it is, and changes nothing."""

import csv
import io
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine

from api.returns import EXAMPLES, LARGEST_ROWS, ROWS
from coordination.incidents import checking, exporting, files, vocabulary
from coordination.incidents.cells import Cells
from coordination.incidents.checking import DryRun
from coordination.problems import Invalid
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.words import Nation
from exports.provenance import CSV_LINES, read_provenance
from exports.tables import rows_as_csv
from seeds import vocabulary as seeded
from tests.api.conftest import PUBLIC_URL, Visit
from tests.api.test_downloads import sheets
from tests.cast import Cast, own_platform_id
from tests.conftest import StoppedClock
from tests.counts import ALL, DOES_NOT_APPLY, HARM, MEDIAN, NOT_GIVEN, VIOLENCE, a_count, a_sent_return

WEEK = (date(2019, 11, 18), date(2019, 11, 24))
TODAY = date(2019, 12, 2)
KINDS = pytest.mark.parametrize("kind", ["csv", "xlsx"])


@pytest.fixture
def returned(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> Engine:
    """Counts of both platforms in all four states, one of them restated an hour later."""
    a_sent_return(recorded, cast.facebook, a_count(12), a_count(0, category=VIOLENCE, nation=Nation.WALES),
             a_count(NOT_GIVEN, nation=Nation.SCOTLAND), a_count(DOES_NOT_APPLY, nation=Nation.NORTHERN_IRELAND),
             a_count(14.25, WEEK, ALL, Nation.UK, MEDIAN), a_count(20, WEEK, ALL, Nation.UK, MEDIAN.replace(
                 "median", "p90")))
    a_sent_return(recorded, cast.twitter, a_count(7))
    stopped_clock.advance(days=1)
    a_sent_return(recorded, cast.facebook, a_count(11), reason="One was counted twice.")
    return recorded


def again(engine: Engine, viewer: Viewer, name: str, content: bytes, platform: str = "Facebook") -> DryRun:
    """What storing a file would do."""
    with reading(engine) as session:
        cells = files.read(content, name, vocabulary.read(session), platform=platform, slug=platform.lower(),
                           today=TODAY)
        assert isinstance(cells, Cells)
        return checking.dry_run(session, viewer, own_platform_id(engine, viewer), cells)


def table(content: bytes) -> list[list[str]]:
    """The rows of a CSV file from its header on."""
    found = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [row for row in found if row and not row[0].startswith("# ")]


@KINDS
def test_what_is_downloaded_and_sent_back_changes_nothing(visit: Visit, cast: Cast, returned: Engine,
                                                          kind: str) -> None:
    content = visit(cast.facebook).get(f"/downloads/counts.{kind}").content
    run = again(returned, cast.facebook, f"counts.{kind}", content)
    assert (run.added, run.changed, run.kept) == (0, 0, 6)
    assert (run.faults.fatal, run.faults.warnings) == (0, 0)


@KINDS
def test_counts_under_an_earlier_definition_are_read_back_under_it(
        visit: Visit, cast: Cast, returned: Engine, tmp_path: Path, kind: str) -> None:
    folder = Path(shutil.copytree(seeded.FOLDER, tmp_path / "vocabulary"))
    file = folder / "measures.yaml"
    file.write_text(file.read_text().replace("measures:\n", """measures:
  - {slug: reports-from-candidates, version: 2, name: Reports, definition: Another., source: A test, unit: items,
     statistic: total}
""", 1))
    seeded.load(returned, folder)
    a_sent_return(returned, cast.facebook, a_count(5, measure="reports-from-candidates"))
    content = visit(cast.facebook).get(f"/downloads/counts.{kind}").content
    rows = table(content) if kind == "csv" else [list(row) for row in sheets(content)["Counts"]]
    assert {row[3] for row in rows if row[1] == "england"} == {"reports-from-candidates v1",
                                                               "reports-from-candidates v2"}
    run = again(returned, cast.facebook, f"counts.{kind}", content)
    assert (run.added, run.changed, run.kept) == (0, 0, 7)


def test_counts_are_in_the_templates_words_with_the_four_states_apart(visit: Visit, cast: Cast,
                                                                      returned: Engine) -> None:
    rows = table(visit(cast.facebook).get("/downloads/counts.csv").content)
    assert rows == [
        ["Day", "Nation", "Category", "Measure", "Value", "Platform"],
        ["2019-11-18", "wales", VIOLENCE, "reports-from-candidates", "0", "Facebook"],
        ["2019-11-18", "england", HARM, "reports-from-candidates", "11", "Facebook"],
        ["2019-11-18", "northern ireland", HARM, "reports-from-candidates", "not applicable", "Facebook"],
        ["2019-11-18", "scotland", HARM, "reports-from-candidates", "not reported", "Facebook"],
        ["2019-11-18/2019-11-24", "uk", "TOTAL", "median-hours-to-action", "14.25", "Facebook"],
        ["2019-11-18/2019-11-24", "uk", "TOTAL", "p90-hours-to-action", "20", "Facebook"]]


def test_counts_alone_have_no_decimal_point(visit: Visit, cast: Cast, returned: Engine) -> None:
    rows = table(visit(cast.twitter).get("/downloads/counts.csv").content)
    assert rows[1][4] == "7"


def test_as_at_a_day_before_the_restatement_the_first_figure_stands(visit: Visit, cast: Cast,
                                                                    returned: Engine) -> None:
    rows = table(visit(cast.analyst).get("/downloads/counts.csv?as_at=2019-12-02&platform=facebook").content)
    assert [row[4] for row in rows if row[1] == "england"] == ["12"]


def test_filters_leave_counts_out_and_the_file_says_so(visit: Visit, cast: Cast, returned: Engine) -> None:
    browser = visit(cast.official)

    def values(query: str) -> list[str]:
        return [row[4] for row in table(browser.get(f"/downloads/counts.csv?{query}").content)[1:]]

    assert values("platform=twitter") == ["7"]
    assert values(f"measure={MEDIAN}") == ["14.25"]
    assert values("first_day=2019-11-24") == ["14.25", "20"]
    assert values("last_day=2019-11-17") == []
    assert len(values("")) == 7
    content = browser.get(f"/downloads/counts.csv?platform=facebook&measure={MEDIAN}&first_day=2019-11-20").content
    assert read_provenance(content)["Title"] == f"Counts on record: Facebook; from 2019-11-20; {MEDIAN}"
    for query, status in (("measure=x", 404), ("platform=myspace", 404), ("first_day=soon", 400),
                          ("first_day=2019-11-02&last_day=2019-11-01", 400)):
        assert browser.get(f"/downloads/counts.csv?{query}").status_code == status, query


def test_a_platform_gets_its_own_counts_alone(visit: Visit, cast: Cast, returned: Engine) -> None:
    browser = visit(cast.twitter)
    assert [row[4] for row in table(browser.get("/downloads/counts.csv").content)[1:]] == ["7"]
    assert browser.get("/downloads/counts.csv?platform=facebook").status_code == 404


def test_a_platform_that_no_letter_is_addressed_to_gets_the_template_and_its_own_counts(visit: Visit, cast: Cast,
                                                                                        returned: Engine) -> None:
    browser = visit(cast.stranger)
    assert table(browser.get("/downloads/counts.csv").content)[1:] == []
    said = read_provenance(browser.get("/downloads/return-template.csv").content)
    assert (said["Letter"], said["Marking"], said["Address"]) == ("none", "OFFICIAL", f"{PUBLIC_URL}/send-return")
    assert browser.get("/downloads/counts.csv?platform=facebook").status_code == 404


def test_definitions_travel_with_the_counts(visit: Visit, cast: Cast, returned: Engine) -> None:
    lines = visit(cast.facebook).get("/downloads/counts.csv").content.decode("utf-8-sig").split("\r\n")
    assert [line.split(",")[0] for line in lines[CSV_LINES:CSV_LINES + 4]] == [
        "# Definition of reports-from-candidates", "# Definition of median-hours-to-action",
        "# Definition of p90-hours-to-action", "Day"]
    assert "half of the content acted on" in lines[CSV_LINES + 1]
    book = sheets(visit(cast.facebook).get("/downloads/counts.xlsx").content)
    assert list(book) == ["Counts", "Definitions", "About this file"]
    assert [row[0] for row in book["Definitions"]] == [
        "Measure", "reports-from-candidates", "median-hours-to-action", "p90-hours-to-action"]


def test_a_return_is_taken_away_as_it_was_sent(visit: Visit, cast: Cast, returned: Engine) -> None:
    content = visit(cast.facebook).get("/downloads/returns/3.csv").content
    assert [row[4] for row in table(content)[1:]] == ["11"]
    assert read_provenance(content)["Address"] == f"{PUBLIC_URL}/returns?letter=MCO%2F00433&return=3"
    assert visit(cast.twitter).get("/downloads/returns/3.csv").status_code == 404
    assert visit(cast.official).get("/downloads/returns/3.xlsx?as_at=2019-12-02").status_code == 404  # not yet sent


@KINDS
def test_the_empty_template_is_refused_for_want_of_counts_and_its_examples_are_not_sent(
        visit: Visit, cast: Cast, recorded: Engine, kind: str) -> None:
    content = visit(cast.facebook).get(f"/downloads/return-template.{kind}").content
    with pytest.raises(Invalid, match=r"This file has no figures\. Fill in at least one row"):
        again(recorded, cast.facebook, f"template.{kind}", content)


def test_the_template_filled_in_is_a_return(visit: Visit, cast: Cast, recorded: Engine) -> None:
    examples = EXAMPLES.to_numpy().tolist()
    empty = visit(cast.facebook).get("/downloads/return-template.csv").content
    filled = empty + "".join(",".join(row) + "\r\n" for row in examples).encode()
    run = again(recorded, cast.facebook, "template.csv", filled)
    assert (run.added, run.faults.fatal) == (4, 0)
    book = openpyxl.load_workbook(io.BytesIO(visit(cast.facebook).get("/downloads/return-template.xlsx").content))
    for number, row in enumerate(examples, 2):
        for place, text in enumerate(row, 1):
            book["Counts"].cell(number, place, int(text) if text.isdecimal() else text)
    saved = io.BytesIO()
    book.save(saved)
    again_run = again(recorded, cast.facebook, "template.xlsx", saved.getvalue())
    assert (again_run.added, again_run.faults.fatal) == (4, 0)


def test_the_template_shows_its_examples_and_what_may_be_written(visit: Visit, cast: Cast, recorded: Engine) -> None:
    lines = visit(cast.facebook).get("/downloads/return-template.csv").content.decode("utf-8-sig").split("\r\n")
    assert lines[CSV_LINES].startswith("# Example 1,\"2019-11-18, england, STATEMENT_CATEGORY_CYBER_VIOLENCE/")
    assert lines[CSV_LINES + 4:] == ["Day,Nation,Category,Measure,Value", ""]
    book = sheets(visit(cast.facebook).get("/downloads/return-template.xlsx").content)
    assert list(book) == ["Counts", "Examples", "What to write", "About this file"]
    assert book["Examples"][0] == ("Day", "Nation", "Category", "Measure", "Value")


@KINDS
def test_the_vocabulary_names_everything_that_a_return_may_say(visit: Visit, cast: Cast, recorded: Engine,
                                                               kind: str) -> None:
    content = visit(cast.twitter).get(f"/downloads/vocabulary.{kind}").content
    rows = table(content) if kind == "csv" else [list(row) for row in sheets(content)["What to write"]]
    assert rows[0] == ["Column", "What to write", "Name", "Definition"]
    assert [sum(row[0] == column for row in rows) for column in ("nation", "category", "measure", "value")] == [
        5, 103, 31, 3]
    assert ["category", HARM, "Coordinated harm (category 14a)", "Part of Violence (category 14)"] in rows


def test_rows_to_correct_come_back_as_they_were_posted_and_are_kept_nowhere(visit: Visit, cast: Cast,
                                                                           recorded: Engine) -> None:
    text = rows_as_csv(("Day", "Value"), [("2019-11-18", "twelve, or so"), ("=1+1", "a\nb"), ("Zoë", "")])
    answer = visit(cast.facebook).post(ROWS, data={"rows": text}, headers={"origin": PUBLIC_URL})
    assert answer.headers["content-disposition"].startswith('attachment; filename="rows-to-correct.csv"')
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert answer.content.decode("utf-8-sig") == (
        'Day,Value\r\n2019-11-18,"twelve, or so"\r\n\'=1+1,"a\nb"\r\nZoë,\r\n')


def test_rows_are_posted_from_our_own_pages_by_who_is_signed_in_and_not_without_end(visit: Visit, cast: Cast,
                                                                                   recorded: Engine) -> None:
    def posted(viewer: Viewer | None, rows: str = "day\r\n", origin: str = PUBLIC_URL) -> int:
        files_ = {"rows": (None, rows)}  # as the page's form sends it
        return visit(viewer).post(ROWS, files=files_, headers={"origin": origin}).status_code

    assert posted(cast.facebook) == 200
    assert posted(cast.official) == 200  # who imports distributions
    assert posted(None) == 303
    assert posted(cast.analyst) == 404
    assert posted(cast.facebook, origin="http://elsewhere.example") == 403
    assert posted(cast.facebook, rows=" ") == 400
    assert posted(cast.facebook, rows="a" * (LARGEST_ROWS - 1000)) == 200
    assert posted(cast.facebook, rows="a" * LARGEST_ROWS) == 413


def test_more_counts_than_a_file_has_are_refused_with_what_to_choose(
        visit: Visit, cast: Cast, returned: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MOST_COUNTS", 3)
    browser = visit(cast.facebook)
    for query, status in (("", 400), ("measure=reports-from-candidates", 400), (f"measure={MEDIAN}", 200),
                          ("first_day=2019-11-19", 200)):
        answer = browser.get(f"/downloads/counts.csv?{query}")
        assert answer.status_code == status, query
        if status == 400:
            assert answer.text == ("There are more than 3 counts, the most that a file has. Choose one platform or "
                                   "measure, or fewer days.")
