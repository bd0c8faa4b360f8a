"""An edition as PDF, DOCX and JSON: the same words, tagged and marked for who cannot see them, as other libraries read
them."""

import io
import json
from itertools import pairwise

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader
from sqlalchemy import Engine

from api.advice.words import GUIDANCE
from coordination.advice import correcting
from data_model.words import AdviceTopic
from tests.advice import an_agreed_section, an_edition, content
from tests.api.conftest import PUBLIC_URL, Visit
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.pdf import elements, opened

BREACHES, REPORTING, RESPONSE = AdviceTopic
MARKDOWN = """See [our **rules**](https://example.com/rules) 😀.

1. First
   - Within
2. Second

Between

1. Again from one"""


@pytest.fixture
def editions(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    """Edition 1, and edition 2 that corrects it."""
    an_agreed_section(recorded, cast, "facebook", BREACHES, english=MARKDOWN, welsh="")
    wrong = an_agreed_section(recorded, cast, "twitter", REPORTING, welsh="Ŵy ac ŷd.")
    an_agreed_section(recorded, cast, "twitter", RESPONSE, responds_in_hours=48)
    an_edition(recorded, cast.official)
    stopped_clock.advance(days=1)
    correcting.correct(recorded, cast.official, wrong, content(REPORTING, report_address="mailto:report@example.com"),
                       "It was wrong.", "Roedd yn anghywir.")


@pytest.mark.parametrize(("path", "lang", "title"), [
    ("/advice.pdf", "en-GB", "Abuse on social media: advice for candidates"),
    ("/advice/cy/1.pdf", "cy", "Cam-drin ar gyfryngau cymdeithasol: cyngor i ymgeiswyr"),
])
def test_the_pdf_is_tagged_and_says_its_language_and_title(path: str, lang: str, title: str, visit: Visit,
                                                           editions: None) -> None:
    answer = visit(None).get(path)
    assert answer.headers["content-type"] == "application/pdf"
    with opened(answer.content) as pdf:
        root = pdf.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == lang
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert about["dc:title"] == title
            assert lang in about["dc:language"]
        found = list(elements(root.StructTreeRoot.K))
        kinds = [str(each.S).removeprefix("/") for each in found]
        levels = [int(kind[1]) for kind in kinds if kind[0] == "H" and kind[1:].isdigit()]
        assert (levels[0], levels.count(1)) == (1, 1)
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
        assert kinds.count("H2") == 5  # report now, three platforms, what has changed
        assert kinds.count("LI") == kinds.count("Lbl") == kinds.count("LBody")
        assert all("/Tabs" in page and str(page.Tabs) == "/S" for page in pdf.pages)


def test_links_in_the_pdf_are_tagged_and_say_where_they_lead(visit: Visit, editions: None) -> None:
    with opened(visit(None).get("/advice.pdf").content) as pdf:
        links = [note for page in pdf.pages for note in page.get("/Annots", [])]
        kinds = [str(each.S) for each in elements(pdf.Root.StructTreeRoot.K)]
        assert {str(each.Subtype) for each in links} == {"/Link"}
        assert {str(each.A.URI) for each in links} == {
            f"{PUBLIC_URL}/advice/2", "https://example.com/rules", "mailto:report@example.com"}
        assert all(str(each.Contents) and "/StructParent" in each for each in links)
        assert kinds.count("/Link") == 3


def test_english_in_the_welsh_pdf_is_marked_as_english(visit: Visit, editions: None) -> None:
    with opened(visit(None).get("/advice/cy.pdf").content) as pdf:
        marked = [str(each.Lang) for each in elements(pdf.Root.StructTreeRoot.K) if "/Lang" in each]
    assert set(marked) == {"en-GB"}
    assert len(marked) >= 4


def test_the_pdf_reads_as_the_page_does(visit: Visit, editions: None) -> None:
    read = PdfReader(io.BytesIO(visit(None).get("/advice/cy/1.pdf").content))
    said = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    for words in ("ffoniwch 999.", "ffoniwch 101.", GUIDANCE, "Ŵy ac ŷd.", "Disgwyliwch ymateb o fewn 48 awr.",
                  "Nid yw’r adran hon ar gael yn Gymraeg eto.", "Tudalen 1 o 2"):
        assert words in said, words
    assert "our rules □." in said  # a character that the font lacks is shown as one


def test_the_same_edition_gives_the_same_pdf(visit: Visit, editions: None, stopped_clock: StoppedClock) -> None:
    first = visit(None).get("/advice/1.pdf").content
    stopped_clock.advance(days=1)
    assert visit(None).get("/advice/1.pdf").content == first


@pytest.mark.parametrize(("path", "name"), [
    ("/advice.pdf", "parley-advice-2.pdf"), ("/advice/1.docx", "parley-advice-1.docx"),
    ("/advice/cy.docx", "parley-advice-2-cy.docx")])
def test_files_are_saved_under_a_name_that_says_what_they_are(path: str, name: str, visit: Visit,
                                                              editions: None) -> None:
    assert f'filename="{name}"' in visit(None).get(path).headers["content-disposition"]


def test_the_docx_has_real_headings_lists_links_and_language(visit: Visit, editions: None) -> None:
    answer = visit(None).get("/advice/cy/1.docx")
    document = Document(io.BytesIO(answer.content))
    styles = [(each.style.name, each.text) for each in document.paragraphs if each.style]
    assert [text for style, text in styles if style == "Heading 1"] == [
        "Cam-drin ar gyfryngau cymdeithasol: cyngor i ymgeiswyr"]
    assert [text for style, text in styles if style == "Heading 2"] == [
        "Rhoi gwybod nawr", "Facebook", "Google", "Twitter", "Beth sydd wedi newid"]
    assert [text for style, text in styles if style.startswith("List Number")] == ["First", "Second", "Again from one"]
    assert [text for style, text in styles if style == "List Bullet 2"] == ["Within"]
    links = {each.get(qn("r:id")) for each in document.element.iter(qn("w:hyperlink"))}
    assert {document.part.rels[each].target_ref for each in links if each} == {
        f"{PUBLIC_URL}/advice/cy/1", "https://example.com/rules", "https://example.com/report"}
    about = document.core_properties
    assert (about.title, about.language, about.author, about.last_modified_by) == (
        "Cam-drin ar gyfryngau cymdeithasol: cyngor i ymgeiswyr", "cy", "Parley", "Parley")
    assert about.subject == "Rhifyn 1, UK general election 2019"
    default = document.styles.element.find(f".//{qn('w:lang')}")
    assert default.get(qn("w:val")) == "cy"
    english = [run.text for each in document.paragraphs for run in each.runs
               if run._r.rPr is not None and (lang := run._r.rPr.find(qn("w:lang"))) is not None
               and lang.get(qn("w:val")) == "en-GB"]
    assert {"UK general election 2019", GUIDANCE, "Between", "Within"} <= set(english)


def test_an_ordered_list_in_the_docx_counts_from_one_again(visit: Visit, editions: None) -> None:
    document = Document(io.BytesIO(visit(None).get("/advice.docx").content))
    numbers = [each._p.pPr.numPr.numId.val for each in document.paragraphs
               if each.style and each.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]


def test_the_json_has_everything_and_nobodys_name(visit: Visit, editions: None, cast: Cast) -> None:
    answer = visit(None).get("/advice.json")
    assert answer.headers["content-type"] == "application/json"
    told = json.loads(answer.content)
    assert told == json.loads(visit(None).get("/advice/cy/2.json").content) | {"address": told["address"]}
    assert {name: value for name, value in told.items() if name != "platforms"} == {
        "edition": 2, "published_at": "2019-12-03T09:00:00+00:00", "urgent": True,
        "address": f"{PUBLIC_URL}/advice/2", "exercise": False, "letter": "MCO/00433",
        "election": "UK general election 2019", "polling_day": "2019-12-12", "previous_edition": 1,
        "note": {"en": "It was wrong.", "cy": "Roedd yn anghywir."},
        "changes": [{"platform": "Twitter", "topic": "where to report", "what": "changed"}]}
    assert [(one["slug"], one["report_to"], len(one["sections"])) for one in told["platforms"]] == [
        ("facebook", None, 1), ("google", None, 0), ("twitter", "mailto:report@example.com", 2)]
    assert told["platforms"][2]["sections"][1] == {
        "topic": "what response to expect", "last_checked": "2019-12-02", "responds_in_hours": 48,
        "text": {"en": content()["english"], "cy": content()["welsh"]},
        "html": {"en": "<p>We take down threats.</p>\n<ul>\n<li>Threats to kill</li>\n<li>Private addresses</li>\n"
                       "</ul>\n", "cy": "<p>Rydym yn dileu bygythiadau.</p>\n"}}
    for viewer in cast.everyone():
        assert viewer.name.encode() not in answer.content
