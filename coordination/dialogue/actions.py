"""Actions: what a meeting agreed that somebody would do, by when, and what came of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Select, and_, case, func, select
from sqlmodel import Session, col

from coordination import clock, requests
from coordination.dialogue import inputs, versions
from coordination.dialogue.inputs import ActionInput
from coordination.dialogue.organisations import slug_of
from coordination.dialogue.versions import OFFICIALS, action_counts, counts, described, seen_by
from coordination.problems import Changed, Fault, Invalid, NotFound
from coordination.schedule import working_days_after
from coordination.viewers import Viewer
from coordination.wording import day_in_words, moment_in_words
from coordination.writes import Write, write
from data_model.accounts import Account
from data_model.dialogue import Action, ActionVersion, Meeting, MeetingVersion
from data_model.organisations import Organisation
from data_model.requests import UpdateRequest
from data_model.words import ActionState, Role

ROLES = frozenset({Role.OFFICIAL, Role.PLATFORM})
USUAL_WORKING_DAYS = 5
COLUMNS = ["id", "number", "meeting_id", "meeting", "text", "organisation_id", "organisation", "slug", "person",
           "due_on", "state", "outcome", "request_id", "overdue"]


@dataclass(frozen=True)
class Said:
    """What one version says of an action."""

    text: str
    organisation_id: int
    person: str
    due_on: date
    state: ActionState = ActionState.OPEN
    outcome: str = ""


def usual_due_day(today: date) -> date:
    """The day that is offered first: five working days on."""
    return working_days_after(today, USUAL_WORKING_DAYS)


def add(engine: Engine, viewer: Viewer, meeting_id: int, given: dict[str, object]) -> int:
    """Put an action of a meeting on record (`ActionInput`). Returns its id. Raises Invalid with every fault, NotFound,
    NotAllowed."""
    asked = inputs.read(ActionInput, given)
    with write(engine, viewer, OFFICIALS, "add actions") as w:
        meeting = versions.newest(w, meeting_id)
        _check(w, meeting, asked, requests.faults_of_due_day(asked.due_on, clock.day(w.now), "the action"))
        action = Action(meeting_id=meeting_id, made_by=w.account_id, made_at=w.now)
        w.session.add(action)
        w.session.flush()
        assert action.id is not None
        put(w.session, action.id, 1, _said(asked), w.account_id, w.now)
        w.record("action.add", f"added an action of {described(meeting)} for {_owner(w.session, asked)}, due "
                               f"{asked.due_on}.")
        return action.id


def amend(engine: Engine, viewer: Viewer, action_id: int, number: int, given: dict[str, object]) -> None:
    """Change an action that is open (`ActionInput`). Raises Changed where version `number` is no longer the newest,
    Invalid, NotFound, NotAllowed."""
    asked = inputs.read(ActionInput, given)
    with write(engine, viewer, OFFICIALS, "change actions") as w:
        _, version, meeting = _unchanged(w, action_id, number)
        _must_be_open(version)
        moved = asked.due_on != version.due_on
        _check(w, meeting, asked, requests.faults_of_due_day(asked.due_on, clock.day(w.now), "the action")
               if moved else [])
        put(w.session, action_id, number + 1, _said(asked), w.account_id, w.now)
        w.record("action.amend", f"changed an action of {described(meeting)}: now for {_owner(w.session, asked)}, due "
                                 f"{asked.due_on}.")


def close(engine: Engine, viewer: Viewer, action_id: int, number: int, state: ActionState, outcome: str) -> None:
    """Close an action as done or dropped, with what came of it. A platform closes its own company's alone, as done.
    Raises as `amend`."""
    outcome = inputs.words(outcome, "outcome", "Say what came of the action.")
    if state is ActionState.OPEN:
        raise Invalid(Fault("state", "Choose whether the action was done or dropped."))
    with write(engine, viewer, ROLES, "close actions") as w:
        _, version, meeting = _unchanged(w, action_id, number)
        if w.person.role is Role.PLATFORM and version.organisation_id != w.person.organisation_id:
            raise Invalid(Fault("action", "You can close actions of your own company alone."))
        if w.person.role is Role.PLATFORM and state is not ActionState.DONE:
            raise Invalid(Fault("state", "Only an official can drop an action. Close it as done, or ask them to."))
        _must_be_open(version)
        _follow(w, version, replace(_said(version), state=state, outcome=outcome))
        w.record("action.close", f"closed an action of {described(meeting)}: {state}.")


def reopen(engine: Engine, viewer: Viewer, action_id: int, number: int) -> None:
    """Open an action again that was closed. Raises as `amend`."""
    with write(engine, viewer, OFFICIALS, "reopen actions") as w:
        action, version, meeting = _unchanged(w, action_id, number)
        if version.state is ActionState.OPEN:
            raise Invalid(Fault("state", "This action is open."))
        if action.request_id is not None:
            raise Invalid(Fault("state", "This action became a request for an update. Withdraw the request, or add "
                                         "another action."))
        _follow(w, version, replace(_said(version), state=ActionState.OPEN, outcome=""))
        w.record("action.reopen", f"reopened an action of {described(meeting)}.")


def ask_for_update(engine: Engine, viewer: Viewer, action_id: int, given: dict[str, object]) -> int:
    """Make an open action the request for an update (`requests.RequestInput`) and close it as done, in one. Returns
    the request's id. Raises Invalid, Changed where it is no longer open, NotFound, NotAllowed."""
    asked = requests.checked(given)
    with write(engine, viewer, OFFICIALS, "ask for updates") as w:
        action, version, meeting = _newest(w, action_id)
        if version.state is not ActionState.OPEN:
            raise _changed(w, version)
        if w.session.get_one(Meeting, meeting.meeting_id).letter_id != asked.letter_id:
            raise Invalid(Fault("letter_id", "Ask about the letter that the meeting was about."))
        action.request_id = requests.put(w, asked)
        outcome = f"It became a request for an update, due {day_in_words(asked.due_on)}."
        _follow(w, version, replace(_said(version), state=ActionState.DONE, outcome=outcome))
        w.record("action.request", f"made a request of an action of {described(meeting)}.")
        return action.request_id


def listing(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime) -> pd.DataFrame:
    """Actions of a letter's meetings that the viewer may see, as they counted at `as_at`, the earliest due first.

    Columns: COLUMNS. `meeting` is its title; `slug` of the platform that the owner runs, None for others; `request_id`
    of the request that it became, None for most; `overdue` says that it is open and its day is over.
    """
    known = case((col(UpdateRequest.asked_at) <= as_at, col(UpdateRequest.id)))
    query: Select[*tuple[Any, ...]] = (
        select(col(Action.id), col(ActionVersion.number), col(Meeting.id).label("meeting_id"),
               col(MeetingVersion.title), col(ActionVersion.text), col(Organisation.id).label("organisation_id"),
               col(Organisation.name), slug_of(letter_id).label("slug"), col(ActionVersion.person),
               col(ActionVersion.due_on), col(ActionVersion.state), col(ActionVersion.outcome),
               known.label("request_id"))
        .join(ActionVersion, col(ActionVersion.action_id) == Action.id)
        .join(Meeting, col(Meeting.id) == Action.meeting_id)
        .join(MeetingVersion, and_(col(MeetingVersion.meeting_id) == Meeting.id, counts(as_at)))
        .join(Organisation, col(Organisation.id) == ActionVersion.organisation_id)
        .join(UpdateRequest, col(UpdateRequest.id) == Action.request_id, isouter=True)
        .where(col(Meeting.letter_id) == letter_id, action_counts(as_at), seen_by(viewer, col(MeetingVersion.id)))
        .order_by(col(ActionVersion.due_on), func.lower(col(Organisation.name)), col(Action.id))
    )
    today = clock.day(as_at)
    rows = [(*row, row.state is ActionState.OPEN and row.due_on < today) for row in session.execute(query)]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def put(session: Session, action_id: int, number: int, said: Said, by: int, at: datetime) -> None:
    """Store a version."""
    session.add(ActionVersion(action_id=action_id, number=number, text=said.text, organisation_id=said.organisation_id,
                              person=said.person, due_on=said.due_on, state=said.state, outcome=said.outcome,
                              recorded_by=by, recorded_at=at))
    session.flush()


def _follow(w: Write, version: ActionVersion, said: Said) -> None:
    put(w.session, version.action_id, version.number + 1, said, w.account_id, w.now)


def _said(what: ActionInput | ActionVersion) -> Said:
    return Said(what.text, what.organisation_id, what.person, what.due_on)


def _newest(w: Write, action_id: int) -> tuple[Action, ActionVersion, MeetingVersion]:
    """An action, its version that counts now, and its meeting's. Raises NotFound where the acting person may not see
    it."""
    query = (
        select(Action, ActionVersion, MeetingVersion)
        .join(ActionVersion, col(ActionVersion.action_id) == Action.id)
        .join(MeetingVersion, col(MeetingVersion.meeting_id) == Action.meeting_id)
        .where(col(Action.id) == action_id, action_counts(), counts(),
               seen_by(w.person, col(MeetingVersion.id)))
    )
    found = w.session.execute(query).first()
    if found is None:
        raise NotFound("There is no such action.")
    action, version, meeting = found
    return action, version, meeting


def _unchanged(w: Write, action_id: int, number: int) -> tuple[Action, ActionVersion, MeetingVersion]:
    action, version, meeting = _newest(w, action_id)
    if version.number != number:
        raise _changed(w, version)
    return action, version, meeting


def _changed(w: Write, version: ActionVersion) -> Changed:
    who = w.session.get_one(Account, version.recorded_by).name
    return Changed(f"{who} changed this action on {moment_in_words(version.recorded_at)}: it is now {version.state}, "
                   f"due {day_in_words(version.due_on)}. Nothing was stored; what you wrote is still on your screen.")


def _must_be_open(version: ActionVersion) -> None:
    if version.state is not ActionState.OPEN:
        raise Invalid(Fault("state", f"This action was {version.state}. An official can reopen it."))


def _check(w: Write, meeting: MeetingVersion, asked: ActionInput, found: list[Fault]) -> None:
    """Raise Invalid with these faults and what is wrong besides, if anything is."""
    if not asked.text:
        found = [*found, Fault("text", "Say what is to be done.")]
    if asked.organisation_id not in versions.said_in(w.session, meeting).organisation_ids:
        found = [*found, Fault("organisation_id", "Choose an organisation of this meeting.")]
    if found:
        raise Invalid(*found)


def _owner(session: Session, asked: ActionInput) -> str:
    return session.get_one(Organisation, asked.organisation_id).name
