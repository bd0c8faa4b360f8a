"""Signals and their lag, to take away as they are shown."""

from collections.abc import Sequence

import streamlit as st

from page_parts import html, parameters
from page_parts.directory import with_query
from page_parts.visit import Visit

KINDS = {"CSV": "csv", "XLSX": "xlsx"}
STIX = {"STIX 2.1": "stix.json"}  # of all that may be read: other tools filter for themselves


def of_list(here: Visit, filters: Sequence[str]) -> None:
    """Links to the list that is shown, of which the address says the `filters`."""
    given = {name: st.query_params.get(name) for name in filters}
    _show([(words, _address(here, f"signals.{kind}", **given)) for words, kind in KINDS.items()]
          + [(words, _address(here, f"signals.{kind}")) for words, kind in STIX.items()])


def of_lag(here: Visit) -> None:
    """Links to the lag: both steps, by week, by pair and by category."""
    _show([(words, _address(here, f"lag.{kind}")) for words, kind in KINDS.items()])


def _show(links: list[tuple[str, str]]) -> None:
    html.show("figures_links.html", links=links)


def _address(here: Visit, name: str, **given: str | None) -> str:
    said = {key: value or None for key, value in given.items()}
    return with_query(f"/downloads/{name}", **parameters.kept(here), **said)
