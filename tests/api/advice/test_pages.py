"""The published advice as anybody reads it: which edition where, in which language, and how it is handed out."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from lxml import html
from lxml.html import HtmlElement
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.advice import shelf
from api.advice.words import GUIDANCE
from coordination.advice import correcting
from data_model.words import AdviceTopic
from tests.advice import an_agreed_section, an_edition, content
from tests.api.conftest import Visit
from tests.cast import Cast
from tests.conftest import StoppedClock

BREACHES, REPORTING, RESPONSE = AdviceTopic
EVERY_PAGE = ("/advice", "/advice/1", "/advice/2", "/advice/cy", "/advice/cy/1", "/advice/cy/2")
NOWHERE = ("/advice/0", "/advice/01", "/advice/-1", "/advice/x", "/advice/1.txt", "/advice/cy/x", "/advice/en",
           "/advice/" + "9" * 5000, "/advice/٣", "/advice/1/2")


@pytest.fixture(autouse=True)
def looked_at_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests do not wait a second for a newer edition."""
    monkeypatch.setattr(shelf, "TOO_OLD", -1.0)
    monkeypatch.setattr(shelf, "CHECKED_EVERY", -1.0)


@pytest.fixture
def wrong(recorded: Engine, cast: Cast) -> int:
    """Edition 1, with a section of Facebook's that has no Welsh. Returns the version of the one with its address."""
    an_agreed_section(recorded, cast, "facebook", BREACHES, english="Threats *and* more.", welsh="")
    version = an_agreed_section(recorded, cast, "facebook", REPORTING)
    an_agreed_section(recorded, cast, "twitter", RESPONSE, english="Soon.", welsh="Cyn hir.", responds_in_hours=None)
    an_edition(recorded, cast.official, "The first.", "Y cyntaf.")
    return version


@pytest.fixture
def corrected(recorded: Engine, cast: Cast, wrong: int, stopped_clock: StoppedClock) -> int:
    """Edition 2, an urgent correction of edition 1. Returns its number."""
    stopped_clock.advance(days=1)
    return correcting.correct(recorded, cast.official, wrong, content(
        REPORTING, report_address="https://example.com/right"), "The address was wrong.")


def parsed(browser: TestClient, path: str, status: int = 200) -> HtmlElement:
    answer = browser.get(path)
    assert (answer.status_code, path) == (status, path)
    assert (answer.headers["content-type"], path) == ("text/html; charset=utf-8", path)
    return html.document_fromstring(answer.content)


def text(page: HtmlElement) -> str:
    return " ".join(page.find(".//main").text_content().split())


def languages(page: HtmlElement) -> Iterator[tuple[str, str]]:
    """Each text with the language that it is marked as."""
    for element in page.find("body").iter():
        lang = next(each.get("lang") for each in [element, *element.iterancestors()] if each.get("lang"))
        for words in (element.text, *(child.tail for child in element)):
            if words and words.strip():
                yield lang, words.strip()


def test_the_newest_edition_is_the_advice(visit: Visit, corrected: int) -> None:
    page = parsed(visit(None), "/advice")
    assert page.get("lang") == "en-GB"
    assert [each.text_content() for each in page.iterfind(".//h1")] == ["Abuse on social media: advice for candidates"]
    said = text(page)
    assert "UK general election 2019. Polling day: 12 December 2019." in said
    assert "Edition 2. Published on 3 December 2019 at 09:00. Urgent correction." in said
    assert "The address was wrong." in said
    assert "Changes since edition 1: Facebook, “Where to report”: changed" in said
    assert "not the newest" not in said
    assert [link.get("href") for link in page.iterfind(".//main//a") if link.text == "Report to Facebook"] == [
        "https://example.com/right"]


def test_an_older_edition_says_so_at_its_top_and_leads_to_the_newest(visit: Visit, corrected: int) -> None:
    page = parsed(visit(None), "/advice/1")
    first = page.find(".//main")[0]
    assert " ".join(first.text_content().split()) == (
        "This is edition 1. It is not the newest. Read edition 2, the newest")
    assert first.find("a").get("href") == "/advice/2"
    assert "https://example.com/right" not in text(page)
    assert "This is the first edition." in text(page)


def test_every_page_has_what_must_never_be_missing(visit: Visit, corrected: int) -> None:
    for path in EVERY_PAGE:
        said = text(parsed(visit(None), path))
        assert " 999. " in said, path
        assert " 101." in said, path
        assert GUIDANCE in said, path
        now = said[:said.index(GUIDANCE)]
        assert [name for name in ("Facebook", "Google", "Twitter") if name in now] == ["Facebook", "Google", "Twitter"]


def test_welsh_readers_get_welsh_and_are_told_where_there_is_none(visit: Visit, corrected: int) -> None:
    page = parsed(visit(None), "/advice/cy/1")
    assert page.get("lang") == "cy"
    found = list(languages(page))
    english = {words for lang, words in found if lang == "en-GB"}
    assert english == {"English", "UK general election 2019", GUIDANCE, "Threats", "and", "more."}
    said = text(page)
    assert "Nid yw’r adran hon ar gael yn Gymraeg eto. Dangosir y testun Saesneg. Threats and more." in said
    assert "Cyn hir. Nid yw Twitter yn nodi amser ymateb. Gwiriwyd ddiwethaf ar 2 Rhagfyr 2019." in said
    assert "Y cyntaf." in said
    assert "Nid hwn yw’r rhifyn diweddaraf." in said
    assert "The address was wrong." in {words for lang, words in languages(parsed(visit(None), "/advice/cy"))
                                        if lang == "en-GB"}


def test_a_page_leads_to_itself_in_the_other_language(visit: Visit, corrected: int) -> None:
    for path, other in (("/advice", "/advice/cy"), ("/advice/1", "/advice/cy/1"), ("/advice/cy/1", "/advice/1")):
        page = parsed(visit(None), path)
        assert page.find(".//head/link").get("href") == page.find(".//header//a").get("href") == other
        assert page.find(".//header//a").get("hreflang") in {"cy", "en-GB"}


def test_all_editions_are_listed_and_every_link_on_a_page_leads_somewhere(visit: Visit, corrected: int) -> None:
    browser = visit(None)
    page = parsed(browser, "/advice/1")
    listed = page.xpath("//section[@aria-labelledby='editions']//li")
    assert [" ".join(each.text_content().split()) for each in listed] == [
        "Edition 2, 3 December 2019 (the newest)", "Edition 1, 2 December 2019 (this one)"]
    for path in EVERY_PAGE:
        found = parsed(browser, path)
        for link in found.iterfind(".//a"):
            to = link.get("href")
            if to.startswith("#"):
                assert found.get_element_by_id(to[1:]) is not None
            elif to.startswith("/"):
                assert (browser.get(to).status_code, to) == (200, to)


def test_headings_are_in_order_and_ids_are_unique(visit: Visit, corrected: int) -> None:
    for path in EVERY_PAGE:
        page = parsed(visit(None), path)
        levels = [int(each.tag[1]) for each in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
        assert (levels[0], levels.count(1)) == (1, 1)
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))


def test_a_page_needs_nothing_else_and_may_run_nothing(visit: Visit, corrected: int) -> None:
    for path in EVERY_PAGE:
        answer = visit(None).get(path)
        page = html.document_fromstring(answer.content)
        assert not list(page.iter("script", "img", "iframe", "object", "form", "svg"))
        assert [each.get("rel") for each in page.iter("link")] == ["alternate"]
        assert len(answer.content) < 20_000
        own = answer.headers.get_list("content-security-policy")[1]
        assert "default-src 'none'" in own
        assert "script-src 'none'" in own
        assert "unsafe-inline" not in own
        assert answer.headers["x-frame-options"] == "DENY"


def test_three_platforms_with_the_longest_text_stay_under_100_kb(visit: Visit, recorded: Engine, cast: Cast) -> None:
    words = ("“Quoted” words’ " * 300)[:4000]
    for slug in ("facebook", "twitter"):
        for topic in AdviceTopic:
            an_agreed_section(recorded, cast, slug, topic, english=words, welsh=words)
    an_edition(recorded, cast.official)
    size = len(visit(None).get("/advice").content)
    assert size * 3 / 2 < 100_000


def test_who_has_it_already_is_told_so(visit: Visit, corrected: int) -> None:
    browser = visit(None)
    for path in (*EVERY_PAGE, "/advice.json", "/advice/1.pdf", "/advice/cy/2.docx"):
        first = browser.get(path)
        tag = first.headers["etag"]
        assert re.fullmatch(r'"[0-9a-f]{32}"', tag)
        assert first.headers["cache-control"] == "public, no-cache"
        for given in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again = browser.get(path, headers={"if-none-match": given})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
            assert again.headers["cache-control"] == "public, no-cache"
        assert browser.get(path, headers={"if-none-match": '"other"'}).content == first.content
        head = browser.head(path)
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
        assert head.headers["content-encoding"] == "gzip"
        whole = browser.get(path, headers={"accept-encoding": "identity"})
        assert (whole.content, whole.headers["content-length"]) == (first.content, str(len(first.content)))
        assert whole.headers["etag"] != tag  # one tag means the same bytes
        assert "Accept-Encoding" in first.headers["vary"]
        assert "set-cookie" not in first.headers


def test_a_correction_changes_what_readers_are_given(visit: Visit, recorded: Engine, cast: Cast, wrong: int) -> None:
    browser = visit(None)
    before = browser.get("/advice")
    correcting.correct(recorded, cast.official, wrong, content(REPORTING, english="New."), "It was wrong.")
    after = browser.get("/advice", headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert b"Edition 2" in after.content
    assert b"not the newest" in browser.get("/advice/1").content


@pytest.mark.parametrize("path", ["/advice", "/advice/cy"])
def test_before_any_edition_there_is_help(path: str, visit: Visit, cast: Cast) -> None:
    said = text(parsed(visit(None), path))
    assert ("No advice has been published yet." if path == "/advice" else "Nid oes cyngor wedi’i gyhoeddi eto.") in said
    assert " 999. " in said
    assert " 101." in said
    assert GUIDANCE in said
    for missing in ("/advice/1", "/advice.pdf", "/advice/cy.json", "/advice/cy/1.docx"):
        assert " 999. " in text(parsed(visit(None), missing, 404))


def test_there_is_no_edition_after_the_newest(visit: Visit, wrong: int) -> None:
    page = parsed(visit(None), "/advice/2", 404)
    assert "There is no edition 2. Read edition 1, the newest" in text(page)
    assert "Nid oes rhifyn 999999999. Darllenwch rifyn 1, y diweddaraf" in text(
        parsed(visit(None), "/advice/cy/999999999", 404))


@pytest.mark.parametrize("path", NOWHERE)
def test_other_addresses_are_not_found(path: str, visit: Visit, wrong: int) -> None:
    assert visit(None).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/advice", "/advice/cy"])
def test_a_slash_after_the_address_does_no_harm(path: str, visit: Visit, wrong: int) -> None:
    answer = visit(None).get(f"{path}/")
    assert [(answer.status_code, answer.headers["location"])] == [(308, path)]


def test_the_advice_can_only_be_read(visit: Visit, wrong: int) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert visit(None).request(method, "/advice", headers={"content-length": "0"}).status_code == 405


def test_a_foreign_host_is_refused_here_too(visit: Visit, wrong: int) -> None:
    assert visit(None).get("/advice", headers={"host": "elsewhere.test"}).status_code == 400


def test_officials_and_analysts_see_what_would_be_published_and_nobody_else(visit: Visit, recorded: Engine, cast: Cast,
                                                                            wrong: int) -> None:
    an_agreed_section(recorded, cast, "twitter", BREACHES, english="Not public yet.")
    for viewer in (cast.official, cast.analyst):
        answer = visit(viewer).get("/advice/preview")
        assert answer.headers["cache-control"] == "no-store"
        said = text(html.document_fromstring(answer.content))
        assert "PREVIEW – this is not published." in said
        assert "Not public yet." in said
        assert "Edition 2." in said
        assert "RHAGOLWG" in text(parsed(visit(viewer), "/advice/preview?language=cy"))
    for viewer in (cast.facebook, cast.administrator, cast.stranger):
        assert visit(viewer).get("/advice/preview").status_code == 404
    assert visit(None).get("/advice/preview").status_code == 303
