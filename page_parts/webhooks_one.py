"""One webhook, to change its secret or to stop it; and one delivery, with its attempts, to send it again."""

import pandas as pd
import streamlit as st

from coordination.problems import Changed, NotFound
from coordination.programs import EVENTS
from coordination.webhooks import deliveries, endpoints
from page_parts import frame, html, parameters
from page_parts.visit import Visit

FORM_WIDTH = 640  # pixels, or what there is
SHOWN_ONCE = "webhooks.shown_once"
PLACE = "webhooks.one"
SURE = "webhooks.sure"


def show_endpoint(here: Visit, known: pd.DataFrame, endpoint_id: int, *, leads: bool) -> None:
    """One webhook. What stops servers from hearing wants a tick first. Raises NotFound."""
    row = next((row for row in known.to_dict("records") if row["id"] == endpoint_id), None)
    if row is None:
        raise NotFound("There is no such webhook.")
    html.show("webhook.html", endpoint=row, words=EVENTS, role=here.viewer.role, query=parameters.kept(here))
    show_secret()
    frame.told(PLACE)
    if row["stopped_at"] is not None or not leads or not here.live:
        return
    _test(here, endpoint_id)
    html.show("heading.html", heading="Change the secret, or stop the webhook", sentence="With another secret, the one "
              "that your server has stops working at once. A stopped webhook gets nothing more, and cannot be started "
              "again.")
    with st.form("webhooks.change", border=False, enter_to_submit=False):
        sure = st.checkbox("Yes, the secret or the webhook that I have now shall stop working",
                           key=f"{SURE}.{endpoint_id}.{st.session_state.get(SURE, 0)}")
        rotates, stops = st.form_submit_button("Change the secret"), st.form_submit_button("Stop the webhook")
    if not (rotates or stops):
        return
    if not sure:
        frame.problem("Tick the box first, to confirm. Nothing was changed.")
        return
    st.session_state[SURE] = st.session_state.get(SURE, 0) + 1  # it was for this time
    if rotates:
        keep_secret(endpoint_id, endpoints.rotate(here.engine, here.viewer, endpoint_id))
    else:
        endpoints.stop(here.engine, here.viewer, endpoint_id)
        frame.tell_next("The webhook is stopped. Nothing more is sent to it.", PLACE)
    st.rerun()


def _test(here: Visit, endpoint_id: int) -> None:
    html.show("heading.html", heading="Try it out", sentence="A test is signed and delivered as any other event, and "
              "tells of nothing.")
    if st.button("Send a test event", key=f"webhooks.test.{endpoint_id}"):
        delivery_id = endpoints.send_test(here.engine, here.viewer, endpoint_id)
        st.query_params.pop("webhook", None)
        st.query_params["delivery"] = str(delivery_id)
        frame.tell_next("The test is sent in a moment. Reload the page to see how that ended.", PLACE)
        st.rerun()


def show_delivery(here: Visit, delivery_id: int, *, leads: bool) -> None:
    """One delivery with its attempts. Raises NotFound."""
    row = deliveries.opened(here.session, here.viewer, delivery_id)
    tried = deliveries.attempts(here.session, here.viewer, [delivery_id])
    html.show("webhook_delivery.html", delivery=row.to_dict(), attempts=tried.to_dict("records"), words=EVENTS,
              role=here.viewer.role, query=parameters.kept(here))
    frame.told(PLACE)
    if not leads or not here.live or row["stopped_at"] is not None:
        return
    if st.button("Send it again", key=f"webhooks.again.{delivery_id}", help="Under the same id, in a moment."):
        try:
            deliveries.send_again(here.engine, here.viewer, delivery_id)
        except Changed as changed:
            frame.problem(str(changed))
            return
        frame.tell_next("It is sent again in a moment. Reload the page to see how that ended.", PLACE)
        st.rerun()


def keep_secret(endpoint_id: int, secret: str) -> None:
    """Keep a secret for the rerun that shows it."""
    st.session_state[SHOWN_ONCE] = (endpoint_id, secret)


def show_secret() -> None:
    """Show the secret that was just made, once."""
    made = st.session_state.pop(SHOWN_ONCE, None)
    if made:
        html.show("secret.html", what=f"webhook {made[0]}", use="webhook")
        st.code(made[1], language=None, wrap_lines=True)
