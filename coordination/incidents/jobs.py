"""Returns that are too large to be read while their sender waits: asked for, worked on by the server in the background,
followed and cancelled.

Of several workers one claims a job, for CLAIM at a time, and renews it as long as it lives; a worker that was killed
lets its claim run out, and another takes the job up from its beginning. The return is stored and the job ended in one
transaction, so that however often it is begun the return is stored once.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from time import monotonic
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, exists, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from coordination import audit, clock
from coordination.incidents import outcomes, sending
from coordination.incidents.cells import Cells
from coordination.incidents.outcomes import ReturnOutcome, ReturnRefusal
from coordination.incidents.returns import LONGEST_REASON, PLATFORMS
from coordination.incidents.sending import DOING, Refused, Sent
from coordination.problems import Changed, Fault, Invalid, NotFound, Problem
from coordination.texts import name_of_file, storable
from coordination.viewers import Viewer, own_platform
from coordination.writes import Write, write
from data_model.accounts import Account
from data_model.database import alone, reading, together, writing
from data_model.jobs import ReturnJob
from data_model.organisations import Organisation, Platform
from data_model.words import JobState

UNDER_WAY = (JobState.WAITING, JobState.CHECKING, JobState.STORING)
CLAIM = timedelta(seconds=15)
CLAIM_TO_STORE = timedelta(seconds=60)  # others may be storing before it
RENEWED_EVERY = 4  # seconds
SECONDS_BETWEEN = 0.2  # reports of progress that are noted
MOST_ATTEMPTS = 5
MOST_UNDER_WAY = 10  # of one company: their files are kept until they have ended
GIVEN_UP = (f"Parley began this return {MOST_ATTEMPTS} times and did not come to its end. Send it as several smaller "
            "ones, and tell an administrator.")


@dataclass(frozen=True)
class JobInView:
    """How far a return has come. `rows_total` is an estimate until all rows were read, and None where nobody can tell
    before; of `outcome` and `refusal` there is one once it has ended, unless it was cancelled."""

    id: int
    platform: str
    file_name: str
    dry_run: bool
    state: JobState
    rows_done: int
    rows_total: int | None
    asked_at: datetime
    ended_at: datetime | None
    return_id: int | None
    outcome: ReturnOutcome | None
    refusal: ReturnRefusal | None


@dataclass(frozen=True)
class Claimed:
    """A job that this worker has for itself, as long as nobody has begun another attempt."""

    id: int
    attempt: int
    platform_id: int
    viewer: Viewer
    sent: Sent


class LeftOff(Exception):
    """The work is not gone on with: the job was cancelled, another worker has it, the record has changed since the
    check, or the server stops."""


def ask(engine: Engine, viewer: Viewer, slug: str, sent: Sent) -> int:
    """Leave a return for one of the viewer's own platforms to be worked on, and return its job's number. Raises
    Invalid where too many are under way, NotFound for another's platform."""
    if len(sent.reason) > LONGEST_REASON:
        raise Invalid(Fault("reason", f"Reason: use at most {LONGEST_REASON:,} characters."))
    with write(engine, viewer, PLATFORMS, DOING) as w:
        platform_id = sending.own(w.session, w.person, slug)
        _refuse_many(w)
        job = ReturnJob(platform_id=platform_id, account_id=w.account_id, key_id=w.person.key_id or 0,
                        dry_run=sent.dry_run, file_name=name_of_file(sent.name), form=sent.form, content=sent.content,
                        reason=storable(sent.reason), confirmed=sent.confirmed, state=JobState.WAITING,
                        rows_total=_lines(sent), asked_at=w.now)
        w.session.add(job)
        w.session.flush()
        job_id = job.id or 0
        w.session.expunge(job)  # the file need not be kept in memory until the commit
        w.record("job.ask", f"sent a return of {w.session.get_one(Platform, platform_id).name} to be "
                            f"{'checked' if sent.dry_run else 'stored'}, as job {job_id}.", only_read=True)
        return job_id


def in_view(session: Session, viewer: Viewer, job_id: int) -> JobInView:
    """One job of the viewer's own company. Raises NotFound."""
    query: Select[*tuple[Any, ...]] = (
        select(col(ReturnJob.id), col(Platform.slug).label("platform"), col(ReturnJob.file_name),
               col(ReturnJob.dry_run), col(ReturnJob.state), col(ReturnJob.rows_done), col(ReturnJob.rows_total),
               col(ReturnJob.asked_at), col(ReturnJob.ended_at), col(ReturnJob.return_id), col(ReturnJob.outcome))
        .join(Platform, col(Platform.id) == ReturnJob.platform_id)
        .where(col(ReturnJob.id) == job_id, own_platform(viewer, col(ReturnJob.platform_id)))
    )
    found = session.execute(query).first()
    if found is None:
        raise NotFound("There is no such job.")
    said = found._asdict()
    came, refused = said.pop("outcome"), said["state"] in {JobState.REFUSED, JobState.FAILED}
    return JobInView(**said, outcome=ReturnOutcome.model_validate(came) if came and not refused else None,
                     refusal=ReturnRefusal.model_validate(came) if came and refused else None)


def cancel(engine: Engine, viewer: Viewer, job_id: int) -> None:
    """Cancel a job of the viewer's own company: nothing of it is stored, and its file is deleted. One that is being
    stored is waited for. Raises NotFound, and Changed where it has ended."""
    with write(engine, viewer, PLATFORMS, DOING) as w:
        mine = select(col(ReturnJob.id)).where(col(ReturnJob.id) == job_id,
                                               own_platform(w.person, col(ReturnJob.platform_id)))
        if w.session.scalars(mine).first() is None:
            raise NotFound("There is no such job.")
        if not _changed(w.session, [col(ReturnJob.id) == job_id], **_ended(JobState.CANCELLED, w.now)):
            raise Changed("This job has ended already, so it cannot be cancelled.")
        w.record("job.cancel", f"cancelled job {job_id}, a return on its way.", only_read=True)


def work(engine: Engine, stopping: Event) -> None:
    """Work on all jobs that wait for it, one after the other, until there is none or the server stops."""
    while not stopping.is_set() and _any(engine) and (job := _claim(engine)) is not None:
        try:
            _work(engine, job, stopping)
        except LeftOff:
            _give_back(engine, job)


def _refuse_many(w: Write) -> None:
    query = select(func.count()).select_from(ReturnJob).where(
        col(ReturnJob.state).in_(UNDER_WAY), own_platform(w.person, col(ReturnJob.platform_id)))
    if w.session.scalars(query).one() >= MOST_UNDER_WAY:
        raise Invalid(Fault("platform", f"{MOST_UNDER_WAY} returns of your company are under way. Wait until one of "
                                        "them has ended, or cancel one."))


def _lines(sent: Sent) -> int | None:
    """About how many rows it has; None for a workbook."""
    return None if sent.content.startswith(b"PK") else max(sent.content.count(b"\n") - 1, 0)


def _any(engine: Engine) -> bool:
    """Whether any job is under way. A look takes nobody's turn to write, as claiming does."""
    with alone(engine) as connection:
        return connection.execute(select(col(ReturnJob.id)).where(col(ReturnJob.state).in_(UNDER_WAY)).limit(1)
                                  ).first() is not None


def _claim(engine: Engine) -> Claimed | None:
    """The job that has waited for longest, or whose worker is no longer there; of each platform only the first, so that
    a restatement comes after what it restates. Those that were begun too often are given up."""
    with writing(engine) as session:
        now = clock.now(session)
        free = [col(ReturnJob.state).in_(UNDER_WAY),
                or_(col(ReturnJob.claimed_until).is_(None), col(ReturnJob.claimed_until) <= now)]
        _changed(session, [*free, col(ReturnJob.attempts) >= MOST_ATTEMPTS],
                 **_ended(JobState.FAILED, now, ReturnRefusal(detail=GIVEN_UP, errors=[])))
        before = aliased(ReturnJob)
        in_turn = ~exists().where(col(before.platform_id) == ReturnJob.platform_id, col(before.id) < ReturnJob.id,
                                  col(before.state).in_(UNDER_WAY))
        # On PostgreSQL, one that another worker is just storing or claiming is locked. SQLite has one writer at a time.
        found = session.execute(
            select(col(ReturnJob.id), col(ReturnJob.attempts)).where(*free, in_turn).order_by(col(ReturnJob.id))
            .limit(1).with_for_update(skip_locked=True)).first()
        if found is None:
            return None
        _changed(session, [col(ReturnJob.id) == found.id], state=JobState.CHECKING, rows_done=0,
                 attempts=found.attempts + 1, claimed_until=now + CLAIM)
    return _claimed(engine, found.id, found.attempts + 1)


def _claimed(engine: Engine, job_id: int, attempt: int) -> Claimed:
    query = (
        select(ReturnJob, Account, col(Organisation.name))
        .join(Account, col(Account.id) == ReturnJob.account_id)
        .join(Organisation, col(Organisation.id) == Account.organisation_id).where(col(ReturnJob.id) == job_id)
    )
    with reading(engine) as session:
        job, account, organisation = session.execute(query).one()
        viewer = Viewer(account.id, account.name, account.email, account.role, account.organisation_id, organisation,
                        job.key_id)
        sent = Sent(job.content or b"", job.file_name, job.form, job.dry_run, job.reason, job.confirmed)
        return Claimed(job_id, attempt, job.platform_id, viewer, sent)


def _work(engine: Engine, job: Claimed, stopping: Event) -> None:
    """Read and check it, then store it; what came of it is on the job. Raises LeftOff."""
    try:
        with _renewed(engine, job):
            run = sending.check(engine, job.viewer, job.platform_id, job.sent, _Reading(engine, job, stopping),
                                lambda cells: _Comparing(engine, job, stopping, cells))
        if job.sent.dry_run:
            _end(engine, job, JobState.CHECKED, outcomes.outcome(run))
            return
        if stopping.is_set():
            raise LeftOff
        _note(engine, job, CLAIM_TO_STORE, state=JobState.STORING, rows_done=run.cells.rows, rows_total=run.cells.rows)
        with together(engine) as session:
            audit.lock_head(session)  # before the job, as whoever cancels it does: nobody waits for another in a ring
            _hold(session, job)
            stored = sending.store(engine, job.viewer, job.platform_id, job.sent, run)
            state = JobState.STORED if stored else JobState.CHECKED
            _end(engine, job, state, outcomes.outcome(run, stored), return_id=stored.id if stored else None)
    except Changed as changed:
        raise LeftOff from changed
    except Problem as problem:
        _end(engine, job, JobState.REFUSED, _refusal(problem))


@contextmanager
def _renewed(engine: Engine, job: Claimed) -> Iterator[None]:
    """Within it the claim is renewed, however long a step takes. Storing needs none: then the job is held in the
    database."""
    ended = Event()
    renewing = Thread(target=_renew, args=(engine, job, ended), daemon=True)
    renewing.start()
    try:
        yield
    finally:
        ended.set()
        renewing.join()


def _renew(engine: Engine, job: Claimed, ended: Event) -> None:
    with suppress(LeftOff):  # the work itself comes to notice it
        while not ended.wait(RENEWED_EVERY):
            _note(engine, job)


class _Reading:
    """Notes how many rows were read."""

    def __init__(self, engine: Engine, job: Claimed, stopping: Event) -> None:
        self.engine, self.job, self.stopping = engine, job, stopping
        self.next = monotonic()

    def __call__(self, rows: int) -> None:
        if self.stopping.is_set():
            raise LeftOff
        if monotonic() >= self.next:
            _note(self.engine, self.job, **self.noted(rows))
            self.next = monotonic() + SECONDS_BETWEEN

    def noted(self, rows: int) -> dict[str, object]:
        return {"rows_done": rows}


class _Comparing(_Reading):
    """All rows were read, and are compared with what is on record."""

    def __init__(self, engine: Engine, job: Claimed, stopping: Event, cells: Cells) -> None:
        super().__init__(engine, job, stopping)
        self.read = cells.rows
        self(0)

    def noted(self, _rows: int) -> dict[str, object]:
        return {"rows_done": self.read, "rows_total": self.read}


def _mine(job: Claimed) -> list[ColumnElement[bool]]:
    return [col(ReturnJob.id) == job.id, col(ReturnJob.attempts) == job.attempt, col(ReturnJob.state).in_(UNDER_WAY)]


def _note(engine: Engine, job: Claimed, lasts: timedelta | None = None, /, **values: object) -> None:
    """Note how far it has come, and renew the claim, for CLAIM unless it `lasts` longer. Raises LeftOff."""
    with writing(engine) as session:
        if not _changed(session, _mine(job), **values, claimed_until=clock.now(session) + (lasts or CLAIM)):
            raise LeftOff


def _hold(session: Session, job: Claimed) -> None:
    """Keep other workers from it until the commit, however long that takes. Raises LeftOff."""
    if session.scalars(select(col(ReturnJob.id)).where(*_mine(job)).with_for_update()).first() is None:
        raise LeftOff


def _end(engine: Engine, job: Claimed, state: JobState, came: ReturnOutcome | ReturnRefusal,
         return_id: int | None = None) -> None:
    """End it, with what came of it. Raises LeftOff where it is not this worker's: what was stored is taken back."""
    with writing(engine) as session:
        if not _changed(session, _mine(job), **_ended(state, clock.now(session), came), return_id=return_id):
            raise LeftOff


def _ended(state: JobState, at: datetime, came: ReturnOutcome | ReturnRefusal | None = None) -> dict[str, object]:
    """What every job that has ended is: without its file, and nobody's."""
    return {"state": state, "ended_at": at, "content": None, "claimed_until": None,
            "outcome": came.model_dump(mode="json") if came else None}


def _give_back(engine: Engine, job: Claimed) -> None:
    """Let whoever comes first take it up at once, where it is still this worker's."""
    with writing(engine) as session:
        _changed(session, _mine(job), state=JobState.WAITING, rows_done=0, claimed_until=None)


def _refusal(problem: Problem) -> ReturnRefusal:
    if isinstance(problem, Invalid):
        return outcomes.refusal(problem.faults, problem.run if isinstance(problem, Refused) else None)
    return ReturnRefusal(detail=str(problem), errors=[])


def _changed(session: Session, where: list[ColumnElement[bool]], **values: Any) -> bool:
    """Change a job that is under way. Says whether there was one."""
    query = update(ReturnJob).where(*where, col(ReturnJob.state).in_(UNDER_WAY)).values(**values)
    return bool(session.connection().execute(query).rowcount)
