"""Explore: any measure, split and drawn in any way that it allows. The address is the view."""

import streamlit as st

from coordination import letters
from coordination.exploring import choices, saved
from coordination.exploring.views import View
from page_parts import (
    explore_address,
    explore_choices,
    explore_drawn,
    explore_files,
    explore_keep,
    explore_notes,
    explore_table,
    html,
    parameters,
)
from page_parts.explore_known import known_of
from page_parts.frame import nothing_here, problem
from page_parts.visit import Visit


def show(here: Visit) -> None:
    """The choices, the figure that they make, its files, its table, and keeping it."""
    known = known_of(here)
    asked = _asked(here, known.usual)
    if asked is None:
        return
    view, left_out = choices.fitted(known.catalogue, asked)
    controls = explore_choices.show(view, known.catalogue)
    explore_notes.show(controls)
    for sentence in left_out:
        problem(sentence)
    with st.spinner("Drawing…"):
        drawn = explore_drawn.drawn(here, view)
    selected = explore_drawn.show(drawn)
    explore_files.show(here, view)
    explore_table.show(here, view, drawn, selected)
    explore_keep.show(here, view)


def _asked(here: Visit, usual: View) -> View | None:
    """The view that the address asks for; where it asks for a saved one, that goes into the address. None where it is
    of another letter, after saying so."""
    id_ = parameters.whole_number(explore_address.SAVED)
    if id_ is None:
        return explore_address.asked(usual)
    found = saved.opened(here.session, here.viewer, id_)
    if found.letter_id != here.letter.id:
        known = letters.listing(here.session, here.viewer)
        reference = str(known.loc[known["id"] == found.letter_id, "reference"].item())
        nothing_here("This view is of another letter.", html.with_query("/explore", view=id_, letter=reference),
                     "Open it there")
        return None
    view = explore_address.of_query(found.query, usual)
    explore_address.go(view)
    return view
