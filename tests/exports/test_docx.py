import io
import re
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from docx import Document
from docx.document import Document as DocumentType

from coordination.requests import PAIR_COLUMNS
from exports.docx import Asked, Recipient, chasing_letter
from exports.provenance import Provenance, read_audit_head, read_provenance
from tests.exports.facts import HEAD, provenance

DUE = date(2019, 11, 29)
ANSWERED = datetime(2019, 11, 28, 10, 12, tzinfo=UTC)


def pairs(*answered_at: datetime | None) -> pd.DataFrame:
    titles = ["One-stop-shop advice", "Guidance reaches everyone", "Regular dialogue"]
    rows = [(7, 1, "facebook", "Facebook", number, number, titles[number - 1], datetime(2019, 11, 22, 9, tzinfo=UTC),
             DUE, at, None) for number, at in enumerate(answered_at, start=1)]
    return pd.DataFrame(rows, columns=PAIR_COLUMNS, dtype=object)


def asked(*answered_at: datetime | None, message: str = "") -> Asked:
    return Asked(
        signed_on=date(2019, 11, 5), asked_on=date(2019, 11, 22), due_on=DUE, asked_by="Cabinet Office official",
        department="Cabinet Office", message=message, answer_at="http://localhost:8000/home",
        pairs=pairs(*(answered_at or (ANSWERED, None))),
        quotations={1: "Work together to provide a one stop shop", 2: "Work with officials", 3: "Have dialogue"})


def made(given: Asked, where_from: Provenance | None = None) -> DocumentType:
    where_from = where_from or provenance(title="Request for an update on letter MCO/00433")
    to = Recipient("Vice-President, Global Affairs", "Facebook, Inc.", "Facebook")
    return Document(io.BytesIO(chasing_letter(to, given, where_from)))


def under(document: DocumentType, heading: str) -> list[str]:
    """The paragraphs between a heading and the next one."""
    texts = [(paragraph.text, paragraph.style.name.startswith("Heading")) for paragraph in document.paragraphs]
    start = texts.index((heading, True)) + 1
    end = next((at for at in range(start, len(texts)) if texts[at][1]), len(texts))
    return [text for text, _ in texts[start:end]]


def test_the_letter_reads_from_addressee_to_signature() -> None:
    document = made(asked())
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[:5] == [
        "Vice-President, Global Affairs\nFacebook, Inc.", "Our reference: MCO/00433\nDate: 2 December 2019",
        "Dear Vice-President, Global Affairs,", "Request for an update on letter MCO/00433",
        "On 5 November 2019 ministers wrote to Facebook, Inc. (our reference MCO/00433). On 22 November 2019 we asked "
        "for an update on commitments 1 and 2 of that letter for Facebook, by Friday 29 November 2019."]
    assert under(document, "Commitment 1: One-stop-shop advice") == [
        "The letter says:", "“Work together to provide a one stop shop”"]
    assert under(document, "What we have received") == [
        "Commitment 1: an update on 28 November 2019 at 10:12, London time"]
    assert under(document, "What we have not received") == ["Commitment 2: Guidance reaches everyone"]
    assert under(document, "What we ask of you now") == [
        "1 update is missing, and was due on Friday 29 November 2019. Please send it now, and give the reason for the "
        "delay.",
        "You can send updates, and evidence with them, in Parley: http://localhost:8000/home",
        "Yours sincerely,", "Cabinet Office official\nCabinet Office"]


def test_before_the_day_it_asks_by_when() -> None:
    early = provenance(as_at=datetime(2019, 11, 29, 23, 59, tzinfo=UTC))
    assert under(made(asked(None, None), early), "What we ask of you now")[0] == (
        "2 updates are missing. Please send them by Friday 29 November 2019.")
    assert under(made(asked(None), early), "What we have received") == ["Nothing yet."]


def test_when_everything_came_it_thanks() -> None:
    document = made(asked(ANSWERED))
    assert "an update on commitment 1 of that letter" in document.paragraphs[4].text
    assert under(document, "What we have not received") == ["Nothing is missing."]
    assert under(document, "What we ask of you now")[0] == "Nothing more. Thank you for your answer."


def test_the_officials_own_message_is_quoted_paragraph_by_paragraph() -> None:
    document = made(asked(message="Please say what you did.\n\nAnd when.\x0b"))
    assert [(each.text, each.style.name) for each in document.paragraphs[5:8]] == [
        ("We wrote:", "Normal"), ("Please say what you did.", "Quote"), ("And when.", "Quote")]


def test_headings_are_headings_in_order_and_no_paragraph_is_empty() -> None:
    document = made(asked())
    levels = [int(style[-1]) for paragraph in document.paragraphs
              if re.fullmatch(r"Heading \d", style := paragraph.style.name)]
    assert levels == [1, 2, 3, 3, 2, 2, 2, 2]
    assert all(paragraph.text.strip() for paragraph in document.paragraphs)


@pytest.mark.parametrize(("exercise", "marks"), [
    (True, "OFFICIAL-SENSITIVE · EXERCISE – invented for practice"), (False, "OFFICIAL-SENSITIVE")])
def test_every_page_has_its_marking_and_number(exercise: bool, marks: str) -> None:
    section = made(asked(), provenance(exercise=exercise)).sections[0]
    assert section.header.paragraphs[0].text == marks
    assert section.footer.paragraphs[0].text == marks
    assert re.findall(r'w:instr="(\w+)"', section.footer._element.xml) == ["PAGE", "NUMPAGES"]


def test_it_is_in_british_english_on_a4_with_a_title() -> None:
    document = made(asked())
    assert 'w:lang w:val="en-GB"' in document.styles.element.xml
    assert 'w:val="en-US"' not in document.styles.element.xml
    assert document.core_properties.language == "en-GB"
    assert document.core_properties.title == "Request for an update on letter MCO/00433"
    assert document.core_properties.subject == "Letter MCO/00433"
    assert document.core_properties.comments == f"Audit head: {HEAD}"
    assert [round(each.cm, 1) for each in (document.sections[0].page_width, document.sections[0].page_height)] == [
        21.0, 29.7]


def test_where_it_comes_from_is_read_back() -> None:
    given = provenance(title="Request: an update")
    content = chasing_letter(Recipient("A", "B", "C"), asked(), given)
    assert read_provenance(content) == dict(given.lines())
    assert read_audit_head(content) == HEAD
