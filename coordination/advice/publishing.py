"""Publishing an edition: what is agreed becomes what everybody reads, and stays as it is for ever."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from coordination.advice import editions, reading
from coordination.advice.editions import Change, Edition, PlatformAdvice
from coordination.letters import LetterInView
from coordination.problems import Changed, Fault, Invalid, NotFound, from_validation
from coordination.texts import ShortText
from coordination.viewers import SEES_ALL_PLATFORMS, Viewer
from coordination.wording import counted, moment_in_words
from coordination.writes import write
from data_model.accounts import Account
from data_model.advice import AdviceEdition, AdviceEditionSection
from data_model.letters import Letter
from data_model.words import AdviceTopic, Role

OFFICIALS = frozenset({Role.OFFICIAL})
DOING = "publish advice"
NOTHING_AGREED = "No section is agreed yet. Agree at least one, then publish."
NOTHING_NEW = "Every agreed section is in edition {number} already. There is nothing to publish."


@dataclass(frozen=True)
class Proposed:
    """What an official would publish now: its number, what differs from the last edition, what it lacks in sentences,
    and its sections."""

    number: int
    changes: tuple[Change, ...]
    gaps: tuple[str, ...]
    sections: tuple[PlatformAdvice, ...]


class Note(BaseModel):
    """What readers are told of an edition, in English and in Welsh."""

    model_config = ConfigDict(extra="forbid")

    note: ShortText = ""
    note_welsh: ShortText = ""


def would_publish(session: Session, viewer: Viewer, letter: LetterInView, *, as_at: datetime) -> Proposed:
    """The edition that could be published at `as_at`. Raises NotAllowed for who does not see all platforms."""
    viewer.must_be(SEES_ALL_PLATFORMS, "see what would be published")
    sections = editions.agreed(session, letter.id, as_at=as_at)
    last = editions.published(session, as_at=as_at, letter_id=letter.id)
    return Proposed(next_number(session, as_at), editions.differences(last.platforms if last else (), sections),
                    tuple(gap for one in sections for topic in AdviceTopic for gap in _gaps(one, topic)), sections)


def as_edition(proposed: Proposed, letter: LetterInView, at: datetime, previous: int | None) -> Edition:
    """What would be published, as the edition that it would be at `at`. It is on no record."""
    return Edition(0, proposed.number, letter.id, letter.reference, letter.election, letter.polling_day, urgent=False,
                   note="", note_welsh="", published_at=at, platforms=proposed.sections, changes=proposed.changes,
                   previous=previous)


def publish(engine: Engine, viewer: Viewer, letter_id: int, expected: int, note: str = "",
            note_welsh: str = "") -> int:
    """Publish what is agreed as the next edition. `expected` is the number that the person saw for it. Returns the
    number. Raises Changed where somebody published in between, Invalid where there is nothing (new) to publish,
    NotFound or NotAllowed."""
    words = said(note, note_welsh)
    with write(engine, viewer, OFFICIALS, DOING) as w:
        number, told = put(w.session, w.account_id, letter_id, words, w.now, expected=expected)
        w.record("advice.publish", told)
        return number


def put(session: Session, by: int, letter_id: int, words: Note, at: datetime, *,
        expected: int | None = None) -> tuple[int, str]:
    """Publish what is agreed at `at` by the account `by`, within the caller's write. Returns the edition's number and
    what the audit is to say. Raises as `publish`."""
    if session.get(Letter, letter_id) is None:
        raise NotFound("There is no such letter.")
    number = next_number(session)
    if expected not in {None, number}:
        raise _faster(session, expected or 0)
    sections = editions.agreed(session, letter_id, as_at=at)
    versions = {each.version_id for one in sections for each in one.sections}
    if not versions:
        raise Invalid(Fault("sections", NOTHING_AGREED))
    last = newest(session, letter_id)
    if last and versions == versions_in(session, last):
        raise Invalid(Fault("sections", NOTHING_NEW.format(number=last.number)))
    store(session, AdviceEdition(letter_id=letter_id, number=number, note=words.note, note_welsh=words.note_welsh,
                                 published_by=by, published_at=at), versions)
    return number, f"published edition {number} of the advice, with {counted(len(versions), 'section')}."


def said(note: str, note_welsh: str) -> Note:
    """What readers are told. Raises Invalid for what is too long."""
    try:
        return Note(note=note, note_welsh=note_welsh)
    except ValidationError as error:
        raise from_validation(error) from error


def next_number(session: Session, as_at: datetime | None = None) -> int:
    """The number that the next edition has, or had at a past moment."""
    query = select(func.max(col(AdviceEdition.number)))
    if as_at is not None:
        query = query.where(col(AdviceEdition.published_at) <= as_at)
    return (session.scalars(query).one() or 0) + 1


def newest(session: Session, letter_id: int) -> AdviceEdition | None:
    """The newest edition of a letter."""
    query = select(AdviceEdition).where(col(AdviceEdition.letter_id) == letter_id)
    return session.scalars(query.order_by(col(AdviceEdition.number).desc()).limit(1)).first()


def versions_in(session: Session, edition: AdviceEdition) -> set[int]:
    """Ids of the versions that an edition has."""
    return set(session.scalars(select(col(AdviceEditionSection.version_id)).where(
        col(AdviceEditionSection.edition_id) == edition.id)))


def store(session: Session, edition: AdviceEdition, versions: Iterable[int]) -> None:
    """Put an edition with these versions on record."""
    session.add(edition)
    session.flush()
    session.add_all(AdviceEditionSection(edition_id=edition.id or 0, version_id=id_) for id_ in sorted(versions))
    session.flush()


def _gaps(platform: PlatformAdvice, topic: AdviceTopic) -> tuple[str, ...]:
    section = platform.on(topic)
    return reading.gaps_of(platform.name, topic, asdict(section) if section else None)


def _faster(session: Session, expected: int) -> Changed:
    found = session.scalars(select(AdviceEdition).where(col(AdviceEdition.number) == expected)).first()
    if found is None:
        return Changed(f"Edition {expected} is not the next one. Reload the page to see what would be published.")
    return Changed(f"{who(session, found)} already published edition {expected} on "
                   f"{moment_in_words(found.published_at)}. Nothing was published twice. Reload the page to see what "
                   "differs from it.")


def who(session: Session, edition: AdviceEdition) -> str:
    """The name of whoever published it."""
    return session.get_one(Account, edition.published_by).name
