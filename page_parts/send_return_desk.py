"""What one window has on screen of one return: what was checked, what came out, and what was stored of it."""

from dataclasses import dataclass, field

import streamlit as st

from coordination.incidents.checking import DryRun
from coordination.incidents.files import Unmapped
from coordination.incidents.returns import Stored

CANCELLED = "Cancelled. Nothing was stored."


@dataclass
class Desk:
    """`source` names exactly what was checked, so that a later change of it is noticed. `drawn` is the outcome as
    HTML, made once. `refused` are sentences on why a file is no return at all; `table` is one of the platform's own,
    whose columns only a person can name."""

    platform_id: int
    source: str = ""
    run: DryRun | None = None
    drawn: str = ""
    table: Unmapped | None = None
    refused: list[str] = field(default_factory=list)
    note: str = ""
    stored: Stored | None = None

    def key(self, name: str) -> str:
        """The key of a widget for the return that was checked."""
        return f"send-return.{name}.{self.platform_id}.{self.source}"


def desk(platform_id: int) -> Desk:
    """The desk of a platform in this window."""
    name = _name(platform_id)
    found = st.session_state.get(name)
    if not isinstance(found, Desk):
        found = st.session_state[name] = Desk(platform_id)
    return found


def clear(platform_id: int, note: str = "") -> Desk:
    """An empty desk: what was checked before no longer counts."""
    st.session_state[_name(platform_id)] = Desk(platform_id, note=note)
    return desk(platform_id)


def sent() -> Desk | None:
    """The desk whose return this window has just stored."""
    desks = (value for value in st.session_state.values() if isinstance(value, Desk))
    return next((each for each in desks if each.stored), None)


def cancel(platform_id: int) -> None:
    """Say that nothing was stored, unless it was by then. A callback of Cancel: the work stopped before it."""
    mine = desk(platform_id)
    if not mine.stored:
        mine.note = CANCELLED


def _name(platform_id: int) -> str:
    return f"send-return.desk.{platform_id}"
