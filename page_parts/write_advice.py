"""Writing advice: which section, the draft in both languages that saves itself, how candidates will see it, and off it
goes to officials."""

from collections.abc import Mapping
from typing import NoReturn

import streamlit as st

from coordination.advice import agreeing, writing
from coordination.advice.writing import Desk as Section
from coordination.problems import NotFound, Problem
from data_model.words import AdviceTopic
from page_parts import advice_known, desks, html, parameters, write_advice_desk, write_advice_fields
from page_parts.directory import PAGES, address
from page_parts.frame import nothing_here, problem, tell_next, told
from page_parts.home import letter_of, saved_in_words
from page_parts.once import once
from page_parts.visit import Visit
from page_parts.write_advice_desk import Desk

Row = Mapping[str, object]


def show(here: Visit) -> None:
    """Draw the page that the address asks for: the choice of a section, or one of them."""
    told()
    sent = write_advice_desk.sent()
    if sent:
        _land(sent)
    if letter_of(here) is None:
        return
    if not here.live:
        nothing_here("Advice is written now, not on a day that is past.",
                     address("write-advice", here.viewer.role, letter=here.reference), "Show now")
        return
    mine = [row for row in advice_known.sections(here).to_dict("records") if row["own"]]
    slug, topic = parameters.word("platform"), advice_known.topic_asked()
    chosen = [row for row in mine if slug in {None, row["slug"]} and topic in {None, row["topic"]}]
    if not chosen:
        raise NotFound("There is no such section of yours.")
    several = len({row["slug"] for row in mine}) > 1
    if len(chosen) == 1:
        _section(here, chosen[0], several=several)
        return
    html.show("write_advice_choose.html", rows=chosen, several=several, days=here.letter.advice_checked_days,
              role=here.viewer.role, query=parameters.kept(here))


def _section(here: Visit, row: Row, *, several: bool) -> None:
    """What became of the section; then the draft, or the button that begins it."""
    place = here.letter.id, int(str(row["platform_id"])), AdviceTopic(str(row["topic"]))
    section = writing.desk(here.session, here.viewer, *place)
    html.show("write_advice_place.html", row=row, section=section, several=several,
              asked=advice_known.ASKED[section.topic], role=here.viewer.role, query=parameters.kept(here))
    name = f"write-advice.desk.{'.'.join(map(str, place))}"
    desk = write_advice_desk.current(name)
    if desk and desk.unsaved:
        desks.not_saved(desk)
    elif section.draft is None:
        _start(here, section, place, desk, row)
        return
    elif desk is None or write_advice_desk.left(desk):
        desk = write_advice_desk.load(name, place, section.draft)
    else:
        desks.notice(desk, _moved_on(here, desk))
    write_advice_desk.settle(desk)
    _edit(here, section, desk)


def _start(here: Visit, section: Section, place: tuple[int, int, AdviceTopic], desk: Desk | None, row: Row) -> None:
    """What was sent last, whether it is still right, and the button that begins a draft. Whoever had one on screen is
    told what became of it."""
    if desk:
        problem(_moved_on(here, desk))
        desks.forget(desk.name)
    if section.last:
        html.show("advice_section.html", said=section.last.content, topic=section.topic, heading="h3")
    label = "Start writing" if section.last is None else "Write a newer version"
    if section.last and section.last.reason:
        label = "Correct it and send it again"
    with st.container(horizontal=True):
        if st.button(label, type="primary", key=f"write-advice.start.{place}"):
            writing.open_draft(here.engine, here.viewer, *place)
            st.rerun()
        still_right(here, row)


def still_right(here: Visit, row: Row) -> None:
    """The button by which somebody says that what is agreed is still right."""
    version_id = row["agreed_version_id"]
    if version_id is None:
        return
    name = f"write-advice.still-right.{version_id}.{row['last_checked']}"
    if once(st.button(f"Version {row['agreed_number']} is still right", key=name,
                      help="You looked at it again and nothing needs to change. It counts as checked today."), name):
        agreeing.check(here.engine, here.viewer, int(str(version_id)))
        tell_next(f"Checked. Version {row['agreed_number']} is still right as of today.")
        st.rerun()


def _moved_on(here: Visit, desk: Desk) -> str:
    """What another window did to the draft since this one last saved it; empty if nothing."""
    try:
        writing.at_revision(here.session, here.viewer, *desk.place, desk.revision)
    except Problem as moved:
        return str(moved)
    return ""


def _edit(here: Visit, section: Section, desk: Desk) -> None:
    """The fields. Where the draft is gone, they only keep what was typed, for the person to copy."""
    write_advice_fields.show(desk)
    draft = section.draft
    if draft is None:
        return
    html.show("write_advice_end.html", saved=f"Saved {saved_in_words(draft.saved_at, here.today)}", draft=draft,
              unsaved=desk.unsaved, faults=[] if desk.unsaved else desk.faults)
    name = desk.key("send")
    if once(st.button("Send to officials", type="primary", key=name, disabled=bool(desk.unsaved)), name):
        write_advice_desk.send(here, desk)
        st.rerun()
    _discard(here, desk)


def _land(desk: Desk) -> NoReturn:
    """Go back to the list with what this window has just sent."""
    desks.forget(desk.name)
    tell_next("Sent to officials. They agree it or return it with a reason; Home will say what they decide.")
    st.switch_page(PAGES["write-advice"].script)


def _discard(here: Visit, desk: Desk) -> None:
    with st.expander("Discard this draft"):
        html.show("message.html", kind="problem", sentence="Its text will be gone for good. What was sent before "
                  "stays.", href="", link="")
        if st.button("Discard it for good", key=desk.key("discard")):
            writing.discard(here.engine, here.viewer, *desk.place, desk.revision)
            desks.forget(desk.name)
            tell_next("The draft was discarded.")
            st.rerun()
