"""What pictures and PDFs say of themselves, read back also with programs that are not Parley's."""

import io
from datetime import UTC, datetime

import pikepdf
import pytest
from lxml import etree
from PIL import Image

from exports import xmp
from exports.flow import Document, Paragraph, Run
from exports.pdf import pdf_file
from exports.provenance import BriefingProvenance, FigureProvenance, read_provenance
from tests.exports.facts import HEAD, provenance

HOSTILE = "A <b>title</b> & “x” ]]> --> <?xpacket end='w'?>"
SVG = b'<svg class="main-svg" xmlns="http://www.w3.org/2000/svg" width="3" height="3"><g id="a>b"/></svg>'


def figure_provenance(**changes: object) -> FigureProvenance:
    given = {**vars(provenance()), "definitions": ("Reports (definition 1); source: Parley", "Hours: median"),
             "sha256": "ab" * 32, **changes}
    return FigureProvenance(**given)  # type: ignore[arg-type]


def a_png() -> bytes:
    content = io.BytesIO()
    Image.effect_noise((40, 30), 50).save(content, "PNG")
    return content.getvalue()


def a_pdf() -> bytes:
    return pdf_file(Document("A title", "en-GB", "Somebody", "A subject", "OFFICIAL", "Page {page} of {pages}",
                             datetime(2019, 12, 2, tzinfo=UTC), (Paragraph((Run("Words"),)),)))


MADE = {"svg": (SVG, xmp.into_svg), "png": (a_png(), xmp.into_png), "pdf": (a_pdf(), xmp.into_pdf)}


@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("title", ["Reports", HOSTILE, "\x00 \ud800 =1+1"])
def test_every_line_is_read_back(kind: str, title: str) -> None:
    given = figure_provenance(title=title)
    content, into = MADE[kind]
    expected = dict(given.lines()) | {"Title": " ".join(title.replace("\x00", "�").replace("\ud800", "�").split())}
    assert read_provenance(into(content, given.lines(), given.made_at)) == expected


def test_a_figures_lines_say_how_to_make_it_again() -> None:
    assert figure_provenance().lines()[11:] == [
        ("As at exactly", "2019-12-02T09:14:00.000000+00:00"),
        ("Definitions", "Reports (definition 1); source: Parley; Hours: median"), ("SHA-256 of the data", "ab" * 32)]


def test_a_briefings_lines_name_every_figure() -> None:
    given = BriefingProvenance(**vars(provenance()), figures=(("http://a/explore?x=1", "ab" * 32),))
    assert given.lines()[11:] == [("As at exactly", "2019-12-02T09:14:00.000000+00:00"),
                                  ("Figure 1", f"{'ab' * 32} http://a/explore?x=1")]


def test_an_svg_stays_one_and_has_it_in_its_metadata() -> None:
    given = provenance(title=HOSTILE)
    root = etree.fromstring(xmp.into_svg(SVG, given.lines(), given.made_at))
    assert [etree.QName(child).localname for child in root] == ["metadata", "g"]
    title = root.find(".//{http://purl.org/dc/elements/1.1/}title//{*}li")
    assert title is not None
    assert title.text == HOSTILE


def test_a_pngs_picture_stays_as_it_was_drawn() -> None:
    before, given = a_png(), provenance()
    with Image.open(io.BytesIO(xmp.into_png(before, given.lines(), given.made_at))) as made:
        assert made.tobytes() == Image.open(io.BytesIO(before)).tobytes()
        said = etree.fromstring(made.info["xmp"])
    source = said.find(".//{http://purl.org/dc/elements/1.1/}source")
    assert source is not None
    assert source.text == "Parley: updates, officials' findings"


def test_a_tagged_pdf_stays_tagged_and_says_it_beside_what_it_said() -> None:
    given = provenance()
    with pikepdf.open(io.BytesIO(xmp.into_pdf(a_pdf(), given.lines(), given.made_at))) as made:
        assert made.Root.MarkInfo.Marked
        assert made.Root.Lang == "en-GB"
        assert "/StructTreeRoot" in made.Root
        with made.open_metadata() as said:
            assert (said["pdfuaid:part"], said["dc:title"], said["dc:creator"]) == (
                "1", "Updates and findings", ["Analyst"])
            assert said["dc:identifier"] == "http://localhost:8000/standing?letter=MCO/00433"
        assert str(made.docinfo["/Title"]) == "Updates and findings"


@pytest.mark.parametrize("content", [
    SVG, a_png(), a_pdf(), SVG[:40], a_png()[:60], a_pdf()[:200], xmp.PNG, b"%PDF-1.7\n%%EOF",
    b"<svg><metadata><?xpacket begin=''?><a><?xpacket end='r'?></metadata></svg>"])
def test_what_carries_nothing_or_is_damaged_says_nothing(content: bytes) -> None:
    assert xmp.read(content) == []


def test_entities_in_a_packet_are_not_followed() -> None:
    bomb = (b'<svg><?xpacket begin=""?><!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><a>&z;</a>'
            b"<?xpacket end='r'?></svg>")
    assert xmp.read(bomb) == []


def test_the_head_is_the_one_that_it_was_made_with() -> None:
    given = provenance()
    assert read_provenance(xmp.into_png(a_png(), given.lines(), given.made_at))["Audit head"] == HEAD
