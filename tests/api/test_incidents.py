"""The counts as files: the view that the address says, with what each figure means."""

import pytest
from sqlalchemy import Engine

from coordination.incidents import public
from data_model.database import reading
from exports.provenance import read_provenance
from tests.api.conftest import PUBLIC_URL, Visit
from tests.api.test_downloads import rows, sheets
from tests.cast import Cast, letter_id
from tests.returning import sent

DAYS = "letter=MCO%2F00433&from=2019-11-18&to=2019-11-20"


@pytest.fixture
def counts(recorded: Engine, cast: Cast) -> None:
    sent(recorded, cast.facebook, [("2019-11-18", 120), ("2019-11-19", 0), ("2019-11-20", "not reported")])
    sent(recorded, cast.twitter, [("2019-11-18", 7)], slug="twitter")


@pytest.mark.usefixtures("counts")
def test_a_gap_a_zero_and_a_figure_are_told_apart_and_defined(visit: Visit, cast: Cast) -> None:
    content = visit(cast.analyst).get(f"/downloads/incidents.csv?{DAYS}&grain=day&platform=facebook").content
    table = rows(content)
    assert [(row["Group"], row["First day"], row["State"], row["Value"]) for row in table] == [
        ("Facebook", "2019-11-18", "reported", "120"), ("Facebook", "2019-11-19", "zero", "0"),
        ("Facebook", "2019-11-20", "not reported", "")]
    assert all(row["Definition"].startswith("definition 1: ") and row["Defined by"] for row in table)
    said = read_provenance(content)
    assert said["Title"] == "Reports from candidates, by platform, day by day, All the entries"
    assert said["Marking"] == "OFFICIAL-SENSITIVE"
    assert said["Address"] == (f"{PUBLIC_URL}/incidents?letter=MCO%2F00433&grain=day&from=2019-11-18&to=2019-11-20"
                               "&platform=facebook")


@pytest.mark.usefixtures("counts")
def test_a_workbook_has_the_definitions_on_a_sheet_and_a_public_series_keeps_its_own(
        visit: Visit, cast: Cast, recorded: Engine) -> None:
    with reading(recorded) as session:
        published = public.series(session, letter_id(recorded))
    series = f"public-{published['entry_id'].iloc[0]}-abusive_replies"
    page = visit(cast.official).get(f"/downloads/incidents.xlsx?letter=MCO%2F00433&with={series}")
    assert page.status_code == 200, page.text
    book = sheets(page.content)
    assert list(book) == ["Incidents", "Definitions", "About this file"]
    assert [row[0] for row in book["Definitions"][1:]] == [
        "Reports from candidates", "abusive replies to MPs on Twitter, by week (3 November to 14 December 2019): "
                                   "abusive replies"]


@pytest.mark.usefixtures("counts")
def test_a_platform_gets_its_own_counts_only(visit: Visit, cast: Cast) -> None:
    table = rows(visit(cast.twitter).get(f"/downloads/incidents.csv?{DAYS}").content)
    assert {row["Group"] for row in table} == {"Twitter"}
    assert visit(cast.twitter).get(f"/downloads/incidents.csv?{DAYS}&platform=facebook").status_code == 404


@pytest.mark.usefixtures("counts")
def test_what_there_is_not_is_not_found(visit: Visit, cast: Cast) -> None:
    for query in ("measure=x", "by=x", "category=x", "nation=x", "grain=x", "from=x", "from=1066-10-14", "with=x",
                  "platform=myspace"):
        assert visit(cast.analyst).get(f"/downloads/incidents.csv?{query}").status_code == 404, query
    for query in ("from=2019-12-02&to=2019-12-01", "from=2001-01-01&to=2019-12-01"):
        assert visit(cast.analyst).get(f"/downloads/incidents.csv?{query}").status_code == 400, query
