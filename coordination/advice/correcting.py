"""The urgent correction of what is published: a new version, agreed, in a new edition, all in one step."""

from datetime import datetime

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination.advice import inputs, sections
from coordination.advice.inputs import SectionInput
from coordination.advice.publishing import DOING, OFFICIALS, Note, newest, next_number, said, store, versions_in, who
from coordination.problems import Changed, Fault, Invalid, NotFound
from coordination.viewers import Viewer
from coordination.wording import moment_in_words
from coordination.writes import write
from data_model.advice import AdviceDecision, AdviceEdition, AdviceEditionSection, AdviceVersion
from data_model.words import Agreement

NO_CORRECTION = "This says what edition {number} says already. Change what is wrong, then publish the correction."
NO_REASON = "Say what was wrong: readers will see it."


def correct(engine: Engine, viewer: Viewer, version_id: int, content: dict[str, object], note: str,
            note_welsh: str = "") -> int:
    """Correct one section of the letter's newest edition and publish it, all at once: a new version, agreed, in an
    edition that differs from the last in nothing else. Returns the number of the edition.

    `content` is a SectionInput. Raises Changed where `version_id` is no longer the published one, Invalid with every
    fault, NotFound or NotAllowed.
    """
    words = said(note, note_welsh)
    if not words.note:
        raise Invalid(Fault("note", NO_REASON))
    given = inputs.checked(content)
    with write(engine, viewer, OFFICIALS, DOING) as w:
        number, told = put_correction(w.session, w.account_id, version_id, given, words, w.now)
        for action, sentence in told:
            w.record(action, sentence)
        return number


def put_correction(session: Session, by: int, version_id: int, given: SectionInput, words: Note,
                   at: datetime) -> tuple[int, list[tuple[str, str]]]:
    """Correct a section at `at` by the account `by`, within the caller's write. Returns the edition's number and what
    the audit is to say, with its actions. Raises as `correct`."""
    old, last = _published(session, version_id)
    found = inputs.faults(old.topic, given)
    if found:
        raise Invalid(*found)
    if _same(old, given):
        raise Invalid(Fault("english", NO_CORRECTION.format(number=last.number)))
    latest = sections.newest(session, old.letter_id, old.platform_id, old.topic) or old
    new = AdviceVersion(letter_id=old.letter_id, platform_id=old.platform_id, topic=old.topic, number=latest.number + 1,
                        submitted_by=by, submitted_at=at, **given.model_dump())
    session.add(new)
    session.flush()
    session.add(AdviceDecision(version_id=new.id or 0, decision=Agreement.AGREED, decided_by=by, decided_at=at))
    number = next_number(session)
    store(session, AdviceEdition(letter_id=old.letter_id, number=number, urgent=True, note=words.note,
                                 note_welsh=words.note_welsh, published_by=by, published_at=at),
          versions_in(session, last) - {version_id} | {new.id or 0})
    place = sections.described(session, new)
    return number, [("advice.correct", f"corrected a published section with {place}."),
                    ("advice.agree", f"agreed {place}."),
                    ("advice.publish", f"published edition {number} of the advice, an urgent correction.")]


def _published(session: Session, version_id: int) -> tuple[AdviceVersion, AdviceEdition]:
    """A version with the newest edition of its letter, which must have it. Raises Changed, or NotFound for one that
    never was in any."""
    version = session.get(AdviceVersion, version_id)
    last = newest(session, version.letter_id) if version else None
    if version is None or last is None:
        raise NotFound("There is no such published section.")
    if version_id not in versions_in(session, last):
        raise _replaced(session, version, last)
    return version, last


def _replaced(session: Session, version: AdviceVersion, last: AdviceEdition) -> NotFound | Changed:
    query = select(col(AdviceEditionSection.edition_id)).where(col(AdviceEditionSection.version_id) == version.id)
    if session.execute(query).first() is None:
        return NotFound("There is no such published section.")
    return Changed(f"{who(session, last)} published edition {last.number} on {moment_in_words(last.published_at)}, "
                   "which has another text here. Nothing was published; what you wrote is still on your screen. Read "
                   "the new text before you correct it.")


def _same(old: AdviceVersion, given: SectionInput) -> bool:
    return all(getattr(old, name) == value for name, value in given.model_dump().items())
