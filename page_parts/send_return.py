"""Sending a return: a file or a typed one, checked first; then stored whole, or not at all."""

from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Literal, NoReturn

import pandas as pd
import streamlit as st

from coordination import platforms
from coordination.incidents import checking, files, returns
from coordination.incidents.cells import Cells
from coordination.problems import Changed, Invalid, NotFound, Problem
from coordination.wording import counted
from data_model.words import ReturnForm
from page_parts import html, parameters, send_return_checked, send_return_desk, send_return_mapping, send_return_typed
from page_parts.directory import PAGES, address
from page_parts.frame import nothing_here, problem, tell_next, told
from page_parts.incident_words import period_in_words, words_of
from page_parts.send_return_desk import Desk
from page_parts.visit import Visit
from page_parts.working import Working

A_FILE, TYPED = "A file", "Typed here"


@dataclass(frozen=True)
class Given:
    """What the person has on screen to be checked. `source` names it exactly."""

    content: bytes
    name: str
    form: ReturnForm
    source: str


def show(here: Visit) -> None:
    """Draw the page: what to send, what the check found, and the button that stores it."""
    told()
    sent = send_return_desk.sent()
    if sent:
        _land(here, sent)
    if not here.live:
        nothing_here("Returns are sent now, not on a day that is past.",
                     address("send-return", here.viewer.role, letter=here.reference), "Show now")
        return
    platform = _platform(here)
    if platform is None:
        return
    html.show("send_return.html", platform=platform["name"], role=here.viewer.role, query=parameters.kept(here))
    desk = send_return_desk.desk(int(platform["id"]))
    given = _given(here, desk)
    if given is None or (desk.source and desk.source != given.source):
        desk = send_return_desk.clear(desk.platform_id, desk.note)
    if desk.note:
        html.show("message.html", kind="", sentence=desk.note, href="", link="")
        desk.note = ""
    label = "Check the return" if given else "Check the return (choose a file or type a count first)"
    if st.button(label, type="secondary" if desk.run or not given else "primary", disabled=given is None,
                 key=f"send-return.check.{desk.platform_id}") and given:
        desk = _check(here, desk.platform_id, platform, given)
    _outcome(here, desk, platform, given)


def _platform(here: Visit) -> "pd.Series[str] | None":
    """The viewer's only platform, or the one they choose; `?platform=` names one beforehand."""
    mine = platforms.listing(here.session, here.viewer).set_index("slug", drop=False)
    if mine.empty:
        nothing_here(f"No platform of {here.viewer.organisation} is on record. Ask an administrator to add it; then "
                     "you can send its counts here.")
        return None
    slug = parameters.word("platform")
    if slug is not None and slug not in mine.index:
        raise NotFound("There is no such platform of yours.")
    if len(mine) > 1:
        slug = st.selectbox("Platform", list(mine.index), format_func=lambda each: html.plain(mine.loc[each, "name"]),
                            index=list(mine.index).index(slug) if slug else 0, key="send-return.platform")
    return mine.loc[slug or mine.index[0]]


def _given(here: Visit, desk: Desk) -> Given | None:
    """The file that was chosen, or what was typed."""
    way = st.radio("What do you send?", [A_FILE, TYPED], horizontal=True, key=f"send-return.way.{desk.platform_id}")
    if way == A_FILE:
        file = st.file_uploader(f"File: CSV or XLSX, at most {files.LARGEST_SENT_MB} MB", type=["csv", "xlsx"],
                                max_upload_size=files.LARGEST_SENT_MB, key=f"send-return.file.{desk.platform_id}")
        return Given(file.getvalue(), file.name, ReturnForm.TEMPLATE, file.file_id) if file else None
    words = words_of(here)
    typed = send_return_typed.as_csv(send_return_typed.grid(words, desk.platform_id, here.today), words)
    return Given(typed, "", ReturnForm.TYPED, sha256(typed).hexdigest()) if typed else None


def _check(here: Visit, platform_id: int, platform: "pd.Series[str]", given: Given,
           mapped: dict[str, object] | None = None) -> Desk:
    """Read it, as `mapped` says where it is a table of the platform's own, and compare it with the record. What came
    out is on a new desk."""
    desk = send_return_desk.clear(platform_id)
    lines = given.content.count(b"\n") if given.name.lower().endswith(".csv") else None
    working = Working("Checking", lines, "send-return.cancel.check", partial(send_return_desk.cancel, platform_id))
    reading = partial(files.read, given.content, given.name, words_of(here), platform=str(platform["name"]),
                      slug=str(platform["slug"]), today=here.today, form=given.form, progress=working)
    try:
        found = send_return_mapping.read(here, desk, reading, mapped)
        if isinstance(found, Cells):
            working.go_on("Comparing with what is on record")
            desk.run = checking.dry_run(here.session, here.viewer, platform_id, found, working)
            desk.drawn = send_return_checked.drawn(words_of(here), desk.run)
    except Invalid as invalid:
        desk.refused = [fault.sentence for fault in invalid.faults]
    desk.source = given.source
    working.finished()
    return desk


def _outcome(here: Visit, desk: Desk, platform: "pd.Series[str]", given: Given | None) -> None:
    """What the check found, and what can be done about it."""
    if desk.refused:
        html.show("faults.html", heading="There is a problem. Nothing was stored.", sentences=desk.refused)
    if desk.run:
        if desk.table and st.button("Read this table another way", key=desk.key("another")):
            desk.run = None
            st.rerun()
        st.html(desk.drawn)
        if desk.run.cells.form is not ReturnForm.TYPED:
            send_return_checked.rows_to_correct(desk.run)
        if desk.run.storable:
            _store(here, desk, desk.run)
    elif desk.table and given:
        mapped = send_return_mapping.ask(here, desk, desk.table)
        if mapped is not None:
            _check(here, desk.platform_id, platform, given, mapped)
            st.rerun()


def _store(here: Visit, desk: Desk, run: checking.DryRun) -> None:
    """The reason, the confirmation, and the button; in words what is missing yet."""
    reason, confirmed, missing = "", False, []
    if run.needs_reason:
        reason = st.text_area(f"Why {counted(run.changed, 'earlier count')} {'is' if run.changed == 1 else 'are'} "
                              "restated. Officials read it, and it stays on record.",
                              max_chars=returns.LONGEST_REASON, key=desk.key("reason"))
        missing += [] if reason.strip() else ["say why earlier counts are restated"]
    if run.needs_confirmation:
        confirmed = st.checkbox("I have checked what is asked about above; the figures are right.",
                                key=desk.key("confirmed"))
        missing += [] if confirmed else ["confirm what is asked about, or correct it and check again"]
    html.show("send_return_missing.html", missing=missing)
    look: Literal["primary", "secondary"] = "secondary" if missing else "primary"  # no label shows on a dead primary
    if not st.button("Store the return", type=look, disabled=bool(missing), key=desk.key("store")):
        return
    working = Working("Storing", run.added + run.changed, "send-return.cancel.store",
                      partial(send_return_desk.cancel, desk.platform_id))
    try:
        desk.stored = returns.store(here.engine, here.viewer, desk.platform_id, run.cells, reason=reason,
                                    confirmed=confirmed, seen=run.seen, progress=working)
    except Changed as changed:
        send_return_desk.clear(desk.platform_id, str(changed))
    except Invalid as invalid:
        html.show("faults.html", heading="There is a problem. Nothing was stored.",
                  sentences=[fault.sentence for fault in invalid.faults])
        return
    except Problem as refused:
        problem(str(refused))
        return
    st.rerun()


def _land(here: Visit, desk: Desk) -> NoReturn:
    """Go to what this window has just stored."""
    stored, run = desk.stored, desk.run
    assert stored
    assert run
    days = period_in_words(*run.days)
    send_return_desk.clear(desk.platform_id)
    tell_next(f"Stored as return {stored.number}, for {days}: {counted(stored.added, 'count')} added, "
              f"{stored.changed:,} restated, {stored.kept:,} left as they were.")
    st.switch_page(PAGES["returns"].script, query_params={"return": str(stored.id)})
