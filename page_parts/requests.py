"""Update requests: asking platforms for updates, what became of each request, and withdrawing one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from coordination import clock, letters, requests
from coordination.problems import Changed, Invalid, NotFound
from coordination.requests import RequestInView
from coordination.schedule import is_working_day
from coordination.texts import LONGEST_TEXT
from data_model.words import Role
from page_parts import html, parameters
from page_parts.frame import faults, problem, tell_next, told
from page_parts.visit import Visit

READY = "requests.ready"


@dataclass(frozen=True)
class Known:
    """What can be asked of whom: platforms by slug, and commitments by number, of the letter in view."""

    platforms: Mapping[str, Mapping[str, object]]
    commitments: Mapping[int, Mapping[str, object]]


def show(here: Visit) -> None:
    """All requests, with the form for a new one; or the one that `?request=` names."""
    told()
    request_id = parameters.whole_number("request")
    if request_id is not None:
        _show_one(here, requests.in_view(here.session, here.viewer, request_id, as_at=here.as_at))
        return
    if here.viewer.role is Role.OFFICIAL and here.live:
        _ask(here)
    st.html(_listed(here.key, here))


@st.cache_data(max_entries=100, show_spinner=False)
def _listed(key: tuple[object, ...], _here: Visit) -> str:
    listing = requests.listing(_here.session, _here.viewer, _here.letter.id, as_at=_here.as_at)
    return html.rendered("requests.html", {
        "requests": listing.to_dict("records"), "role": _here.viewer.role, "today": clock.day(_here.as_at),
        "query": parameters.kept(_here)})


def _ask(here: Visit) -> None:
    """The form, beside it what the platforms will read; sent only by its button, and once."""
    known = _known(here)
    slug, numbers = parameters.word("platform"), parameters.whole_numbers("commitment")
    if (slug is not None and slug not in known.platforms) or not set(numbers) <= set(known.commitments):
        raise NotFound("This letter is not addressed to such a platform, or has no such commitment.")
    with st.expander("Ask platforms for an update", expanded=bool(slug or numbers)):
        slugs = st.multiselect("Platforms to ask", list(known.platforms), [slug] if slug else [],
                               key="requests.platforms", format_func=lambda each: str(known.platforms[each]["name"]))
        chosen = st.multiselect("Commitments to ask about", list(known.commitments), numbers,
                                key="requests.commitments",
                                format_func=lambda each: f"{each}. {known.commitments[each]['title']}")
        due_on = st.date_input("Answer due by the end of", requests.usual_due_day(here.today), format="DD/MM/YYYY",
                               min_value=here.today + timedelta(days=1), key="requests.due_on")
        html.show("request_day.html", due_on=due_on, working=due_on is not None and is_working_day(due_on))
        message = st.text_area("Message to the platforms (optional)", key="requests.message", max_chars=LONGEST_TEXT)
        if slugs and chosen:
            html.show("request_preview.html", **_words(here.viewer.name, here.viewer.organisation, message, due_on,
                                                       [known.commitments[number] for number in sorted(chosen)]),
                      names=[known.platforms[each]["name"] for each in slugs])
        if st.button("Send this request", type="primary", key="requests.send"):
            _send(here, {"letter_id": here.letter.id, "due_on": due_on, "message": message,
                         "platform_ids": [known.platforms[each]["id"] for each in slugs],
                         "commitment_ids": [known.commitments[number]["id"] for number in chosen]})
        else:
            st.session_state[READY] = True


def _known(here: Visit) -> Known:
    platforms = letters.recipients(here.session, here.viewer, here.letter.id).to_dict("records")
    commitments = letters.commitments(here.session, here.letter.id).to_dict("records")
    return Known({row["slug"]: _named(row) for row in platforms},
                 {row["number"]: _named(row) for row in commitments})


def _named(row: Mapping[object, object]) -> dict[str, object]:
    return {str(name): value for name, value in row.items()}


def _words(asker: str, organisation: str, message: str, due_on: date | None,
           commitments: list[Mapping[str, object]]) -> dict[str, object]:
    """What a request says, as its platforms read it."""
    return {"asker": asker, "organisation": organisation, "message": message.strip(), "due_on": due_on,
            "commitments": commitments}


def _send(here: Visit, given: dict[str, object]) -> None:
    """Send a request, or say what is wrong with it. A second click finds nothing more to send."""
    request_id = None
    if st.session_state.pop(READY, False):
        try:
            request_id = requests.ask(here.engine, here.viewer, given)
        except Invalid as invalid:
            st.session_state[READY] = True
            faults(invalid)
            return
    tell_next("The request was sent. The platforms see it on their first page.")
    for name in ("platform", "commitment"):
        st.query_params.pop(name, None)
    if request_id is not None:
        st.query_params["request"] = str(request_id)
    st.rerun()


def _show_one(here: Visit, request: RequestInView) -> None:
    pairs = requests.pairs(here.session, here.viewer, request.letter_id, as_at=here.as_at, withdrawn=True)
    st.html(_record(here, request, pairs[pairs["request_id"] == request.id]))
    if here.viewer.role is Role.OFFICIAL and here.live and not request.withdrawn_at:
        _withdraw(here, request)


def _record(here: Visit, request: RequestInView, pairs: pd.DataFrame) -> str:
    """One request, what it says, and who answered what."""
    known = letters.listing(here.session, here.viewer)
    reference = str(known.loc[known["id"] == request.letter_id, "reference"].iloc[0])
    commitments = letters.commitments(here.session, request.letter_id)
    asked = commitments[commitments["id"].isin(pairs["commitment_id"])].to_dict("records")
    waiting = pairs[pairs["answered_at"].isna()]
    return html.rendered("request.html", {
        **_words(request.asked_by, request.asker_organisation, request.message, request.due_on,
                 [_named(row) for row in asked]),
        "request": request, "pairs": pairs.to_dict("records"), "late": clock.day(here.as_at) > request.due_on,
        "unanswered": list(dict(zip(waiting["slug"], waiting["platform"], strict=True)).items()),
        "names": list(pairs["platform"].unique()), "role": here.viewer.role, "live": here.live,
        "query": parameters.kept(here) | {"letter": reference}})


def _withdraw(here: Visit, request: RequestInView) -> None:
    """Withdrawing takes a reason and a second yes: the platforms will no longer owe an answer."""
    with st.expander("Withdraw this request"), st.form(f"requests.withdraw.{request.id}", enter_to_submit=False):
        reason = st.text_area("Why you withdraw it, which the platforms read", max_chars=LONGEST_TEXT,
                              key=f"requests.reason.{request.id}")
        sure = st.checkbox("Yes, no platform owes an answer to this request any more",
                           key=f"requests.sure.{request.id}")
        sent = st.form_submit_button("Withdraw this request")
    if not sent:
        return
    if not sure:
        problem("Tick the box to withdraw the request. Nothing was changed.")
        return
    try:
        requests.withdraw(here.engine, here.viewer, request.id, reason)
    except Invalid as invalid:
        faults(invalid)
    except Changed as changed:
        problem(str(changed))
    else:
        tell_next("The request was withdrawn. It stays on record.")
        st.rerun()
