"""What windows that save themselves have in common. A desk is what one window has on screen of one draft; the draft in
the database is the truth."""

from abc import ABC, abstractmethod
from typing import Any

import streamlit as st

from page_parts.frame import problem
from page_parts.visit import Visit


class Desk(ABC):
    """`name` is its key in the session's state; `unsaved` says why what is on screen is not stored (empty when it is),
    `faults` which fields are to blame."""

    name: str
    unsaved: str
    faults: Any

    @abstractmethod
    def key(self, name: str) -> str:
        """The key of this draft's widget `name`."""

    @abstractmethod
    def keep(self, here: Visit) -> None:
        """Store what is on screen, if it has changed since; what refuses it is kept to be shown."""


def keep(here: Visit) -> None:
    """Save what this window has on screen: at the beginning of every run, on whichever page, before anything is read.

    Not in callbacks of the fields: Streamlit ends a callback at the next look at the state when a newer click waits,
    and never calls it again. A run that is ended here is followed by one that finds the same difference.
    """
    for desk in [each for each in st.session_state.values() if isinstance(each, Desk)]:
        desk.keep(here)


def forget(name: str) -> None:
    """Clear the desk: the next run lays out what is saved."""
    st.session_state.pop(name, None)


def notice(desk: Desk, moved: str) -> None:
    """Keep and say what another window did to the draft since this one last saved it; `moved` is empty if nothing."""
    if moved:
        desk.unsaved = moved
        not_saved(desk)


def not_saved(desk: Desk) -> None:
    """Say why what is on screen is not stored; offer what is, unless a shorter text is all it takes."""
    problem(f"Not saved. {desk.unsaved}")
    if not desk.faults:
        st.button("Load what is saved, instead of the text on this screen", key=desk.key("load"), on_click=forget,
                  args=(desk.name,))
