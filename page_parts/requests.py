"""Update requests: the list, one request with who answered, asking, and withdrawing."""

import pandas as pd
import streamlit as st

from coordination import letters, requests
from coordination.problems import Changed, Invalid, NotFound
from coordination.requests import RequestInView
from coordination.schedule import is_working_day
from coordination.viewers import ROLE_NAMES
from coordination.wording import counted, weekday_in_words
from data_model.words import Role
from page_parts import frame, html
from page_parts.directory import address
from page_parts.parameters import kept, whole_number, whole_numbers, word
from page_parts.visit import Visit

ASK = "requests.ask"


def show(here: Visit) -> None:
    """One request where the address names it; otherwise all of them, and for officials the form to ask."""
    frame.told()
    chosen = whole_number("request")
    if chosen is not None:
        _one(here, chosen)
        return
    st.html(_list(here.key, here))
    if here.viewer.role is not Role.OFFICIAL:
        return
    if not here.live:
        frame.nothing_here("Updates are asked for now, not on a day that is past.",
                           address("requests", here.viewer.role, letter=here.reference), "Show now")
        return
    _ask(here)


@st.cache_data(max_entries=200, show_spinner=False)
def _list(key: tuple[object, ...], _here: Visit) -> str:
    listing = requests.listing(_here.session, _here.viewer, _here.letter.id, as_at=_here.as_at)
    return html.rendered("requests.html", {"rows": listing.to_dict("records"), "role": _here.viewer.role,
                                           "query": kept(_here)})


def _ask(here: Visit) -> None:
    """The form. Nothing is sent before the official has read what the platforms will read."""
    html.show("heading.html", heading="Ask for an update", sentence="")
    platforms = letters.recipients(here.session, here.viewer, here.letter.id)
    commitments = letters.commitments(here.session, here.letter.id)
    given = _fields(here, platforms, commitments)
    if not st.button("Check the request", key=f"{ASK}.check") and not st.session_state.get(f"{ASK}.checking"):
        return
    st.session_state[f"{ASK}.checking"] = True
    chosen = [row for row in commitments.to_dict("records") if row["id"] in given["commitment_ids"]]
    html.show("request_preview.html", letter=here.letter, commitments=chosen, message=given["message"],
              due_on=given["due_on"], asked_by=here.viewer.name, organisation=here.viewer.organisation,
              platforms=[row["name"] for row in platforms.to_dict("records") if row["id"] in given["platform_ids"]])
    if st.button("Send the request", type="primary", key=f"{ASK}.send"):
        _send(here, given)


def _fields(here: Visit, platforms: pd.DataFrame, commitments: pd.DataFrame) -> dict[str, object]:
    names = dict(zip(platforms["id"], platforms["name"], strict=True))
    titles = {row.id: f"{row.number}. {row.title}" for row in commitments.itertuples()}
    asked_slug, asked_numbers = word("platform"), whole_numbers("commitment")
    first = [row.id for row in platforms.itertuples() if row.slug == asked_slug]
    numbered = [row.id for row in commitments.itertuples() if row.number in asked_numbers]
    place = f"{ASK}.{here.letter.id}.{asked_slug}.{asked_numbers}"
    given: dict[str, object] = {"letter_id": here.letter.id}
    given["platform_ids"] = st.multiselect("Platforms", list(names), first, format_func=names.get,
                                           key=f"{place}.platforms", placeholder="Choose one or more")
    given["commitment_ids"] = st.multiselect("Commitments", list(titles), numbered, format_func=titles.get,
                                             key=f"{place}.commitments", placeholder="Choose one or more")
    due_on = st.date_input("Answer due by the end of", requests.usual_due_day(here.today), format="DD/MM/YYYY",
                           key=f"{place}.due")
    if due_on:
        working = "" if is_working_day(due_on) else ", which is not a working day"
        html.show("quiet.html", sentence=f"{weekday_in_words(due_on)}{working}.")
    given["due_on"] = due_on
    given["message"] = st.text_area("Message to the platforms (optional)", key=f"{place}.message", height=120)
    return given


def _send(here: Visit, given: dict[str, object]) -> None:
    try:
        request_id = requests.ask(here.engine, here.viewer, given)
    except Invalid as invalid:
        frame.faults(invalid)
        return
    st.session_state.pop(f"{ASK}.checking")
    platforms = given["platform_ids"]
    count = counted(len(platforms) if isinstance(platforms, list) else 0, "platform")
    frame.tell_next(f"The request is sent to {count}. They see it on their Home.")
    st.query_params.pop("platform", None)
    st.query_params.pop("commitment", None)
    st.query_params["request"] = str(request_id)
    st.rerun()


def _one(here: Visit, request_id: int) -> None:
    request, answers = _request(here, request_id)
    html.show("request.html", request=request, answers=answers.to_dict("records"), role=here.viewer.role,
              query=kept(here), live=here.live, role_names=ROLE_NAMES,
              waiting=answers[answers["answered_at"].isna()][["slug", "platform"]].drop_duplicates().to_dict("records"))
    if here.viewer.role is Role.OFFICIAL and here.live and request.withdrawn_at is None:
        _withdraw(here, request)


def _request(here: Visit, request_id: int) -> tuple[RequestInView, pd.DataFrame]:
    """The request, and its pairs (requests.PAIR_COLUMNS). Raises NotFound."""
    request = requests.in_view(here.session, here.viewer, request_id, as_at=here.as_at)
    pairs = requests.pairs(here.session, here.viewer, request.letter_id, as_at=here.as_at, withdrawn=True)
    mine = pairs[pairs["request_id"] == request_id]
    if mine.empty:
        raise NotFound("There is no such request.")
    return request, mine.sort_values(["platform", "commitment"])


def _withdraw(here: Visit, request: RequestInView) -> None:
    with st.expander("Withdraw this request"), st.form(f"requests.withdraw.{request.id}", border=False):
        reason = st.text_area("Why is it withdrawn? The platforms will read it.", height=80,
                              key=f"requests.withdraw.{request.id}.reason")
        sent = st.form_submit_button("Withdraw the request for good")
    if not sent:
        return
    try:
        requests.withdraw(here.engine, here.viewer, request.id, reason)
    except Invalid as invalid:
        frame.faults(invalid)
    except Changed as changed:
        frame.problem(str(changed))
    else:
        frame.tell_next("The request is withdrawn. It stays on record and is no longer owed.")
        st.rerun()
