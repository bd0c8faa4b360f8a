"""Who gets which sections of advice as a file."""

from sqlalchemy import Engine

from api.advice_sections import ROUTES
from data_model.words import AdviceTopic, Role
from exports.provenance import read_provenance
from tests.advice import a_draft, a_returned_section, an_agreed_section
from tests.api.conftest import PUBLIC_URL, Visit
from tests.api.test_access import unpacked
from tests.api.test_downloads import rows, sheets
from tests.cast import Cast


def test_the_comparison_is_the_one_on_screen(visit: Visit, cast: Cast, recorded: Engine) -> None:
    an_agreed_section(recorded, cast, topic=AdviceTopic.RESPONSE, responds_in_hours=None, english="=1+1")
    browser = visit(cast.analyst)
    found = rows(browser.get("/downloads/advice-sections.csv").content)
    assert len(found) == 9
    assert (found[2]["Platform"], found[2]["Topic"], found[2]["State"], found[2]["Stale"], found[2]["Last checked"],
            found[2]["In English"], found[2]["What is missing"]) == (
        "Facebook", "what response to expect", "agreed", "no", "2019-12-02", "'=1+1",
        "Facebook: no response time stated")
    book = sheets(browser.get("/downloads/advice-sections.xlsx").content)
    assert list(book) == ["Sections", "Gaps", "About this file"]
    assert len(book["Gaps"]) == 1 + 9


def test_the_file_says_where_it_comes_from(visit: Visit, cast: Cast) -> None:
    said = read_provenance(visit(cast.official).get("/downloads/advice-sections.csv?as_at=2019-12-01").content)
    assert said["Address"] == f"{PUBLIC_URL}/compare-advice?letter=MCO%2F00433&as_at=2019-12-01"
    assert said["Marking"] == "OFFICIAL-SENSITIVE"


def test_a_platform_gets_its_own_and_of_others_nothing_that_is_not_published(visit: Visit, cast: Cast,
                                                                            recorded: Engine) -> None:
    an_agreed_section(recorded, cast, english="SECRET agreed")
    a_returned_section(recorded, cast, topic=AdviceTopic.RESPONSE, english="SECRET returned", reason="SECRET reason")
    a_draft(recorded, cast.facebook, AdviceTopic.REPORTING, english="SECRET draft")
    for kind in ("csv", "xlsx"):
        told = {who: unpacked(visit(getattr(cast, who)).get(f"/downloads/advice-sections.{kind}").content)
                for who in ("facebook", "twitter", "official", "analyst")}
        assert {who: told[who].count("SECRET") for who in told} == {
            "facebook": 3, "twitter": 0, "official": 3, "analyst": 3}


def test_administrators_and_strangers_get_no_file(visit: Visit, cast: Cast) -> None:
    for viewer in (cast.administrator, cast.stranger):
        for door in ROUTES:
            assert visit(viewer).get(door.path).status_code == 404
    assert {role for door in ROUTES for role in door.roles or ()} == {Role.OFFICIAL, Role.ANALYST, Role.PLATFORM}
