"""What people say of distributions and of audiences. Pure: no session and no clock."""

from datetime import date
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from coordination.problems import Fault, Invalid, from_validation
from coordination.texts import LONGEST_STATEMENT, Line, on_one_line, storable
from data_model.words import Audience, Channel, SenderKind

MOST_PEOPLE = 10_000_000
LONGEST_PARTY = 100
HOW_MANY = f"Enter how many people: a whole number from 1 to {MOST_PEOPLE:,}."
# So that a file says it as it is: what a spreadsheet would run, files guard.
BEGIN = "Begin the sender’s name with a letter or a digit."
PARTY = AfterValidator(on_one_line)


def _some(people: int) -> int:
    if not 0 < people <= MOST_PEOPLE:
        raise ValueError(HOW_MANY)
    return people


def _not_candidates(audience: Audience) -> Audience:
    if audience is Audience.CANDIDATES:
        raise ValueError("How many candidates there are is on public record. Choose another audience.")
    return audience


def _named(sender: str) -> str:
    if sender and not sender[0].isalnum():
        raise ValueError(BEGIN)
    return sender


Sender = Annotated[Line, AfterValidator(_named)]
People = Annotated[int, AfterValidator(_some)]


class Given(BaseModel):
    """Base of what people send: whatever else they send with it is refused."""

    model_config = ConfigDict(extra="forbid")


class DistributionInput(Given):
    """A sending of an edition, by its number. `party` is empty where it went to people of any party."""

    edition: Annotated[int, Field(ge=1, le=2**31 - 1)]
    sender_kind: SenderKind
    sender: Sender
    audience: Audience
    party: Annotated[str, PARTY, Field(max_length=LONGEST_PARTY)] = ""
    channel: Channel
    sent_on: date
    people: People


class SizeInput(Given):
    """How many people there are in an audience, and who says so."""

    audience: Annotated[Audience, AfterValidator(_not_candidates)]
    people: People
    source: Annotated[str, AfterValidator(storable), Field(min_length=1, max_length=LONGEST_STATEMENT)]


Model = TypeVar("Model", bound=Given)


def read(model: type[Model], given: dict[str, object]) -> Model:
    """What was sent, as `model` says it. Raises Invalid with every fault."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise from_validation(error) from error


def reason(text: str) -> str:
    """Why a distribution is restated or taken back. Raises Invalid."""
    text = storable(text)
    if not text:
        raise Invalid(Fault("reason", "Say why the number of people is restated."))
    if len(text) > LONGEST_STATEMENT:
        raise Invalid(Fault("reason", f"Reason: use at most {LONGEST_STATEMENT:,} characters."))
    return text
