"""The urgent correction of a published section, in one step: choose it, put it right, publish."""

import streamlit as st

from coordination.advice import correcting, editions, inputs, reading
from coordination.advice.editions import Edition, PlatformAdvice, Section
from coordination.problems import Changed, Problem
from coordination.texts import LONGEST_STATEMENT
from data_model.words import AdviceTopic
from page_parts import html
from page_parts.advice_editions_kept import refuse
from page_parts.frame import tell_next
from page_parts.visit import Visit, visiting

KEY = "compare-advice.correct"
FIELDS = ("english", "welsh", "report_address", "responds_in_hours")


def show(here: Visit) -> None:
    """The form for the section that is chosen, of the newest edition. Officials only."""
    edition = editions.published(here.session, as_at=here.as_at, letter_id=here.letter.id)
    if edition is None:
        return
    html.show("advice_correct.html", number=edition.number)
    places = {f"{one.name}: {each.topic}": (one, each) for one in edition.platforms for each in one.sections}
    chosen = st.selectbox("Section to correct", list(places), index=None, key=f"{KEY}.section", width=500,
                          placeholder="Choose a published section")
    if chosen in places:
        platform, section = places[chosen]
        _warn(here, platform, section)
        _form(edition, platform, section)


def _form(edition: Edition, platform: PlatformAdvice, section: Section) -> None:
    name, id_ = html.plain(platform.name), section.version_id
    for field in FIELDS:
        st.session_state.setdefault(_field(id_, field), getattr(section, field))
    with st.form(f"{KEY}.{id_}", enter_to_submit=False):
        st.text_area("English", key=_field(id_, "english"), max_chars=inputs.LONGEST, height=200)
        st.text_area("Welsh", key=_field(id_, "welsh"), max_chars=inputs.LONGEST, height=200)
        if section.topic is AdviceTopic.REPORTING:
            st.text_input("Address where candidates report", key=_field(id_, "report_address"),
                          max_chars=inputs.LONGEST_ADDRESS)
        if section.topic is AdviceTopic.RESPONSE:
            st.number_input("Within how many hours is the response? Empty: not stated", min_value=1, step=1,
                            max_value=inputs.MOST_HOURS, key=_field(id_, "responds_in_hours"), width=300)
        st.text_area("What was wrong, in English: readers see it", key=_field(id_, "note"),
                     max_chars=LONGEST_STATEMENT)
        st.text_area("What was wrong, in Welsh (optional)", key=_field(id_, "note_welsh"), max_chars=LONGEST_STATEMENT)
        st.checkbox(f"Publish this at once. {name} did not send it: I agree it in its place.", key=_field(id_, "sure"))
        st.form_submit_button(f"Publish the correction of edition {edition.number}", type="primary",
                              on_click=_attempt, args=(id_,))


def _warn(here: Visit, platform: PlatformAdvice, section: Section) -> None:
    """Say where a newer version exists, whose place the correction takes."""
    found = reading.sections(here.session, here.viewer, here.letter, as_at=here.as_at)
    row = found[(found["slug"] == platform.slug) & (found["topic"] == section.topic)].iloc[0]
    if row["version_id"] != section.version_id:
        html.show("advice_newer.html", platform=platform.name, row=row)


def _attempt(version_id: int) -> None:
    """Publish the correction, or keep why not. A callback: it runs before the page, with a visit of its own."""
    state = st.session_state
    if not state.get(_field(version_id, "sure")):
        refuse("Tick the box to publish the correction at once. Nothing was published.")
        return
    content = {name: state.get(_field(version_id, name)) for name in FIELDS}
    note, welsh = (str(state.get(_field(version_id, name)) or "") for name in ("note", "note_welsh"))
    with visiting() as here:
        if here is None:
            return
        try:
            number = correcting.correct(here.engine, here.viewer, version_id, content, note, welsh)
        except Changed as changed:  # another text is published now, and its form has other fields
            refuse(str(changed), *(str(text) for text in (*content.values(), note, welsh) if text))
            return
        except Problem as problem:
            refuse(str(problem))
            return
    state.pop(f"{KEY}.section", None)
    tell_next(f"The correction is published as edition {number}. Everybody reads it within seconds.")


def _field(version_id: int, name: str) -> str:
    return f"{KEY}.{version_id}.{name}"
