"""How a write happens: one writer at a time, the permission read again inside the transaction, the rule, the rows
and the audit entry committed together, or nothing."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from coordination import audit, clock
from coordination.problems import NotAllowed
from coordination.viewers import Viewer
from data_model.accounts import Account
from data_model.api_keys import ApiKey
from data_model.audit import AuditHead
from data_model.database import after_commit, writing
from data_model.organisations import Organisation
from data_model.words import Role

log = structlog.get_logger()


@dataclass
class Write:
    """An open write. `viewer` is the acting person as the database says they are now, whatever the page that they had
    open says; None where the command line acts."""

    session: Session
    viewer: Viewer | None
    actor: str
    now: datetime
    _head: AuditHead
    _heads: list[audit.Head] = field(default_factory=list)

    @property
    def person(self) -> Viewer:
        """The acting person. Only for writes that no command makes."""
        if self.viewer is None:
            raise NotAllowed("A person must do this, signed in.")
        return self.viewer

    @property
    def account_id(self) -> int:
        """The acting person's account. Only for writes that no command makes."""
        return self.person.account_id

    def record(self, action: str, sentence: str, *, of: Account | None = None, only_read: bool = False) -> None:
        """Add the audit entry: `sentence` goes on after the actor's name, without it.

        `of` names the person where a write is theirs though nobody was signed in yet; `only_read` says that nothing
        was changed, so that what pages keep stays good.
        """
        actor = of.name if of else self.actor
        key = f", by API key {self.viewer.key_id}," if self.viewer and self.viewer.key_id else ""
        actor_id = of.id if of else self.viewer.account_id if self.viewer else None
        entry = audit.append(self.session, self._head, self.now, actor_id, actor, action, f"{actor}{key} {sentence}",
                             only_read=only_read)
        self._heads.append(audit.Head(entry.position, entry.hash))


@contextmanager
def write(engine: Engine, by: Viewer | str, roles: Iterable[Role] = (), doing: str = "do this") -> Iterator[Write]:
    """Open a write by a viewer in one of `roles`, or by a command (its name as text).

    The viewer's account is read again inside the transaction: whoever was deactivated or moved since they opened
    the page is refused. Raises NotAllowed.
    """
    with writing(engine) as session:
        head = audit.lock_head(session)
        viewer = None if isinstance(by, str) else _still(session, by)
        if viewer:
            viewer.must_be(roles, doing)
        opened = Write(session, viewer, viewer.name if viewer else str(by), clock.now(session), head)
        yield opened
        after_commit(session, partial(_log, opened._heads))


def _log(heads: list[audit.Head]) -> None:
    """The head goes to the log too, where a rewritten database cannot reach it."""
    for newest in heads:
        log.info("audit.appended", position=newest.position, hash=newest.hash)


def _still(session: Session, viewer: Viewer) -> Viewer:
    query = (
        select(Account, Organisation.name)
        .join(Organisation, col(Organisation.id) == Account.organisation_id)
        .where(Account.id == viewer.account_id, col(Account.active))
    )
    found = session.exec(query).first()
    if found is None:
        raise NotAllowed("Your account is no longer active. Ask an administrator.")
    account, organisation = found
    if viewer.key_id is not None:
        _refuse_ended(session, viewer.key_id)
    return Viewer(viewer.account_id, account.name, account.email, account.role, account.organisation_id, organisation,
                  viewer.key_id)


def _refuse_ended(session: Session, key_id: int) -> None:
    key = session.get(ApiKey, key_id)
    if key is None or key.revoked_at or key.expires_at <= clock.now(session):
        raise NotAllowed("This API key has been revoked or has expired. Ask for a new one.")
