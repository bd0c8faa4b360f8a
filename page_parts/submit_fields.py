"""The fields of an update. Each saves itself when it changes."""

from collections.abc import Iterable
from datetime import date

import streamlit as st

from coordination.updates.inputs import needs_delay_reason
from coordination.updates.reading import CriterionInView
from data_model.words import Claim
from page_parts import html
from page_parts.desks import take
from page_parts.submit_desk import Desk
from page_parts.visit import Visit

MEANINGS = {
    Claim.NOT_STARTED: "Nothing has been done yet. Needs a reason.",
    Claim.PLANNED: "It is settled what will be done. Needs a reason.",
    Claim.IN_PROGRESS: "Part of it is done.",
    Claim.DELIVERED: "All of it is done. Needs evidence.",
    Claim.DECLINED: "You will not do it. Needs a reason.",
}


def show(here: Visit, desk: Desk, due_on: date, criteria: Iterable[CriterionInView], saved: str,
         faults: dict[str, str]) -> None:
    """Show every field, with `faults` (sentences by field) and, where it was last changed, that it is saved."""
    late = here.today > due_on

    def head(name: str, title: str, hint: str) -> None:
        html.show("submit_field.html", name=name, title=title, hint=hint, fault=faults.get(name),
                  saved="" if desk.touched != name else "Not saved" if desk.unsaved else saved)

    head("claim", "What do you say of this commitment?", "")
    st.radio("What do you say of this commitment?", [claim.value for claim in Claim], index=None,
             format_func=str.capitalize, captions=[MEANINGS[claim] for claim in Claim], key=desk.key("claim"),
             label_visibility="collapsed", on_change=take, args=(desk.name,))
    head("narrative", "What have you done?", "Plain words, for officials who will check them against the letter. "
         "No abusive content, and no names of candidates who were abused.")
    _text(desk, "narrative", "What have you done?", 200)
    head("remaining", "What remains to be done?", "And by when. Not needed if all is delivered, or if you decline.")
    _text(desk, "remaining", "What remains to be done?", 120)
    if _delay(here, desk, due_on):
        head("delay_reason", "What is the reason for the delay?",
             "This update is late." if late else "This claim needs a reason.")
        _text(desk, "delay_reason", "What is the reason for the delay?", 120)
    head("statements", "What do you say of each part of it?",
         "Officials decide part by part. You may leave any of them empty.")
    for each in criteria:
        name = f"statements.{each.code}"
        if name in faults:
            html.show("submit_field.html", name=name, title="", hint="", saved="", fault=faults[name])
        _text(desk, name, f"{html.plain(each.code)}: {html.plain(each.text)}", 80, shown=True)


def _text(desk: Desk, name: str, label: str, height: int, *, shown: bool = False) -> None:
    st.text_area(label, key=desk.key(name), height=height, label_visibility="visible" if shown else "collapsed",
                 on_change=take, args=(desk.name,))


def _delay(here: Visit, desk: Desk, due_on: date) -> bool:
    """Whether the reason for a delay is asked for: where it is owed, and where one was written."""
    claim = st.session_state[desk.key("claim")]
    owed = needs_delay_reason(Claim(claim) if claim else None, due_on=due_on, today=here.today)
    return owed or bool(desk.screen["delay_reason"])
