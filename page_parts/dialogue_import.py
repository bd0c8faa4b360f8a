"""Importing an invitation: choose a file, see what it would do, choose what only an official can, and store it."""

from dataclasses import dataclass, field

import streamlit as st

from coordination import clock, letters
from coordination.dialogue import invitations, organisations
from coordination.dialogue.calendars import files
from coordination.dialogue.comparing import Fate, Line
from coordination.dialogue.invitations import DryRun, Stored
from coordination.problems import Changed, Invalid
from coordination.wording import counted, listed, london, moment_in_words
from data_model.words import MeetingKind, Role
from page_parts import html
from page_parts.frame import faults, problem, tell_next, told
from page_parts.visit import Visit

PLACE = "dialogue.import"
DESK = "dialogue.import.desk"
LARGEST_MB = 2
DOES = {Fate.ADD: "Add", Fate.AMEND: "Change", Fate.CANCEL: "Cancel", Fate.LEAVE: "Leave as it is"}


@dataclass
class Desk:
    """What one window has on screen: which file for which letter, what came of checking it, or why it was refused."""

    source: str
    letter_id: int
    run: DryRun | None = None
    refused: list[str] = field(default_factory=list)


def show(here: Visit) -> None:
    """The way in for invitations from other calendars. For officials, now."""
    if here.viewer.role is not Role.OFFICIAL or not here.live:
        return
    turn = int(st.session_state.get("dialogue.import.turn", 0))
    with st.expander("Import an invitation from a calendar"):
        told(PLACE)
        file = st.file_uploader(f"Invitation, update or cancellation: an .ics file, at most {LARGEST_MB} MB",
                                type=["ics"], max_upload_size=LARGEST_MB, key=f"dialogue.import.file.{turn}")
        if file is None:
            st.session_state.pop(DESK, None)
            return
        desk = _desk(here, file.file_id, file.getvalue())
        if desk.run is None:
            html.show("faults.html", heading="There is a problem. Nothing was stored.", sentences=desk.refused)
            return
        _checked(desk.run)
        _store(here, desk, desk.run)


def _desk(here: Visit, source: str, content: bytes) -> Desk:
    """The file as it was checked when it was chosen: what is stored is what was on screen."""
    desk = st.session_state.get(DESK)
    if isinstance(desk, Desk) and (desk.source, desk.letter_id) == (source, here.letter.id):
        return desk
    desk = st.session_state[DESK] = Desk(source, here.letter.id)
    try:
        read = files.read(content, here.letter.signed_on, here.letter.polling_day)
        desk.run = invitations.dry_run(here.session, here.viewer, here.letter.id, read)
    except Invalid as invalid:
        desk.refused = [fault.sentence for fault in invalid.faults]
    return desk


def _checked(run: DryRun) -> None:
    rows = [{"does": DOES[line.fate], "title": line.title, "when": _when(line), "why": line.why} for line in run.lines]
    html.show("dialogue_import.html", rows=rows, notes=run.file.notes, problems=run.file.problems,
              changes=any(line.fate is not Fate.LEAVE for line in run.lines))


def _when(line: Line) -> str:
    """10 December 2019 at 10:00 to 10:45; empty where nobody says."""
    meeting = line.said or (line.known.version if line.known else None)
    if meeting is None:
        return ""
    same_day = clock.day(meeting.starts_at) == clock.day(meeting.ends_at)
    ends = f"{london(meeting.ends_at):%H:%M}" if same_day else moment_in_words(meeting.ends_at)
    return f"{moment_in_words(meeting.starts_at)} to {ends}"


def _store(here: Visit, desk: Desk, run: DryRun) -> None:
    """What only an official can choose, and the button that stores it."""
    titles = {line.uid: line.title for line in run.lines if line.fate is not Fate.LEAVE}
    if not titles:
        return
    uids = list(titles)
    if len(titles) > 1:
        uids = st.multiselect("Invitations to import", uids, uids, format_func=titles.__getitem__,
                              key=f"dialogue.import.uids.{desk.source}")
    given: dict[str, object] = {"uids": uids}
    if run.of(Fate.ADD, uids):
        given |= _choices(here, desk, run)
    if not st.button(f"Import: {_doing(run, uids)}", type="primary", key=f"dialogue.import.store.{desk.source}"):
        return
    try:
        stored = invitations.store(here.engine, here.viewer, desk.letter_id, run.file, given, run.seen)
    except Invalid as invalid:
        faults(invalid)
    except Changed as changed:
        st.session_state.pop(DESK, None)  # it is checked again at the next rerun
        problem(str(changed))
    else:
        st.session_state.pop(DESK, None)
        st.session_state["dialogue.import.turn"] = int(st.session_state.get("dialogue.import.turn", 0)) + 1
        tell_next(f"Imported: {_done(stored)}.", PLACE)
        st.rerun()


def _choices(here: Visit, desk: Desk, run: DryRun) -> dict[str, object]:
    """The kind, the organisations and the commitments of the meetings that are added. The organisations of people asked
    who have an account are chosen beforehand."""
    known = organisations.known(here.session, here.viewer, here.letter.id)
    names = dict(zip(known["id"].tolist(), known["name"].tolist(), strict=True))
    asked = letters.commitments(here.session, here.letter.id)
    titles = {id_: f"{number}. {title}" for id_, number, title in zip(asked["id"], asked["number"], asked["title"],
                                                                      strict=True)}
    kind = st.selectbox("Kind of dialogue", [each.value for each in MeetingKind], None, format_func=str.capitalize,
                        placeholder="Choose a kind", key=f"dialogue.import.kind.{desk.source}")
    return {
        "kind": kind,
        "organisation_ids": st.multiselect(
            "Organisations to ask", list(names), [each for each in run.suggested if each in names],
            format_func=names.__getitem__, placeholder="Choose", key=f"dialogue.import.organisations.{desk.source}"),
        "commitment_ids": st.multiselect(
            "Commitments they bear on (optional)", list(titles), format_func=titles.__getitem__, placeholder="Choose",
            key=f"dialogue.import.commitments.{desk.source}"),
    }


def _doing(run: DryRun, uids: list[str]) -> str:
    """add 5 meetings, change 1 meeting and cancel 2 meetings"""
    parts = [f"{does} {counted(len(lines), 'meeting')}" for fate, does in
             ((Fate.ADD, "add"), (Fate.AMEND, "change"), (Fate.CANCEL, "cancel")) if (lines := run.of(fate, uids))]
    return listed(parts) if parts else "nothing is chosen"


def _done(stored: Stored) -> str:
    parts = [f"{counted(number, 'meeting')} {done}" for number, done in
             ((stored.added, "added"), (stored.amended, "changed"), (stored.cancelled, "cancelled")) if number]
    return listed(parts)
