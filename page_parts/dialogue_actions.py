"""Actions of a meeting: adding one, also from an item of the agenda, and one action with what can be done about it."""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from coordination import letters, requests
from coordination.clock import day
from coordination.dialogue import actions
from coordination.dialogue.inputs import LONGEST_PERSON
from coordination.dialogue.reading import MeetingInView
from coordination.problems import Changed, Invalid, NotFound
from coordination.texts import LONGEST_TEXT
from data_model.words import ActionState, Role
from page_parts import html, parameters
from page_parts.dialogue_forms import attempt, by_id, opened_on, prefix, refuse
from page_parts.frame import faults, problem, tell_next
from page_parts.kept import kept
from page_parts.once import again, once
from page_parts.visit import Visit

Row = Mapping[str, Any]
NO_OWNER = "Choose the organisation that owns the action. Nothing was stored."
ENDED = {ActionState.DONE: "It was done", ActionState.DROPPED: "It was dropped"}


def show(here: Visit, meeting: MeetingInView, action_id: int) -> None:
    """One action of the meeting. Raises NotFound where the meeting has no such action."""
    found = of_meeting(here, meeting)
    rows = found[found["id"] == action_id].to_dict("records")
    if not rows:
        raise NotFound("This meeting has no such action.")
    action = {str(name): value for name, value in rows[0].items()}
    official = here.viewer.role is Role.OFFICIAL
    own = action["organisation_id"] == here.viewer.organisation_id
    html.show("dialogue_action.html", action=action, meeting=meeting, role=here.viewer.role, live=here.live, own=own,
              today=day(here.as_at), query=query_of(here, meeting))
    if not here.live:
        return
    if action["state"] == ActionState.OPEN:
        if official or (here.viewer.role is Role.PLATFORM and own):
            _close(here, action)
        if official:
            _ask(here, meeting, action)
            with st.expander("Amend this action"):
                _amend(here, meeting, action)
    elif official and action["request_id"] is None:
        _reopen(here, action)


def of_meeting(here: Visit, meeting: MeetingInView) -> pd.DataFrame:
    """The actions of one meeting, with the columns of actions.listing."""
    found = _listed((*here.key, meeting.letter_id), here)
    return found[found["meeting_id"] == meeting.id]


@kept(100)
def _listed(key: Hashable, here: Visit) -> pd.DataFrame:
    assert isinstance(key, tuple)
    return actions.listing(here.session, here.viewer, key[-1], as_at=here.as_at)


def query_of(here: Visit, meeting: MeetingInView) -> dict[str, str | date | None]:
    """What links of a meeting carry on: the letter that it is about, whichever is in view, and the day."""
    known = letters.listing(here.session, here.viewer)
    reference = known.loc[known["id"] == meeting.letter_id, "reference"].iloc[0]
    return parameters.kept(here) | {"letter": str(reference)}


def add(here: Visit, meeting: MeetingInView, items: list[str]) -> None:
    """The form for another action; `?item=` is the item of the agenda that it begins with."""
    item = parameters.whole_number("item")
    if item is not None and not 0 < item <= len(items):
        raise NotFound("The agenda of this meeting has no such item.")
    name = f"action.{meeting.id}.{item or 0}"
    key = prefix(name)
    with st.expander("Add an action", expanded=item is not None):
        given = _fields(here, meeting, key, {"text": items[item - 1] if item else "", "organisation_id": None,
                                             "person": "", "due_on": actions.usual_due_day(here.today)},
                        "Add this action")
        if not once(given is not None, f"dialogue.{name}") or given is None:
            return
        if "organisation_id" not in given:
            refuse(name, NO_OWNER)
            return
        attempt(name, lambda: actions.add(here.engine, here.viewer, meeting.id, given),
                "The action is added. Its owner sees it now.", forget="item")


def _fields(here: Visit, meeting: MeetingInView, key: str, now: Row, button: str) -> dict[str, object] | None:
    """The fields of an action as they were sent, as ActionInput takes them, or None while nothing is sent."""
    organisations = {each.id: each.name for each in meeting.organisations}
    ids = list(organisations)
    with st.form(f"{key}.form", border=False, enter_to_submit=False):
        text = st.text_area("What is to be done", now["text"], key=f"{key}.text", max_chars=LONGEST_TEXT)
        left, middle, right = st.columns(3)
        owner = left.selectbox("Owner", ids, ids.index(now["organisation_id"]) if now["organisation_id"] in ids
                               else None, key=f"{key}.owner", format_func=organisations.__getitem__,
                               placeholder="Choose an organisation")
        person = middle.text_input("Person (optional)", now["person"], key=f"{key}.person", autocomplete="off",
                                   max_chars=LONGEST_PERSON)
        due_on = right.date_input("Due by the end of, a working day", now["due_on"], format="DD/MM/YYYY",
                                  key=f"{key}.due_on")
        sent = st.form_submit_button(button)
    given = {"text": text, "organisation_id": owner, "person": person, "due_on": due_on}
    return {each: value for each, value in given.items() if value is not None} if sent else None


def _close(here: Visit, action: Row) -> None:
    """Closing takes what came of it; officials may also drop an action."""
    name = f"close.{action['id']}"
    key, number = prefix(name), opened_on(name, "outcome", action["number"])
    html.show("heading.html", heading="Close this action", sentence="")
    with st.form(f"{key}.form", border=False, enter_to_submit=False):
        state = ActionState.DONE
        if here.viewer.role is Role.OFFICIAL:
            state = st.radio("How it ended", list(ENDED), key=f"{key}.state", format_func=ENDED.__getitem__,
                             horizontal=True)
        outcome = st.text_area("What came of it", key=f"{key}.outcome", max_chars=LONGEST_TEXT)
        sent = st.form_submit_button("Close this action", type="primary")
    if once(sent, f"dialogue.{name}"):
        attempt(name, lambda: actions.close(here.engine, here.viewer, action["id"], number, state, outcome),
                "The action is closed.", newest=action["number"])


def _amend(here: Visit, meeting: MeetingInView, action: Row) -> None:
    name = f"change.{action['id']}"
    key, number = prefix(name), opened_on(name, "text", action["number"])
    given = _fields(here, meeting, key, action, "Amend this action")
    if not once(given is not None, f"dialogue.{name}") or given is None:
        return
    if "organisation_id" not in given:
        refuse(name, NO_OWNER)
    else:
        attempt(name, lambda: actions.amend(here.engine, here.viewer, action["id"], number, given),
                "The action is amended.", newest=action["number"])


def _reopen(here: Visit, action: Row) -> None:
    # With the version in its key, a press after the action changed is not taken for one on the new state.
    if not st.button("Reopen this action", key=f"dialogue.reopen.{action['id']}.{action['number']}"):
        return
    try:
        actions.reopen(here.engine, here.viewer, action["id"], action["number"])
    except (Changed, Invalid) as refused:
        problem(str(refused))
        return
    tell_next("The action is open again.")
    st.rerun()


def _ask(here: Visit, meeting: MeetingInView, action: Row) -> None:
    """Make the action a request for an update of the platform that owes it, filled in from the action."""
    platforms = letters.recipients(here.session, here.viewer, meeting.letter_id)
    owners = platforms[platforms["slug"] == action["slug"]]
    if owners.empty:
        return
    name = f"ask.{action['id']}"
    key, platform = prefix(name), str(owners["name"].iloc[0])
    commitments = letters.commitments(here.session, meeting.letter_id)
    titles = {row.id: f"{row.number}. {row.title}" for row in commitments.itertuples()}
    with st.expander("Ask for an update"):
        html.show("dialogue_ask.html", platform=platform)
        with st.form(f"{key}.form", border=False, enter_to_submit=False):
            chosen = st.multiselect("Commitments to ask about", list(titles), list(meeting.commitment_ids),
                                    format_func=titles.__getitem__, key=f"{key}.commitments")
            due_on = st.date_input("Answer due by the end of", requests.usual_due_day(here.today),
                                   format="DD/MM/YYYY", key=f"{key}.due_on")
            message = st.text_area("Message to the platform", action["text"], key=f"{key}.message",
                                   max_chars=LONGEST_TEXT)
            sent = st.form_submit_button("Send this request")
    if not once(sent, f"dialogue.{name}"):
        return
    given = {"letter_id": meeting.letter_id, "platform_ids": list(by_id(owners)), "commitment_ids": chosen,
             "due_on": due_on, "message": message}
    try:
        request_id = actions.ask_for_update(here.engine, here.viewer, action["id"], given)
    except (Invalid, Changed) as refused:
        again(f"dialogue.{name}")
        _refused(refused)
        return
    tell_next(f"The request was sent, and the action is closed. {platform} sees the request on its first page. "
              f"It is request {request_id}.")
    st.rerun()


def _refused(why: Invalid | Changed) -> None:
    if isinstance(why, Invalid):
        faults(why)
    else:
        problem(str(why))
