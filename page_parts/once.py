"""A press of a button that is acted on once. The second click of a double click stops the run of the first one, which
may have stored everything by then, and runs the page again as if the button had only now been pressed."""

import streamlit as st


def once(pressed: bool, name: str) -> bool:
    """Whether to act on a press. Called at every run with whether the button is pressed; `name` is the button's own."""
    if pressed:
        return bool(st.session_state.pop(_ready(name), False))
    again(name)
    return False


def again(name: str) -> None:
    """It may be pressed: for the first time, or at once after what was pressed was refused."""
    st.session_state[_ready(name)] = True


def _ready(name: str) -> str:
    return f"once.{name}"
