"""One meeting: its record, what the viewer can do about it, officials' private notes, and what was known of it when."""

from collections.abc import Hashable

import streamlit as st

from coordination import letters
from coordination.clock import day
from coordination.dialogue import notes, reading
from coordination.dialogue.reading import NO_RECORD, MeetingInView
from data_model.words import MeetingState, Role
from page_parts import dialogue_actions, dialogue_attending, dialogue_record, html, parameters
from page_parts.kept import kept
from page_parts.visit import Visit


def show(here: Visit, meeting_id: int) -> None:
    """The meeting, or the one of its actions that `?action=` names. Raises NotFound."""
    meeting = reading.in_view(here.session, here.viewer, meeting_id, as_at=here.as_at)
    action_id = parameters.whole_number("action")
    if action_id is not None:
        dialogue_actions.show(here, meeting, action_id)
        return
    over = meeting.state is MeetingState.PLANNED and meeting.ends_at <= here.as_at
    key = (*here.key, meeting_id, over)
    head, more = _record(key, here)
    st.html(head)
    if here.live:
        dialogue_attending.answer(here, meeting)
    st.html(more)
    if here.live:
        _act(here, meeting)
    if here.viewer.role is Role.OFFICIAL:
        st.html(_private(key, here))
        if here.live:
            dialogue_record.private_note(here, meeting)
    st.html(_history(key, here))


def _act(here: Visit, meeting: MeetingInView) -> None:
    """What the viewer can do: officials about all of it, platforms about their own people."""
    official = here.viewer.role is Role.OFFICIAL
    if official:
        dialogue_record.hold(here, meeting)
    if official and meeting.state is not MeetingState.CANCELLED:
        dialogue_actions.add(here, meeting, agenda(meeting))
    dialogue_attending.people(here, meeting)
    if official:
        dialogue_record.change(here, meeting)


@kept(300)
def _record(key: Hashable, here: Visit) -> tuple[str, str]:
    """What is on record of a meeting, in two parts: what it is and when, and all else; the key ends with its id and
    whether it is over without a record."""
    assert isinstance(key, tuple)
    meeting = reading.in_view(here.session, here.viewer, key[-2], as_at=here.as_at)
    actions = dialogue_actions.of_meeting(here, meeting)
    commitments = letters.commitments(here.session, meeting.letter_id)
    names = {each.id: [one.name for one in meeting.attendees if one.organisation_id == each.id]
             for each in meeting.organisations}
    values = {
        "meeting": meeting, "shown": NO_RECORD if key[-1] else meeting.state.value, "people": names,
        "commitments": commitments[commitments["id"].isin(meeting.commitment_ids)].to_dict("records"),
        "agenda": agenda(meeting), "actions": actions.to_dict("records"),
        "may_act": here.live and here.viewer.role is Role.OFFICIAL and meeting.state is not MeetingState.CANCELLED,
        "today": day(here.as_at), **_links(here, meeting)}
    return html.rendered("dialogue_meeting.html", values), html.rendered("dialogue_meeting_more.html", values)


def agenda(meeting: MeetingInView) -> list[str]:
    """The items of the agenda: its lines that say something."""
    return [line.strip() for line in meeting.agenda.splitlines() if line.strip()]


@kept(300)
def _private(key: Hashable, here: Visit) -> str:
    assert isinstance(key, tuple)
    found = notes.listing(here.session, here.viewer, key[-2], as_at=here.as_at)
    return html.rendered("dialogue_private.html", {"notes": found.to_dict("records")})


@kept(300)
def _history(key: Hashable, here: Visit) -> str:
    assert isinstance(key, tuple)
    meeting = reading.in_view(here.session, here.viewer, key[-2], as_at=here.as_at)
    return html.rendered("dialogue_history.html", {"versions": meeting.versions.to_dict("records")})


def _links(here: Visit, meeting: MeetingInView) -> dict[str, object]:
    """What links of a meeting carry on: the letter that it is about, whichever is in view."""
    return {"role": here.viewer.role, "live": here.live, "query": dialogue_actions.query_of(here, meeting)}
