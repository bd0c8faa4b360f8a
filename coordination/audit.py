"""The audit: append a sentence within a write, read them, and verify the chain."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import ColumnElement, Engine, func, or_
from sqlmodel import Session, col, select

from coordination import clock
from coordination.problems import Fault, Invalid, NotAllowed
from coordination.viewers import Viewer
from data_model.audit import AuditEntry, AuditHead
from data_model.words import Role

BEGINNING = "0" * 64
COLUMNS = ["position", "at", "actor", "action", "sentence", "hash"]


@dataclass(frozen=True)
class Sought:
    """Which entries to read: those that fit everything that is said. Days are London days, both included."""

    search: str = ""
    """Any part of the sentence or of the actor's name, in capitals or not."""
    action: str = ""
    actor: str = ""
    first_day: date | None = None
    last_day: date | None = None


EVERY = Sought()


@dataclass(frozen=True)
class Head:
    """The newest entry's position and hash. Written into every export and backup."""

    position: int
    hash: str

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Read `position:hash` back. Raises Invalid for anything else."""
        found = re.fullmatch(r"(\d+):([0-9a-f]{64})", text.strip())
        if not found:
            raise Invalid(Fault("head", f"“{text}” is not an audit head. It looks like 123:9f86d0… (64 characters)."))
        return cls(int(found[1]), found[2])


@dataclass(frozen=True)
class Verdict:
    """What verifying found. `broken_at` is the position of the first entry that does not fit."""

    entries: int
    head: Head
    broken_at: int | None
    sentence: str

    @property
    def sound(self) -> bool:
        return self.broken_at is None


def lock_head(session: Session) -> AuditHead:
    """Take the one writer's place until the transaction ends."""
    return session.exec(select(AuditHead).with_for_update()).one()


def append(session: Session, head: AuditHead, at: datetime, actor_id: int | None, actor: str, action: str,
           sentence: str, *, only_read: bool = False) -> AuditEntry:
    """Add one entry after `head` and move the head to it. The caller holds the head's lock and commits. `only_read`
    says that nothing was changed: what pages keep stays good."""
    entry = AuditEntry(position=head.position + 1, at=at, actor_id=actor_id, actor=actor, action=action,
                       sentence=sentence, previous_hash=head.hash, hash="")
    entry.hash = digest(entry)
    head.position, head.hash = entry.position, entry.hash
    head.data_version = head.data_version if only_read else entry.hash
    session.add(entry)
    return entry


def digest(entry: AuditEntry) -> str:
    """SHA-256 (hex) of everything the entry says, and of the hash before it."""
    said = [entry.position, entry.at.isoformat(), entry.actor_id, entry.actor, entry.action, entry.sentence,
            entry.previous_hash]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def head(session: Session) -> Head:
    """The head as it stands."""
    row = session.exec(select(AuditHead)).one()
    return Head(row.position, row.hash)


def newest_hash(engine: Engine) -> str:
    """The head's hash, for what is asked many times a second: by the driver itself, which is all that takes time."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT hash FROM audit_head")
        row = cursor.fetchone()
        cursor.close()
        return str(row[0]) if row else ""
    finally:
        connection.close()


def data_version(session: Session) -> str:
    """The version of all that pages show: what they keep is keyed by it."""
    return session.exec(select(col(AuditHead.data_version))).one()


def verify(session: Session, kept: Head | None = None) -> Verdict:
    """Walk the chain from its beginning, and against a head that was kept elsewhere, if given."""
    previous, position, kept_seen = BEGINNING, 0, None
    for entry in session.exec(select(AuditEntry).order_by(col(AuditEntry.position)).execution_options(yield_per=1000)):
        position += 1
        wrong = _what_is_wrong(entry, position, previous)
        if wrong:
            return Verdict(position, Head(position - 1, previous), position, wrong)
        previous = entry.hash
        if kept and entry.position == kept.position:
            kept_seen = entry.hash
        session.expunge(entry)
    recorded = session.exec(select(AuditHead)).first()
    if recorded is None:
        return Verdict(position, Head(position, previous), position + 1, "The record of the newest entry is missing.")
    return _verdict_on_end(Head(recorded.position, recorded.hash), Head(position, previous), kept, kept_seen)


def _what_is_wrong(entry: AuditEntry, position: int, previous: str) -> str | None:
    if entry.position > position:
        return f"Entry {position} is missing: the next entry found is {entry.position}."
    if entry.position < position:
        return f"Entry {entry.position} was put in before the first one."
    if entry.previous_hash != previous:
        return f"Entry {entry.position} does not follow the one before it: an entry was put in, removed or changed."
    if entry.hash != digest(entry):
        return f"Entry {entry.position} was changed after it was written."
    return None


def _verdict_on_end(recorded: Head, walked: Head, kept: Head | None, kept_seen: str | None) -> Verdict:
    count = walked.position
    if recorded != walked:
        first = min(recorded.position, walked.position) + 1
        return Verdict(count, walked, first, f"The chain ends at entry {walked.position}, but the recorded head is "
                                             f"entry {recorded.position}: entries were cut off or added at the end.")
    if kept and kept.position > count:
        return Verdict(count, walked, count + 1, f"The chain ends at entry {count}, but the head kept elsewhere is "
                                                 f"entry {kept.position}: the end was cut off.")
    if kept and kept.position > 0 and kept_seen != kept.hash:
        return Verdict(count, walked, kept.position, f"Entry {kept.position} is not the one that the head kept "
                                                     "elsewhere names: the chain was rewritten.")
    return Verdict(count, walked, None, f"The audit is sound: {count:,} {'entry' if count == 1 else 'entries'}.")


def entries(session: Session, viewer: Viewer, sought: Sought = EVERY, *, as_at: datetime | None = None,
            newest: int | None = None, skip: int = 0) -> pd.DataFrame:
    """The audit as sentences, newest first. Columns: position, at (UTC), actor, action, sentence, hash.

    Administrators only. Without `as_at` it is all there is, also what a clock that was wrong dated ahead. `newest`
    limits the rows, after the first `skip`.
    """
    columns = [getattr(AuditEntry, name) for name in COLUMNS]
    query = select(*columns).where(*_fitting(viewer, sought, as_at)).order_by(col(AuditEntry.position).desc())
    return pd.DataFrame(session.exec(query.offset(skip).limit(newest)).all(), columns=COLUMNS)


def count(session: Session, viewer: Viewer, sought: Sought = EVERY, *, as_at: datetime | None = None) -> int:
    """How many entries fit. Administrators only."""
    return session.exec(select(func.count()).select_from(AuditEntry).where(*_fitting(viewer, sought, as_at))).one()


def known(session: Session, viewer: Viewer) -> tuple[list[str], list[str]]:
    """The actions and the actors that the audit names, to choose from. Administrators only."""
    _must_be_administrator(viewer)
    actions = session.exec(select(AuditEntry.action).distinct().order_by(AuditEntry.action)).all()
    actors = session.exec(select(AuditEntry.actor).distinct()).all()
    return list(actions), sorted(actors, key=str.casefold)


def _fitting(viewer: Viewer, sought: Sought, as_at: datetime | None) -> Iterator[ColumnElement[bool]]:
    _must_be_administrator(viewer)
    if as_at:
        yield col(AuditEntry.at) <= as_at
    if sought.search:
        yield or_(col(AuditEntry.sentence).icontains(sought.search, autoescape=True),
                  col(AuditEntry.actor).icontains(sought.search, autoescape=True))
    if sought.action:
        yield col(AuditEntry.action) == sought.action
    if sought.actor:
        yield col(AuditEntry.actor) == sought.actor
    if sought.first_day:
        yield col(AuditEntry.at) >= clock.start_of(sought.first_day)
    if sought.last_day:
        yield col(AuditEntry.at) <= clock.end_of(sought.last_day)


def _must_be_administrator(viewer: Viewer) -> None:
    if viewer.role is not Role.ADMINISTRATOR:
        raise NotAllowed("Only an administrator can read the audit.")
