"""Importing a file of distributions: what it would do is said first; then all of it is stored, or nothing."""

from dataclasses import dataclass, field
from typing import Literal

import streamlit as st

from coordination.incidents.cells import RowFault
from coordination.incidents.values import DayFormat
from coordination.problems import Changed, Invalid
from coordination.reach import files, importing
from coordination.reach.importing import DryRun
from coordination.texts import LONGEST_STATEMENT
from coordination.wording import counted
from exports.tables import rows_as_csv
from page_parts import html
from page_parts.frame import problem, tell_next, told
from page_parts.once import again, once
from page_parts.visit import Visit

PLACE = "reach.import"
DESK = "reach.import.desk"
LARGEST_MB = files.LARGEST_FILE // 1_000_000
MOST_SHOWN = 1_000
NOTHING_STORED = "There is a problem. Nothing was stored."


@dataclass
class Desk:
    """What one window has on screen: which file, read how and for which letter; what came of checking it, or why it
    was refused."""

    source: tuple[str, str, int]
    run: DryRun | None = None
    refused: list[str] = field(default_factory=list)


def show(here: Visit) -> None:
    """The file, what came of checking it, and the button that stores it."""
    turn = int(st.session_state.get(f"{PLACE}.turn", 0))
    with st.expander("Import distributions from a file"):
        told(PLACE)
        html.show("reach_import.html", reference=here.letter.reference)
        written = st.selectbox("How the file writes days", list(DayFormat), key=f"{PLACE}.written")
        file = st.file_uploader(f"Distributions: CSV or XLSX, at most {LARGEST_MB} MB", type=["csv", "xlsx"],
                                max_upload_size=LARGEST_MB, key=f"{PLACE}.file.{turn}")
        if file is None:
            st.session_state.pop(DESK, None)
            return
        desk = _desk(here, (file.file_id, written, here.letter.id), file.getvalue(), file.name)
        if desk.run is None:
            html.show("faults.html", heading=NOTHING_STORED, sentences=desk.refused)
            return
        _checked(desk.run)
        if desk.run.storable:
            _store(here, desk.run)


def _desk(here: Visit, source: tuple[str, str, int], content: bytes, name: str) -> Desk:
    """The file as it was checked when it was chosen: what is stored is what was on screen."""
    desk = st.session_state.get(DESK)
    if isinstance(desk, Desk) and desk.source == source:
        return desk
    desk = st.session_state[DESK] = Desk(source)
    try:
        read = files.read(content, name, today=here.today, written=DayFormat(source[1]))
        desk.run = importing.dry_run(here.session, here.viewer, here.letter.id, read, as_at=here.as_at)
    except Invalid as invalid:
        desk.refused = [fault.sentence for fault in invalid.faults]
    return desk


def _checked(run: DryRun) -> None:
    html.show("reach_checked.html", run=run, most=MOST_SHOWN, fatal=[_placed(each) for each in run.faults.listed
                                                                   if each.fatal],
              asked=[_placed(each) for each in run.faults.listed if not each.fatal])
    if run.failing:
        html.show("rows_form.html", rows=rows_as_csv(run.file.header, run.failing), count=len(run.failing))


def _placed(fault: RowFault) -> dict[str, object]:
    """A fault with its row as a spreadsheet counts."""
    return {"row": fault.row, "column": fault.column, "value": fault.value, "wrong": fault.wrong,
            "remedy": fault.remedy}


def _store(here: Visit, run: DryRun) -> None:
    """The reason, the confirmation, and the button; in words what is missing yet."""
    reason, confirmed, missing = "", False, []
    turn = st.session_state.get(f"{PLACE}.turn", 0)
    if run.needs_reason:
        reason = st.text_area(f"Why {counted(len(run.changed), 'earlier number')} "
                              f"{'is' if len(run.changed) == 1 else 'are'} restated. It stays on record.",
                              max_chars=LONGEST_STATEMENT, key=f"{PLACE}.reason.{turn}")
        missing += [] if reason.strip() else ["say why earlier numbers are restated"]
    if run.needs_confirmation:
        confirmed = st.checkbox("I have checked what is asked about above; it is right.",
                                key=f"{PLACE}.confirmed.{turn}")
        missing += [] if confirmed else ["confirm what is asked about, or correct it and choose the file again"]
    if missing:
        html.show("quiet.html", sentence=f"Before it can be stored: {'; '.join(missing)}.")
    look: Literal["primary", "secondary"] = "secondary" if missing else "primary"  # no label shows on a dead primary
    pressed = st.button("Store the distributions", type=look, disabled=bool(missing), key=f"{PLACE}.store")
    if once(pressed, PLACE):
        _write(here, run, reason, confirmed)


def _write(here: Visit, run: DryRun, reason: str, confirmed: bool) -> None:
    try:
        done = importing.store(here.engine, here.viewer, here.letter.id, run.file, reason=reason, confirmed=confirmed,
                               seen=run.seen)
    except Invalid as invalid:
        again(PLACE)
        html.show("faults.html", heading=NOTHING_STORED, sentences=[fault.sentence for fault in invalid.faults])
        return
    except Changed as changed:
        again(PLACE)
        st.session_state.pop(DESK, None)  # it is checked again at the next rerun
        problem(str(changed))
        return
    st.session_state.pop(DESK, None)
    st.session_state[f"{PLACE}.turn"] = int(st.session_state.get(f"{PLACE}.turn", 0)) + 1
    tell_next(f"{counted(len(done.added), 'distribution')} added, {len(done.changed):,} restated, {done.kept:,} left "
              f"as {'it was' if done.kept == 1 else 'they were'}.")
    st.rerun()
