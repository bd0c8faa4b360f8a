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
    def take(self) -> None:
        """Take what the fields hold. One that is not shown at the moment holds what it last did."""

    @abstractmethod
    def keep(self, here: Visit) -> None:
        """Store what was taken, if it has changed since; what refuses it is kept to be shown."""


def take(name: str) -> None:
    """Take what is on screen, at once. The callback of every field: a click on another page that follows at once ends
    this run, and makes Streamlit forget the fields of the page that it leaves."""
    desk = st.session_state.get(name)
    if isinstance(desk, Desk):
        desk.take()


def keep(here: Visit) -> None:
    """Save what this window has on screen: at the beginning of every run, on whichever page, before anything is read.

    Not in callbacks: Streamlit ends one at its next look at the state when a newer click waits, and never calls it
    again. A run that is ended here is followed by one that finds the same difference.
    """
    for desk in [each for each in st.session_state.values() if isinstance(each, Desk)]:
        desk.take()
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
