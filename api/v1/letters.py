"""Letters and what they ask for."""

from datetime import date
from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from api.v1.calling import Call, reads
from api.v1.fields import Answer, Moment
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.reading import OfALetter, answered, snapshot
from coordination import letters
from data_model.words import Marking, Role

router = subject("Letters")
Reader = Annotated[Call, reads(Role.PLATFORM, Role.ANALYST)]


class LetterRow(Answer):
    """A signed letter."""

    reference: str
    title: str
    signed_on: date


class Addressee(Answer):
    """A platform that a letter is addressed to."""

    slug: str
    name: str
    company: str
    addressee: str


class LetterAnswer(LetterRow):
    """A letter with its whole text and its election."""

    signatories: list[str]
    text: str
    source: str
    marking: Marking
    election: str
    dissolution: date
    close_of_nominations: Moment
    polling_day: date
    recipients: list[Addressee] = Field(description="Those that you may see")


class CriterionOfLetter(Answer):
    """One testable part of a commitment."""

    code: str
    text: str
    computed_by: str | None = Field(description="The figure that Parley computes for it, where it can")


class CommitmentAnswer(Answer):
    """One thing that a letter asks of every recipient. The quotation stands in the letter's text from character
    `span_start` up to `span_end`."""

    number: int
    title: str
    quotation: str
    span_start: int
    span_end: int
    first_due_on: date
    update_every_days: int
    criteria: list[CriterionOfLetter]


@router.get("/letters", operation_id="list_letters", summary="Letters", response_model=Page[LetterRow])
def list_letters(call: Reader, paging: Paged) -> Response:
    """The letters that you see, the newest first."""
    with snapshot(call) as asked:
        found = letters.listing(asked.session, asked.viewer)
    return paging.answer(call, [LetterRow.of(row) for row in found.to_dict("records")], newest_first=True,
                         key=lambda each: (each.signed_on, each.reference))


@router.get("/letter", operation_id="read_letter", summary="One letter", response_model=LetterAnswer)
def read_letter(call: Reader, wanted: OfALetter) -> Response:
    """One letter with its text, its election and its recipients."""
    with snapshot(call, wanted) as asked:
        found = asked.letter
        recipients = letters.recipients(asked.session, asked.viewer, found.id)
    return answered(LetterAnswer.of(found, signatories=list(found.signatories),
                                    recipients=[Addressee.of(row) for row in recipients.to_dict("records")]))


@router.get("/commitments", operation_id="list_commitments", summary="What a letter asks for",
            response_model=Page[CommitmentAnswer])
def list_commitments(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """A letter's commitments in order, each with its criteria and when updates on it are due."""
    with snapshot(call, wanted) as asked:
        found = letters.commitments(asked.session, asked.letter.id)
        criteria = letters.criteria(asked.session, asked.letter.id)
    parts = {id_: [CriterionOfLetter.of(row) for row in of_one.to_dict("records")]
             for id_, of_one in criteria.groupby("commitment_id")}
    rows = [CommitmentAnswer.of(row, criteria=parts.get(row["id"], [])) for row in found.to_dict("records")]
    return paging.answer(call, rows, key=lambda each: (each.number,))
