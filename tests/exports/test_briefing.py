"""A briefing as DOCX and tagged PDF: what is in it, what is said of it, and where it comes from."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import docx as word
import pytest
from docx.oxml.ns import qn
from sqlalchemy import Engine

from coordination.briefings.assembled import Assembled
from coordination.briefings.inputs import (
    FigurePart,
    HeadingPart,
    OverviewPart,
    Parts,
    QuotationPart,
    ScorecardPart,
    Shown,
    WordsPart,
)
from exports import briefing, pictures
from exports.briefing_tables import figure as figure_table
from exports.provenance import BriefingProvenance, read_provenance
from tests.briefings import LAG, PUBLIC_URL, REPORTS, assembled, provenance
from tests.cast import Cast
from tests.counts import a_count, a_sent_return
from tests.exports.test_flow import SVG, png
from tests.hostile_markdown import HOSTILE
from tests.pdf import elements, kinds, links, opened, pages

Make = Callable[[Assembled, BriefingProvenance], bytes]
EVERYTHING: Parts = (
    WordsPart(text="Since **Monday**.\n\n- one\n- [two](https://example.com/two)"), HeadingPart(text="Standing"),
    OverviewPart(), ScorecardPart(platform="facebook"), HeadingPart(text="Reports"), FigurePart(query=REPORTS),
    FigurePart(query=REPORTS, shown=Shown.TABLE), FigurePart(query=LAG, shown=Shown.BOTH), HeadingPart(text="Letter"),
    QuotationPart())
sqlite_only = pytest.mark.parametrize("templates", ["sqlite"], indirect=True)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures without Chromium: those that it draws are in tests/browser/test_briefings.py."""

    def several(figures: Sequence[Any], kind: str = "svg", *, width: int = 1200, scale: float = 1) -> list[bytes]:
        return [SVG.format("drawn").encode() if kind == "svg" else png() for _ in figures]

    monkeypatch.setattr(pictures, "several", several)


@pytest.fixture
def made(recorded: Engine, cast: Cast, drawn: None) -> tuple[Assembled, BriefingProvenance]:
    a_sent_return(recorded, cast.facebook, a_count(77))
    found = assembled(recorded, cast.analyst, *EVERYTHING)
    return found, provenance(recorded, found)


def words(content: bytes) -> str:
    """All words of a DOCX, of its paragraphs and tables."""
    document = word.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(each.text for each in document.paragraphs), *cells]).split())


def test_the_pdf_is_tagged_for_everybody(made: tuple[Assembled, BriefingProvenance]) -> None:
    with opened(briefing.pdf(*made)) as pdf:
        with pdf.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert about["dc:title"] == "Monday"
        found = kinds(pdf)
        assert bool(pdf.Root.MarkInfo.Marked)
        assert (str(pdf.Root.Lang), found.count("H1"), found.count("Figure")) == ("en-GB", 1, 2)
        assert found.count("Table") == 5  # overview, two of the scorecard, two of figures
        assert found.count("BlockQuote") == 5
        assert all(str(each.Alt) for each in elements(pdf.Root.StructTreeRoot.K) if str(each.S) == "/Figure")


def test_the_marking_stands_on_every_page(made: tuple[Assembled, BriefingProvenance]) -> None:
    told = pages(briefing.pdf(*made))
    assert len(told) > 3
    marks = "OFFICIAL-SENSITIVE · EXERCISE – invented for practice"
    assert all(page.count(marks) == 2 for page in told[1:-1])
    assert all(marks in page for page in told)
    assert all(f"Page {number} of {len(told)}" in page for number, page in enumerate(told, start=1))
    (section,) = word.Document(io.BytesIO(briefing.docx(*made))).sections
    assert marks in section.header.paragraphs[0].text
    assert marks in section.footer.paragraphs[0].text


def test_the_contents_lead_to_the_pages(made: tuple[Assembled, BriefingProvenance]) -> None:
    content = briefing.pdf(*made)
    told = pages(content)
    entries = re.findall(r"(Figure \d\. [^.]*?|Standing|Reports|Letter|About this file) ?(?:\. ?)+ (\d+)", told[0])
    assert len(entries) == 7
    for text, page in entries:
        assert text in told[int(page) - 1]
    document = word.Document(io.BytesIO(briefing.docx(*made)))
    listed = [each.text.split("\t") for each in document.paragraphs if each.style.name.startswith("toc ")]
    headings = [each.text for each in document.paragraphs if each.style.name in {"Heading 2", "Heading 3"}]
    assert [text for text, _ in listed] == headings
    assert [int(page) for _, page in listed] == sorted(int(page) for _, page in listed)


@pytest.mark.parametrize("make", [briefing.pdf, briefing.docx])
def test_every_figure_says_its_address_and_its_hash(make: Make, made: tuple[Assembled, BriefingProvenance]) -> None:
    content = make(*made)
    said = " ".join(pages(content)) if make is briefing.pdf else words(content)
    for figure in made[0].figures:
        assert figure.explored.sha256 in said
        assert figure.address.replace(" ", "") in said.replace(" ", "")
    if make is briefing.pdf:
        with opened(content) as pdf:
            lead = links(pdf)
    else:
        lead = {each.target_ref for each in word.Document(io.BytesIO(content)).part.rels.values() if each.is_external}
    assert lead == {figure.address for figure in made[0].figures} | {"https://example.com/two"}


@pytest.mark.parametrize("make", [briefing.pdf, briefing.docx])
def test_the_file_says_where_it_comes_from(make: Make, made: tuple[Assembled, BriefingProvenance]) -> None:
    assert list(read_provenance(make(*made)).items()) == made[1].lines()


def test_the_docx_has_its_provenance_as_properties(made: tuple[Assembled, BriefingProvenance]) -> None:
    content = briefing.docx(*made)
    about = word.Document(io.BytesIO(content)).core_properties
    assert (about.title, about.subject, about.category) == (
        "Monday", "Weekly note to ministers, letter MCO/00433", made[1].marks)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        custom = archive.read("docProps/custom.xml").decode()
        assert "custom-properties+xml" in archive.read("[Content_Types].xml").decode()
    for name, _ in made[1].lines():
        assert f'name="{name}"' in custom
    assert made[0].figures[0].explored.sha256 in custom


@pytest.mark.parametrize("make", [briefing.pdf, briefing.docx])
def test_what_it_shows_is_what_was_assembled(make: Make, made: tuple[Assembled, BriefingProvenance]) -> None:
    content = make(*made)
    said = (" ".join(pages(content)) if make is briefing.pdf else words(content)).replace("- ", "")
    for expected in ("Since Monday.", "Not yet reviewed", "Facebook, a service of Facebook.", "18 to 24 November 2019",
                     "≥ 77", "not reported", "“Work together to provide a one stop shop piece of advice",
                     "The letter of 5 November 2019, as published by the three ministers, reference MCO/00433",
                     "Reports from candidates (definition 1)"):
        assert expected in said, expected


def test_a_table_holds_the_figures_own_numbers(made: tuple[Assembled, BriefingProvenance]) -> None:
    explored = made[0].figures[1].explored
    table, left_out = figure_table(explored)
    assert (table.headings, left_out) == (("Days", "Facebook", "Google", "Twitter"), "")
    frame = explored.frame
    assert len(table.rows) * 3 == len(frame)
    shown = [cell for row in table.rows for cell in row[1:]]
    for value in frame["value"].dropna():
        assert any(f"{value:,.0f}" in cell for cell in shown)
    assert sum(cell == "not reported" for cell in shown) == (frame["state"] == "not reported").sum()


@pytest.mark.parametrize("make", [briefing.pdf, briefing.docx])
def test_without_chromium_figures_are_tables_and_it_says_why(make: Make, made: tuple[Assembled, BriefingProvenance],
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> list[bytes]:
        raise pictures.NoPictures(pictures.MISSING)

    monkeypatch.setattr(pictures, "several", none)
    content = make(*made)
    said = (" ".join(pages(content)) if make is briefing.pdf else words(content)).replace("- ", "")
    assert "Figures are shown as tables. Pictures cannot be made on this installation" in said
    assert "apt install chromium" in said
    assert said.count("18 to 24 November 2019") == 2


def test_a_picture_without_letters_is_drawn_as_points(made: tuple[Assembled, BriefingProvenance],
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def several(figures: Sequence[Any], kind: str = "svg", **_: object) -> list[bytes]:
        asked.append(kind)
        return [SVG.format("中文").encode() if kind == "svg" else png() for _ in figures]

    monkeypatch.setattr(pictures, "several", several)
    with opened(briefing.pdf(*made)) as pdf:
        assert kinds(pdf).count("Figure") == 2
    assert list(dict.fromkeys(asked)) == ["svg", "png"]


@sqlite_only
@pytest.mark.parametrize("make", [briefing.pdf, briefing.docx])
def test_hostile_words_are_words_in_every_part(make: Make, recorded: Engine, cast: Cast, drawn: None) -> None:
    note = "2019-11-20 <script>alert(1)</script> $x$ 😀"
    parts = tuple(part for text in HOSTILE for part in (WordsPart(text=text), HeadingPart(text=text[:160])))
    hostile = assembled(recorded, cast.analyst, *parts[:50],
                        FigurePart(query=f"{REPORTS}&note={note.replace('&', '%26')}"), name="<b>=1 & \u202e\x00</b>")
    content = make(hostile, provenance(recorded, hostile))
    if make is briefing.pdf:
        assert "<script>alert(1)</script>" in " ".join(pages(content))
        with opened(content) as pdf:
            lead = links(pdf)
    else:
        assert "<script>alert(1)</script>" in words(content)
        document = word.Document(io.BytesIO(content))
        lead = {each.target_ref for each in document.part.rels.values() if each.is_external}
        assert {each.tag for each in document.element.iter() if "script" in each.tag} == set()
        assert all(each.get(qn("w:anchor")) or each.get(qn("r:id"))
                   for each in document.element.iter(qn("w:hyperlink")))
    assert not [link for link in lead if not link.startswith((PUBLIC_URL, "https://", "http://", "mailto:", "tel:"))]
    assert not [link for link in lead if "javascript:" in link[:20]]
