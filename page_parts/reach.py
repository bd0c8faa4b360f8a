"""Reach: how many candidates and electoral staff the advice has reached, who sent it on, and recording what was sent;
or one distribution with its history."""

from collections.abc import Hashable

import streamlit as st

from coordination.clock import day
from coordination.problems import NotFound
from coordination.reach.audiences import OFFICIALS
from coordination.reach.recording import SENDERS
from page_parts import (
    html,
    parameters,
    reach_drawn,
    reach_figures,
    reach_form,
    reach_import,
    reach_one,
    reach_sizes,
)
from page_parts.frame import told
from page_parts.home import letter_of
from page_parts.kept import kept
from page_parts.reach_known import known_of, listed, reached
from page_parts.visit import Visit

A_PAGE = 20


def show(here: Visit) -> None:
    """All that is known of the reach of the letter's advice, or the distribution that `?distribution=` names."""
    with st.container():  # what comes and goes; forms after it keep their places, and with them what is open and typed
        told()
    if letter_of(here) is None:
        return
    distribution_id = parameters.whole_number("distribution")
    if distribution_id is not None:
        reach_one.show(here, distribution_id)
        return
    edition = _edition(here)
    st.html(_head((*here.key, edition), here))
    if not known_of(here).editions:
        return
    st.html(reach_figures.drawn((*here.key, edition), here))
    if here.live and here.viewer.role in SENDERS:
        reach_form.show(here)
    if here.live and here.viewer.role in OFFICIALS:
        reach_import.show(here)
        reach_sizes.show(here)
    if reached(here, edition).distributions:
        reach_drawn.show(here, edition)
    st.html(_list((*here.key, edition, parameters.whole_number("page") or 1), here))


def _edition(here: Visit) -> int | None:
    """The edition that `?edition=` asks for alone. Raises NotFound for one that there is not."""
    asked = parameters.whole_number("edition")
    if asked is not None and asked not in known_of(here).editions:
        raise NotFound("There is no such edition of this letter’s advice.")
    return asked


@kept(200)
def _head(key: Hashable, here: Visit) -> str:
    assert isinstance(key, tuple)
    return html.rendered("reach_head.html", {
        "editions": known_of(here).editions, "edition": key[-1], "letter": here.letter, "role": here.viewer.role,
        "query": parameters.kept(here)})


@kept(300)
def _list(key: Hashable, here: Visit) -> str:
    """A page of the distributions. The key ends with the edition and the number of the page."""
    assert isinstance(key, tuple)
    edition, page = key[-2:]
    found = listed(here, edition)
    pages = max(-(-len(found) // A_PAGE), 1)
    page = min(max(page, 1), pages)
    skip = (page - 1) * A_PAGE
    return html.rendered("reach_list.html", {
        "rows": found.iloc[skip : skip + A_PAGE].to_dict("records"), "total": len(found), "first": skip + 1,
        "page": page, "pages": pages, "edition": edition, "role": here.viewer.role, "live": here.live,
        "today": day(here.as_at), "query": parameters.kept(here), "reference": here.letter.reference})
