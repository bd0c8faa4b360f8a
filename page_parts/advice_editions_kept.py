"""Why something was not published, kept for the rerun that follows, with what was typed where it is lost."""

import streamlit as st

from page_parts import html

REFUSED = "compare-advice.editions.refused"


def refuse(sentence: str, *typed: str) -> None:
    """Keep why not. `typed` are the texts that the person wrote."""
    st.session_state[REFUSED] = sentence, "\n\n".join(text for text in typed if text)


def refused() -> None:
    """Say it, once."""
    kept = st.session_state.pop(REFUSED, None)
    if kept:
        html.show("advice_refused.html", sentence=kept[0], typed=kept[1])
