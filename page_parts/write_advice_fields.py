"""The fields of a section of advice: English and Welsh side by side, each with how hard it is to read, what is wrong
with its links, and how candidates will see it. Every field saves itself when it changes."""

import streamlit as st

from coordination.advice import inputs, markdown, readability
from data_model.words import AdviceTopic
from page_parts import html
from page_parts.desks import take
from page_parts.write_advice_desk import Desk

LANGUAGES = {"english": "English", "welsh": "Welsh"}
TAGS = {"english": "en", "welsh": "cy"}


def show(desk: Desk) -> None:
    """Show every field with what is wrong with it."""
    html.show("write_advice_how.html")
    for place, name in zip(st.columns(2), LANGUAGES, strict=True):
        with place:
            _language(desk, name)
    topic = desk.place[2]
    if topic is AdviceTopic.REPORTING:
        st.text_input("Address where candidates report", key=desk.key("report_address"),
                      max_chars=inputs.LONGEST_ADDRESS, placeholder="https://", on_change=take, args=(desk.name,),
                      help="A web page that begins with https://, or an email address after mailto:. It stands at the "
                           "top of the published page.")
        _faults(desk, "report_address", _wrong_address(desk))
    if topic is AdviceTopic.RESPONSE:
        st.number_input("Within how many hours do you respond?", min_value=1, max_value=inputs.MOST_HOURS, step=1,
                        key=desk.key("responds_in_hours"), width=300, on_change=take, args=(desk.name,),
                        placeholder="Not stated",
                        help="Leave it empty if you state no time. Candidates then read “no response time stated”.")
        _faults(desk, "responds_in_hours", [])


def _language(desk: Desk, name: str) -> None:
    """One language: its text, what was measured, what is wrong, and how it will look."""
    text = st.text_area(LANGUAGES[name], key=desk.key(name), height=320, max_chars=inputs.LONGEST, on_change=take,
                        args=(desk.name,))
    _faults(desk, name, [fault.sentence for fault in markdown.faults(name, text)])
    html.show("write_advice_preview.html", language=LANGUAGES[name], lang=TAGS[name], text=text, name=name,
              measured=readability.measured(text, english=name == "english"))


def _wrong_address(desk: Desk) -> list[str]:
    typed = str(st.session_state[desk.key("report_address")] or "").strip()
    return [inputs.wrong_to_report_to(typed)] if typed and inputs.wrong_to_report_to(typed) else []


def _faults(desk: Desk, name: str, now: list[str]) -> None:
    """What is wrong with a field: what is seen while it is written, and what kept it from being sent."""
    sentences = list(dict.fromkeys([*now, *(sentence for where, sentence in desk.faults if where == name)]))
    html.show("write_advice_faults.html", name=name, sentences=sentences)
