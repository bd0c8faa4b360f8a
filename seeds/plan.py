"""The exercise's plan: who wrote, decided and asked what, when. It names the stages whose words they used."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from seeds import documents
from seeds.documents import Part, Words
from seeds.stages import Wordings

LondonTime = Annotated[datetime, AfterValidator(lambda moment: moment.replace(tzinfo=ZoneInfo("Europe/London")))]


class VersionPart(Part):
    """One submitted version and, where there was one, the decision on it."""

    stage: Words
    submitted: LondonTime
    decided: LondonTime | None = None
    by: Words | None = None
    returned: bool = False


class DraftPart(Part):
    """What a platform is still writing."""

    stage: Words
    saved: LondonTime


class UpdatePart(Part):
    """One platform's account of one commitment for the period that ends on `due_on`."""

    platform: Words
    commitment: int
    due_on: date
    versions: list[VersionPart] = Field(default_factory=list)
    draft: DraftPart | None = None


class RequestPart(Part):
    """An official's request to platforms on commitments."""

    by: Words
    asked: LondonTime
    due_on: date
    platforms: list[Words]
    commitments: list[int]
    message: Wordings


class VoicePart(Part):
    """What a platform calls its rules and its ways to report."""

    rules: Words
    reporting: Words


class PlanPart(Part):
    """All of plan.yaml."""

    voices: dict[str, VoicePart]
    updates: list[UpdatePart]
    requests: list[RequestPart]


@cache
def read(folder: Path) -> PlanPart:
    """The plan in `folder`. Raises Invalid."""
    return documents.read(folder / "plan.yaml", PlanPart)
