"""One distribution: what was sent, what was said of it since, and restating it or taking it back."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from coordination.problems import Changed, Invalid
from coordination.reach import reading, recording, rules, timing
from coordination.reach.inputs import DistributionInput
from coordination.reach.recording import SENDERS
from coordination.texts import LONGEST_STATEMENT
from coordination.wording import counted
from page_parts import html, parameters, reach_form
from page_parts.frame import faults, problem, tell_next
from page_parts.once import again, once
from page_parts.reach_known import known_of
from page_parts.visit import Visit

Row = Mapping[str, Any]


def show(here: Visit, distribution_id: int) -> None:
    """The page of one distribution. Raises NotFound where the viewer may not see it."""
    row = reading.in_view(here.session, here.viewer, here.letter.id, distribution_id, as_at=here.as_at)
    versions = reading.versions(here.session, here.viewer, distribution_id, as_at=here.as_at)
    html.show("reach_one.html", row=row, versions=versions.to_dict("records"), role=here.viewer.role,
              after=timing.after_letter(row["sent_on"], here.letter.signed_on),
              against=timing.against_close(row["sent_on"], here.letter.close_of_nominations),
              query=parameters.kept(here))
    if not here.live or here.viewer.role not in SENDERS:
        return
    _restate(here, row)
    if row["people"]:
        _take_back(here, row)


def _restate(here: Visit, row: Row) -> None:
    key = _key("restate", row)
    with st.expander("Restate how many people it went to"):
        number = reach_form.people("It went to this many people", f"{key}.people", 1)
        reason = st.text_area("Why. It stays on record beside the earlier number.", key=f"{key}.reason",
                              max_chars=LONGEST_STATEMENT)
        confirmed = reach_form.confirm(_question(here, row, number), key)
        # With the version in its key, a press after somebody restated it is not taken for one on the new number.
        pressed = st.button("Restate it", type="primary", key=f"{key}.send.{row['number']}")
        if not once(pressed, "reach.restate"):
            return
        if number is None:
            again("reach.restate")
            problem("Enter how many people it went to. Nothing was stored.")
            return
        _attempt("restate", row, lambda: recording.restate(
            here.engine, here.viewer, row["id"], row["number"], number, reason, confirmed=confirmed),
            f"Restated: it went to {counted(number, 'person', 'people')}.")


def _take_back(here: Visit, row: Row) -> None:
    key = _key("take-back", row)
    with st.expander("Take this distribution back"):
        reason = st.text_area("Why. It stays on record, and the distribution counts no more.", key=f"{key}.reason",
                              max_chars=LONGEST_STATEMENT)
        sure = st.checkbox("This was not sent, or not as it is recorded.", key=f"{key}.sure")
        pressed = st.button("Take it back", disabled=not sure, key=f"{key}.send.{row['number']}")
        if once(pressed, "reach.take-back"):
            _attempt("take-back", row, lambda: recording.restate(
                here.engine, here.viewer, row["id"], row["number"], 0, reason), "It was taken back and counts no more.")


def _question(here: Visit, row: Row, number: int | None) -> str:
    if number is None:
        return ""
    fields = {name: row[name] for name in DistributionInput.model_fields}
    return rules.question(DistributionInput.model_construct(**fields | {"people": number}), known_of(here))


def _key(name: str, row: Row) -> str:
    """What the keys of a form begin with; after it was sent they are others, so that its fields are as at first."""
    return f"reach.{name}.{row['id']}.{st.session_state.get(_sent(name, row), 0)}"


def _sent(name: str, row: Row) -> str:
    return f"reach.{name}.{row['id']}"


def _attempt(name: str, row: Row, write: Callable[[], None], done: str) -> None:
    """Store it and say so, or say why not; what was typed stays until it is stored."""
    try:
        write()
    except Invalid as invalid:
        again(f"reach.{name}")
        faults(invalid)
    except Changed as changed:
        again(f"reach.{name}")
        problem(str(changed))
    else:
        st.session_state[_sent(name, row)] = st.session_state.get(_sent(name, row), 0) + 1
        tell_next(done)
        st.rerun()
