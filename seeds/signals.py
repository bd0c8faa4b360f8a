"""The exercise's signals: what was shared when, drawn from the plan by the seed, and what the others did with it.

They are stored by the very functions that a platform's own signals go through, at the moments of the plan.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from math import log
from pathlib import Path
from random import Random
from typing import TypeVar
from uuid import UUID

from pydantic import Field
from sqlmodel import Session

from coordination.clock import LONDON
from coordination.signals import answering, rules, sharing
from coordination.signals.answering import AnswerInput
from coordination.signals.sharing import SignalInput
from coordination.viewers import Viewer
from data_model.accounts import Account
from data_model.organisations import Platform
from data_model.words import AnswerStep, IndicatorKind, Opinion, SignalKind, Tlp
from seeds import documents
from seeds.acts import Act, moved
from seeds.documents import Part, Words
from seeds.plan import LondonTime

Record = Callable[[datetime, Account, str, str], None]
Choice = TypeVar("Choice")
FIRST_HOUR, HOURS_A_DAY = 8, 14  # when people at platforms share
SPREAD = 0.75  # of the logarithm of hours: one in ten takes 2.6 times as long as the median
ACKNOWLEDGED_AFTER = 0.18  # of the hours until it is acted on


class WeekPart(Part):
    """So many signals in these days; half of those acted on at all were acted on within `hours`."""

    first_day: date
    last_day: date
    signals: int
    hours: float


class PlatformPart(Part):
    """How much of what is shared a platform shares, and how slow it is, against the others."""

    shares: float
    pace: float


class AddressedPart(Part):
    """Of a hundred that go to organisations."""

    one_platform: int
    a_department: int
    everyone: int


class AnswersPart(Part):
    """Of a hundred answers; the others are acts."""

    silent: int
    no_more: int
    no_breach: int


class StoryPart(Part):
    """A kind of thing that happens again and again."""

    kind: SignalKind
    category: Words
    indicator: IndicatorKind
    summaries: list[Words]


class AnswerPart(Part):
    """What one platform did with a signal."""

    of: Words
    acknowledged: LondonTime
    opinion: Opinion | None = None
    acted: LondonTime | None = None
    words: str = ""


class WithdrawnPart(Part):
    """When and why a signal was withdrawn."""

    at: LondonTime
    reason: Words


class SignalPart(Part):
    """One signal with whom it is for, and what became of it."""

    by: Words
    at: LondonTime
    kind: SignalKind
    category: Words
    indicator_kind: IndicatorKind
    indicator: Words
    tlp: Tlp
    summary: Words
    platforms: list[Words] = Field(default_factory=list)
    departments: list[Words] = Field(default_factory=list)
    people: list[Words] = Field(default_factory=list)
    everyone: bool = False
    answers: list[AnswerPart] = Field(default_factory=list)
    withdrawn: WithdrawnPart | None = None


class SignalsPart(Part):
    """All of signals.yaml."""

    weeks: list[WeekPart]
    platforms: dict[str, PlatformPart]
    markings: dict[Tlp, int]
    addressed: AddressedPart
    answers: AnswersPart
    acts: list[Words]
    refusals: list[Words]
    stories: list[StoryPart]
    told: list[SignalPart]


@cache
def read(folder: Path) -> SignalsPart:
    """The plan in `folder`. Raises Invalid."""
    return documents.read(folder / "signals.yaml", SignalsPart)


@dataclass
class Shared:
    """A signal in the making: its row's number once it is there."""

    part: SignalPart
    id: int = 0
    stix_id: str = ""


@dataclass(frozen=True)
class Signals:
    """The plan with the rows that it speaks of: platforms by slugs, accounts by names, ids of categories by codes.
    What would come after `until` has not happened yet."""

    session: Session
    plan: SignalsPart
    letter_id: int
    platforms: Mapping[str, Platform]
    cast: Mapping[str, Account]
    categories: Mapping[str, int]
    until: datetime
    record: Record
    chance: Callable[..., Random]

    def acts(self) -> list[Act]:
        """Everything that happened until then, in no order."""
        parts = [self._drawn(week, number, self.chance("signal", week.first_day, number))
                 for week in self.plan.weeks for number in range(week.signals)]
        found = [act for number, part in enumerate(parts + self.plan.told)
                 for act in self._acts_of(part, self.chance("shared", number))]
        return [act for act in found if act[0] < self.until]

    def _drawn(self, week: WeekPart, number: int, chance: Random) -> SignalPart:
        """One signal of a week, as chance has it."""
        story = chance.choice(self.plan.stories)
        by = _weighed({slug: part.shares for slug, part in self.plan.platforms.items()}, chance)
        day = week.first_day + timedelta(days=chance.randrange((week.last_day - week.first_day).days + 1))
        at = datetime.combine(day, time(FIRST_HOUR), LONDON) + timedelta(minutes=chance.randrange(HOURS_A_DAY * 60))
        tlp = _weighed(self.plan.markings, chance)
        to = self._addressees(by, tlp, chance)
        asked = to.get("platforms") or [slug for slug in self.plan.platforms if slug != by]
        answers = [self._answer(of, at, week.hours, chance) for of in asked]
        return SignalPart.model_validate({
            "by": by, "at": at.replace(tzinfo=None), "kind": story.kind, "category": story.category, "tlp": tlp,
            "indicator_kind": story.indicator, "summary": chance.choice(story.summaries),
            "indicator": _indicator(story.indicator, by, f"{week.first_day:%m%d}{number:02}", chance),
            "answers": [each for each in answers if each], "everyone": not to, **to})

    def _addressees(self, by: str, tlp: Tlp, chance: Random) -> dict[str, list[str]]:
        """For whom a signal is, by lists of names; nothing stands for everyone."""
        others, share = [slug for slug in self.plan.platforms if slug != by], self.plan.addressed
        if rules.RULES[tlp].to_people:
            return {"people": [self._representative(slug).name for slug in others]}
        if rules.RULES[tlp].to_everyone and _happens(share.everyone, chance):
            return {}
        platforms = [chance.choice(others)] if _happens(share.one_platform, chance) else others
        return {"platforms": platforms, "departments": ["Home Office"] if _happens(share.a_department, chance) else []}

    def _answer(self, of: str, at: datetime, hours: float, chance: Random) -> dict[str, object] | None:
        """What a platform did with a signal shared at `at`, if anything."""
        hours *= self.plan.platforms[of].pace
        taken = timedelta(hours=chance.lognormvariate(log(hours), SPREAD))
        draw, share = chance.randrange(100), self.plan.answers
        if draw < share.silent:
            return None
        found = {"of": of, "acknowledged": (at + ACKNOWLEDGED_AFTER * taken).replace(tzinfo=None)}
        if draw < share.silent + share.no_more:
            return found
        if draw < share.silent + share.no_more + share.no_breach:
            return found | {"opinion": Opinion.DOES_NOT_BREACH, "words": chance.choice(self.plan.refusals)}
        return found | {"opinion": Opinion.BREACHES, "acted": (at + taken).replace(tzinfo=None),
                        "words": chance.choice(self.plan.acts)}

    def _acts_of(self, part: SignalPart, chance: Random) -> list[Act]:
        at = moved(part.at, chance)
        shared = Shared(part, stix_id=f"indicator--{UUID(int=chance.getrandbits(128), version=4)}")
        observed = at - timedelta(minutes=chance.randint(20, 180))
        found: list[Act] = [(at, partial(self._share, shared, observed, at))]
        end = part.withdrawn.at if part.withdrawn else self.until
        for answer in part.answers:
            found += [act for act in self._acts_of_answer(shared, answer, at, chance) if act[0] < end]
        if part.withdrawn:
            found.append((part.withdrawn.at, partial(self._withdraw, shared, part.withdrawn)))
        return found

    def _acts_of_answer(self, shared: Shared, part: AnswerPart, at: datetime, chance: Random) -> list[Act]:
        """Acknowledged, then an opinion, then an act: each recorded some minutes after it was done."""
        acknowledged = max(moved(part.acknowledged, chance), at + timedelta(minutes=1))
        given = [(acknowledged, AnswerInput(step=AnswerStep.ACKNOWLEDGED))]
        if part.opinion:
            words = "" if part.acted else part.words
            given.append((acknowledged + timedelta(minutes=chance.randint(2, 9)),
                          AnswerInput(step=AnswerStep.OPINION, opinion=part.opinion, words=words)))
        if part.acted:
            acted = max(part.acted, acknowledged)
            given.append((acted + timedelta(minutes=chance.randint(10, 25)),
                          AnswerInput(step=AnswerStep.ACTED, acted_at=acted, words=part.words)))
        return [(when, partial(self._put, shared, part.of, asked, when)) for when, asked in given]

    def _share(self, shared: Shared, observed: datetime, at: datetime) -> None:
        part, by = shared.part, self._representative(shared.part.by)
        viewer = _viewer(by)
        departments = sharing.choices(self.session, viewer, self.letter_id).departments
        asked = SignalInput(
            letter_id=self.letter_id, platform_id=self.platforms[part.by].id or 0, kind=part.kind,
            category_id=self.categories[part.category], summary=part.summary, indicator_kind=part.indicator_kind,
            indicator=part.indicator, observed_at=observed, tlp=part.tlp, everyone=part.everyone,
            platform_ids=[self.platforms[slug].id or 0 for slug in part.platforms],
            organisation_ids=[id_ for id_, name in departments.items() if name in part.departments],
            account_ids=[self.cast[name].id or 0 for name in part.people])
        shared.id, told = sharing.put(self.session, viewer, asked, at, stix_id=shared.stix_id)
        self.record(at, by, "signal.share", told)

    def _put(self, shared: Shared, of: str, asked: AnswerInput, at: datetime) -> None:
        by = self._representative(of)
        for action, told in answering.put(self.session, _viewer(by), shared.id, asked, at):
            self.record(at, by, action, told)

    def _withdraw(self, shared: Shared, part: WithdrawnPart) -> None:
        by = self._representative(shared.part.by)
        told = sharing.take_back(self.session, _viewer(by), shared.id, part.reason, part.at)
        self.record(part.at, by, "signal.withdraw", told)

    def _representative(self, slug: str) -> Account:
        organisation_id = self.platforms[slug].organisation_id
        return next(row for row in self.cast.values() if row.organisation_id == organisation_id)


def _viewer(row: Account) -> Viewer:
    return Viewer(row.id or 0, row.name, row.email, row.role, row.organisation_id, "")


def _indicator(kind: IndicatorKind, by: str, number: str, chance: Random) -> str:
    """An indicator that nothing real can have: on a name that is reserved, or made of chance alone."""
    if kind is IndicatorKind.URL:
        return f"https://example.{chance.choice(('com', 'org'))}/exercise/{number}"
    if kind is IndicatorKind.HANDLE:
        return f"{by}:@exercise_{number}"
    return f"{chance.getrandbits(256):064x}"


def _happens(of_a_hundred: int, chance: Random) -> bool:
    return chance.randrange(100) < of_a_hundred


def _weighed(weights: Mapping[Choice, float], chance: Random) -> Choice:
    return chance.choices(list(weights), list(weights.values()))[0]
