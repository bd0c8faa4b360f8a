"""Who comes to a meeting: what the viewer's own organisation answers, and the people who come for it."""

import streamlit as st

from coordination.dialogue import attending
from coordination.dialogue.reading import MeetingInView
from coordination.problems import Changed, Invalid
from coordination.texts import LONGEST_LINE
from data_model.words import Attendance, MeetingState, Role
from page_parts import html
from page_parts.dialogue_forms import attempt, prefix
from page_parts.frame import problem, tell_next
from page_parts.once import once
from page_parts.visit import Visit

ROLES = frozenset({Role.OFFICIAL, Role.PLATFORM})
WORDS = {Attendance.CONFIRMED: "Confirm that we attend", Attendance.CANNOT_ATTEND: "We cannot attend"}
TOLD = {Attendance.CONFIRMED: "You confirmed that you attend.",
        Attendance.CANNOT_ATTEND: "You said that you cannot attend."}


def answer(here: Visit, meeting: MeetingInView) -> None:
    """Ask for an answer, where the viewer's organisation is asked to a meeting that is not over: a button for each
    that was not given yet. The answer is about the version that was on screen."""
    own = next((each for each in meeting.organisations if each.id == here.viewer.organisation_id), None)
    may = here.viewer.role in ROLES and meeting.state is MeetingState.PLANNED and meeting.ends_at > here.as_at
    if own is None or not may:
        return
    html.show("dialogue_answer.html", company=here.viewer.organisation, answer=own.answer)
    for given in (each for each in Attendance if each is not own.answer):
        # With the version in its key, a press after the meeting changed is not taken for an answer to the new one.
        key = f"dialogue.answer.{meeting.id}.{meeting.number}.{given.value}"
        if st.button(WORDS[given], key=key, type="primary" if given is Attendance.CONFIRMED else "secondary"):
            try:
                attending.answer(here.engine, here.viewer, meeting.id, meeting.number, given)
            except (Changed, Invalid) as refused:
                problem(str(refused))
                return
            tell_next(TOLD[given])
            st.rerun()


def people(here: Visit, meeting: MeetingInView) -> None:
    """Add a person, and take one off: officials for any organisation, platforms for their own."""
    if here.viewer.role not in ROLES or meeting.state is MeetingState.CANCELLED:
        return
    all_of_them = here.viewer.role is Role.OFFICIAL
    mine = [each for each in meeting.attendees if all_of_them or each.organisation_id == here.viewer.organisation_id]
    with st.expander(f"Say who {'comes' if meeting.starts_at > here.as_at else 'was there'}"):
        _add(here, meeting, {each.id: each.name for each in meeting.organisations
                             if all_of_them or each.id == here.viewer.organisation_id})
        for each in mine:
            label = f"Remove {html.plain(each.name)}" + (f", {html.plain(each.organisation)}" if all_of_them else "")
            if st.button(label, key=f"dialogue.remove.{each.id}"):
                attending.remove(here.engine, here.viewer, each.id)
                tell_next(f"{each.name} is removed.")
                st.rerun()


def _add(here: Visit, meeting: MeetingInView, organisations: dict[int, str]) -> None:
    name = f"attendee.{meeting.id}"
    key = prefix(name)
    with st.form(f"{key}.form", border=False, enter_to_submit=False):
        person = st.text_input("Name of the person", key=f"{key}.person", max_chars=LONGEST_LINE, autocomplete="off")
        first = next(iter(organisations))
        whose = st.selectbox("Organisation of the person", list(organisations), format_func=organisations.__getitem__,
                             key=f"{key}.organisation") if len(organisations) > 1 else first
        sent = st.form_submit_button("Add this person")
    if once(sent, f"dialogue.{name}"):
        attempt(name, lambda: attending.add(here.engine, here.viewer, meeting.id, whose, person),
                "The person is added.")
