"""Planning a meeting, or a series of them, and adding an organisation that is not on record yet."""

from collections.abc import Mapping
from datetime import date, datetime, time

import streamlit as st

from coordination import clock
from coordination.dialogue import meetings, organisations, times
from coordination.dialogue.inputs import RepeatInput
from coordination.problems import Invalid
from coordination.schedule import working_days_after
from coordination.texts import LONGEST_LINE
from coordination.wording import counted, listed_days, weekday_in_words, zone_in_words
from data_model.words import OrganisationKind
from page_parts import dialogue_forms, html
from page_parts.dialogue_forms import Choices, Filled, attempt, prefix, refuse
from page_parts.frame import faults, tell_next
from page_parts.once import again, once
from page_parts.visit import Visit

PLAN, ADD = "plan", "organisation"
USUAL = time(10), time(11)
REPEATS = {0: "Does not repeat", 1: "Every week", 2: "Every 2 weeks", 3: "Every 3 weeks", 4: "Every 4 weeks"}


def show(here: Visit) -> None:
    """The form for a meeting, and beneath it the one for an organisation."""
    known = dialogue_forms.choices(here, here.letter.id)
    with st.expander("Plan a meeting"):
        _plan(here, known)
    with st.expander("Add an organisation that can be asked"):
        _add(here)


def _plan(here: Visit, known: Choices) -> None:
    key = prefix(PLAN)
    usual = Filled(None, "", working_days_after(here.today, 1), *USUAL, "", "", (), ())
    given = dialogue_forms.meeting_fields(key, usual, known) | {"letter_id": here.letter.id}
    every, until = _repeat(here, key)
    html.show("quiet.html", sentence=_when(given, every, until))
    pressed = st.button("Plan these meetings" if every else "Plan this meeting", type="primary", key=f"{key}.send")
    if not once(pressed, f"dialogue.{PLAN}"):
        return
    try:
        ids = (meetings.plan_series(here.engine, here.viewer, given, {"every_weeks": every, "until": until}) if every
               else [meetings.plan(here.engine, here.viewer, given)])
    except Invalid as invalid:
        again(f"dialogue.{PLAN}")
        faults(invalid)
        return
    tell_next(f"{counted(len(ids), 'meeting')} planned. Those who are asked see {'it' if len(ids) == 1 else 'them'} "
              "now.")
    st.query_params["meeting"] = str(ids[0])
    st.rerun()


def _repeat(here: Visit, key: str) -> tuple[int, date | None]:
    """Every how many weeks the meeting is repeated, 0 for never, and until when."""
    left, right, _ = st.columns(3)
    every = left.selectbox("Repeat", list(REPEATS), key=f"{key}.repeat", format_func=REPEATS.__getitem__)
    if not every:
        return 0, None
    return every, right.date_input("Until: polling day, or another day", here.letter.polling_day, format="DD/MM/YYYY",
                                   key=f"{key}.until")


def _when(given: Mapping[str, object], every: int, until: date | None) -> str:
    """What is about to be planned, in words: which days, and in which of London's times."""
    day, starts = given.get("day"), given.get("starts")
    if not isinstance(day, date) or not isinstance(starts, time):
        return "Choose a day and a time."
    zone = zone_in_words(datetime.combine(day, starts, clock.LONDON))
    if not every or until is None:
        return f"{weekday_in_words(day)}. The time is London’s: {zone} on that day."
    try:
        days = times.days(day, RepeatInput(every_weeks=every, until=until))
    except Invalid as invalid:
        return str(invalid)
    return " ".join([f"{counted(len(days), 'meeting')}: {listed_days(days)}. The time is London’s, {zone} on the first "
                     "day.", *times.holidays_among(days)])


def _add(here: Visit) -> None:
    key = prefix(ADD)
    with st.form(f"{key}.form", border=False, enter_to_submit=False):
        name = st.text_input("Name of the organisation", key=f"{key}.name", max_chars=LONGEST_LINE, autocomplete="off")
        kind = st.selectbox("What it is", list(organisations.CAN_BE_ADDED), None, key=f"{key}.kind",
                            format_func=str.capitalize, placeholder="Choose what it is")
        sent = st.form_submit_button("Add this organisation")
    if not once(sent, f"dialogue.{ADD}"):
        return
    if kind is None:
        refuse(ADD, "Choose what the organisation is. Nothing was stored.")
        return
    attempt(ADD, lambda: organisations.add(here.engine, here.viewer, name, OrganisationKind(kind)),
            "The organisation is added. It can now be asked to a meeting.")
