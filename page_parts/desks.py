"""What windows that save themselves have in common. A desk is what one window has on screen of one draft; the draft in
the database is the truth."""

from typing import Any, Protocol

import streamlit as st

from page_parts.frame import problem


class Desk(Protocol):
    """`name` is its key in the session's state; `unsaved` says why what is on screen is not stored (empty when it is),
    `faults` which fields are to blame."""

    name: str
    unsaved: str
    faults: Any

    def key(self, name: str) -> str:
        """The key of this draft's widget `name`."""


def forget(name: str) -> None:
    """Clear the desk: the next run lays out what is saved."""
    st.session_state.pop(name, None)


def notice(desk: Desk, moved: str) -> None:
    """Keep and say what another window did to the draft since this one last saved it; `moved` is empty if nothing.

    A run that a newer one has replaced ends at this look at the state: what it read is from before the newer one saved,
    which is no other window.
    """
    if moved and st.session_state.get(desk.name) is desk:
        desk.unsaved = moved
        not_saved(desk)


def not_saved(desk: Desk) -> None:
    """Say why what is on screen is not stored; offer what is, unless a shorter text is all it takes."""
    problem(f"Not saved. {desk.unsaved}")
    if not desk.faults:
        st.button("Load what is saved, instead of the text on this screen", key=desk.key("load"), on_click=forget,
                  args=(desk.name,))
