"""A briefing taken away: what is asked for, by whom, and that the audit knows."""

import io

import docx
import pytest
from sqlalchemy import Engine

from coordination import audit
from coordination.briefings.inputs import FigurePart, HeadingPart, OverviewPart, Shown
from data_model.database import reading
from exports.provenance import read_provenance
from tests.api.conftest import PUBLIC_URL, Visit
from tests.briefings import REPORTS, a_briefing
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.counts import a_count, a_sent_return
from tests.pdf import pages


@pytest.fixture
def briefing(recorded: Engine, cast: Cast) -> int:
    a_sent_return(recorded, cast.facebook, a_count(77))
    return a_briefing(recorded, cast.analyst, HeadingPart(text="One"), OverviewPart(),
                      FigurePart(query=REPORTS, shown=Shown.TABLE), shared=True)


@pytest.mark.parametrize(("kind", "media_type"), [
    ("pdf", "application/pdf"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")])
def test_a_briefing_is_taken_away(kind: str, media_type: str, visit: Visit, cast: Cast, briefing: int) -> None:
    answer = visit(cast.analyst).get(f"/downloads/briefing.{kind}?briefing={briefing}&letter=MCO/00433")
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert f'filename="parley-briefing-{briefing}-2019-12-02.{kind}"' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    said = read_provenance(answer.content)
    assert (said["Title"], said["Letter"], said["Marking"], said["As at exactly"]) == (
        "Monday", "MCO/00433", "OFFICIAL-SENSITIVE", "2019-12-02T09:00:00.000000+00:00")
    assert said["Address"] == f"{PUBLIC_URL}/briefings?letter=MCO%2F00433&briefing={briefing}"
    sha256, address = said["Figure 1"].split(" ")
    assert address == f"{PUBLIC_URL}/explore?letter=MCO%2F00433&{REPORTS}&as_at=2019-12-02"
    assert len(sha256) == 64


def test_the_day_that_is_asked_for_is_the_day_that_is_shown(visit: Visit, cast: Cast, briefing: int,
                                                            stopped_clock: StoppedClock) -> None:
    browser = visit(cast.analyst)
    now = " ".join(pages(browser.get(f"/downloads/briefing.pdf?briefing={briefing}").content))
    assert "77" in now
    assert "As at 2 December 2019 at 09:00, London time." in now
    before = browser.get(f"/downloads/briefing.pdf?briefing={briefing}&as_at=2019-12-01")
    said = " ".join(pages(before.content))
    assert "As at 1 December 2019 at 23:59, London time." in said
    assert "≥ 77" not in said
    assert read_provenance(before.content)["Address"].endswith(f"&briefing={briefing}&as_at=2019-12-01")


def test_the_audit_knows_before_it_goes_out(visit: Visit, cast: Cast, briefing: int, recorded: Engine) -> None:
    with reading(recorded) as session:
        version = audit.data_version(session)
    visit(cast.official).get(f"/downloads/briefing.docx?briefing={briefing}")
    with reading(recorded) as session:
        told = audit.entries(session, cast.administrator, newest=1)["sentence"].item()
        assert audit.data_version(session) == version
    assert told.startswith("Cabinet Office official downloaded briefing.docx")


@pytest.mark.parametrize("query", ["", "?briefing=", "?briefing=x", "?briefing=-1", "?briefing=999",
                                   "?briefing=99999999999999999999", "?briefing=1&letter=MCO/1"])
def test_what_there_is_not_is_not_found(query: str, visit: Visit, cast: Cast, briefing: int) -> None:
    assert visit(cast.analyst).get(f"/downloads/briefing.pdf{query}").status_code == 404


def test_a_day_that_is_none_is_said(visit: Visit, cast: Cast, briefing: int) -> None:
    answer = visit(cast.analyst).get(f"/downloads/briefing.pdf?briefing={briefing}&as_at=soon")
    assert (answer.status_code, answer.text) == (400, "“as_at” must be a real day, like 2019-12-02.")


def test_a_colleague_elsewhere_and_a_platform_find_nothing(visit: Visit, cast: Cast, briefing: int) -> None:
    for viewer in (cast.second_official, cast.facebook, cast.administrator):
        assert visit(viewer).get(f"/downloads/briefing.docx?briefing={briefing}").status_code == 404


def test_headings_are_the_briefings(visit: Visit, cast: Cast, briefing: int) -> None:
    made = docx.Document(io.BytesIO(visit(cast.analyst).get(f"/downloads/briefing.docx?briefing={briefing}").content))
    assert [each.text for each in made.paragraphs if each.style and each.style.name == "Heading 2"] == [
        "One", "What the figures measure", "About this file"]
