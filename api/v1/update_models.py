"""What updates, drafts and evidence look like to a program."""

from datetime import date
from typing import Any

from pydantic import ConfigDict, Field, JsonValue

from api.v1.fields import Answer, Body, Day, Moment, Number
from coordination.texts import ShortText, Text
from coordination.updates.evidence import MOST_PIECES
from coordination.updates.inputs import MOST_STATEMENTS, Code
from data_model.words import Claim, EvidenceKind, FindingWord, Outcome

A_LINK: dict[str, JsonValue] = {"title": "Our announcement", "dated_on": "2019-11-14",
                                "url": "https://example.com/news"}
A_PLACE: dict[str, JsonValue] = {"platform": "facebook", "commitment": 1}
SOME_WORDS: dict[str, JsonValue] = {
    "claim": "in progress", "narrative": "We have begun.", "remaining": "The Welsh version.",
    "delay_reason": "We began after the letter's date.", "statements": {"1a": "Our rules name what breaches them."}}


class LinkBody(Body):
    """Evidence that was published at an address."""

    model_config = ConfigDict(json_schema_extra={"examples": [A_LINK]})

    title: str = Field(description="What it shows")
    dated_on: Day = Field(description="The evidence's own date: when it was published or made")
    url: str = Field(description="Begins with https:// or http://")


class WordsBody(Body):
    """The words of an update, as far as they are written. What is left out is empty."""

    model_config = ConfigDict(json_schema_extra={"examples": [SOME_WORDS]})

    claim: Claim | None = Field(default=None, description="What you say of the commitment")
    narrative: Text = Field(default="", description="What you have done")
    remaining: Text = Field(default="", description="What remains; needed unless the claim is delivered or declined")
    delay_reason: Text = Field(default="", description="Needed where the update is late, or the claim is not started, "
                                                       "planned or declined")
    statements: dict[Code, ShortText] = Field(
        default_factory=dict, max_length=MOST_STATEMENTS, description="A criterion's code, and what you say of it")

    @property
    def content(self) -> dict[str, object]:
        """What coordination takes for a draft's content."""
        return {name: getattr(self, name) for name in WordsBody.model_fields}


class PlaceBody(Body):
    """Which update: of whom, on what, for when."""

    model_config = ConfigDict(json_schema_extra={"examples": [A_PLACE]})

    platform: str = Field(max_length=100, description="The platform's slug")
    letter: str | None = Field(default=None, max_length=100, description="The letter's reference; else the newest")
    commitment: Number = Field(description="The commitment's number")
    due_on: Day | None = Field(default=None, description="The period, by its due day; else the one today lies in")


def _needed(schema: dict[str, Any]) -> None:
    """Where these are left out, the answer has the sentence that the screen has for it."""
    schema["required"] = ["platform", "commitment", "claim", "narrative"]
    schema["examples"] = [A_PLACE | SOME_WORDS | {"evidence": [A_LINK]}]


class UpdateBody(WordsBody, PlaceBody):
    """One update, ready to be submitted."""

    model_config = ConfigDict(json_schema_extra=_needed)

    evidence: list[LinkBody] = Field(default_factory=list, max_length=MOST_PIECES,
                                     description="Links. Files are attached to a draft")


class CriterionAnswer(Answer):
    """One criterion: what was said and what was found of it."""

    code: str
    text: str
    statement: str
    finding: FindingWord | None


class EvidenceAnswer(Answer):
    """A piece of evidence: `url` is of a link, the file's name, type, size and hash of a file."""

    id: int
    kind: EvidenceKind
    title: str
    dated_on: date
    url: str | None
    file_name: str | None
    media_type: str | None
    size_bytes: int | None
    sha256: str | None
    added_by: str
    added_at: Moment


class UpdateRow(Answer):
    """One submitted version of an update, and what was decided on it."""

    id: int = Field(description="The version's number, by which addresses name it")
    update_id: int = Field(description="The update of which it is a version")
    version: int
    platform: str = Field(description="The platform's slug")
    platform_name: str
    commitment: int
    title: str
    period_start: date
    due_on: date
    claim: Claim
    submitted_by: str
    submitted_at: Moment
    outcome: Outcome | None = Field(description="null until an official has decided")
    finding: FindingWord | None = Field(description="Of the commitment")
    reason: str
    decided_by: str
    decided_at: Moment | None


class UpdateAnswer(UpdateRow):
    """One submitted version of an update, in full."""

    letter: str
    newest: int = Field(description="The number of the update's newest version")
    narrative: str
    remaining: str
    delay_reason: str
    criteria: list[CriterionAnswer]
    evidence: list[EvidenceAnswer]


class DraftRow(Answer):
    """A draft: which update it is for, and who saved it last."""

    id: int = Field(description="By which addresses name it: the number of the update")
    platform: str = Field(description="The platform's slug")
    platform_name: str
    commitment: int
    title: str
    period_start: date
    due_on: date
    saved_by: str
    saved_at: Moment


class DraftAnswer(DraftRow):
    """A draft with what was written so far. Its ETag is its revision."""

    letter: str
    claim: Claim | None
    narrative: str
    remaining: str
    delay_reason: str
    statements: dict[str, str]
    evidence: list[EvidenceAnswer]
    revision: int
