"""Submitting a draft: it becomes a version that never changes."""

from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from coordination import clock
from coordination.problems import Fault, Invalid
from coordination.updates import drafts
from coordination.updates.inputs import DraftContent, faults
from coordination.viewers import Viewer
from coordination.wording import counted
from coordination.writes import Write, write
from data_model.letters import Commitment, Criterion
from data_model.organisations import Platform
from data_model.updates import Draft, Statement, Update, UpdateVersion, VersionEvidence


def submit(engine: Engine, viewer: Viewer, update_id: int, revision: int) -> int:
    """Submit a draft as the next version of its update. Returns the version's id.

    Raises Invalid with every fault, Changed when the draft has moved on from `revision` or was submitted already,
    NotFound for somebody else's draft.
    """
    with write(engine, viewer, drafts.PLATFORMS, "submit updates") as w:
        draft = drafts.own_draft(w, update_id, revision)
        update = w.session.get_one(Update, update_id)
        attached = drafts.attached_to(w.session, update_id)
        criteria = _criteria(w.session, update.commitment_id)
        found = faults(_content(draft), evidence=len(attached), due_on=update.due_on, today=clock.day(w.now))
        found += [Fault("statements", f"There is no criterion {code} in this commitment.")
                  for code in draft.statements if code not in criteria]
        if found:
            raise Invalid(*found)
        version = _version(w, draft)
        _say_of_criteria(w.session, version, draft.statements, criteria)
        for evidence_id in attached:
            w.session.add(VersionEvidence(version_id=version.id or 0, evidence_id=evidence_id))
        drafts.remove(w.session, draft)
        w.record("update.submit", _sentence(w.session, update, version, len(attached)))
        return version.id or 0


def _content(draft: Draft) -> DraftContent:
    return DraftContent(claim=draft.claim, narrative=draft.narrative, remaining=draft.remaining,
                        delay_reason=draft.delay_reason, statements=draft.statements)


def _criteria(session: Session, commitment_id: int) -> dict[str, int]:
    query = select(col(Criterion.code), col(Criterion.id)).where(col(Criterion.commitment_id) == commitment_id)
    return {code: id_ for code, id_ in session.execute(query) if id_ is not None}


def _version(w: Write, draft: Draft) -> UpdateVersion:
    last = select(func.coalesce(func.max(UpdateVersion.number), 0)).where(
        col(UpdateVersion.update_id) == draft.update_id)
    assert draft.claim is not None  # the rules have passed
    version = UpdateVersion(update_id=draft.update_id, number=w.session.scalars(last).one() + 1, claim=draft.claim,
                            narrative=draft.narrative, remaining=draft.remaining, delay_reason=draft.delay_reason,
                            submitted_by=w.account_id, submitted_at=w.now)
    w.session.add(version)
    w.session.flush()
    return version


def _say_of_criteria(session: Session, version: UpdateVersion, statements: dict[str, str],
                     criteria: dict[str, int]) -> None:
    for code, text in statements.items():
        if text:
            session.add(Statement(version_id=version.id or 0, criterion_id=criteria[code], text=text))


def _sentence(session: Session, update: Update, version: UpdateVersion, evidence: int) -> str:
    platform = session.get_one(Platform, update.platform_id).name
    number = session.get_one(Commitment, update.commitment_id).number
    return (f"submitted version {version.number} of {platform}'s update on commitment {number}, due "
            f"{update.due_on:%Y-%m-%d}: claim “{version.claim}”, {counted(evidence, 'piece')} of evidence.")
