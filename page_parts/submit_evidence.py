"""The evidence of a draft: what is attached, taking it off, and attaching a file or a link."""

from datetime import date

import pandas as pd
import streamlit as st

from coordination.problems import Fault, Invalid, Problem
from coordination.updates import evidence
from page_parts import html
from page_parts.frame import done
from page_parts.submit_desk import Desk
from page_parts.visit import Visit

FILE, LINK = "A file", "A link"
LARGEST_MB = evidence.LARGEST_FILE // (1024 * 1024)


def show(here: Visit, desk: Desk, attached: pd.DataFrame, fault: str | None) -> None:
    """Show what is attached (evidence.COLUMNS), each piece with its button, and the fields for one more."""
    html.show("submit_evidence.html", attached=len(attached), most=evidence.MOST_PIECES, fault=fault)
    for piece in attached.to_dict("records"):
        html.show("submit_piece.html", piece=piece)
        if st.button(f"Remove “{html.plain(piece['title'])}”", key=f"submit.remove.{piece['id']}"):
            _take_off(here, desk, int(piece["id"]), str(piece["title"]))
    if desk.note:
        done(desk.note)
        desk.note = ""
    if len(attached) < evidence.MOST_PIECES:
        _attach(here, desk)


def waiting(desk: Desk) -> list[Fault]:
    """What was filled in and not attached, so that nobody submits without it unawares."""
    left = [st.session_state.get(_key(desk, name)) for name in ("file", "url", "title")]
    if not any(left):
        return []
    return [Fault("evidence", "You have filled in a piece of evidence and not attached it. Choose “Attach”, or empty "
                              "its fields.")]


def _attach(here: Visit, desk: Desk) -> None:
    kind = st.radio("Attach a piece of evidence", [FILE, LINK], horizontal=True, key=_key(desk, "kind"))
    file, url = None, ""
    if kind == FILE:
        file = st.file_uploader(f"File: PDF, PNG, JPEG, DOCX, XLSX or CSV, at most {LARGEST_MB} MB",
                                type=list(evidence.TYPES), max_upload_size=LARGEST_MB, key=_key(desk, "file"))
    else:
        url = st.text_input("Address, such as https://example.com/page", key=_key(desk, "url"))
    title = st.text_input("Its title", key=_key(desk, "title"))
    dated_on = st.date_input("Its own date: when it was published or made", value=None, min_value=date(1990, 1, 1),
                             max_value=here.today, format="DD/MM/YYYY", key=_key(desk, "dated_on"))
    if not st.button("Attach", key=_key(desk, "attach")):
        return
    given: dict[str, object] = {"title": title, "dated_on": dated_on}
    with st.spinner("Checking and storing it…"):
        try:
            if kind == LINK:
                desk.revision = evidence.add_link(here.engine, here.viewer, desk.update_id, desk.revision,
                                                  given | {"url": url})
            elif file is None:
                raise Invalid(Fault("file", f"Choose a file to attach, of at most {LARGEST_MB} MB."))
            else:
                desk.revision = evidence.add_file(here.engine, here.viewer, desk.update_id, desk.revision, given,
                                                  file.name, file.getvalue())
            desk.attached, desk.note = desk.attached + 1, f"Attached “{title.strip()}”."
        except Invalid as invalid:
            html.show("faults.html", heading="It was not attached.",
                      sentences=[fault.sentence for fault in invalid.faults])
            return
        except Problem as refused:
            desk.unsaved = str(refused)
    st.rerun()


def _take_off(here: Visit, desk: Desk, evidence_id: int, title: str) -> None:
    try:
        desk.revision = evidence.take_off(here.engine, here.viewer, desk.update_id, desk.revision, evidence_id)
        desk.note = f"Removed “{title}”."
    except Problem as refused:
        desk.unsaved = str(refused)
    st.rerun()


def _key(desk: Desk, name: str) -> str:
    """Fields for one piece; the next piece gets fresh ones."""
    return f"submit.evidence.{name}.{desk.update_id}.{desk.attached}"
