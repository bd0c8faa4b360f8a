"""The part of the page Accounts with the rules by which people of a domain get an account at their first sign-in with
the organisation's identity provider."""

import streamlit as st

from coordination import accounts, domain_rules
from coordination.problems import Invalid
from coordination.viewers import ROLE_NAMES
from page_parts import frame, html
from page_parts.visit import Visit
from settings import load_settings

FORM_WIDTH = 640  # pixels, or what there is
LONGEST_DOMAIN = 253
AT = "accounts.domains"


def show(here: Visit) -> None:
    """Draw the rules, each with its button, and the form to add one; nothing where there is no provider."""
    provider = load_settings().organisation
    if not provider:
        return
    rules = domain_rules.listing(here.session, here.viewer).to_dict("records")
    html.show("accounts_domains.html", rules=rules, provider=provider, role_names=ROLE_NAMES)
    frame.told(AT)
    for rule in rules:
        if st.button(f"Remove the rule for {html.plain(rule['domain'])}", key=f"{AT}.remove.{rule['id']}"):
            domain_rules.remove(here.engine, here.viewer, int(rule["id"]))
            _done(f"The rule for {rule['domain']} is removed. Accounts that it made stay.")
    given = _form(here)
    if given is None:
        return
    try:
        domain_rules.add(here.engine, here.viewer, given)
    except Invalid as invalid:
        frame.faults(invalid)
        return
    st.session_state[AT] = st.session_state.get(AT, 0) + 1  # the form is shown anew: its fields get other keys
    _done("The rule is added.")


def _form(here: Visit) -> dict[str, object] | None:
    """The fields of a rule as they were sent, or None while nothing is sent."""
    key = f"{AT}.add.{st.session_state.get(AT, 0)}"
    with st.form(key, border=False, width=FORM_WIDTH):
        given: dict[str, object] = {
            "domain": st.text_input("Domain", max_chars=LONGEST_DOMAIN, key=f"{key}.domain", autocomplete="off",
                                    placeholder="example.gov.uk"),
            "role": st.selectbox("Role of its people", domain_rules.ROLES, None, format_func=ROLE_NAMES.get,
                                 placeholder="Choose a role", key=f"{key}.role"),
            "organisation": st.selectbox("Their organisation", accounts.organisations(here.session, here.viewer), None,
                                         placeholder="Choose an organisation", key=f"{key}.organisation"),
        }
        sent = st.form_submit_button("Add rule")
    return {name: value for name, value in given.items() if value} if sent else None


def _done(sentence: str) -> None:
    frame.tell_next(sentence, AT)
    st.rerun()
