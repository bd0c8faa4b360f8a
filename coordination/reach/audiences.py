"""How many people there are to reach, and who says so. How many candidates stood, and for which party, is on public
record; how many agents and electoral staff there are is known once an official has entered it, with its source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination.problems import NotFound
from coordination.reach import inputs
from coordination.reach.inputs import SizeInput
from coordination.viewers import Viewer
from coordination.writes import write
from data_model.letters import Election, Letter, PublicFigure, PublicRecordEntry
from data_model.reach import AudienceSize
from data_model.words import Audience, Role

CANDIDATES = "candidates"  # the kind of entry on public record that says how many stood for each party
OTHERS = "other"  # what the public record calls all candidates who stood for no party that it names
OFFICIALS = frozenset({Role.OFFICIAL})


@dataclass(frozen=True)
class Size:
    """How many people there are in an audience (None where nobody said), in each of its parties as far as known, the
    largest first, and who says so."""

    people: int | None = None
    source: str = ""
    parties: Mapping[str, int] = field(default_factory=dict)


def sizes(session: Session, letter_id: int, *, as_at: datetime) -> dict[Audience, Size]:
    """Every audience of a letter's advice, with its size as it was known at `as_at`. What is on public record is known
    at any time."""
    query = (
        select(col(AudienceSize.audience), col(AudienceSize.people), col(AudienceSize.source))
        .where(col(AudienceSize.letter_id) == letter_id, col(AudienceSize.recorded_at) <= as_at)
        .order_by(col(AudienceSize.recorded_at), col(AudienceSize.id))
    )
    known = {audience: Size(people, source) for audience, people, source in session.execute(query)}
    return {each: Size() for each in Audience} | known | {Audience.CANDIDATES: _candidates(session, letter_id)}


def set_size(engine: Engine, viewer: Viewer, letter_id: int, audience: Audience, people: int, source: str) -> None:
    """Put on record how many agents, or electoral staff, there are (`SizeInput`); the newest counts. Raises Invalid,
    NotFound, NotAllowed."""
    asked = inputs.read(SizeInput, {"audience": audience, "people": people, "source": source})
    with write(engine, viewer, OFFICIALS, "enter how many people there are") as w:
        if w.session.get(Letter, letter_id) is None:
            raise NotFound("There is no such letter.")
        w.record("reach.size", put_size(w.session, letter_id, asked, w.account_id, w.now))


def put_size(session: Session, letter_id: int, asked: SizeInput, by: int, at: datetime) -> str:
    """Store a size. Returns the sentence for the audit, after the actor's name."""
    session.add(AudienceSize(letter_id=letter_id, audience=asked.audience, people=asked.people, source=asked.source,
                             recorded_by=by, recorded_at=at))
    session.flush()
    return f"entered that there are {asked.people:,} {asked.audience}."


def in_words(party: str) -> str:
    """A party as the public record names it, for reading."""
    return "All other candidates" if party == OTHERS else party


def _candidates(session: Session, letter_id: int) -> Size:
    """Those who stood in the letter's election."""
    stood = session.execute(
        select(col(Election.candidates), col(Election.candidates_source))
        .join(Letter, col(Letter.election_id) == Election.id).where(col(Letter.id) == letter_id)).first()
    figures = session.execute(
        select(col(PublicFigure.name), col(PublicFigure.value))
        .join(PublicRecordEntry, col(PublicRecordEntry.id) == PublicFigure.entry_id)
        .where(col(PublicRecordEntry.letter_id) == letter_id, col(PublicRecordEntry.kind) == CANDIDATES)).all()
    ordered = sorted(figures, key=lambda row: (row.name == OTHERS, -row.value, row.name))
    people, source = stood if stood else (None, "")
    return Size(people, source, {name: round(value) for name, value in ordered})
