"""One section of advice in full: what it says, what changed, every version, and the official's decision, which is on
the very version that was read."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import pairwise

import streamlit as st

from coordination import clock
from coordination.advice import agreeing, readability, reading
from coordination.advice.reading import State
from coordination.problems import Changed, Invalid, NotFound, Problem
from coordination.texts import LONGEST_STATEMENT
from coordination.updates.difference import difference
from data_model.words import AdviceTopic, Agreement, Role
from page_parts import advice_known, html, parameters
from page_parts.frame import faults, tell_next
from page_parts.kept import kept
from page_parts.record import Change
from page_parts.visit import Visit, visiting
from page_parts.write_advice import still_right

Row = Mapping[Hashable, object]
REFUSED = "advice.refused"
PARTS = {"english": "English", "welsh": "Welsh", "report_address": "Address",
         "responds_in_hours": "Response time in hours"}


def show(here: Visit, slug: str, topic: AdviceTopic) -> None:
    """The section of one platform on one topic. Raises NotFound."""
    found = advice_known.sections(here)
    rows = found[(found["slug"] == slug) & (found["topic"] == topic)].to_dict("records")
    if not rows:
        raise NotFound("This letter is not addressed to such a platform.")
    row = rows[0]
    _refused()
    st.html(_drawn((*here.key, slug, topic), here))
    if not here.live:
        return
    if here.viewer.role is Role.OFFICIAL and row["state"] == State.WAITING:
        _decide(row)
    elif here.viewer.role is Role.OFFICIAL or row["own"]:
        still_right(here, row)


@kept(300)
def _drawn(key: Hashable, here: Visit) -> str:
    """All there is to read of a section; the key ends with the platform's slug and the topic."""
    assert isinstance(key, tuple)
    slug, topic = key[-2:]
    found = advice_known.sections(here)
    row = found[(found["slug"] == slug) & (found["topic"] == topic)].to_dict("records")[0]
    versions = reading.versions(here.session, here.viewer, here.letter.id, row["platform_id"], topic,
                                as_at=here.as_at).to_dict("records")
    measured = {name: readability.measured(row[name], english=name == "english")
                for name in ("english", "welsh") if row[name]}
    return html.rendered("advice_one.html", {
        "row": row, "topic": topic, "versions": list(zip(versions, [*_changes(versions), None], strict=False)),
        "measured": measured, "Waiting": State.WAITING, "today": clock.day(here.as_at), "role": here.viewer.role,
        "live": here.live, "days": here.letter.advice_checked_days, "query": parameters.kept(here)})


def _changes(versions: Sequence[Row]) -> list[list[Change]]:
    """What each version but the first changed, newest first as they are."""
    return [[Change(label, difference(_text(before[part]), _text(now[part]))) for part, label in PARTS.items()
             if _text(before[part]) != _text(now[part])] for now, before in pairwise(versions)]


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _decide(row: Row) -> None:
    """Agree the version that is on the screen, or return it. Callbacks, so that the decision is on that version even
    where a newer one has come meanwhile."""
    version_id, number = int(str(row["version_id"])), row["number"]
    html.show("heading.html", heading=f"Your decision on version {number}", sentence="")
    agree, give_back = st.tabs(["Agree", "Return to the platform"])
    with agree:
        html.show("advice_agree.html", row=row)
        st.button(f"Agree version {number}", type="primary", key=f"advice.agree.{version_id}",
                  on_click=_attempt, args=(version_id, Agreement.AGREED))
    with give_back, st.form(f"advice.return.{version_id}", enter_to_submit=False):
        st.text_area("Why you return it, and what the platform should do", key=_reason(version_id),
                     max_chars=LONGEST_STATEMENT)
        st.form_submit_button(f"Return version {number} to {html.plain(row['platform'])}", on_click=_attempt,
                              args=(version_id, Agreement.RETURNED))


def _attempt(version_id: int, decision: Agreement) -> None:
    """Store a decision, or keep why not. A callback: it runs before the page, with a visit of its own."""
    reason = str(st.session_state.get(_reason(version_id), ""))
    with visiting() as here:
        if here is None:
            return
        acts: dict[Agreement, Callable[[], None]] = {
            Agreement.AGREED: lambda: agreeing.agree(here.engine, here.viewer, version_id),
            Agreement.RETURNED: lambda: agreeing.give_back(here.engine, here.viewer, version_id, reason)}
        try:
            acts[decision]()
        except Problem as refused:
            # The second click of a double click finds what the first one stored.
            if not (isinstance(refused, Changed) and str(refused).startswith(f"{here.viewer.name} already {decision}")):
                typed = reason if decision is Agreement.RETURNED else ""
                st.session_state[REFUSED] = refused, typed
            return
    tell_next("Agreed. It will be in the next edition." if decision is Agreement.AGREED
              else "Returned. The platform reads your reason.")


def _refused() -> None:
    """Say why a decision was not stored, with what was typed where it is lost from the screen."""
    kept_ = st.session_state.pop(REFUSED, None)
    if kept_ is None:
        return
    refused, typed = kept_
    if isinstance(refused, Invalid):
        faults(refused)
    else:
        html.show("advice_refused.html", sentence=str(refused), typed=typed)


def _reason(version_id: int) -> str:
    return f"advice.reason.{version_id}"
