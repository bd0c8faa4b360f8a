"""What is publicly on record about a letter and its election, each fact with where it was published.

The numbers of a published series stay under their own entry, and so under their own definition.
"""

from datetime import date
from pathlib import Path

from pydantic import Field, PositiveInt
from sqlalchemy import delete, select
from sqlmodel import Session, col

from data_model.letters import (
    Commitment,
    Criterion,
    Election,
    PublicFigure,
    PublicRecordCriterion,
    PublicRecordEntry,
)
from seeds import documents
from seeds.documents import Moment, Part, Words

ANSWER, AUTHORITY, FIGURES, CANDIDATES = "answer to the letter", "authority", "incident figures", "candidates"
Row = tuple[str, str, str, str, str, str, tuple[str, ...], tuple[tuple[str, date, date, float], ...]]


class ElectionPart(Part):
    """An election and the dates that a campaign is measured against."""

    name: Words = Field(max_length=200)
    dissolution: date
    close_of_nominations: Moment
    polling_day: date
    source: Words


class CandidatesPart(Part):
    """How many candidates stood, as one source counted them."""

    stood: PositiveInt
    by_party: dict[str, PositiveInt] = Field(default_factory=dict)
    constituencies: PositiveInt | None = None
    source: Words


class FactPart(Part):
    """Something that somebody published, and the criteria that it bears on."""

    who: Words = Field(max_length=300)
    what: Words
    bears_on: list[Words] = Field(default_factory=list)
    published: str = Field(default="", max_length=40)
    source: Words


class SeriesPart(Part):
    """Published numbers under one definition: a table in a CSV `file`, or a few values for one period."""

    measure: Words
    definition: Words
    file: Words | None = None
    value: dict[str, str] = Field(default_factory=dict)
    note: str = ""
    source: Words


class RecordPart(Part):
    """All of a public record's file."""

    election: ElectionPart | None = None
    candidates: CandidatesPart | None = None
    answers_to_the_letter: list[FactPart] = Field(default_factory=list)
    authorities: list[FactPart] = Field(default_factory=list)
    incident_figures: list[SeriesPart] = Field(default_factory=list)


class Entry(Part):
    """One fact, ready to be stored. `figures` are name, first day, last day and value as published."""

    kind: str
    who: str
    what: str
    published: str
    source: str
    note: str
    codes: tuple[str, ...] = ()
    figures: tuple[tuple[str, date, date, float], ...] = ()

    def row(self) -> Row:
        """The entry to compare by, in a settled order."""
        return (self.kind, self.who, self.what, self.published, self.source, self.note, tuple(sorted(self.codes)),
                tuple(sorted(self.figures)))


class Record(Part):
    """A public record with the tables that it names."""

    election: ElectionPart | None
    candidates: CandidatesPart | None
    entries: tuple[Entry, ...]


def read(file: Path) -> Record:
    """The public record in `file`, with the CSV files beside it. Raises Invalid."""
    part = documents.read(file, RecordPart)
    facts = [_fact(ANSWER, each) for each in part.answers_to_the_letter]
    facts += [_fact(AUTHORITY, each) for each in part.authorities]
    facts += [_series(each, file) for each in part.incident_figures]
    if part.candidates and part.election:
        facts.append(_candidates(part.candidates, part.election.polling_day))
    return Record(election=part.election, candidates=part.candidates, entries=tuple(facts))


def add_election(session: Session, record: Record) -> Election:
    """Add the record's election. The caller has seen that it has one."""
    part, stood = record.election, record.candidates
    assert part is not None
    election = Election(name=part.name, dissolution=part.dissolution, close_of_nominations=part.close_of_nominations,
                        polling_day=part.polling_day, candidates=stood.stood if stood else None,
                        candidates_source=stood.source if stood else "", source=part.source)
    session.add(election)
    session.flush()
    return election


def differs(session: Session, letter_id: int, record: Record) -> bool:
    """Whether what is stored about a letter is not what `record` says."""
    return sorted(_stored(session, letter_id)) != sorted(each.row() for each in record.entries)


def replace(session: Session, letter_id: int, record: Record) -> None:
    """Store `record` in place of what was stored about a letter. Raises Invalid for a criterion it does not have."""
    remove(session, letter_id)
    criteria = _criteria(session, letter_id)
    for entry in record.entries:
        row = PublicRecordEntry(letter_id=letter_id, kind=entry.kind, who=entry.who, what=entry.what,
                                published=entry.published, source=entry.source, note=entry.note)
        session.add(row)
        session.flush()
        for code in entry.codes:
            if code not in criteria:
                raise documents.refused(Path("public record"), f"“{entry.who}” bears on {code}, but the letter has "
                                                               "no such criterion")
            session.add(PublicRecordCriterion(entry_id=row.id or 0, criterion_id=criteria[code]))
        session.add_all(PublicFigure(entry_id=row.id or 0, name=name, period_start=first, period_end=last, value=value)
                        for name, first, last, value in entry.figures)
    session.flush()


def remove(session: Session, letter_id: int) -> None:
    """Take everything on public record about a letter away."""
    mine = select(col(PublicRecordEntry.id)).where(col(PublicRecordEntry.letter_id) == letter_id)
    session.execute(delete(PublicFigure).where(col(PublicFigure.entry_id).in_(mine)))
    session.execute(delete(PublicRecordCriterion).where(col(PublicRecordCriterion.entry_id).in_(mine)))
    session.execute(delete(PublicRecordEntry).where(col(PublicRecordEntry.letter_id) == letter_id))


def _fact(kind: str, part: FactPart) -> Entry:
    return Entry(kind=kind, who=part.who, what=part.what, published=part.published, source=part.source, note="",
                 codes=tuple(part.bears_on))


def _candidates(part: CandidatesPart, polling_day: date) -> Entry:
    places = f" in {part.constituencies:,} constituencies" if part.constituencies else ""
    return Entry(kind=CANDIDATES, who=_publisher(part.source), what=f"{part.stood:,} candidates stood{places}.",
                 published="", source=part.source, note="",
                 figures=tuple((name, polling_day, polling_day, float(count))
                               for name, count in part.by_party.items()))


def _series(part: SeriesPart, file: Path) -> Entry:
    try:
        figures = _table(documents.table(file.parent / part.file)) if part.file else _values(part.value)
    except (KeyError, ValueError) as error:
        raise documents.refused(file, f"the figures of “{part.measure}” cannot be read: {error}") from error
    return Entry(kind=FIGURES, who=_publisher(part.source), what=f"{part.measure}: {part.definition}", published="",
                 source=part.source, note=part.note, figures=tuple(figures))


def _table(rows: list[dict[str, str]]) -> list[tuple[str, date, date, float]]:
    periods = ("week_start", "week_end")
    return [(name, *(date.fromisoformat(row[each]) for each in periods), float(value))  # type: ignore[misc]
            for row in rows for name, value in row.items() if name not in periods]


def _values(value: dict[str, str]) -> list[tuple[str, date, date, float]]:
    first, last = (date.fromisoformat(each) for each in value["period"].split("/"))
    return [(name, first, last, float(number)) for name, number in value.items() if name != "period"]


def _publisher(source: str) -> str:
    return source.split(",")[0]


def _criteria(session: Session, letter_id: int) -> dict[str, int]:
    query = select(col(Criterion.code), col(Criterion.id)).join(
        Commitment, col(Commitment.id) == Criterion.commitment_id).where(col(Commitment.letter_id) == letter_id)
    return {code: id_ or 0 for code, id_ in session.execute(query)}


def _stored(session: Session, letter_id: int) -> list[Row]:
    codes = {id_: code for code, id_ in _criteria(session, letter_id).items()}
    found = []
    for entry in session.scalars(select(PublicRecordEntry).where(col(PublicRecordEntry.letter_id) == letter_id)):
        bears_on = session.scalars(select(col(PublicRecordCriterion.criterion_id)).where(
            col(PublicRecordCriterion.entry_id) == entry.id))
        figures = session.scalars(select(PublicFigure).where(col(PublicFigure.entry_id) == entry.id))
        found.append((entry.kind, entry.who, entry.what, entry.published, entry.source, entry.note,
                      tuple(sorted(codes[id_] for id_ in bears_on)),
                      tuple(sorted((each.name, each.period_start, each.period_end, each.value) for each in figures))))
    return found
