"""The administrators' page of accounts: the list, adding one, and changing one at an address of its own."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st
from pydantic import ValidationError

from coordination import accounts
from coordination.accounts import LINK_LASTS, AccountInput
from coordination.problems import Invalid, NotFound, from_validation
from coordination.viewers import ROLE_NAMES
from page_parts import accounts_domains, accounts_messages, accounts_sign_in, frame, html, parameters
from page_parts.directory import address
from page_parts.visit import Visit
from settings import load_settings

LONGEST_NAME, LONGEST_EMAIL = 200, 254
FORM_WIDTH = 640  # pixels, or what there is
FIRST_PAGE = address("accounts")
Row = Mapping[str, object]


def show(here: Visit) -> None:
    """The list with a form to add an account, or the account that the address names. Raises NotFound."""
    everyone = accounts.listing(here.session, here.viewer)
    chosen = parameters.whole_number("account")
    if chosen is None:
        _list(here, everyone)
    else:
        _one(here, _row(everyone, chosen))


def _list(here: Visit, everyone: pd.DataFrame) -> None:
    html.show("accounts.html", accounts=everyone.to_dict("records"), role_names=ROLE_NAMES, me=here.viewer.account_id,
              role=here.viewer.role, local=load_settings().local_sign_in)
    accounts_messages.show(here)
    _add(here)
    accounts_domains.show(here)


def _add(here: Visit) -> None:
    html.show("heading.html", heading="Add an account", sentence=accounts_sign_in.after_adding())
    frame.told("accounts.add")
    _show_link()
    given = _form(here, "accounts.add", "Add account")
    if given is None:
        return
    try:
        wanted = _checked(given)
        _, token = accounts.add(here.engine, here.viewer, wanted)
    except Invalid as invalid:
        frame.faults(invalid)
        return
    _empty_form("accounts.add")
    _keep_link(wanted.name, wanted.email, token)
    frame.tell_next(f"The account of {wanted.name} is added.", "accounts.add")
    st.rerun()


def _one(here: Visit, account: Row) -> None:
    html.show("account.html", account=account, role_names=ROLE_NAMES, back=FIRST_PAGE)
    _change(here, account)
    if account["active"]:
        _password(here, account)
        accounts_sign_in.show(here, account)
    _active(here, account)


def _change(here: Visit, account: Row) -> None:
    html.show("heading.html", heading="Change the account", sentence="")
    frame.told("accounts.change")
    prefix = f"accounts.change.{account['id']}"
    given = _form(here, prefix, "Save changes", account)
    if given is None:
        return
    try:
        wanted = _checked(given)
        accounts.change(here.engine, here.viewer, _id(account), wanted)
    except Invalid as invalid:
        frame.faults(invalid)
        return
    _empty_form(prefix)
    frame.tell_next(f"The account of {wanted.name} is changed.", "accounts.change")
    st.rerun()


def _password(here: Visit, account: Row) -> None:
    if not load_settings().local_sign_in:
        return
    has = ("They have a password; it keeps working until the new link is used." if account["has_password"]
           else "They have not set a password yet.")
    html.show("heading.html", heading="Password link", sentence=f"{has} A new link ends the ones made before.")
    _show_link()
    if st.button("Make a new password link", key=f"accounts.link.{account['id']}"):
        token = accounts.new_password_link(here.engine, here.viewer, _id(account))
        _keep_link(account["name"], account["email"], token)
        st.rerun()


def _active(here: Visit, account: Row) -> None:
    """Deactivating wants a tick first, and so does reactivating: it opens the record to somebody."""
    doing, done = ("Deactivate", "deactivated") if account["active"] else ("Reactivate", "reactivated")
    html.show("account_active.html", account=account, heading=f"{doing} the account")
    frame.told("accounts.active")
    with st.form(f"accounts.{doing}.{account['id']}", border=False, width=FORM_WIDTH):
        sure = st.checkbox(f"Yes, {doing.lower()} this account", key=f"accounts.{done}.{account['id']}")
        sent = st.form_submit_button(f"{doing} the account")
    if not sent:
        return
    if not sure:
        frame.problem("Tick the box first, to confirm. Nothing was changed.")
        return
    accounts.set_active(here.engine, here.viewer, _id(account), active=not account["active"])
    frame.tell_next(f"The account of {account['name']} is {done}.", "accounts.active")
    st.rerun()


def _form(here: Visit, prefix: str, button: str, now: Row | None = None) -> dict[str, object] | None:
    """The fields of an account as they were sent, or None while nothing is sent. What was typed stays on screen."""
    organisations = accounts.organisations(here.session, here.viewer)
    roles = list(ROLE_NAMES)
    key = f"{prefix}.{st.session_state.get(prefix, 0)}"
    with st.form(key, border=False, width=FORM_WIDTH):
        given: dict[str, object] = {
            "name": st.text_input("Name", str(now["name"]) if now else "", max_chars=LONGEST_NAME, key=f"{key}.name"),
            "email": st.text_input("Email address", str(now["email"]) if now else "", max_chars=LONGEST_EMAIL,
                                   key=f"{key}.email", autocomplete="off"),
            "role": st.selectbox("Role", roles, roles.index(now["role"]) if now else None, format_func=ROLE_NAMES.get,
                                 placeholder="Choose a role", key=f"{key}.role"),
            "organisation": st.selectbox("Organisation", organisations,
                                         organisations.index(str(now["organisation"])) if now else None,
                                         placeholder="Choose an organisation", key=f"{key}.organisation"),
            "lead": st.checkbox("Leads their company: manages its API keys and webhooks", bool(now and now["lead"]),
                                key=f"{key}.lead", help="For platform representatives only."),
        }
        sent = st.form_submit_button(button, type="primary")
    return given if sent else None


def _checked(given: Mapping[str, object]) -> AccountInput:
    try:
        return AccountInput.model_validate({name: value for name, value in given.items() if value})
    except ValidationError as error:
        raise from_validation(error) from error


def _empty_form(prefix: str) -> None:
    """Show the form anew: its fields get other keys."""
    st.session_state[prefix] = st.session_state.get(prefix, 0) + 1


def _keep_link(name: object, email: object, token: str) -> None:
    """Keep a password link for the rerun that shows it."""
    st.session_state["accounts.shown_once"] = (str(name), str(email), token)


def _show_link() -> None:
    """Show the password link that was just made, once: it is not stored anywhere."""
    made = st.session_state.pop("accounts.shown_once", None)
    if made and load_settings().local_sign_in:
        name, email, token = made
        html.show("password_link.html", name=name, email=email, days=LINK_LASTS.days)
        st.code(f"{load_settings().public_url}/set-password?token={token}", language=None, wrap_lines=True)


def _id(account: Row) -> int:
    return int(str(account["id"]))


def _row(everyone: pd.DataFrame, account_id: int) -> Row:
    found = everyone[everyone["id"] == account_id]
    if found.empty:
        raise NotFound("There is no such account.")
    row: Row = found.to_dict("records")[0]
    return row
