"""Meetings: planning one or a series, amending, holding, correcting and cancelling. By officials alone.

Each is a new version; whoever acts names the one that they had before them.
"""

from dataclasses import replace

from sqlalchemy import Engine, select
from sqlmodel import col

from coordination.dialogue import checking, inputs, times, versions
from coordination.dialogue.inputs import CorrectionInput, HeldInput, MeetingInput, RepeatInput
from coordination.dialogue.versions import OFFICIALS, Said, described, with_organisations
from coordination.problems import Fault, Invalid, NotFound
from coordination.viewers import Viewer
from coordination.wording import counted, listed
from coordination.writes import Write, write
from data_model.dialogue import Meeting, MeetingSeries, MeetingVersion
from data_model.words import MeetingState

NOT_PLANNED = {
    MeetingState.HELD: "This meeting was held. Correct its record instead.",
    MeetingState.CANCELLED: "This meeting was cancelled. Plan a new one instead.",
}


def plan(engine: Engine, viewer: Viewer, given: dict[str, object]) -> int:
    """Plan a meeting (`MeetingInput`). Returns its id. Raises Invalid with every fault, or NotAllowed."""
    asked = inputs.read(MeetingInput, given)
    with write(engine, viewer, OFFICIALS, "plan meetings") as w:
        said = checking.said(w.session, asked)
        id_ = versions.begin(w, asked.letter_id, said)
        w.record("meeting.plan", f"planned {with_organisations(said)}.")
        return id_


def plan_series(engine: Engine, viewer: Viewer, given: dict[str, object], repeat: dict[str, object]) -> list[int]:
    """Plan a meeting (`MeetingInput`) and its repetitions (`RepeatInput`), on the same day of the week and at the same
    time of London's clocks. Returns the ids of all, in order. Raises as `plan`."""
    asked, repeated = inputs.read(MeetingInput, given), inputs.read(RepeatInput, repeat)
    days = times.days(asked.day, repeated)
    with write(engine, viewer, OFFICIALS, "plan meetings") as w:
        said = checking.said(w.session, asked)
        checking.series(w.session, asked, days)
        series = MeetingSeries(letter_id=asked.letter_id, rule=times.rule(asked.day, repeated), made_by=w.account_id,
                               made_at=w.now)
        w.session.add(series)
        w.session.flush()
        ids = []
        for day in days:
            each = replace(said, starts_at=times.moment(day, asked.starts), ends_at=times.moment(day, asked.ends))
            ids.append(versions.begin(w, asked.letter_id, each, series_id=series.id))
        w.record("meeting.plan", f"planned {counted(len(ids), 'meeting')}, every "
                                 f"{counted(repeated.every_weeks, 'week')} from {with_organisations(said)}.")
        return ids


def amend(engine: Engine, viewer: Viewer, meeting_id: int, number: int, given: dict[str, object],
          reason: str) -> None:
    """Change a meeting that is planned (`MeetingInput`), for a reason that those who are asked will read.

    Raises Changed where version `number` is no longer the newest, Invalid, NotFound, NotAllowed.
    """
    asked = inputs.read(MeetingInput, given)
    reason = inputs.words(reason, "reason", "Say why you change the meeting; those who are asked to it will read it.")
    with write(engine, viewer, OFFICIALS, "change meetings") as w:
        version = _planned(w, meeting_id, number)
        said = replace(checking.said(w.session, asked, version), reason=reason)
        _follow(w, version, said)
        w.record("meeting.amend", f"changed {described(version)}: now {with_organisations(said)}.")


def hold(engine: Engine, viewer: Viewer, meeting_id: int, number: int, given: dict[str, object]) -> None:
    """Put on record that a meeting was held (`HeldInput`), once it has begun. Raises as `amend`."""
    told = inputs.read(HeldInput, given)
    with write(engine, viewer, OFFICIALS, "say that meetings were held") as w:
        version = _planned(w, meeting_id, number)
        said = checking.as_held(w, version, told)
        _follow(w, version, said)
        w.record("meeting.hold", f"put on record that {with_organisations(said)}, was held.")


def correct(engine: Engine, viewer: Viewer, meeting_id: int, number: int, given: dict[str, object],
            reason: str) -> None:
    """Correct the record of a meeting that was held (`CorrectionInput`), for a reason. Raises as `amend`."""
    told = inputs.read(CorrectionInput, given)
    reason = inputs.words(reason, "reason", "Say why you correct the record; those who were there will read it.")
    with write(engine, viewer, OFFICIALS, "correct the record of meetings") as w:
        version = versions.unchanged(w, meeting_id, number)
        if version.state is not MeetingState.HELD:
            raise Invalid(Fault("state", "Only the record of a meeting that was held can be corrected."))
        said = replace(checking.said(w.session, told, version), state=MeetingState.HELD, note=told.note, reason=reason)
        if said.starts_at > w.now:
            raise Invalid(Fault("starts", "A meeting that was held cannot have begun later than now."))
        _follow(w, version, said)
        w.record("meeting.correct", f"corrected the record of {described(version)}: now {with_organisations(said)}.")


def cancel(engine: Engine, viewer: Viewer, meeting_id: int, number: int, reason: str) -> None:
    """Cancel a meeting that is planned, for a reason that those who are asked will read. Raises as `amend`."""
    reason = _reason_to_cancel(reason)
    with write(engine, viewer, OFFICIALS, "cancel meetings") as w:
        version = _planned(w, meeting_id, number)
        _cancel(w, version, reason)
        w.record("meeting.cancel", f"cancelled {described(version)}.")


def cancel_series(engine: Engine, viewer: Viewer, series_id: int, reason: str) -> int:
    """Cancel the meetings of a series that are planned and still to come. Returns how many. Raises NotFound, Invalid
    where none is to come, NotAllowed."""
    reason = _reason_to_cancel(reason)
    with write(engine, viewer, OFFICIALS, "cancel meetings") as w:
        if w.session.get(MeetingSeries, series_id) is None:
            raise NotFound("There is no such series of meetings.")
        query = select(MeetingVersion).join(Meeting, col(Meeting.id) == MeetingVersion.meeting_id).where(
            col(Meeting.series_id) == series_id, versions.counts(), col(MeetingVersion.starts_at) > w.now,
            col(MeetingVersion.state) == MeetingState.PLANNED).order_by(col(MeetingVersion.starts_at))
        coming = w.session.scalars(query).all()
        if not coming:
            raise Invalid(Fault("series", "No meeting of this series is still to come."))
        for version in coming:
            _cancel(w, version, reason)
        w.record("meeting.cancel", f"cancelled {counted(len(coming), 'meeting')} of a series, the first of them "
                                   f"{described(coming[0])}.")
        return len(coming)


def _planned(w: Write, meeting_id: int, number: int) -> MeetingVersion:
    """The version that counts, of a meeting that is still planned. Raises NotFound, Changed, Invalid."""
    version = versions.unchanged(w, meeting_id, number)
    if version.state is not MeetingState.PLANNED:
        raise Invalid(Fault("state", NOT_PLANNED[version.state]))
    return version


def _follow(w: Write, version: MeetingVersion, said: Said) -> None:
    """Put the next version on record. Raises Invalid where an organisation would go that still has actions to do: it
    would no longer see them."""
    gone = versions.said_in(w.session, version).organisation_ids - said.organisation_ids
    owners = checking.with_open_actions(w.session, version.meeting_id, gone)
    if owners:
        raise Invalid(Fault("organisation_ids", f"{listed(owners)} still {'has' if len(owners) == 1 else 'have'} "
                                                "actions of this meeting to do. Close them, or give them to an "
                                                "organisation that was there, first."))
    versions.follow(w, version, said)


def _cancel(w: Write, version: MeetingVersion, reason: str) -> None:
    said = versions.said_in(w.session, version)
    versions.follow(w, version, replace(said, state=MeetingState.CANCELLED, reason=reason))


def _reason_to_cancel(reason: str) -> str:
    return inputs.words(reason, "reason", "Say why you cancel the meeting; those who are asked to it will read it.")
