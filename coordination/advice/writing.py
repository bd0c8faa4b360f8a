"""What a platform writes: drafts that nobody outside its company sees, and the versions that it sends to officials."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination.advice import inputs, sections
from coordination.advice.inputs import SectionInput
from coordination.problems import Changed, Fault, Invalid, NotFound
from coordination.viewers import Viewer, own_platform
from coordination.wording import moment_in_words
from coordination.writes import write
from data_model.accounts import Account
from data_model.advice import AdviceDecision, AdviceDraft, AdviceVersion
from data_model.words import AdviceTopic, Agreement, Role

PLATFORMS = frozenset({Role.PLATFORM})
DOING = "write advice"
FIRST_REVISIONS = 1_000_000_000
GONE = "There is no such draft. It may have been sent or discarded."


@dataclass(frozen=True)
class Saved:
    """A draft as it was last saved."""

    content: SectionInput
    revision: int
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True)
class Sent:
    """A version that was sent, with what officials decided on it; None where they have not yet."""

    id: int
    number: int
    content: SectionInput
    submitted_at: datetime
    decision: Agreement | None
    reason: str
    decided_at: datetime | None
    decided_by: str


@dataclass(frozen=True)
class Desk:
    """One section as its own platform works on it: the draft and the newest version, where there are such."""

    platform_id: int
    platform: str
    topic: AdviceTopic
    draft: Saved | None
    last: Sent | None


def open_draft(engine: Engine, viewer: Viewer, letter_id: int, platform_id: int, topic: AdviceTopic) -> int:
    """Begin, or go on with, the draft of one section. Returns its revision. A new one starts from the newest version.
    Raises NotFound for another company's platform or a letter not addressed to it."""
    with write(engine, viewer, PLATFORMS, DOING) as w:
        platform = sections.own(w.session, w.person, letter_id, platform_id)
        draft = w.session.get(AdviceDraft, (letter_id, platform_id, topic))
        if draft:
            return draft.revision
        last = sections.newest(w.session, letter_id, platform_id, topic)
        content = _content(last).model_dump() if last else {}
        # Not from 1: a tab left open on an earlier draft must not be taken for one open on this draft.
        revision = secrets.randbelow(FIRST_REVISIONS)
        w.session.add(AdviceDraft(letter_id=letter_id, platform_id=platform_id, topic=topic, **content,
                                  revision=revision, saved_by=w.account_id, saved_at=w.now))
        w.record("advice.begin", f"began a draft of {platform}'s advice on {topic}.")
        return revision


def save(engine: Engine, viewer: Viewer, letter_id: int, platform_id: int, topic: AdviceTopic, revision: int,
         content: dict[str, object]) -> int:
    """Store what was written so far (`SectionInput`); unfinished is fine. Returns the new revision.

    `revision` is the one that the writer started from. Raises Changed when the draft was saved from elsewhere meanwhile
    or has been sent, Invalid for text that is too long, NotFound for somebody else's draft.
    """
    checked = inputs.checked(content)
    with write(engine, viewer, PLATFORMS, DOING) as w:
        draft = at_revision(w.session, w.person, letter_id, platform_id, topic, revision)
        draft.sqlmodel_update(checked.model_dump())
        draft.revision, draft.saved_by, draft.saved_at = revision + 1, w.account_id, w.now
        return draft.revision


def discard(engine: Engine, viewer: Viewer, letter_id: int, platform_id: int, topic: AdviceTopic,
            revision: int) -> None:
    """Throw a draft away. Raises as `save`."""
    with write(engine, viewer, PLATFORMS, DOING) as w:
        w.session.delete(at_revision(w.session, w.person, letter_id, platform_id, topic, revision))
        platform = sections.own(w.session, w.person, letter_id, platform_id)
        w.record("advice.discard", f"discarded the draft of {platform}'s advice on {topic}.")


def send(engine: Engine, viewer: Viewer, letter_id: int, platform_id: int, topic: AdviceTopic, revision: int,
         content: dict[str, object]) -> int:
    """Send what was written to officials as the next version of its section; the draft goes. Returns the version's id.
    Raises as `save`, and Invalid with every fault."""
    checked = inputs.checked(content)
    with write(engine, viewer, PLATFORMS, DOING) as w:
        w.session.delete(at_revision(w.session, w.person, letter_id, platform_id, topic, revision))
        id_, told = put(w.session, w.person, letter_id, platform_id, topic, checked, w.now)
        w.record("advice.send", told)
        return id_


def put(session: Session, viewer: Viewer, letter_id: int, platform_id: int, topic: AdviceTopic, given: SectionInput,
        at: datetime) -> tuple[int, str]:
    """Store the next version of a section of the viewer's own platform, sent at `at`, within the caller's write.
    Returns its id and what the audit is to say. Raises Invalid with every fault, and NotFound."""
    sections.own(session, viewer, letter_id, platform_id)
    version = store(session, viewer.account_id, letter_id, platform_id, topic, given, at)
    return version.id or 0, f"sent {sections.described(session, version)} to officials."


def store(session: Session, account_id: int, letter_id: int, platform_id: int, topic: AdviceTopic,
          given: SectionInput, at: datetime) -> AdviceVersion:
    """The next version of a section, whoever wrote it, within the caller's write. Raises Invalid with every fault, also
    where it says what the newest version says."""
    found = inputs.faults(topic, given)
    last = sections.newest(session, letter_id, platform_id, topic)
    if last and _content(last) == given:
        found.append(Fault("english", f"This is what version {last.number} says. Change something first."))
    if found:
        raise Invalid(*found)
    version = AdviceVersion(letter_id=letter_id, platform_id=platform_id, topic=topic, **given.model_dump(),
                            number=last.number + 1 if last else 1, submitted_by=account_id, submitted_at=at)
    session.add(version)
    session.flush()
    return version


def desk(session: Session, viewer: Viewer, letter_id: int, platform_id: int, topic: AdviceTopic) -> Desk:
    """One section for those who write it. Raises NotFound for everybody else."""
    platform = sections.own(session, viewer, letter_id, platform_id)
    row = session.execute(
        select(AdviceDraft, col(Account.name)).join(Account, col(Account.id) == AdviceDraft.saved_by)
        .where(col(AdviceDraft.letter_id) == letter_id, col(AdviceDraft.platform_id) == platform_id,
               col(AdviceDraft.topic) == topic)).first()
    saved = Saved(_content(row[0]), row[0].revision, row[1], row[0].saved_at) if row else None
    last = sections.newest(session, letter_id, platform_id, topic)
    return Desk(platform_id, platform, topic, saved, _sent(session, last) if last else None)


def at_revision(session: Session, viewer: Viewer, letter_id: int, platform_id: int, topic: AdviceTopic,
               revision: int) -> AdviceDraft:
    """The draft for writing, if it is the viewer's company's, and still at `revision`. Raises NotFound or Changed."""
    query = (
        select(AdviceDraft, col(Account.name)).join(Account, col(Account.id) == AdviceDraft.saved_by)
        .where(col(AdviceDraft.letter_id) == letter_id, col(AdviceDraft.platform_id) == platform_id,
               col(AdviceDraft.topic) == topic, own_platform(viewer, col(AdviceDraft.platform_id))))
    found = session.execute(query).first()
    if found is None:
        raise _gone(session, viewer, letter_id, platform_id, topic)
    draft: AdviceDraft = found[0]
    if draft.revision != revision:
        raise Changed(f"{found[1]} saved this draft from another window on {moment_in_words(draft.saved_at)}. "
                      "Your text is still on your screen. Copy what you need, then load the saved draft.")
    return draft


def _gone(session: Session, viewer: Viewer, letter_id: int, platform_id: int, topic: AdviceTopic) -> Exception:
    sections.own(session, viewer, letter_id, platform_id)
    last = sections.newest(session, letter_id, platform_id, topic)
    if last is None:
        return NotFound(GONE)
    return Changed(f"{GONE} Version {last.number} was sent on {moment_in_words(last.submitted_at)}. "
                   "Nothing was sent twice.")


def _sent(session: Session, version: AdviceVersion) -> Sent:
    row = session.execute(
        select(AdviceDecision, col(Account.name)).join(Account, col(Account.id) == AdviceDecision.decided_by)
        .where(col(AdviceDecision.version_id) == version.id)).first()
    decided = (row[0].decision, row[0].reason, row[0].decided_at, row[1]) if row else (None, "", None, "")
    return Sent(version.id or 0, version.number, _content(version), version.submitted_at, *decided)


def _content(row: AdviceDraft | AdviceVersion) -> SectionInput:
    return SectionInput(english=row.english, welsh=row.welsh, report_address=row.report_address,
                        responds_in_hours=row.responds_in_hours)
