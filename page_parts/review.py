"""Reviewing updates: the queue, and one update at a time with everything a decision needs. The decision is on the
exact version that was read; whoever was overtaken is told, and what they typed stays on screen."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from charts.theme import finding_look
from coordination import clock, reviews
from coordination.figures import Figure
from coordination.problems import Changed, Invalid
from coordination.texts import LONGEST_TEXT, storable
from coordination.updates import reading
from coordination.updates.reading import CriterionInView, VersionInView
from data_model import database
from data_model.words import FindingWord
from page_parts import html, parameters
from page_parts.frame import faults, tell_next, told
from page_parts.record import Said, changes, computed, drawn
from page_parts.visit import Visit

WORDS = [*reversed(FindingWord)]


def show(here: Visit) -> None:
    """The queue, or the update that `?version=` names."""
    told()
    version_id = parameters.whole_number("version")
    queue = reviews.queue(here.session, here.viewer, here.letter.id, as_at=here.as_at)
    if version_id is None:
        html.show("review_queue.html", queue=_waiting(queue, here), live=here.live, role=here.viewer.role,
                  query=parameters.kept(here))
        return
    version = reading.in_view(here.session, here.viewer, version_id, as_at=here.as_at)
    before = reading.before(here.session, here.viewer, version, as_at=here.as_at)
    st.html(_read(here.key, version_id, version, before, _waiting(queue, here), here))
    if here.live and (is_open(version) or _typed(version)):
        _decide(here, version, before)


def is_open(version: VersionInView) -> bool:
    """Whether a version may still be decided: it is the newest of its update, and nobody decided it."""
    return version.outcome is None and version.number == version.newest


def _waiting(queue: pd.DataFrame, here: Visit) -> list[dict[object, object]]:
    """The queue's rows with the `days` that each has waited."""
    today = clock.day(here.as_at)
    return queue.assign(days=[(today - clock.day(at)).days for at in queue["submitted_at"]]).to_dict("records")


@st.cache_data(max_entries=200, show_spinner=False)
def _read(key: tuple[object, ...], version_id: int, _version: VersionInView, _before: VersionInView | None,
          _queue: list[dict[object, object]], _here: Visit) -> str:
    """Everything to read before deciding on a version."""
    ids = [row["version_id"] for row in _queue]
    place = ids.index(version_id) + 1 if version_id in ids else 0
    others = [*_queue[place:], *_queue[:max(place - 1, 0)]]
    return html.rendered("review.html", {
        "version": _version, "before": _before, "changes": changes(_before, _version) if _before else [],
        "said": drawn(Said.of(_version), _figures(_here, _version)), "place": place, "waiting": len(ids),
        "next": others[0] if others else None,
        "newest": newest_of(_here, _version), "role": _here.viewer.role, "query": parameters.kept(_here),
        "open": _here.live and is_open(_version)})


def _figures(here: Visit, version: VersionInView) -> dict[str, Figure]:
    return computed(here, version.letter, version.slug, version.commitment)


def newest_of(here: Visit, version: VersionInView) -> dict[object, object]:
    """The newest version of the same update at this very moment, or at the chosen day (reading.COLUMNS)."""
    with database.reading(here.engine) as session:
        as_at = clock.now(session) if here.live else here.as_at
        history = reading.history(session, here.viewer, version.letter_id, as_at=as_at, slug=version.slug,
                                  commitment=version.commitment)
    return history[history["update_id"] == version.update_id].iloc[0].to_dict()


def _typed(version: VersionInView) -> bool:
    """Whether the official has written something on this version that is still on screen."""
    return any(value for key, value in st.session_state.items()
               if str(key).startswith("review.") and f".{version.id}." in str(key))


def _decide(here: Visit, version: VersionInView, before: VersionInView | None) -> None:
    """Two forms that ask for different things, one for each decision; what is typed into one outlives a look at the
    other."""
    accepting, returning = st.tabs(["Accept with findings", "Return to the platform"])
    with accepting:
        _acceptance(here, version, before)
    with returning:
        _return(here, version)


def _acceptance(here: Visit, version: VersionInView, before: VersionInView | None) -> None:
    figures, earlier = _figures(here, version), {each.code: each.finding for each in before.criteria} if before else {}
    with st.form(f"review.accept.{version.id}", enter_to_submit=False):
        html.show("accepting.html", version=version)
        chosen = {each.code: _criterion(version, each, figures.get(each.code), earlier.get(each.code))
                  for each in version.criteria}
        overall = _finding(f"Finding on commitment {version.commitment} as a whole", version, "whole")
        reason = st.text_area("Reason for the findings, which the platform reads",
                              key=f"review.reason.{version.id}.accept", max_chars=LONGEST_TEXT)
        sent = st.form_submit_button(f"Accept version {version.number} with these findings", type="primary")
    if sent:
        given = {"commitment": overall, "criteria": chosen, "reason": reason}
        _attempt(here, version, reason, f"Accepted: {overall}.",
                 lambda: reviews.accept(here.engine, here.viewer, version.id, given))


def _criterion(version: VersionInView, each: CriterionInView, figure: Figure | None,
               earlier: FindingWord | None) -> FindingWord | None:
    """What is said of one criterion, and beside it the choice of a finding."""
    left, right = st.columns([3, 2])
    with left:
        html.show("criterion.html", each=each, figure=figure, earlier=earlier, platform=version.platform)
    with right:
        return _finding(f"Finding on {html.plain(each.code)}", version, each.code)


def _finding(label: str, version: VersionInView, place: str) -> FindingWord | None:
    """A choice of finding with nothing chosen beforehand: every finding is somebody's judgement."""
    return st.selectbox(label, WORDS, index=None, placeholder="Choose a finding",
                        format_func=lambda word: finding_look(word).label, key=f"review.finding.{version.id}.{place}")


def _return(here: Visit, version: VersionInView) -> None:
    platform = html.plain(version.platform)
    with st.form(f"review.return.{version.id}", enter_to_submit=False):
        html.show("returning.html", version=version)
        reason = st.text_area("Why you return it, and what the platform should do",
                              key=f"review.reason.{version.id}.return", max_chars=LONGEST_TEXT)
        sent = st.form_submit_button(f"Return version {version.number} to {platform}")
    if sent:
        _attempt(here, version, reason, f"Returned to {version.platform}.",
                 lambda: reviews.give_back(here.engine, here.viewer, version.id, reason))


def _attempt(here: Visit, version: VersionInView, reason: str, told_then: str, decide: Callable[[], int]) -> None:
    """Store a decision and go on to the queue, or say why not, where the official is looking."""
    try:
        decide()
    except Invalid as invalid:
        faults(invalid)
        return
    except Changed as changed:
        newest = newest_of(here, version)
        # The second click of a double click finds what the first one stored.
        own = newest["version_id"] == version.id and newest["decided_by"] == here.viewer.name
        if not (own and newest["reason"] == storable(reason)):
            html.show("overtaken.html", sentence=str(changed), newest=newest, version=version,
                      role=here.viewer.role, query=parameters.kept(here))
            return
    tell_next(f"{told_then} {version.platform}, commitment {version.commitment}, version {version.number}.")
    st.query_params.pop("version", None)
    st.rerun()
