"""What the API says of advice, and what it is told of it."""

from datetime import date
from typing import Any

from pydantic import ConfigDict, Field

from api.v1.fields import Answer, Body, Moment
from coordination.advice.editions import What
from coordination.advice.reading import State
from data_model.words import AdviceTopic, Agreement

A_PLACE: dict[str, Any] = {"platform": "facebook", "topic": "where to report"}
WORDS: dict[str, Any] = {"english": "Use our form. We read every report.", "welsh": "Defnyddiwch ein ffurflen.",
                         "report_address": "https://example.com/report"}


class AdviceSection(Answer):
    """One platform's section on one topic: its newest version, and where it stands. Of other platforms than your own
    you read what the newest edition has."""

    platform: str
    platform_name: str
    topic: AdviceTopic
    state: State
    stale: bool = Field(description="Whether it is to be looked at again")
    own: bool
    gaps: list[str]
    version_id: int | None
    number: int | None
    english: str | None
    welsh: str | None
    report_address: str | None
    responds_in_hours: int | None
    submitted_at: Moment | None
    submitted_by: str | None
    decision: Agreement | None
    reason: str | None
    decided_at: Moment | None
    decided_by: str | None
    last_checked: date | None
    agreed_version_id: int | None = Field(description="The version that may be found still right")
    agreed_number: int | None
    edition_number: int | None


class AdviceVersion(Answer):
    """One version of a section, and what officials decided on it."""

    version_id: int
    number: int
    english: str
    welsh: str
    report_address: str
    responds_in_hours: int | None
    submitted_at: Moment
    submitted_by: str | None
    decision: Agreement | None
    reason: str
    decided_at: Moment | None
    decided_by: str | None
    last_checked: date | None


class AdviceDraft(Answer):
    """A draft of a section, which nobody outside your company sees."""

    letter: str
    platform: str
    platform_name: str
    topic: AdviceTopic
    english: str
    welsh: str
    report_address: str
    responds_in_hours: int | None
    revision: int = Field(description="What If-Match names")
    saved_by: str
    saved_at: Moment


class AdvicePlaceBody(Body):
    """Which section: of whom, on what."""

    model_config = ConfigDict(json_schema_extra={"examples": [A_PLACE]})

    platform: str = Field(max_length=100, description="Slug of your platform")
    letter: str | None = Field(default=None, max_length=100, description="The letter's reference; else the newest")
    topic: AdviceTopic


class AdviceWordsBody(Body):
    """What a section is to say, in markdown; unfinished is fine until it is sent."""

    model_config = ConfigDict(json_schema_extra={"examples": [WORDS]})

    english: str = ""
    welsh: str = ""
    report_address: str = Field(default="", description="Of “where to report” alone: https://… or mailto:…")
    responds_in_hours: int | None = Field(default=None, description="Of “what response to expect” alone")


class EditionInList(Answer):
    """An edition in a list: how many sections it has, and how many differ from the edition before."""

    number: int
    published_at: Moment
    published_by: str | None = Field(description="Null for platforms")
    urgent: bool
    note: str
    sections: int
    changed: int


class EditionSection(Answer):
    """A section as it was published."""

    topic: AdviceTopic
    english: str
    welsh: str
    report_address: str
    responds_in_hours: int | None
    last_checked: date


class EditionPlatform(Answer):
    """What one platform says in an edition."""

    platform: str
    platform_name: str
    sections: list[EditionSection]


class EditionChange(Answer):
    """A section that differs from the edition before."""

    platform_name: str
    topic: AdviceTopic
    what: What


class EditionAnswer(Answer):
    """One edition, as everybody reads it."""

    number: int
    letter: str
    election: str
    polling_day: date
    urgent: bool
    note: str
    note_welsh: str
    published_at: Moment
    previous: int | None = Field(description="Number of the edition before")
    platforms: list[EditionPlatform]
    changes: list[EditionChange]
