"""When a person is told of what concerns them, by mail: the usual times, and what they chose instead."""

from typing import Annotated

from pydantic import ConfigDict, Field
from starlette.responses import Response

from api.v1.calling import Call, reads, submits
from api.v1.fields import Answer, Body
from api.v1.operations import subject
from api.v1.reading import answered, snapshot
from api.v1.writing import carried_out
from coordination.reminders import choices
from data_model.words import ReminderKind, ReminderTime, Role

router = subject("Reminders")
Reader = Annotated[Call, reads(Role.PLATFORM)]
Writer = Annotated[Call, submits(Role.PLATFORM)]


class RemindersAnswer(Answer):
    """When you are told of what."""

    times: dict[ReminderKind, ReminderTime]


class RemindersBody(Body):
    """When you want to be told of what."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"times": {"overdue": "at once", "due soon": "never"}}]})

    times: dict[ReminderKind, ReminderTime] = Field(description="What is not said stays as it is")


@router.get("/reminders", operation_id="read_reminders", summary="When you are told of what",
            response_model=RemindersAnswer)
def read_reminders(call: Reader) -> Response:
    """When the person whose key it is gets mail about what, as on the page Your account."""
    return _now(call)


@router.put("/reminders", operation_id="choose_reminders", summary="Choose when you are told",
            response_model=RemindersAnswer)
def choose_reminders(call: Writer, given: RemindersBody) -> Response:
    """Choose when the person whose key it is gets mail about what: at once, with the day's message, or never."""
    def do() -> Response:
        choices.choose(call.engine, call.viewer, given.times)
        return _now(call)

    return carried_out(call, do)


def _now(call: Call) -> Response:
    with snapshot(call) as asked:
        return answered(RemindersAnswer(times=choices.mine(asked.session, asked.viewer)))
