"""The part of an account's page that says how the person signs in besides their password: their second factor, and the
organisation's identity provider."""

from collections.abc import Callable, Mapping

import streamlit as st

from coordination import identities, second_factors
from page_parts import frame, html
from page_parts.visit import Visit
from settings import load_settings

FORM_WIDTH = 640  # pixels, or what there is
Row = Mapping[str, object]


def after_adding() -> str:
    """What happens once an account is added, to be said before."""
    settings = load_settings()
    link = "You then get a link with which the person sets their own password."
    if not settings.organisation:
        return link
    if settings.local_sign_in:
        return f"{link} Or they sign in with {settings.organisation}, by the same email address."
    return f"The person signs in with {settings.organisation}, by the same email address."


def show(here: Visit, account: Row) -> None:
    """Draw what there is to undo of an account; nothing for a member of the exercise's cast."""
    if account["exercise"]:
        return
    account_id = int(str(account["id"]))
    since = second_factors.on_since(here.session, here.viewer, account_id)
    linked = identities.linked(here.session, here.viewer, account_id)
    html.show("account_second_factor.html", account=account, since=since)
    frame.told("accounts.sign_in")
    if since:
        _undo(account, "Remove the second factor", f"The second factor of {account['name']} is removed.",
              lambda: second_factors.remove(here.engine, here.viewer, account_id))
    if linked:
        html.show("account_linked.html", account=account, linked=linked, provider=load_settings().organisation)
        _undo(account, "Unlink the account", f"The account of {account['name']} is unlinked.",
              lambda: identities.unlink(here.engine, here.viewer, account_id))


def _undo(account: Row, label: str, done: str, undo: Callable[[], None]) -> None:
    """A button that wants a tick first."""
    key = f"accounts.{label}.{account['id']}"
    with st.form(key, border=False, width=FORM_WIDTH):
        sure = st.checkbox(f"Yes, {label[:1].lower()}{label[1:]}", key=f"{key}.sure")
        sent = st.form_submit_button(label)
    if not sent:
        return
    if not sure:
        frame.problem("Tick the box first, to confirm. Nothing was changed.")
        return
    undo()
    frame.tell_next(done, "accounts.sign_in")
    st.rerun()
