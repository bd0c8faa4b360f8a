"""Meetings and actions: reading them, and what a platform does about its own."""

from typing import Annotated

from starlette.responses import Response

from api.v1.calling import Call, Revision, reads, submits
from api.v1.dialogue_models import (
    ActionAnswer,
    AttendanceBody,
    CadenceAnswer,
    DialogueWeek,
    MeetingAnswer,
    MeetingInList,
    MeetingOrganisation,
    MeetingPerson,
    MeetingVersion,
    OutcomeBody,
    PersonBody,
)
from api.v1.fields import Id
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.reading import AsAt, Asked, OfALetter, answered, snapshot
from api.v1.rows import reference_of, rows
from api.v1.writing import carried_out
from coordination import letters
from coordination.dialogue import actions, attending, cadence, reading
from coordination.problems import NotFound
from data_model.words import ActionState, Role

router = subject("Dialogue")
Reader = Annotated[Call, reads(Role.PLATFORM, Role.ANALYST)]
Writer = Annotated[Call, submits(Role.PLATFORM)]


@router.get("/meetings", operation_id="list_meetings", summary="Meetings", response_model=Page[MeetingInList])
def list_meetings(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """A letter's meetings that you may see, in the order of time: a platform sees those that its own company is asked
    to or was at."""
    with snapshot(call, wanted, kept=False) as asked:  # a meeting that is over needs a record from that moment on
        found = reading.listing(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at)
    counted = found.assign(confirmed=[each[0] for each in found["answers"]],
                           cannot_attend=[each[1] for each in found["answers"]])
    return paging.answer(call, rows(MeetingInList, counted), key=lambda each: (each.starts_at, each.id))


@router.get("/meetings/{meeting_id}", operation_id="read_meeting", summary="One meeting", response_model=MeetingAnswer)
def read_meeting(call: Reader, meeting_id: Id, wanted: AsAt) -> Response:
    """One meeting in full: who is asked and what they answered, who comes, its agenda and note, and what was known of
    it when."""
    with snapshot(call, wanted) as asked:
        return answered(_meeting(asked, meeting_id))


@router.post("/meetings/{meeting_id}/answer", operation_id="answer_meeting", summary="Answer a meeting",
             response_model=MeetingAnswer)
def answer_meeting(call: Writer, meeting_id: Id, revision: Revision, given: AttendanceBody) -> Response:
    """Say whether your organisation comes to a meeting that is planned. `If-Match` is the meeting's `number` as you
    read it, in quotation marks; 412 where the meeting was changed since."""
    def do() -> Response:
        attending.answer(call.engine, call.viewer, meeting_id, revision, given.answer)
        return _after(call, meeting_id)

    return carried_out(call, do)


@router.post("/meetings/{meeting_id}/people", operation_id="add_person", summary="Name a person who comes",
             status_code=201, response_model=MeetingAnswer)
def add_person(call: Writer, meeting_id: Id, given: PersonBody) -> Response:
    """Name a person who comes, or came, for your own company."""
    def do() -> Response:
        attending.add(call.engine, call.viewer, meeting_id, call.viewer.organisation_id, given.name)
        return _after(call, meeting_id, 201)

    return carried_out(call, do)


@router.delete("/meetings/{meeting_id}/people/{person_id}", operation_id="remove_person",
               summary="Take a person off a meeting", response_model=MeetingAnswer)
def remove_person(call: Writer, meeting_id: Id, person_id: Id) -> Response:
    """Take a person of your own company off a meeting. They stay on record for moments before."""
    def do() -> Response:
        with snapshot(call) as asked:
            there = _meeting(asked, meeting_id).people
        if person_id not in {each.id for each in there}:
            raise NotFound("There is no such person on this meeting.")
        attending.remove(call.engine, call.viewer, person_id)
        return _after(call, meeting_id)

    return carried_out(call, do)


@router.get("/actions", operation_id="list_actions", summary="Actions", response_model=Page[ActionAnswer])
def list_actions(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """The actions of the meetings that you may see, the earliest due first."""
    with snapshot(call, wanted) as asked:
        found = actions.listing(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at)
    return paging.answer(call, rows(ActionAnswer, found), key=lambda each: (each.due_on, each.id))


@router.get("/actions/{action_id}", operation_id="read_action", summary="One action", response_model=ActionAnswer)
def read_action(call: Reader, action_id: Id, wanted: AsAt) -> Response:
    """One action of a meeting that you may see."""
    with snapshot(call, wanted) as asked:
        return answered(_action(asked, action_id))


@router.post("/actions/{action_id}/close", operation_id="close_action", summary="Close an action",
             response_model=ActionAnswer)
def close_action(call: Writer, action_id: Id, revision: Revision, given: OutcomeBody) -> Response:
    """Close an action of your own company as done, with what came of it. `If-Match` is the action's `number` as you
    read it, in quotation marks; 412 where the action was changed since."""
    def do() -> Response:
        actions.close(call.engine, call.viewer, action_id, revision, ActionState.DONE, given.outcome)
        with snapshot(call) as asked:
            return answered(_action(asked, action_id))

    return carried_out(call, do)


@router.get("/dialogue", operation_id="list_cadences", summary="How dialogue stands",
            response_model=Page[CadenceAnswer])
def list_cadences(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """How each kind of dialogue that the letter expects stands, over the meetings that you may see."""
    with snapshot(call, wanted) as asked:
        found = cadence.standing(asked.session, asked.viewer, asked.letter, as_at=asked.as_at)
    return paging.answer(call, rows(CadenceAnswer, found), key=lambda each: (each.kind,))


@router.get("/dialogue/weeks", operation_id="list_dialogue_weeks", summary="Who met, week by week",
            response_model=Page[DialogueWeek])
def list_dialogue_weeks(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """Meetings held against meetings expected, by kind and calendar week, and who was there."""
    with snapshot(call, wanted) as asked:
        found = cadence.by_week(asked.session, asked.viewer, asked.letter, as_at=asked.as_at)
    return paging.answer(call, rows(DialogueWeek, found), key=lambda each: (each.kind, each.week_first_day))


def _after(call: Call, meeting_id: int, status: int = 200) -> Response:
    """The meeting as it is after a write."""
    with snapshot(call) as asked:
        location = f"/meetings/{meeting_id}" if status == 201 else ""
        return answered(_meeting(asked, meeting_id), status, location=location)


def _meeting(asked: Asked, meeting_id: int) -> MeetingAnswer:
    found = reading.in_view(asked.session, asked.viewer, meeting_id, as_at=asked.as_at)
    own = {name: getattr(found, name) for name in MeetingAnswer.model_fields
           if name not in {"letter", "organisations", "people", "commitments", "versions"}}
    return MeetingAnswer(
        **own, letter=reference_of(asked, found.letter_id), commitments=list(found.commitments),
        organisations=[MeetingOrganisation.model_validate(each) for each in found.organisations],
        people=[MeetingPerson.model_validate(each) for each in found.attendees],
        versions=rows(MeetingVersion, found.versions))


def _action(asked: Asked, action_id: int) -> ActionAnswer:
    """One action, of whichever letter. Raises NotFound."""
    for letter_id in letters.listing(asked.session, asked.viewer)["id"]:
        found = actions.listing(asked.session, asked.viewer, int(letter_id), as_at=asked.as_at)
        mine = found[found["id"] == action_id]
        if not mine.empty:
            return rows(ActionAnswer, mine)[0]
    raise NotFound("There is no such action.")
