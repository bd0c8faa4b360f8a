"""The page of API keys: the list, making one, and revoking one at an address of its own."""

from collections.abc import Mapping

import streamlit as st

from coordination import api_keys
from coordination.problems import Invalid, NotFound
from coordination.programs import SCOPES
from data_model.words import Role, Scope
from page_parts import frame, html, parameters
from page_parts.visit import Visit

FORM_WIDTH = 640  # pixels, or what there is
USUAL_DAYS = 90
SHOWN_ONCE = "api-keys.shown_once"
FORM = "api-keys.make"
Row = Mapping[str, object]


def show(here: Visit) -> None:
    """The keys with a form to make one, or the key that the address names. Raises NotFound."""
    if not api_keys.manages(here.session, here.viewer):
        html.show("api_keys_others.html", leads=api_keys.leads(here.session, here.viewer), what="API keys")
        return
    rows = api_keys.listing(here.session, here.viewer, now=here.visitor.now).to_dict("records")
    chosen = parameters.whole_number("key")
    if chosen is None:
        _list(here, rows)
    else:
        _one(here, rows, chosen)


def _list(here: Visit, rows: list[Row]) -> None:
    made = st.session_state.pop(SHOWN_ONCE, None)
    if made:
        html.show("secret.html", what=f"API key {made[0]}", use="api")
        st.code(made[1], language=None, wrap_lines=True)
    frame.told("api-keys")
    html.show("api_keys.html", keys=rows, role=here.viewer.role, query=parameters.kept(here))
    if here.live:
        _make(here)


def _make(here: Visit) -> None:
    html.show("heading.html", heading="Make a key",
              sentence="A program that has it acts for its person, and may do what you tick.")
    given = _form(here)
    if given is None:
        return
    try:
        made = api_keys.make(here.engine, here.viewer, given)
    except Invalid as invalid:
        frame.faults(invalid)
        return
    st.session_state[FORM] = st.session_state.get(FORM, 0) + 1  # the fields get other keys, and so are empty
    st.session_state[SHOWN_ONCE] = made
    st.rerun()


def _form(here: Visit) -> dict[str, object] | None:
    """The fields of a new key as they were sent, or None while nothing is sent."""
    holders = api_keys.holders(here.session, here.viewer)
    key = f"{FORM}.{st.session_state.get(FORM, 0)}"
    with st.form(key, border=False, width=FORM_WIDTH):
        given: dict[str, object] = {"name": st.text_input(
            "Name", max_chars=api_keys.LONGEST_NAME, key=f"{key}.name", autocomplete="off",
            help="What it is for, so that people know it later.")}
        if here.viewer.role is Role.ADMINISTRATOR:
            given["account_id"] = st.selectbox("Person who answers for it", list(holders), None,
                                               format_func=holders.__getitem__, placeholder="Choose a person",
                                               key=f"{key}.account")
        html.show("legend.html", legend="What the program may do")
        ticked = [scope for scope in Scope if st.checkbox(f"{scope.capitalize()}: {_small(SCOPES[scope])}",
                                                          key=f"{key}.{scope}")]
        given["scopes"] = ticked
        given["days"] = st.number_input("Days until it expires", 1, api_keys.MOST_DAYS, USUAL_DAYS, key=f"{key}.days")
        sent = st.form_submit_button("Make the key", type="primary")
    if not sent:
        return None
    return {name: value for name, value in given.items() if value is not None}


def _one(here: Visit, rows: list[Row], key_id: int) -> None:
    """One key. Revoking wants a tick first: programs that use it are stopped at once."""
    row = next((row for row in rows if row["id"] == key_id), None)
    if row is None:
        raise NotFound("There is no such API key.")
    html.show("api_key.html", key=row, role=here.viewer.role, query=parameters.kept(here))
    frame.told("api-keys.revoke")
    if row["state"] == "revoked" or not here.live:
        return
    html.show("heading.html", heading="Revoke the key", sentence="Programs that use it are refused from then on. "
              "What they have sent stays. A revoked key cannot be used again.")
    with st.form("api-keys.revoke", border=False, width=FORM_WIDTH):
        sure = st.checkbox("Yes, revoke this key", key=f"api-keys.sure.{key_id}")
        sent = st.form_submit_button("Revoke the key")
    if not sent:
        return
    if not sure:
        frame.problem("Tick the box first, to confirm. Nothing was changed.")
        return
    api_keys.revoke(here.engine, here.viewer, key_id)
    frame.tell_next("The key is revoked.", "api-keys.revoke")
    st.rerun()


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
