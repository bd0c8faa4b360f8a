"""What a platform writes on one topic, and the rules for sending it. Pure: no session and no clock."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from coordination.advice import addresses, markdown
from coordination.problems import Fault, from_validation
from coordination.texts import TURNS_ROUND, on_one_line, storable
from data_model.words import AdviceTopic

LONGEST = 4_000  # three platforms and topics of this length stay well within the 100 kB of a published page
LONGEST_ADDRESS = 2_000
MOST_HOURS = 24 * 365
REPORTED_BY = ("https", "mailto")


def _in_reading_order(value: str) -> str:
    """Fit to store, and without marks that turn the reading order round: an address must not read as another one."""
    return storable("".join(character for character in value if character not in TURNS_ROUND))


class SectionInput(BaseModel):
    """One section: markdown in both languages, and what its topic asks for besides."""

    model_config = ConfigDict(extra="forbid")

    english: Annotated[str, AfterValidator(_in_reading_order), Field(max_length=LONGEST)] = ""
    welsh: Annotated[str, AfterValidator(_in_reading_order), Field(max_length=LONGEST)] = ""
    report_address: Annotated[str, AfterValidator(on_one_line), Field(max_length=LONGEST_ADDRESS)] = ""
    responds_in_hours: Annotated[int | None, Field(ge=1, le=MOST_HOURS)] = None


def checked(content: dict[str, object]) -> SectionInput:
    """What was typed, fit to store; unfinished is fine. Raises Invalid."""
    try:
        return SectionInput.model_validate(content)
    except ValidationError as error:
        raise from_validation(error) from error


def faults(topic: AdviceTopic, given: SectionInput) -> list[Fault]:
    """What stands in the way of sending it; none is fine. No Welsh, and no response time, are gaps and not faults."""
    found = [] if markdown.plain(given.english) else [Fault("english", "Write the advice in English.")]
    found += markdown.faults("english", given.english) + markdown.faults("welsh", given.welsh)
    if topic is AdviceTopic.REPORTING:
        remedy = wrong_to_report_to(given.report_address)
        found += [Fault("report_address", remedy)] if remedy else []
    elif given.report_address:
        found.append(Fault("report_address", f"Give an address under “{AdviceTopic.REPORTING}” alone."))
    if given.responds_in_hours and topic is not AdviceTopic.RESPONSE:
        found.append(Fault("responds_in_hours", f"Give a response time under “{AdviceTopic.RESPONSE}” alone."))
    return found


def wrong_to_report_to(address: str) -> str:
    """What to do about an address at which candidates report; empty where it is fine."""
    if not address:
        return "Give the address where candidates report: a web page, or an email address after “mailto:”."
    if address.partition(":")[0].lower() not in REPORTED_BY:
        return "The address for reports begins with https:// or mailto:."
    return addresses.wrong(address)
