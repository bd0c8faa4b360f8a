"""What a platform is to answer: first what it has not acknowledged, then what it acknowledged and did nothing about.
The longest waiting comes first; one click acknowledges."""

from collections.abc import Hashable

import streamlit as st

from coordination.problems import Changed
from coordination.signals import answering, reading
from coordination.signals.reading import Only
from coordination.signals.states import State
from page_parts import html, parameters
from page_parts.frame import tell_next
from page_parts.kept import kept
from page_parts.once import once
from page_parts.signals_words import described, slot
from page_parts.visit import Visit

MOST_SHOWN = 10
HEADINGS = {State.WAITING: "To acknowledge", State.OPEN: "Acknowledged, and not acted on"}


def show(here: Visit) -> None:
    """Both groups, each signal with what it says and a way to answer it."""
    for state, heading in HEADINGS.items():
        total, cards = _cards((here.viewer.account_id, *here.key, slot(here), state), here)
        html.show("signals_group.html", heading=heading, total=total, shown=len(cards), state=state, live=here.live,
                  role=here.viewer.role, query=parameters.kept(here))
        for id_, card in cards:
            st.html(card)
            if state is State.WAITING and here.live:
                acknowledge(here, id_, "signals.list")


@kept(200)
def _cards(key: Hashable, here: Visit) -> tuple[int, tuple[tuple[int, str], ...]]:
    """How many there are, and the first of them: each one's id, and what is drawn of it. For one person: who is named
    differs from person to person."""
    assert isinstance(key, tuple)
    only = Only(state=key[-1], mine=True, newest=MOST_SHOWN, oldest_first=True)
    rows = reading.listing(here.session, here.viewer, here.letter.id, as_at=here.as_at, only=only)
    total = reading.count(here.session, here.viewer, here.letter.id, as_at=here.as_at, only=only)
    alike = reading.matched(here.session, here.viewer, rows["id"].tolist(), as_at=here.as_at)
    return total, tuple((int(row["id"]), html.rendered("signal_card.html", {
        "row": described(row, here.as_at) | {"alike": alike.get(row["id"], [])}, "role": here.viewer.role,
        "query": parameters.kept(here)})) for row in rows.to_dict("records"))


def acknowledge(here: Visit, signal_id: int, place: str) -> None:
    """The button that acknowledges a signal."""
    name = f"{place}.acknowledge.{signal_id}"
    pressed = st.button(f"Acknowledge signal {signal_id}", key=f"{name}.button", type="primary")
    act = once(pressed, name)
    if not pressed:
        return
    if act:
        try:
            answering.acknowledge(here.engine, here.viewer, signal_id)
            tell_next(f"Signal {signal_id} is acknowledged.")
        except Changed as changed:
            tell_next(str(changed))
    st.rerun()
