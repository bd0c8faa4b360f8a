"""The page of webhooks: where a company's servers are told, what they were told, and what can be done about both."""

import streamlit as st

from coordination import api_keys
from coordination.problems import Invalid
from coordination.programs import EVENTS
from coordination.webhooks import deliveries, endpoints
from coordination.webhooks.events import WANTS
from page_parts import frame, html, parameters, webhooks_one
from page_parts.visit import Visit
from page_parts.webhooks_one import FORM_WIDTH, show_secret
from settings import load_settings

ROWS = 20
FORM = "webhooks.make"


def show(here: Visit) -> None:
    """The endpoints and the newest deliveries, or the one that the address names. Raises NotFound."""
    leads = endpoints.manages(here.session, here.viewer)
    delivery, endpoint = parameters.whole_number("delivery"), parameters.whole_number("webhook")
    if delivery is not None:
        webhooks_one.show_delivery(here, delivery, leads=leads)
        return
    known = endpoints.listing(here.session, here.viewer)
    if endpoint is not None:
        webhooks_one.show_endpoint(here, known, endpoint, leads=leads)
        return
    show_secret()
    if not leads:
        html.show("api_keys_others.html", leads=api_keys.leads(here.session, here.viewer), what="webhooks")
    html.show("webhooks.html", endpoints=known.to_dict("records"), role=here.viewer.role, leads=leads, words=EVENTS,
              query=parameters.kept(here))
    if leads and here.live:
        _make(here)
    _deliveries(here)


def _make(here: Visit) -> None:
    html.show("heading.html", heading="Make a webhook", sentence="Parley posts to its address as soon as something "
              "happens. You then get the secret with which your server checks who sent it.")
    key = f"{FORM}.{st.session_state.get(FORM, 0)}"
    with st.form(key, border=False, width=FORM_WIDTH):
        url = st.text_input("Address", max_chars=2000, key=f"{key}.url", autocomplete="off",
                            help="A public address of your own that begins with https://.")
        html.show("legend.html", legend="What your server is told of")
        ticked = [kind for kind in WANTS if st.checkbox(EVENTS[kind], value=True, key=f"{key}.{kind}")]
        sent = st.form_submit_button("Make the webhook", type="primary")
    if not sent:
        return
    try:
        id_, secret = endpoints.make(here.engine, here.viewer, {"url": url, "events": ticked},
                                     private=load_settings().webhooks_to_private_addresses)
    except Invalid as invalid:
        frame.faults(invalid)
        return
    st.session_state[FORM] = st.session_state.get(FORM, 0) + 1  # the fields get other keys, and so are empty
    webhooks_one.keep_secret(id_, secret)
    st.rerun()


def _deliveries(here: Visit) -> None:
    """A page of deliveries, the newest first."""
    number = parameters.whole_number("page") or 1
    found, count = deliveries.listing(here.session, here.viewer, first=(number - 1) * ROWS, most=ROWS)
    html.show("webhooks_deliveries.html", deliveries=found.to_dict("records"), count=count, page=number,
              pages=-(-count // ROWS), words=EVENTS, role=here.viewer.role, query=parameters.kept(here))
