"""What officials decide on a version of a section, and checks that a section is still right."""

from datetime import datetime

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination.advice import sections
from coordination.problems import Changed, Fault, Invalid, NotFound
from coordination.texts import LONGEST_STATEMENT, storable
from coordination.viewers import Viewer, may_see
from coordination.wording import moment_in_words
from coordination.writes import write
from data_model.accounts import Account
from data_model.advice import AdviceCheck, AdviceDecision, AdviceVersion
from data_model.words import Agreement, Role

OFFICIALS = frozenset({Role.OFFICIAL})
CHECKERS = frozenset({Role.OFFICIAL, Role.PLATFORM})
NOT_STORED = "Your decision was not stored."


def agree(engine: Engine, viewer: Viewer, version_id: int) -> None:
    """Agree a version as it stands. Raises Changed when it was decided or replaced meanwhile, NotFound, NotAllowed."""
    with write(engine, viewer, OFFICIALS, "agree advice") as w:
        w.record("advice.agree", decide(w.session, w.person, version_id, Agreement.AGREED, "", w.now))


def give_back(engine: Engine, viewer: Viewer, version_id: int, reason: str) -> None:
    """Return a version to its platform with a reason. Raises Invalid without one, and as `agree`."""
    reason = storable(reason)
    if not reason:
        raise Invalid(Fault("reason", "Say why you return it and what the platform should do."))
    if len(reason) > LONGEST_STATEMENT:
        raise Invalid(Fault("reason", f"Shorten the reason to {LONGEST_STATEMENT:,} characters."))
    with write(engine, viewer, OFFICIALS, "return advice") as w:
        w.record("advice.return", decide(w.session, w.person, version_id, Agreement.RETURNED, reason, w.now))


def check(engine: Engine, viewer: Viewer, version_id: int) -> None:
    """Say that an agreed version is still right: an official of any, a representative of their own platform's.
    Raises Changed where it is not, or no longer, the version that is agreed, NotFound, NotAllowed."""
    with write(engine, viewer, CHECKERS, "check advice") as w:
        w.record("advice.check", look_again(w.session, w.person, version_id, w.now))


def decide(session: Session, viewer: Viewer, version_id: int, decision: Agreement, reason: str, at: datetime) -> str:
    """Decide on the newest version of a section at `at`, within the caller's write. Returns what the audit is to say.
    Raises Changed or NotFound."""
    version = _version(session, viewer, version_id)
    _must_be_undecided(session, version)
    session.add(AdviceDecision(version_id=version_id, decision=decision, reason=reason,
                               decided_by=viewer.account_id, decided_at=at))
    session.flush()
    return f"{decision} {sections.described(session, version)}."


def look_again(session: Session, viewer: Viewer, version_id: int, at: datetime) -> str:
    """Find an agreed version still right at `at`, within the caller's write. Returns what the audit is to say. Raises
    Changed or NotFound."""
    version = _version(session, viewer, version_id)
    agreed = sections.newest_agreed(session, version)
    if agreed is None:
        raise Changed("No version of this section is agreed yet. There is nothing to check.")
    if agreed.id != version.id:
        raise Changed(f"Version {agreed.number} is the one that is agreed now. Look at it before you say that it is "
                      "still right.")
    session.add(AdviceCheck(version_id=version_id, checked_by=viewer.account_id, checked_at=at))
    session.flush()
    return f"found {sections.described(session, version)} still right."


def _version(session: Session, viewer: Viewer, version_id: int) -> AdviceVersion:
    query = select(AdviceVersion).where(col(AdviceVersion.id) == version_id,
                                        may_see(viewer, col(AdviceVersion.platform_id)))
    found = session.scalars(query).first()
    if found is None:
        raise NotFound(sections.NOT_THERE)
    return found


def _must_be_undecided(session: Session, version: AdviceVersion) -> None:
    """Raise Changed where it was decided, or is not the newest. The writer's lock keeps it so."""
    decided = select(AdviceDecision, col(Account.name)).join(
        Account, col(Account.id) == AdviceDecision.decided_by).where(col(AdviceDecision.version_id) == version.id)
    row = session.execute(decided).first()
    if row:
        raise Changed(f"{row[1]} already {row[0].decision} this version on {moment_in_words(row[0].decided_at)}. "
                      f"{NOT_STORED}")
    newest = sections.newest(session, version.letter_id, version.platform_id, version.topic)
    if newest and newest.id != version.id:
        raise Changed(f"Version {newest.number} was sent on {moment_in_words(newest.submitted_at)}, after the version "
                      f"{version.number} that you were reading. {NOT_STORED} Open version {newest.number} to decide on "
                      "it.")
