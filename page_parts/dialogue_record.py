"""What officials do about a meeting: amend it, put on record that it was held, correct that, cancel it or the rest of
its series, and write a private note."""

from datetime import datetime, time

import streamlit as st

from coordination import clock
from coordination.dialogue import meetings, notes
from coordination.dialogue.reading import MeetingInView
from coordination.texts import LONGEST_TEXT
from coordination.wording import counted, london
from data_model.words import MeetingState
from page_parts import dialogue_forms, dialogue_known, html
from page_parts.dialogue_forms import Filled, attempt, opened_on, prefix, refuse
from page_parts.once import once
from page_parts.visit import Visit


def hold(here: Visit, meeting: MeetingInView) -> None:
    """The form to put on record that a planned meeting was held, once it has begun."""
    if meeting.state is MeetingState.PLANNED and meeting.starts_at <= here.as_at:
        with st.expander("Record that it was held", expanded=True):
            _hold(here, meeting)


def change(here: Visit, meeting: MeetingInView) -> None:
    """The forms to change what is on record; nothing is left to do about a meeting that was cancelled."""
    if meeting.state is MeetingState.HELD:
        with st.expander("Correct the record"):
            _change(here, meeting)
    if meeting.state is MeetingState.PLANNED:
        with st.expander("Amend this meeting"):
            _change(here, meeting)
        with st.expander("Cancel this meeting"):
            _cancel(here, meeting)
            _cancel_series(here, meeting)


def filled(meeting: MeetingInView) -> Filled:
    """A meeting as its fields hold it."""
    return Filled(meeting.kind.value, meeting.title, clock.day(meeting.starts_at), _clock(meeting.starts_at),
                  _clock(meeting.ends_at), meeting.place, meeting.agenda,
                  tuple(each.id for each in meeting.organisations), meeting.commitment_ids)


def _clock(moment: datetime) -> time:
    return london(moment).time().replace(second=0, microsecond=0)


def _hold(here: Visit, meeting: MeetingInView) -> None:
    """Who was there, when, and what they agreed on."""
    name = f"hold.{meeting.id}"
    key, number, now = prefix(name), opened_on(name, "note", meeting.number), filled(meeting)
    known = dialogue_forms.choices(here, meeting.letter_id)
    with st.form(f"{key}.form", border=False, enter_to_submit=False):
        there = dialogue_forms.several("Organisations that were there", known.organisations, now.organisation_ids,
                                       f"{key}.organisations")
        left, right, _ = st.columns(3)
        starts = left.time_input("Started, London time", now.starts, key=f"{key}.starts")
        ends = right.time_input("Ended, London time", now.ends, key=f"{key}.ends")
        note = st.text_area("What they agreed on: the note that all who were there read", key=f"{key}.note",
                            height=160, max_chars=LONGEST_TEXT)
        sent = st.form_submit_button("Record that it was held", type="primary")
    if not once(sent, f"dialogue.{name}"):
        return
    given = {"organisation_ids": there, "note": note, "starts": None if starts == now.starts else starts,
             "ends": None if ends == now.ends else ends}
    attempt(name, lambda: meetings.hold(here.engine, here.viewer, meeting.id, number, given),
            "It is on record that the meeting was held. Those who were there read the note now.",
            newest=meeting.number)


def _change(here: Visit, meeting: MeetingInView) -> None:
    """Amend a planned meeting, or correct the record of one that was held."""
    held = meeting.state is MeetingState.HELD
    name = f"{'correct' if held else 'amend'}.{meeting.id}"
    key, number = prefix(name), opened_on(name, "title", meeting.number)
    known = dialogue_forms.choices(here, meeting.letter_id)
    with st.form(f"{key}.form", border=False, enter_to_submit=False):
        given = dialogue_forms.meeting_fields(key, filled(meeting), known, was_held=held)
        given["letter_id"] = meeting.letter_id
        if held:
            given["note"] = st.text_area("What they agreed on: the note that all who were there read", meeting.note,
                                         key=f"{key}.note", height=160, max_chars=LONGEST_TEXT)
        reason = st.text_area("Why you correct it, which those who were there read" if held else
                              "Why you amend it, which those who are asked read", key=f"{key}.reason",
                              max_chars=LONGEST_TEXT)
        sent = st.form_submit_button("Correct the record" if held else "Amend this meeting")
    if not once(sent, f"dialogue.{name}"):
        return
    write = meetings.correct if held else meetings.amend
    done = ("The record is corrected. What it said before stays readable." if held else
            "The meeting is amended. Whoever confirmed another time is asked again.")
    attempt(name, lambda: write(here.engine, here.viewer, meeting.id, number, given, reason), done,
            newest=meeting.number)


def _cancel(here: Visit, meeting: MeetingInView) -> None:
    """Cancelling takes a reason and a second yes."""
    name = f"cancel.{meeting.id}"
    key, number = prefix(name), opened_on(name, "reason", meeting.number)
    with st.form(f"{key}.form", border=False, enter_to_submit=False):
        reason = st.text_area("Why you cancel it, which those who are asked read", key=f"{key}.reason",
                              max_chars=LONGEST_TEXT)
        sure = st.checkbox("Yes, this meeting will not take place", key=f"{key}.sure")
        sent = st.form_submit_button("Cancel this meeting")
    if not once(sent, f"dialogue.{name}"):
        return
    if not sure:
        refuse(name, "Tick the box to cancel the meeting. Nothing was changed.")
        return
    attempt(name, lambda: meetings.cancel(here.engine, here.viewer, meeting.id, number, reason),
            "The meeting is cancelled. It stays on record, with your reason.", newest=meeting.number)


def _cancel_series(here: Visit, meeting: MeetingInView) -> None:
    """Cancelling all that is still to come of the series, where there is more than this one."""
    if meeting.series_id is None:
        return
    listed = dialogue_known.stated(here)
    coming = listed[(listed["series_id"] == meeting.series_id) & (listed["shown"] == MeetingState.PLANNED.value)
                    & (listed["starts_at"] > here.as_at)]
    if len(coming) < 2:
        return
    name, series_id = f"series.{meeting.series_id}", meeting.series_id
    key, count = prefix(name), counted(len(coming), "meeting")
    html.show("quiet.html", sentence=f"It is one of a series, of which {count} are still to come.")
    with st.form(f"{key}.form", border=False, enter_to_submit=False):
        reason = st.text_area("Why you cancel the series, which those who are asked read", key=f"{key}.reason",
                              max_chars=LONGEST_TEXT)
        sure = st.checkbox(f"Yes, these {count} will not take place", key=f"{key}.sure")
        sent = st.form_submit_button(f"Cancel all {count} to come")
    if not once(sent, f"dialogue.{name}"):
        return
    if not sure:
        refuse(name, "Tick the box to cancel the series. Nothing was changed.")
        return
    attempt(name, lambda: meetings.cancel_series(here.engine, here.viewer, series_id, reason),
            "What was to come of the series is cancelled. It stays on record, with your reason.")


def private_note(here: Visit, meeting: MeetingInView) -> None:
    """The form for a note that officials alone read."""
    name = f"private.{meeting.id}"
    key = prefix(name)
    with st.expander("Write a private note"):
        with st.form(f"{key}.form", border=False, enter_to_submit=False):
            text = st.text_area("Private note, which officials alone read", key=f"{key}.text", max_chars=LONGEST_TEXT)
            sent = st.form_submit_button("Keep this private note")
        if once(sent, f"dialogue.{name}"):
            attempt(name, lambda: notes.write(here.engine, here.viewer, meeting.id, text),
                    "The private note is kept. Officials alone read it.")
