"""Briefings: one's own and those that colleagues share; making one from a template; and one of them, to change or to
take away."""

import streamlit as st

from coordination import letters
from coordination.briefings import reading, writing
from coordination.briefings.inputs import LONGEST_WORDS
from coordination.exploring.owned import LONGEST_NAME
from data_model.words import BriefingTemplate
from page_parts import briefing_edit, briefing_view, html, parameters
from page_parts.directory import PAGES
from page_parts.frame import told
from page_parts.once import once
from page_parts.visit import Visit

EXPLAINED = {
    BriefingTemplate.WEEKLY_NOTE: "Where the platforms stand, and what was reported in the last four weeks.",
    BriefingTemplate.SCORECARD: "One platform, commitment by commitment and criterion by criterion.",
    BriefingTemplate.ANSWER: "The question, room for the answer, and the background to it.",
    BriefingTemplate.BLANK: "Nothing yet.",
}


def show(here: Visit) -> None:
    """The briefing that `?briefing=` names by its number; else all of them."""
    told()
    number = parameters.whole_number("briefing")
    if number is None:
        _all(here)
        return
    found = reading.opened(here.session, here.viewer, number)
    if found.own and here.live:
        briefing_edit.show(here, found)
    else:
        briefing_view.show(here, found)


def _all(here: Visit) -> None:
    rows = reading.listing(here.session, here.viewer, here.letter.id).to_dict("records")
    html.show("briefings_list.html", rows=rows, role=here.viewer.role, query=parameters.kept(here),
              organisation=here.viewer.organisation)
    if here.live:
        _make(here)


def _make(here: Visit) -> None:
    """The form that begins a briefing. It asks for what its template needs."""
    html.show("heading.html", heading="Make a briefing", sentence="")
    template = st.radio("Template", list(BriefingTemplate), format_func=lambda each: each.value.capitalize(),
                        captions=list(EXPLAINED.values()), key="briefings.template")
    name = st.text_input("Name", key="briefings.name", max_chars=LONGEST_NAME,
                         help="It is the title of the document.")
    platform = question = ""
    if template is BriefingTemplate.SCORECARD:
        known = letters.recipients(here.session, here.viewer, here.letter.id)
        names = dict(zip(known["slug"], known["name"], strict=True))
        platform = st.selectbox("Platform", list(names), format_func=lambda slug: html.plain(names[slug]),
                                key="briefings.platform") or ""
    if template is BriefingTemplate.ANSWER:
        question = st.text_area("Question, as it was asked", key="briefings.question", max_chars=LONGEST_WORDS)
    if once(st.button("Make it", type="primary", key="briefings.make"), "briefings.make"):
        id_ = writing.make(here.engine, here.viewer, here.letter.id, name, template, platform=platform,
                           question=question)
        st.switch_page(PAGES["briefings"].script, query_params={"briefing": str(id_), "letter": here.letter.reference})
