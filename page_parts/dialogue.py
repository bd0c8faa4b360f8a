"""Dialogue: what is missing and what needs this person, the calendar and the lists of meetings, the figure; or one
meeting with its record and what can be done about it."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from coordination import clock
from coordination.dialogue.reading import NO_RECORD
from coordination.problems import NotFound
from data_model.words import MeetingKind, MeetingState, Role
from page_parts import (
    dialogue_calendar,
    dialogue_drawn,
    dialogue_feed,
    dialogue_import,
    dialogue_meeting,
    dialogue_plan,
    html,
    parameters,
)
from page_parts.dialogue_calendar import MONTH, WEEK
from page_parts.dialogue_known import STATES, few, known, moment, own_actions, stated, to_confirm
from page_parts.directory import address
from page_parts.frame import told
from page_parts.home import letter_of
from page_parts.kept import kept
from page_parts.visit import Visit

A_PAGE = 10
KINDS = tuple(kind.value for kind in MeetingKind)
TO_COME = STATES[0]


@dataclass(frozen=True)
class Wanted:
    """What the address asks for: a kind and a state (None for all), and the month or week in which a day lies."""

    kind: str | None
    state: str | None
    by: str
    on: date

    def of(self, meetings: pd.DataFrame) -> pd.DataFrame:
        """The meetings of that kind and state."""
        if self.kind:
            meetings = meetings[meetings["kind"] == self.kind]
        return meetings[meetings["shown"] == self.state] if self.state else meetings

    @property
    def query(self) -> dict[str, str | None]:
        """The kind and state, as addresses say them."""
        return {"kind": self.kind, "state": self.state}


def show(here: Visit) -> None:
    """All meetings of the letter in view, or the one that `?meeting=` names."""
    told()
    meeting_id = parameters.whole_number("meeting")
    if meeting_id is not None:
        dialogue_meeting.show(here, meeting_id)
    elif letter_of(here) is not None:
        _all(here)


def _all(here: Visit) -> None:
    st.html(_top((*here.key, moment(here)), here))
    if here.viewer.role is Role.OFFICIAL and here.live:
        dialogue_plan.show(here)
    dialogue_import.show(here)
    dialogue_feed.show(here)
    wanted = _wanted(here)
    html.show("heading.html", heading="Meetings", sentence="")
    wanted = _chosen(wanted)
    st.html(_calendar((*here.key, moment(here), wanted), here))
    key = (*here.key, moment(here), wanted.kind, wanted.state)
    if wanted.state in {None, TO_COME}:
        st.html(_listed((*key, True, parameters.whole_number("coming") or 1), here))
    if wanted.state != TO_COME:
        st.html(_listed((*key, False, parameters.whole_number("past") or 1), here))
    dialogue_drawn.show(here)


def _wanted(here: Visit) -> Wanted:
    """What the address asks for. Raises NotFound for what there is not."""
    kind, state, by = parameters.word("kind"), parameters.word("state"), parameters.word("by")
    if (kind and kind not in KINDS) or (state and state not in STATES) or by not in {None, MONTH, WEEK}:
        raise NotFound(parameters.NOT_OURS)
    return Wanted(kind, state, by or MONTH, parameters.day("on") or clock.day(here.as_at))


def _chosen(asked: Wanted) -> Wanted:
    """The kind and state as they are chosen on the page; what is chosen goes back into the address."""
    left, right, _ = st.columns(3)
    with left:
        kind = _one("kind", "Kind to show", "All kinds", KINDS, asked.kind)
    with right:
        state = _one("state", "State to show", "All states", STATES, asked.state)
    return Wanted(kind, state, asked.by, asked.on)


def _one(name: str, label: str, everything: str, options: tuple[str, ...], asked: str | None) -> str | None:
    chosen = st.selectbox(label, ["", *options], ["", *options].index(asked or ""), key=f"dialogue.{name}",
                          format_func=lambda each: each.capitalize() or everything)
    if (chosen or None) != asked:
        if chosen:
            st.query_params[name] = chosen
        else:
            st.query_params.pop(name, None)
    return chosen or None


@kept(200)
def _top(_key: Hashable, here: Visit) -> str:
    """The gaps, then what needs this person."""
    found, meetings = known(here), stated(here)
    platform = here.viewer.role is Role.PLATFORM
    listed = own_actions(here) if platform else found.actions[found.actions["overdue"].astype(bool)]
    return html.rendered("dialogue_top.html", {
        "standing": found.standing.to_dict("records"), "unrecorded": few(meetings[meetings["shown"] == NO_RECORD]),
        "unnoted": few(meetings[(meetings["shown"] == MeetingState.HELD) & (meetings["note"] == "")]),
        "unconfirmed": few(to_confirm(here)), "actions": few(listed),
        "polling_day": here.letter.polling_day, "over": clock.day(here.as_at) > here.letter.polling_day,
        **common(here)})


def common(here: Visit) -> dict[str, object]:
    """What every template of Dialogue needs."""
    return {"role": here.viewer.role, "live": here.live, "today": clock.day(here.as_at),
            "query": parameters.kept(here)}


@kept(300)
def _calendar(key: Hashable, here: Visit) -> str:
    assert isinstance(key, tuple)
    wanted = key[-1]
    first = dialogue_calendar.first_of(wanted.by, wanted.on)
    meetings = wanted.of(stated(here))
    near = meetings[(meetings["starts_at"] >= clock.start_of(first)) & (
        meetings["starts_at"] < clock.start_of(dialogue_calendar.sheet(wanted.by, first, ()).after or first))]
    return html.rendered("dialogue_calendar.html", {
        "sheet": dialogue_calendar.sheet(wanted.by, wanted.on, near.to_dict("records")), "by": wanted.by,
        "on": wanted.on, "count": len(near), "states": [each for each in STATES if each in set(near["shown"])],
        "weekdays": dialogue_calendar.WEEKDAYS, "chosen": wanted.query,
        "filtered": wanted.query | parameters.kept(here), **common(here)})


@kept(500)
def _listed(key: Hashable, here: Visit) -> str:
    """A page of the meetings to come, the soonest first, or of those that are past or cancelled, the newest first. The
    key ends with the kind, the state, whether they are to come, and the number of the page."""
    assert isinstance(key, tuple)
    kind, state, coming, page = key[-4:]
    meetings = Wanted(kind, state, MONTH, date.min).of(stated(here))
    to_come = meetings["shown"] == TO_COME
    found = meetings[to_come] if coming else meetings[~to_come].iloc[::-1]
    pages = max(-(-len(found) // A_PAGE), 1)
    page = min(page, pages)
    chosen = {"kind": kind, "state": state}
    ways = [(words, address("dialogue", here.viewer.role, **{"coming" if coming else "past": number}, **chosen,
                            **parameters.kept(here)))
            for words, number in (("Previous page", page - 1), ("Next page", page + 1)) if 0 < number <= pages]
    skip = (page - 1) * A_PAGE
    return html.rendered("dialogue_list.html", {
        "rows": found.iloc[skip : skip + A_PAGE].to_dict("records"), "total": len(found), "first": skip + 1,
        "coming": coming, "chosen": chosen, "ways": ways, "page": page, "pages": pages, **common(here)})
