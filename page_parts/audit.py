"""The administrators' page of the audit: sentences newest first, filtered by what the address says, exported as
filtered, and verified."""

from datetime import date

import streamlit as st

from coordination import audit
from coordination.audit import Head, Sought
from coordination.problems import Invalid
from page_parts import frame, html
from page_parts.directory import with_query
from page_parts.visit import Visit

A_PAGE = 50
ANY = "All"
FORM_WIDTH = 720  # pixels: a head fits on one line


def show(here: Visit) -> None:
    """The filters, the entries that fit, their export, and the chain's state."""
    sought = _filters(here)
    if sought.first_day and sought.last_day and sought.first_day > sought.last_day:
        frame.problem("The first day is after the last one. Choose an earlier first day.")
        return
    fitting = audit.count(here.session, here.viewer, sought)
    if fitting:
        _entries(here, sought, fitting)
    else:
        frame.nothing_here("No entry fits. Choose other words or days, or clear the filters.", "/audit", "Show all")
    _chain(here)


def _filters(here: Visit) -> Sought:
    """What to look for. Each control is in the address, under its key."""
    actions, actors = _known(str(audit.head(here.session)), here)
    words, doing, by = st.columns(3)
    search = words.text_input("Words in the sentence", key="search", bind="query-params", max_chars=200)
    action = doing.selectbox("Action", [ANY, *actions], key="action", bind="query-params")
    actor = by.selectbox("Done by", [ANY, *actors], key="actor", bind="query-params")
    first, last, _ = st.columns(3)
    first_day = first.date_input("From", None, date(2000, 1, 1), here.today, key="from", format="DD/MM/YYYY",
                                 bind="query-params")
    last_day = last.date_input("To", None, date(2000, 1, 1), here.today, key="to", format="DD/MM/YYYY",
                               bind="query-params")
    return Sought(search.strip(), "" if action == ANY else action, "" if actor == ANY else actor, first_day, last_day)


@st.cache_data(max_entries=10, show_spinner=False)
def _known(head: str, _here: Visit) -> tuple[list[str], list[str]]:
    return audit.known(_here.session, _here.viewer)


def _entries(here: Visit, sought: Sought, fitting: int) -> None:
    pages = -(-fitting // A_PAGE)
    above = st.container()
    chosen = st.pagination(pages, key=f"audit.page.{hash(sought)}") if pages > 1 else 1
    skip = (chosen - 1) * A_PAGE
    rows = audit.entries(here.session, here.viewer, sought, newest=A_PAGE, skip=skip)
    query = {"search": sought.search or None, "action": sought.action or None, "actor": sought.actor or None,
             "from": sought.first_day, "to": sought.last_day}
    with above:
        html.show("audit.html", entries=rows.to_dict("records"), fitting=fitting, first=skip + 1,
                  csv=with_query("/downloads/audit.csv", **query), xlsx=with_query("/downloads/audit.xlsx", **query))


def _chain(here: Visit) -> None:
    """The newest entry's hash, and walking the whole chain on demand, against a head kept elsewhere if given."""
    html.show("audit_chain.html", head=audit.head(here.session))
    with st.form("audit.verify", border=False, width=FORM_WIDTH):
        kept = st.text_input("Head kept elsewhere (optional)", key="audit.head", max_chars=100)
        asked = st.form_submit_button("Verify the audit")
    if not asked:
        return
    try:
        wanted = Head.parse(kept) if kept.strip() else None
    except Invalid as invalid:
        frame.faults(invalid)
        return
    with st.spinner("Walking the chain from its first entry…"):
        verdict = audit.verify(here.session, wanted)
    (frame.done if verdict.sound else frame.problem)(verdict.sentence)
