"""Putting a briefing together: its name and marking, its parts in order, and what can be added. Everything saves itself
when it changes."""

import streamlit as st

from coordination import letters
from coordination.briefings import reading, writing
from coordination.briefings.inputs import LONGEST_HEADING, LONGEST_WORDS, Shown
from coordination.briefings.reading import BriefingInView
from coordination.exploring import catalogue
from coordination.exploring.catalogue import Catalogue
from coordination.exploring.owned import LONGEST_NAME
from coordination.problems import Problem
from data_model.words import Marking
from page_parts import briefing_add, briefing_desk, briefing_words, desks, html
from page_parts.briefing_desk import Desk, Row
from page_parts.directory import PAGES
from page_parts.frame import tell_next
from page_parts.home import saved_in_words
from page_parts.once import once
from page_parts.visit import Visit


def show(here: Visit, found: BriefingInView) -> None:
    """One's own briefing, to be changed and taken away."""
    letter = letters.in_view(here.session, here.viewer, found.reference)
    known = catalogue.read(here.session, here.viewer, letter, as_at=here.as_at)
    name = f"briefings.desk.{found.id}"
    desk = briefing_desk.current(name)
    if desk is None:
        desk = briefing_desk.load(name, found)
    elif desk.unsaved:
        desks.not_saved(desk)
    else:
        desks.notice(desk, _moved_on(here, desk))
    briefing_desk.settle(desk)
    html.show("briefing_head.html", **briefing_words.head(here, found), unsaved=desk.unsaved,
              saved=f"Saved {saved_in_words(found.saved_at, here.today)}")
    _about(here, desk)
    for position, row in enumerate(desk.rows, start=1):
        _part(here, desk, row, position, known)
    if desk.removed:
        st.button("Put back the part that was removed", key=desk.key("undo"), on_click=briefing_desk.put_back,
                  args=(desk.name,))
    briefing_add.show(here, desk, known, letter)
    _delete(here, desk)


def _moved_on(here: Visit, desk: Desk) -> str:
    """What another window did to the briefing since this one last saved it; empty if nothing."""
    try:
        reading.at_revision(here.session, here.viewer, desk.id, desk.revision)
    except Problem as moved:
        return str(moved)
    return ""


def _about(here: Visit, desk: Desk) -> None:
    taking = {"on_change": desks.take, "args": (desk.name,)}
    left, right = st.columns([3, 2])
    left.text_input("Name", key=desk.key("title"), max_chars=LONGEST_NAME, **taking)
    right.selectbox("Marking", list(Marking), key=desk.key("marking"), **taking,
                    help="It stands on every page, and cannot be lower than that of what is in the briefing.")
    st.checkbox(f"Share it with everybody at {html.plain(here.viewer.organisation)}", key=desk.key("shared"), **taking,
                help="They can open it and take it away. Only you can change it.")


def _part(here: Visit, desk: Desk, row: Row, position: int, known: Catalogue) -> None:
    """One part with what can be changed of it, and the buttons that move it and take it out."""
    with st.container(border=True):
        html.show("briefing_part.html", position=position, **briefing_words.part(here, row.content, known))
        _fields(desk, row, known)
        with st.container(horizontal=True):
            for label, by, ends in (("Up", -1, 1), ("Down", 1, len(desk.rows))):
                st.button(label, key=desk.field(row, label), disabled=position == ends, on_click=briefing_desk.move,
                          args=(desk.name, row.number, by), help=f"Move part {position} {label.lower()}")
            st.button("Remove", key=desk.field(row, "remove"), on_click=briefing_desk.remove,
                      args=(desk.name, row.number), help=f"Take part {position} out. You can put it back.")


def _fields(desk: Desk, row: Row, known: Catalogue) -> None:
    taking = {"on_change": desks.take, "args": (desk.name,)}
    match row.content["kind"]:
        case "heading":
            st.text_input("Heading", key=desk.field(row, "text"), max_chars=LONGEST_HEADING, **taking)
        case "words":
            text = st.text_area("Words", key=desk.field(row, "text"), max_chars=LONGEST_WORDS, height=140, **taking,
                                help="Leave an empty line between paragraphs. Write **strong**, *emphasis*, "
                                     "[words](https://…) for a link, and - before each item of a list.")
            html.show("briefing_preview.html", text=text, sentences=briefing_words.faults(text))
        case "figure":
            st.selectbox("Show it as", list(Shown), format_func=lambda each: each.value.capitalize(),
                         key=desk.field(row, "shown"), **taking)
            st.checkbox("Keep its last day the day of the document", key=desk.field(row, "follows"), **taking,
                        help="With as many days before it as the figure has now. Without this, its days stay.")
        case "quotation":
            st.multiselect("Commitments", list(known.commitments), key=desk.field(row, "commitments"),
                           format_func=lambda number: html.plain(f"{number}. {known.commitments[number]}"),
                           placeholder="All commitments", **taking)
        case "scorecard":
            st.selectbox("Platform", list(known.platforms), key=desk.field(row, "platform"),
                         format_func=lambda slug: html.plain(known.platforms[slug]), **taking)


def _delete(here: Visit, desk: Desk) -> None:
    with st.expander("Delete this briefing"):
        html.show("message.html", kind="problem", sentence="It will be gone for good, also for colleagues that you "
                  "share it with. Documents that were made of it stay what they are.", href="", link="")
        name = desk.key("delete")
        if once(st.button("Delete it for good", key=name), name):
            writing.remove(here.engine, here.viewer, desk.id, desk.revision)
            desks.forget(desk.name)
            tell_next("The briefing was deleted.")
            st.switch_page(PAGES["briefings"].script)
