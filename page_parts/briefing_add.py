"""What can be added to a briefing, and where."""

from collections.abc import Callable

import streamlit as st

from coordination.briefings import figures
from coordination.briefings.inputs import (
    LONGEST_QUERY,
    FigurePart,
    HeadingPart,
    OverviewPart,
    Part,
    QuotationPart,
    ScorecardPart,
    WordsPart,
)
from coordination.exploring import saved
from coordination.exploring.catalogue import Catalogue
from coordination.letters import LetterInView
from coordination.problems import Fault, Invalid
from page_parts import briefing_desk, html
from page_parts.briefing_desk import Desk
from page_parts.frame import nothing_here, problem
from page_parts.once import again, once
from page_parts.visit import Visit

END = 0  # no row has this number
Adding = Callable[[], Part]


def show(here: Visit, desk: Desk, known: Catalogue, letter: LetterInView) -> None:
    """The choice of a part, what it needs to know, where it goes, and the button that adds it."""
    html.show("heading.html", heading="Add a part", sentence="")
    left, right = st.columns(2)
    kinds = {"heading": "Heading", "words": "Words", "view": "Figure from a saved view", "address": "Figure by its "
             "address", "overview": "Where the platforms stand", "scorecard": "Scorecard of a platform",
             "quotation": "What the letter says"}
    kind = left.selectbox("What", list(kinds), format_func=kinds.__getitem__, key=desk.key("add"))
    places = {END: "At the end"} | {row.number: f"Before part {at}" for at, row in enumerate(desk.rows, start=1)}
    before = right.selectbox("Where", list(places), format_func=places.__getitem__, key=desk.key("where"))
    asked = {"view": lambda: _of_view(here, desk, letter), "address": lambda: _of_address(desk, known, letter)}
    simple: dict[str, Part] = {
        "heading": HeadingPart(), "words": WordsPart(), "overview": OverviewPart(), "quotation": QuotationPart(),
        "scorecard": ScorecardPart(platform=next(iter(known.platforms), "-"))}
    adding = asked[kind]() if kind in asked else lambda: simple[kind]
    name = desk.key("add-it")
    pressed = st.button("Add it", key=name, disabled=adding is None)
    if once(pressed, name) and adding:
        _add(here, desk, adding, before or None)


def _add(here: Visit, desk: Desk, adding: Adding, before: int | None) -> None:
    try:
        part = adding()
    except Invalid as invalid:
        again(desk.key("add-it"))
        problem(str(invalid))
        return
    briefing_desk.add(desk, part, before)
    st.rerun()


def _of_view(here: Visit, desk: Desk, letter: LetterInView) -> Adding | None:
    """A figure from a view that was saved; None where there is none to choose."""
    rows = saved.listing(here.session, here.viewer, letter.id).to_dict("records")
    if not rows:
        nothing_here("No view is saved yet. Name one on the page Explore, and choose it here.")
        return None
    queries = {row["id"]: row["query"] for row in rows}
    names = {row["id"]: row["name"] if row["own"] else f"{row['name']} ({row['owner']})" for row in rows}
    chosen = st.selectbox("View", list(names), format_func=lambda id_: html.plain(names[id_]), key=desk.key("view"))
    return lambda: FigurePart(query=queries[chosen])


def _of_address(desk: Desk, known: Catalogue, letter: LetterInView) -> Adding:
    address = st.text_input("Address of the figure", key=desk.key("address"), max_chars=LONGEST_QUERY,
                            placeholder="https://…/explore?measure=…", help="Open the figure on the page Explore and "
                            "copy its address from there.")
    if not address:
        return _missing
    return lambda: figures.pasted(address, known, letter)


def _missing() -> Part:
    raise Invalid(Fault("address", "Paste the address of a figure first."))
