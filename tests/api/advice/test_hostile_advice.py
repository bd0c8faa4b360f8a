"""Hostile text, written straight into the record past every check, and published: nothing of it gets through to readers
of the page, the PDF, the DOCX or the JSON, as parsers that are not ours see them."""

import io
import json
import zipfile
from datetime import timedelta

import pikepdf
import pytest
from docx import Document
from lxml import etree, html
from lxml.html import HtmlElement
from sqlalchemy import Engine

from coordination.advice import addresses
from data_model.advice import AdviceDecision, AdviceEdition, AdviceEditionSection, AdviceVersion
from data_model.database import writing
from data_model.words import AdviceTopic, Agreement
from tests import cast as casting
from tests.api.conftest import Visit
from tests.cast import OPENING, Cast
from tests.hostile_markdown import HOSTILE

# Classes of the list of markdown payloads that JakobTheDev published, and more, in our own words.
MORE = [
    "[x](javascript://www.example.com%0aalert(1))", "[x](javascript:window.onerror=alert;throw%20document.cookie)",
    "[x](j    a   v   a   s   c   r   i   p   t:alert(1))", "[x](Javas&#99;ript:alert(1&#41;)",
    "[x](Javas%26%2399;ript:alert(1&#41;)", "[x](javascript&#58alert(1&#41;)", "[x](javascript:alert&#65534;(1&#41;)",
    "[x]('javascript:alert(\"x\")')", "[x]: (javascript:alert(1))", "![x'\"`onerror=alert(1)](x)\\",
    "![x](https://www.example.com/image.png\"onload=\"alert(1))", "![x](\"onerror=\"alert(1))",
    "<javascript:alert(1)>", "[x](&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A&#x61(1))",
    "\u202e[x](https://example.com)\u202c", "\ufeff<script>alert(1)</script>", "[x](https://example.com/\u202e)",
    "</div></section></main><script>alert(1)</script>", "]]><script>alert(1)</script>", "--></style><script>x</script>",
    "\x0b\x0c\x1b[31m\ud7ff\ufffe\uffff", "x" * 3_000, "[" * 500 + "x" + "](y)" * 500, "*" * 2_000, "> " * 400 + "x",
    "- " * 200 + "x", "1. " * 200 + "x", "\U0001f600\u4e2d\u6587\u0645\u0631\u062d\u0628\u0627",
]
EVERYTHING = [*HOSTILE, *MORE]
TAGS = {"html", "head", "meta", "title", "link", "style", "body", "a", "header", "main", "footer", "nav", "section",
        "div", "span", "p", "h1", "h2", "h3", "ul", "ol", "li", "strong", "em", "br", "cite"}
ATTRIBUTES = {"lang", "charset", "name", "content", "rel", "hreflang", "href", "class", "id", "tabindex", "title",
              "aria-labelledby"}
AT_ONCE = 9  # sections of an edition


def published(engine: Engine, cast: Cast, texts: list[str], address: str = "") -> None:
    """An edition whose sections and note say these texts, whatever the rules for sections and notes are."""
    by, letter = cast.official.account_id, casting.letter_id(engine)
    places = [(slug, topic) for slug in ("facebook", "google", "twitter") for topic in AdviceTopic]
    with writing(engine) as session:
        edition = AdviceEdition(letter_id=letter, number=1, note=texts[0].replace("\x00", ""), published_by=by,
                                note_welsh=texts[-1].replace("\x00", ""), published_at=OPENING - timedelta(hours=1))
        session.add(edition)
        session.flush()
        for (slug, topic), text in zip(places, texts, strict=False):
            said = text.replace("\x00", "")  # which no database stores
            version = AdviceVersion(
                letter_id=letter, platform_id=casting.platform_id(engine, slug), topic=topic, number=1, english=said,
                welsh=said, report_address=address if topic is AdviceTopic.REPORTING else "", submitted_by=by,
                submitted_at=edition.published_at)
            session.add(version)
            session.flush()
            session.add(AdviceDecision(version_id=version.id or 0, decision=Agreement.AGREED, decided_by=by,
                                       decided_at=edition.published_at))
            session.add(AdviceEditionSection(edition_id=edition.id or 0, version_id=version.id or 0))


def is_safe(page: HtmlElement) -> None:
    """Nothing but our own elements and attributes, and links that lead where a link may lead."""
    for element in page.iter():
        assert element.tag in TAGS, etree.tostring(element)[:200]
        assert set(element.attrib) <= ATTRIBUTES, etree.tostring(element)[:200]
        to = element.get("href")
        if to is not None:
            assert element.tag in {"a", "link"}
            assert to.startswith(("#", "/advice", "/sign-in")) or addresses.leads_somewhere(to), to


@pytest.mark.parametrize("start", range(0, len(EVERYTHING), AT_ONCE))
def test_nothing_hostile_gets_through_to_readers(start: int, visit: Visit, recorded: Engine, cast: Cast) -> None:
    published(recorded, cast, EVERYTHING[start:start + AT_ONCE])
    for language in ("", "/cy"):
        _page(visit(None).get(f"/advice{language}").content)
        _pdf(visit(None).get(f"/advice{language}.pdf").content)
        _docx(visit(None).get(f"/advice{language}.docx").content)
    _json(visit(None).get("/advice.json").content)


@pytest.mark.parametrize("address", [
    "javascript:alert(1)", "data:text/html,x", "https://facebook.com@evil.example", "//evil.example",
    'https://example.com/" onclick="alert(1)', "file:///etc/passwd", "https://evil.example/<script>"])
def test_no_address_for_reports_leads_where_a_link_may_not(address: str, visit: Visit, recorded: Engine,
                                                           cast: Cast) -> None:
    published(recorded, cast, ["Text."] * AT_ONCE, address)
    page = visit(None).get("/advice")
    _page(page.content)
    assert b"Facebook has given no address for reports." in page.content
    _pdf(visit(None).get("/advice.pdf").content)
    _docx(visit(None).get("/advice.docx").content)
    assert [one["report_to"] for one in json.loads(visit(None).get("/advice.json").content)["platforms"]] == [None] * 3


def _page(content: bytes) -> None:
    page = html.document_fromstring(content)
    is_safe(page)
    assert len(list(page.iter("style"))) == len(list(page.iter("h1"))) == len(list(page.iter("main"))) == 1


def _pdf(content: bytes) -> None:
    """No action but links, nothing embedded, nothing that runs when it is opened."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert not {"/AA", "/OpenAction", "/AcroForm", "/Names"} & set(pdf.Root.keys())
        for page in pdf.pages:
            assert "/AA" not in page
            for note in page.get("/Annots", []):
                assert (str(note.Subtype), str(note.A.S)) == ("/Link", "/URI")
                assert str(note.A.URI).startswith("http://parley.test/") or addresses.leads_somewhere(str(note.A.URI))
        kinds = {str(each.get("/S", "")) for each in pdf.objects if isinstance(each, pikepdf.Dictionary)}
        assert not {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/GoToR"} & kinds
        assert not [each for each in pdf.objects if isinstance(each, pikepdf.Stream)
                    and str(each.get("/Subtype", "")) == "/Image"]


def _docx(content: bytes) -> None:
    """No picture, object, field that fetches, or macro; external addresses are links that may be."""
    document = Document(io.BytesIO(content))
    assert document.core_properties.author == "Parley"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "media" in name or "embed" in name or "vba" in name]
        words = archive.read("word/document.xml").decode()
        for name in archive.namelist():
            if name.endswith(".rels"):
                for each in etree.fromstring(archive.read(name)):
                    if each.get("TargetMode") == "External":
                        assert each.get("Type").endswith("/hyperlink")
                        to = each.get("Target")
                        assert to.startswith("http://parley.test/") or addresses.leads_somewhere(to)
    assert not any(f"<w:{tag}" in words for tag in ("drawing", "pict", "object", "instrText", "altChunk", "fldSimple"))


def _json(content: bytes) -> None:
    """What is offered as HTML is as safe as the page is; what is not is the text as it was typed."""
    for platform in json.loads(content)["platforms"]:
        for section in platform["sections"]:
            for given in section["html"].values():
                is_safe(html.document_fromstring(f"<body>{given}</body>"))
