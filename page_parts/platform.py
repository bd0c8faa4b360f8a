"""One platform's whole record: where it stands, what it submitted, what it was asked, and its evidence."""

import pandas as pd
import streamlit as st

from coordination import clock, letters, requests, standing
from coordination.problems import NotFound
from coordination.schedule import Timeliness
from coordination.updates import reading
from coordination.updates import record as records
from page_parts import dialogue_known, html, parameters, signals_elsewhere
from page_parts.frame import nothing_here, told
from page_parts.visit import Visit

LATE = frozenset({Timeliness.OVERDUE, Timeliness.SILENT})


def show(here: Visit) -> None:
    """The record of the platform that `?platform=` names by its slug, or of the viewer's only one; else a choice."""
    told()
    platforms = letters.recipients(here.session, here.viewer, here.letter.id)
    if platforms.empty:
        nothing_here("This letter is addressed to no platform yet. Once it is, their records are here.")
        return
    slug = parameters.word("platform") or (platforms["slug"].iloc[0] if len(platforms) == 1 else None)
    if slug is not None and slug not in set(platforms["slug"]):
        raise NotFound("This letter is not addressed to such a platform.")
    # For one person: at a platform, TLP:RED lets one know of signals of which a colleague does not.
    st.html(_drawn((here.viewer.account_id, *here.key, dialogue_known.moment(here)), slug, here))


@st.cache_data(max_entries=200, show_spinner=False)
def _drawn(key: tuple[object, ...], slug: str | None, _here: Visit) -> str:
    letter, as_at = _here.letter, _here.as_at
    history = reading.history(_here.session, _here.viewer, letter.id, as_at=as_at)
    matrix = standing.matrix(_here.session, _here.viewer, letter, as_at=as_at, history=history)
    asked = requests.pairs(_here.session, _here.viewer, letter.id, as_at=as_at, history=history)
    evidence = records.evidence(_here.session, _here.viewer, letter.id, as_at=as_at)
    platforms = letters.recipients(_here.session, _here.viewer, letter.id).to_dict("records")
    return html.rendered("platform.html", {
        "letter": letter, "platforms": platforms,
        "chosen": next((row for row in platforms if row["slug"] == slug), None), "cells": _of(matrix, slug),
        "all_cells": matrix.assign(late=matrix["timeliness"].isin(LATE)).to_dict("records"),
        "versions": _of(history, slug), "asked": _of(asked, slug),
        "signals": signals_elsewhere.of_platform(_here, slug) if slug else None,
        "related": dialogue_known.related(_here, slug=slug) if slug else None, "today": clock.day(as_at),
        "evidence": _of(evidence.drop_duplicates("evidence_id"), slug),
        "role": _here.viewer.role, "live": _here.live, "query": parameters.kept(_here)})


def _of(frame: pd.DataFrame, slug: str | None) -> list[dict[object, object]]:
    return frame[frame["slug"] == slug].to_dict("records")
