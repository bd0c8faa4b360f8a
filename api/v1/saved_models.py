"""What the API says of views, boards and briefings, and what it is told of them."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from api.v1.fields import Answer, Body, Moment, Number
from coordination.briefings.inputs import LONGEST_QUERY, MOST_PARTS, Part
from coordination.exploring.owned import LONGEST_NAME
from data_model.exploring import MOST_ON_A_BOARD
from data_model.words import BriefingTemplate, Marking

QUERY = "What an address of Explore says after “?”, here and on the page"
REVISION = "What If-Match names: the ETag has it too"
SHARED = "Whether everybody at your organisation may open it"
A_QUERY = "measure=reports-from-candidates&by=platform&grain=week&from=2019-11-18&to=2019-12-01&form=line"
Name = Annotated[str, Field(description=f"At most {LONGEST_NAME} characters; each of yours has another")]
Letter = Annotated[str | None, Field(default=None, max_length=100, description="The letter's reference; else the "
                                                                               "newest")]
PartOfBriefing = Annotated[Part, Field(discriminator="kind")]


class _Kept(Answer):
    """What somebody keeps under a name."""

    id: int
    name: str
    shared: bool = Field(description=SHARED)
    own: bool = Field(description="Whether it is yours: what is not, only its owner changes")
    revision: int = Field(description=REVISION)
    saved_at: Moment


class ViewInList(_Kept):
    """A view that is kept."""

    query: str = Field(description=QUERY)
    owner: str
    boards: list[str] = Field(description="Names of the boards that it is on")


class ViewAnswer(_Kept):
    """One view that is kept. Its ETag is its revision."""

    letter: str
    query: str = Field(description=QUERY)


class BoardInList(_Kept):
    """A board, and how many figures are on it."""

    owner: str
    figures: int


class BoardFigure(Answer):
    """A view on a board."""

    view_id: int
    name: str
    query: str | None = Field(description=f"{QUERY}; null where a colleague shares it no longer")


class BoardAnswer(_Kept):
    """One board with its figures, in order. Its ETag is its revision."""

    letter: str
    owner: str
    figures: list[BoardFigure]


class BriefingInList(_Kept):
    """A briefing, and how many parts it has."""

    owner: str
    template: BriefingTemplate
    marking: Marking
    parts: int


class BriefingAnswer(_Kept):
    """One briefing with its parts, in order. Its ETag is its revision."""

    letter: str
    owner: str
    template: BriefingTemplate
    marking: Marking
    parts: list[PartOfBriefing]


class NewViewBody(Body):
    """A view to be kept."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Reports by week", "query": A_QUERY}]})

    letter: Letter
    name: Name
    query: str = Field(min_length=1, max_length=LONGEST_QUERY, description=QUERY)
    shared: bool = Field(default=False, description=SHARED)


class NameBody(Body):
    """What a view or a board is called, and whether it is shared."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Reports, week by week", "shared": True}]})

    name: Name
    shared: bool = Field(description=SHARED)


class NewBoardBody(Body):
    """A board to be made."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Every Monday"}]})

    letter: Letter
    name: Name
    shared: bool = Field(default=False, description=f"{SHARED}, and your views on it")


class FigureBody(Body):
    """A view that is put on a board."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"view_id": 2}]})

    view_id: Number


class PlaceOnBoardBody(Body):
    """Where a figure stands on a board."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"place": 1}]})

    place: Annotated[Number, Field(le=MOST_ON_A_BOARD)] = Field(description="1 is the first")


class NewBriefingBody(Body):
    """A briefing to be begun."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"name": "For Monday", "template": "weekly note to ministers"}]})

    letter: Letter
    name: Name
    template: BriefingTemplate
    platform: str = Field(default="", max_length=100, description="Slug of the platform, for a scorecard")
    question: str = Field(default="", description="As it was asked, for the answer to one")


A_BRIEFING: dict[str, Any] = {
    "name": "For Monday", "marking": "OFFICIAL-SENSITIVE", "parts": [
        {"kind": "heading", "text": "Where the platforms stand"}, {"kind": "overview"},
        {"kind": "figure", "query": A_QUERY, "shown": "figure and table", "follows": True},
        {"kind": "words", "text": "Reports **rose** in the last week."}, {"kind": "quotation", "commitments": [1]},
        {"kind": "scorecard", "platform": "facebook"}]}


class BriefingBody(Body):
    """A briefing as far as it has grown."""

    model_config = ConfigDict(json_schema_extra={"examples": [A_BRIEFING]})

    name: Name
    marking: Marking = Field(description="No lower than that of anything in it")
    parts: list[PartOfBriefing] = Field(max_length=MOST_PARTS)
    shared: bool | None = Field(default=None, description=f"{SHARED}; left as it is where it is not said")
