"""The exercise's distributions: who sent which edition on to whom, what was restated since, and how many people there
are, stored by the very functions that screens go through."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from random import Random

from pydantic import Field
from sqlmodel import Session

from coordination.reach import audiences, recording
from coordination.reach.inputs import DistributionInput, SizeInput
from data_model.accounts import Account
from data_model.words import Audience, Channel, SenderKind
from seeds import documents
from seeds.acts import Act, moved
from seeds.documents import Part, Words
from seeds.plan import LondonTime

Record = Callable[[datetime, Account, str, str], None]
OFFICIAL = "Cabinet Office official"


class SizePart(Part):
    """How many people somebody said there are."""

    at: LondonTime
    by: Words = OFFICIAL
    audience: Audience
    people: int
    source: Words


class RestatedPart(Part):
    """How many people it was said to have gone to later on; 0 takes it back."""

    at: LondonTime
    people: int
    reason: Words


class SentPart(Part):
    """One distribution, and when it was put on record, and by whom."""

    recorded: LondonTime
    by: Words = OFFICIAL
    edition: int
    sender_kind: SenderKind
    sender: Words
    audience: Audience
    party: str = ""
    channel: Channel
    sent_on: date
    people: int
    restated: list[RestatedPart] = Field(default_factory=list)

    @property
    def said(self) -> DistributionInput:
        """What was put on record."""
        return DistributionInput.model_validate(self.model_dump(exclude={"recorded", "by", "restated"}))


class ReachPart(Part):
    """All of reach.yaml."""

    sizes: list[SizePart]
    distributions: list[SentPart]


@cache
def read(folder: Path) -> ReachPart:
    """The plan in `folder`. Raises Invalid."""
    return documents.read(folder / "reach.yaml", ReachPart)


@dataclass(frozen=True)
class Reach:
    """The plan with the rows that it speaks of: accounts by names."""

    session: Session
    plan: ReachPart
    letter_id: int
    cast: Mapping[str, Account]
    record: Record
    chance: Callable[..., Random]

    def acts(self) -> list[Act]:
        """Everything that happened, in no order."""
        found: list[Act] = []
        for size in self.plan.sizes:
            at = moved(size.at, self.chance("size", size.audience, size.at))
            found.append((at, partial(self._size, size, at)))
        for number, part in enumerate(self.plan.distributions, 1):
            chance = self.chance("distribution", number)
            at = moved(part.recorded, chance)
            found.append((at, partial(self._send, part, at)))
            for again in part.restated:
                later = moved(again.at, chance)
                found.append((later, partial(self._restate, part, again, later)))
        return found

    def _size(self, part: SizePart, at: datetime) -> None:
        by = self.cast[part.by]
        asked = SizeInput(audience=part.audience, people=part.people, source=part.source)
        self.record(at, by, "reach.size", audiences.put_size(self.session, self.letter_id, asked, by.id or 0, at))

    def _send(self, part: SentPart, at: datetime) -> None:
        by = self.cast[part.by]
        recording.put(self.session, [part.said], by.id or 0, at)
        self.record(at, by, "reach.record", recording.told(part.said))

    def _restate(self, part: SentPart, again: RestatedPart, at: datetime) -> None:
        by = self.cast[part.by]
        found = recording.on_record(self.session, self.letter_id)[recording.key(part.said)]
        told = recording.follow(self.session, found, again.people, again.reason, by.id or 0, at)
        self.record(at, by, "reach.restate", told)
