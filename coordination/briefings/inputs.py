"""What a briefing is made of: its parts, in order, as people put them together. Pure: no session and no clock."""

import re
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from coordination.problems import Fault, Invalid, from_validation
from coordination.texts import TURNS_ROUND, on_one_line, storable
from data_model.words import Marking

MOST_PARTS = 60
MOST_FIGURES = 24
LONGEST_WORDS = 8_000
LONGEST_HEADING = 160
LONGEST_QUERY = 4_000


class Shown(StrEnum):
    """How a figure stands in the document."""

    FIGURE = "figure"
    TABLE = "table"
    BOTH = "figure and table"


def _in_reading_order(value: str) -> str:
    """Fit to store, and without marks that turn the reading order round."""
    return storable("".join(character for character in value if character not in TURNS_ROUND))


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HeadingPart(_Part):
    """A heading, which the contents list."""

    kind: Literal["heading"] = "heading"
    text: Annotated[str, AfterValidator(on_one_line), Field(max_length=LONGEST_HEADING)] = ""


class WordsPart(_Part):
    """Words between, in the markdown that advice is written in."""

    kind: Literal["words"] = "words"
    text: Annotated[str, AfterValidator(_in_reading_order), Field(max_length=LONGEST_WORDS)] = ""


class FigurePart(_Part):
    """A figure: what the address of Explore says of it, without letter and as-at. `follows` says that its last day is
    the day of the document, with as many days before it as the address has."""

    kind: Literal["figure"] = "figure"
    query: Annotated[str, Field(min_length=1, max_length=LONGEST_QUERY)]
    shown: Shown = Shown.FIGURE
    follows: bool = False


class OverviewPart(_Part):
    """Where all platforms stand on all commitments, as a table."""

    kind: Literal["overview"] = "overview"


class QuotationPart(_Part):
    """What the letter says, word for word, of these commitments; of all where none is named."""

    kind: Literal["quotation"] = "quotation"
    commitments: tuple[int, ...] = ()


class ScorecardPart(_Part):
    """Where one platform stands, commitment by commitment and criterion by criterion. `platform` is a slug."""

    kind: Literal["scorecard"] = "scorecard"
    platform: Annotated[str, Field(min_length=1, max_length=200)]


Part = HeadingPart | WordsPart | FigurePart | OverviewPart | QuotationPart | ScorecardPart
Parts = tuple[Part, ...]
_PARTS: TypeAdapter[Parts] = TypeAdapter(tuple[Annotated[Part, Field(discriminator="kind")], ...])


class BriefingInput(BaseModel):
    """A briefing as it is saved; unfinished is fine."""

    model_config = ConfigDict(extra="forbid")

    name: str
    marking: Marking
    parts: Annotated[tuple[Annotated[Part, Field(discriminator="kind")], ...], Field(max_length=MOST_PARTS)]


def checked(content: dict[str, object]) -> BriefingInput:
    """What was put together, fit to store. Raises Invalid."""
    parts = content.get("parts")
    if isinstance(parts, list | tuple) and len(parts) > MOST_PARTS:
        raise Invalid(Fault("parts", f"A briefing has at most {MOST_PARTS} parts. Take some out, or make another one."))
    try:
        given = BriefingInput.model_validate(content)
    except ValidationError as error:
        raise Invalid(*map(_of_part, from_validation(error).faults)) from error
    if sum(isinstance(part, FigurePart) for part in given.parts) > MOST_FIGURES:
        raise Invalid(Fault("parts", f"A briefing has at most {MOST_FIGURES} figures. Take some out, or make another "
                                     "one."))
    return given


def _of_part(fault: Fault) -> Fault:
    """A fault that names its part as people count them."""
    found = re.match(r"parts\.(\d+)\.", fault.where)
    if not found:
        return fault
    remedy = fault.sentence.rpartition(": ")[2]
    return Fault("parts", f"Part {int(found[1]) + 1}: {remedy}")


def stored(parts: Parts) -> list[dict[str, Any]]:
    """Parts as the database holds them."""
    return [part.model_dump(mode="json") for part in parts]


def restored(parts: list[Any]) -> Parts:
    """Parts as `stored` made them."""
    return _PARTS.validate_python(parts)
