"""Returns: the list of all that a viewer may see, and one with what it added, and what it restated side by side."""

from collections.abc import Hashable
from functools import partial

import streamlit as st

from coordination.incidents import returns
from page_parts import html, parameters
from page_parts.frame import told
from page_parts.incident_words import described, period_in_words, words_of
from page_parts.kept import kept
from page_parts.visit import Visit

MOST_LISTED, MOST_COUNTS = 300, 500


def show(here: Visit) -> None:
    """All returns, or the one that `?return=` names."""
    told()
    return_id = parameters.whole_number("return")
    st.html(_listed(here.key, here) if return_id is None else _one((*here.key, return_id), here))


@kept(100)
def _listed(_key: Hashable, here: Visit) -> str:
    found = returns.listing(here.session, here.viewer, as_at=here.as_at)
    rows = [{**row, "days": period_in_words(row["first_day"], row["last_day"])}
            for row in found.head(MOST_LISTED).to_dict("records")]
    return html.rendered("returns.html", {"returns": rows, "total": len(found), "role": here.viewer.role,
                                          "live": here.live, "query": parameters.kept(here)})


@kept(200)
def _one(key: Hashable, here: Visit) -> str:
    assert isinstance(key, tuple)
    return_id, words = key[-1], words_of(here)
    sent = returns.in_view(here.session, here.viewer, return_id, as_at=here.as_at)
    first = partial(returns.counts, here.session, here.viewer, return_id, as_at=here.as_at, newest=MOST_COUNTS)
    counts = first()
    added = counts[counts["before_state"].isna()]
    restated = first(only_changed=True) if sent["changed"] else counts.head(0)
    return html.rendered("return.html", {
        "sent": sent, "days": period_in_words(sent["first_day"], sent["last_day"]),
        "restated": [described(words, row) for row in restated.to_dict("records")],
        "added": [described(words, row) for row in added.to_dict("records")],
        "role": here.viewer.role, "query": parameters.kept(here)})
