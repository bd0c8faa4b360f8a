"""The visit: who is here at this rerun, reading from which snapshot, of which letter, as at when.

Who is visiting is looked up from the cookie at every rerun and lives only as long as the rerun: a session id that
somebody learnt, or an account deactivated a second ago, opens nothing.
"""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

import streamlit as st
from sqlalchemy import Engine
from sqlmodel import Session

from coordination import clock, letters, sign_ins
from coordination.letters import LetterInView
from coordination.sign_ins import COOKIE, Visitor
from coordination.viewers import Viewer
from data_model.database import reading, shared_engine
from page_parts.kept import kept
from settings import load_settings


@dataclass(frozen=True)
class Visit:
    """One rerun of one person's page."""

    engine: Engine
    session: Session
    visitor: Visitor
    reference: str | None = None
    as_at_day: date | None = None

    @property
    def viewer(self) -> Viewer:
        """The person."""
        return self.visitor.viewer

    @property
    def today(self) -> date:
        """Today in London, as the visit's clock has it; the as-at day does not change it."""
        return clock.day(self.visitor.now)

    @property
    def live(self) -> bool:
        """Whether the page shows what is known now. Only then can anything be written."""
        return self.as_at == self.visitor.now

    @property
    def as_at(self) -> datetime:
        """The moment whose knowledge is shown: now, or the end of the chosen day."""
        return clock.as_at(self.as_at_day, self.visitor.now)

    @property
    def letter(self) -> LetterInView:
        """The letter in view: the chosen one, or the newest. Raises NotFound."""
        return _letter((self.audience, self.reference, self.visitor.data_version), self)

    @property
    def audience(self) -> tuple[str, int | None]:
        """Everybody with the same audience sees the same rows: what a cached read is keyed by."""
        platform = self.viewer.role == "platform"
        return self.viewer.role, self.viewer.organisation_id if platform else None

    @property
    def key(self) -> tuple[object, ...]:
        """What a cached read of this visit depends on: audience, letter, as-at day or today, data version."""
        shown = self.today if self.live else self.as_at_day
        return (*self.audience, self.reference, self.live, shown, self.visitor.data_version)


_current: ContextVar[Visit] = ContextVar("visit")


@contextmanager
def visiting() -> Iterator[Visit | None]:
    """Look the visitor up and open a snapshot for this rerun, or for a widget's callback before it.

    The snapshot begins with the first read of the page, so a page that is kept holds no connection while it is
    drawn. It may be newer than the visitor's data version, never older.
    """
    engine, token = database(), cookie()
    visitor = sign_ins.visitor(engine, token) if token else None
    if visitor is None:
        yield None
        return
    with reading(engine) as session:
        found = Visit(engine, session, visitor)
        _current.set(found)
        yield found


@lru_cache
def database() -> Engine:
    """The database that the settings name, which do not change while Parley runs."""
    return shared_engine(load_settings().database_url)


def cookie() -> str | None:
    """The sign-in token of the browser that opened this tab."""
    return st.context.cookies.get(COOKIE)


def visit() -> Visit:
    """The visit of this rerun. Only inside `visiting`."""
    return _current.get()


def choose(reference: str | None, as_at_day: date | None) -> Visit:
    """Set the letter and the day that this rerun is about."""
    chosen = replace(visit(), reference=reference, as_at_day=as_at_day)
    _current.set(chosen)
    return chosen


@kept(500)
def _letter(_key: Hashable, here: Visit) -> LetterInView:
    return letters.in_view(here.session, here.viewer, here.reference)
