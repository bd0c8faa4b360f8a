"""A view in the address of its page: read from it, and written into it whole. The address is the view."""

from collections import defaultdict
from urllib.parse import parse_qs, urlencode

import streamlit as st

from coordination.exploring import views
from coordination.exploring.views import View
from page_parts import parameters
from page_parts.visit import Visit

NAMES = ("measure", "by", "grain", "from", "to", "form", "platform", "category", "commitment", "nation", "kind",
         "dates", "note")
SAVED = "view"  # what an address says instead that asks for a view by its number


def asked(usual: View) -> View:
    """The view that the address asks for; what it leaves out is as in `usual`. Raises NotFound."""
    return views.view_of(st.query_params.get_all, usual)


def of_query(query: str, usual: View) -> View:
    """The view that the query of a saved one says."""
    said = parse_qs(query)
    return views.view_of(lambda name: said.get(name, []), usual)


def go(view: View) -> None:
    """Put a view into the address: all of it, and nothing of another."""
    said = defaultdict(list)
    for name, value in views.query(view):
        said[name].append(value)
    for name in (*NAMES, SAVED):
        if name not in said:
            st.query_params.pop(name, None)
    st.query_params.update(said)


def link(here: Visit, view: View) -> str:
    """The address of a view on our own pages, with the letter and the day in view."""
    return f"/explore?{urlencode(_query(here, view))}"


def download(here: Visit, view: View, kind: str, **more: object) -> str:
    """The address of a view's figure as a file; `more` is what else the address says, a value or several."""
    pairs = [*_query(here, view), *((name, each) for name, given in more.items()
                                    for each in (given if isinstance(given, list) else [given]))]
    return f"/downloads/figure.{kind}?{urlencode(pairs)}"


def lasting(here: Visit, view: View) -> str:
    """The address of a view that shows the same tomorrow: its day is always said."""
    day = here.today if here.live else here.as_at_day
    pairs = [("letter", here.letter.reference), *views.query(view), ("as_at", str(day))]
    return f"/explore?{urlencode(pairs)}"


def _query(here: Visit, view: View) -> list[tuple[str, object]]:
    kept = [(name, value) for name, value in parameters.kept(here).items() if value is not None]
    return [*kept, *views.query(view)]
