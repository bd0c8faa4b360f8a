"""What people say of meetings and actions. Pure: no session and no clock."""

from datetime import date, time
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from coordination.problems import Fault, Invalid, from_validation
from coordination.texts import LONGEST_TEXT, Line, Text, on_one_line, storable
from data_model.words import MeetingKind

LONGEST_PLACE = 300
LONGEST_PERSON = 200
MOST_WEEKS_BETWEEN = 4
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]


def _by_the_clock(value: time) -> time:
    if value.tzinfo:
        raise ValueError("Enter the time that the clock shows in London, like 14:30.")
    return value.replace(second=0, microsecond=0)


Clock = Annotated[time, AfterValidator(_by_the_clock)]


class Given(BaseModel):
    """Base of what people send: whatever else they send with it is refused."""

    model_config = ConfigDict(extra="forbid")


class MeetingInput(Given):
    """A meeting as an official plans it. `starts` and `ends` are times of London's clocks on `day`."""

    letter_id: Id
    kind: MeetingKind
    title: Line
    day: date
    starts: Clock
    ends: Clock
    place: Annotated[str, AfterValidator(on_one_line), Field(max_length=LONGEST_PLACE)] = ""
    agenda: Text = ""
    organisation_ids: list[Id] = Field(default_factory=list)
    commitment_ids: list[Id] = Field(default_factory=list)


class CorrectionInput(MeetingInput):
    """A meeting that was held, as it should have been put on record. The organisations are those that were there."""

    note: Text = ""


class HeldInput(Given):
    """How a meeting was held: who was there, what they agreed on, and from when to when, where that was not as
    planned."""

    organisation_ids: list[Id] = Field(default_factory=list)
    note: Text = ""
    starts: Clock | None = None
    ends: Clock | None = None


class RepeatInput(Given):
    """How often a meeting is repeated, and the last day on which it may be."""

    every_weeks: Annotated[int, Field(ge=1, le=MOST_WEEKS_BETWEEN)] = 1
    until: date


class ActionInput(Given):
    """What somebody is to do, and by when."""

    text: Text
    organisation_id: Id
    person: Annotated[str, AfterValidator(on_one_line), Field(max_length=LONGEST_PERSON)] = ""
    due_on: date


Model = TypeVar("Model", bound=Given)


def read(model: type[Model], given: dict[str, object]) -> Model:
    """What was sent, as `model` says it. Raises Invalid with every fault."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise from_validation(error) from error


def words(text: str, where: str, missing: str) -> str:
    """Text that must be there. Raises Invalid with the sentence `missing`, or where it is too long."""
    text = storable(text)
    if not text:
        raise Invalid(Fault(where, missing))
    if len(text) > LONGEST_TEXT:
        raise Invalid(Fault(where, f"Shorten this to {LONGEST_TEXT:,} characters."))
    return text
