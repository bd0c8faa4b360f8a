"""Tables, pictures and contents in flowing documents: tagged in PDF, real in DOCX, as other libraries read them."""

import io
from datetime import UTC, datetime
from itertools import pairwise

import docx as word
import pytest
from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from PIL import Image

from exports.flow import Contents, Document, Heading, Look, Paragraph, Part, Picture, Run, Table, listed
from exports.flow_docx import docx_file
from exports.pdf import CannotBeSet, pages_of, pdf_file
from tests.hostile_markdown import HOSTILE
from tests.pdf import elements, kinds, links, opened, pages

SVG = ('<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"><rect width="400" height="200" fill="#fff"/>'
       '<text x="10" y="50" font-size="14">{}</text></svg>')
TABLE = Table(("Week", "Reports"), tuple((f"Week {number}", f"{number}") for number in range(1, 91)), "Reports by week",
              frozenset({1}))


def png() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(made, "PNG")
    return made.getvalue()


def picture(text: str = "Twelve", kind: str = "svg") -> Picture:
    return Picture(SVG.format(text).encode() if kind == "svg" else png(), kind, 400, 200, "Reports rise to twelve.")


def document(*parts: Part) -> Document:
    return Document("Weekly note", "en-GB", "Analyst", "Letter MCO/00433", "OFFICIAL", "Page {page} of {pages}",
                    datetime(2019, 12, 2, 9, tzinfo=UTC), parts)


def docx(*parts: Part) -> DocxDocument:
    made = document(*parts)
    return word.Document(io.BytesIO(docx_file(made, pages_of(made))))


EVERYTHING = (Contents("Contents"), Heading(2, "Where they stand"), Heading(3, "Table"), TABLE,
              Heading(2, "Reports"), picture(), Paragraph((Run("Quoted"),), look=Look.QUOTE),
              Paragraph((Run("Small"),), look=Look.SMALL))


def test_a_table_in_the_pdf_is_tagged_with_its_headings() -> None:
    with opened(pdf_file(document(TABLE))) as pdf:
        found = kinds(pdf)
    assert (found.count("Table"), found.count("TH"), found.count("TD")) == (1, 2, 180)
    assert found.count("TR") == 91  # the headings that stand again on other pages are not read again


def test_the_headings_of_a_table_stand_on_every_page_that_it_reaches() -> None:
    told = pages(pdf_file(document(TABLE)))
    assert len(told) == 3
    assert all("Week Reports" in page for page in told)


def test_a_picture_in_the_pdf_is_a_figure_with_its_words() -> None:
    with opened(pdf_file(document(picture()))) as pdf:
        (figure,) = [each for each in elements(pdf.Root.StructTreeRoot.K) if str(each.S) == "/Figure"]
        assert str(figure.Alt) == "Reports rise to twelve."


def test_the_pdf_stays_one_for_everybody() -> None:
    with opened(pdf_file(document(*EVERYTHING))) as pdf:
        with pdf.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
        found = kinds(pdf)
        levels = [int(kind[1]) for kind in found if kind[0] == "H" and kind[1:].isdigit()]
        assert levels[0] == 1
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "/Outlines" in pdf.Root


def test_the_contents_name_the_pages_that_headings_are_on() -> None:
    made = document(*EVERYTHING)
    told = pages(pdf_file(made))
    assert pages_of(made) == [1, 1, 3]
    assert [each.text for each in listed(made.parts)] == ["Where they stand", "Table", "Reports"]
    for heading, page in zip(listed(made.parts), pages_of(made), strict=True):
        assert heading.text in told[page - 1]
    assert told[0].index("Reports") > told[0].index("Contents")
    with opened(pdf_file(made)) as pdf:
        found = kinds(pdf)
    assert found.count("TOCI") == 3


@pytest.mark.parametrize("bad", ["中文", "&#x1F468;&#x200D;"])
def test_a_picture_whose_letters_no_font_has_is_not_set(bad: str) -> None:
    with pytest.raises(CannotBeSet):
        pdf_file(document(picture(bad)))


@pytest.mark.parametrize("inside", ['<image href="http://127.0.0.1:9/x.png" width="9" height="9"/>',
                                    '<image href="/etc/hostname" width="9" height="9"/>'])
def test_a_picture_loads_nothing(inside: str) -> None:
    content = SVG.format("x").replace("</svg>", f"{inside}</svg>").encode()
    with pytest.raises(CannotBeSet):
        pdf_file(document(Picture(content, "svg", 400, 200, "x")))


def test_a_picture_of_points_can_be_set_too() -> None:
    with opened(pdf_file(document(picture(kind="png")))) as pdf:
        assert "Figure" in kinds(pdf)


def test_words_are_set_alike_on_every_machine_where_there_is_no_picture() -> None:
    made = document(*(part for part in EVERYTHING if not isinstance(part, Picture)))
    content = pdf_file(made)
    assert content == pdf_file(made)
    with opened(content) as pdf:
        fonts = {str(font.BaseFont).split("+")[-1] for page in pdf.pages for font in page.Resources.Font.values()}
    assert all(font.startswith("LibertinusSerif") for font in fonts)


def test_a_table_in_the_docx_has_a_heading_row_that_stands_again() -> None:
    (table,) = docx(TABLE).tables
    assert [[cell.text for cell in row.cells] for row in table.rows[:2]] == [["Week", "Reports"], ["Week 1", "1"]]
    assert len(table.rows) == 91
    marked = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert marked == [True] + [False] * 90
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Reports by week"


def test_a_picture_in_the_docx_has_its_words() -> None:
    (shape,) = docx(picture(kind="png")).inline_shapes
    assert shape._inline.docPr.get("descr") == "Reports rise to twelve."
    assert shape.width.cm == pytest.approx(16, abs=0.01)


def test_the_docx_has_a_real_table_of_contents() -> None:
    made = docx(*(part for part in EVERYTHING if not isinstance(part, Picture)))
    codes = [each.text.split() for each in made.element.iter(qn("w:instrText"))]
    assert codes[0] == ["TOC", "\\o", '"2-3"', "\\h"]
    assert [code[0] for code in codes[1:]] == ["PAGEREF"] * 3
    links = [each for each in made.element.iter(qn("w:hyperlink")) if each.get(qn("w:anchor"))]
    marks = {each.get(qn("w:name")) for each in made.element.iter(qn("w:bookmarkStart"))}
    assert {each.get(qn("w:anchor")) for each in links} == marks == {code[1] for code in codes[1:]}
    entries = [(each.style.name, each.text) for each in made.paragraphs if each.style.name.startswith("toc ")]
    assert entries == [("toc 2", "Where they stand\t1"), ("toc 3", "Table\t1"), ("toc 2", "Reports\t3")]
    kinds_ = [each.get(qn("w:fldCharType")) for each in made.element.iter(qn("w:fldChar"))]
    assert kinds_.count("begin") == kinds_.count("separate") == kinds_.count("end") == 4
    headings = [each.text for each in made.paragraphs if each.style.name.startswith("Heading")]
    assert headings == ["Weekly note", "Where they stand", "Table", "Reports"]


def test_hostile_words_are_words_in_every_part() -> None:
    text = "\n".join(HOSTILE)
    parts = (Contents(text), Heading(2, " ".join(HOSTILE)), Paragraph((Run(text),), look=Look.QUOTE),
             Table((text, "b"), ((text, text),), text), Picture(png(), "png", 40, 20, text))
    with opened(pdf_file(document(*parts))) as pdf:
        assert links(pdf) == set()
    made = docx(*parts)
    assert made.tables[0].rows[1].cells[1].text.startswith("<script>alert(1)</script>")
    assert not [each for each in made.part.rels.values() if each.is_external]
