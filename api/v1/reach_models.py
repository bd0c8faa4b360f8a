"""What the API says of reach, and what it is told of it."""

from datetime import date

from pydantic import ConfigDict, Field

from api.v1.fields import Answer, Body, Day, Moment, Number
from data_model.words import Audience, Channel, SenderKind


class ReachAnswer(Answer):
    """How far an audience, or one party in it, was reached: at least, and at most. Shares are from 0 to 1, null where
    nobody knows how many there are; hours are negative after the close of nominations."""

    audience: Audience
    party: str
    there_are: int | None
    at_least: int
    at_most: int
    at_least_share: float | None
    at_most_share: float | None
    distributions: int
    first_sent_on: date | None
    days_from_letter: int | None
    hours_before_close: int | None
    there_are_source: str


class DistributionVersion(Answer):
    """What was said of a distribution from one moment on."""

    number: int
    people: int
    reason: str
    recorded_by: str
    recorded_at: Moment


class DistributionInList(Answer):
    """A sending of an edition, as it counts; `people` is 0 where it was taken back."""

    id: int
    number: int = Field(description="Of the version that counts: what If-Match names")
    edition: int
    sender_kind: SenderKind
    sender: str
    audience: Audience
    party: str
    channel: Channel
    sent_on: date
    people: int
    reason: str
    recorded_by: str
    recorded_at: Moment


class DistributionAnswer(DistributionInList):
    """A distribution with its versions, the newest first."""

    versions: list[DistributionVersion]


class DistributionBody(Body):
    """What your platform sent to whom."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"platform": "facebook", "edition": 1, "audience": "candidates", "channel": "email", "sent_on": "2019-12-01",
         "people": 600}]})

    platform: str = Field(max_length=100, description="Slug of your platform")
    letter: str | None = Field(default=None, max_length=100, description="The letter's reference; else the newest")
    edition: Number = Field(description="Number of the edition of advice")
    audience: Audience
    party: str = Field(default="", description="Of which party the people are; empty for any")
    channel: Channel
    sent_on: Day
    people: int = Field(description="To how many people")
    confirmed: bool = Field(default=False, description="It is right that it went to more people than there are known "
                                                       "to be")


class RestatementBody(Body):
    """How many people it went to after all, and why."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"people": 590, "reason": "Ten came back."}]})

    people: int = Field(description="0 takes the distribution back")
    reason: str = Field(description="It stays on record beside the earlier number")
    confirmed: bool = Field(default=False, description="As when it was recorded")
