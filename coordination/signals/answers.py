"""What belongs to signals in view: their addressees with what each answered, and the signals that they match."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, or_, select, true, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from coordination.signals import rules
from coordination.viewers import SEES_ALL_PLATFORMS, Viewer, own_platform
from data_model.accounts import Account
from data_model.organisations import Organisation, Platform
from data_model.signals import Signal, SignalAddressee, SignalAnswer, SignalMatch
from data_model.words import AnswerStep, Opinion

Chosen = Select[int | None]


@dataclass
class Answer:
    """What one platform did with a signal: of each step the newest. Opinion and words are empty for who may not read
    them."""

    acknowledged_at: datetime | None = None
    opinion: Opinion | None = None
    opinion_at: datetime | None = None
    opinion_words: str = ""
    acted_at: datetime | None = None
    acted_words: str = ""

    def take(self, step: AnswerStep, at: datetime, opinion: Opinion | None, words: str) -> None:
        """A later step, as it was stored."""
        if step is AnswerStep.ACKNOWLEDGED:
            self.acknowledged_at = at
        elif step is AnswerStep.OPINION:
            self.opinion, self.opinion_at, self.opinion_words = opinion, at, words
        else:
            self.acted_at, self.acted_words = at, words


@dataclass(frozen=True)
class Addressee:
    """A platform or a department that a signal is addressed to; `person` is whom TLP:RED names, where the viewer may
    know. `own` is the viewer's own platform."""

    platform_id: int | None
    slug: str | None
    name: str
    person: str | None
    own: bool
    answer: Answer = field(default_factory=Answer)

    @property
    def described(self) -> str:
        """“Facebook”, or “Somebody (Facebook)”."""
        return f"{self.person} ({self.name})" if self.person else self.name


@dataclass(frozen=True)
class Match:
    """Another signal with the same indicator, which the viewer may read too; `distance` as in matching.Found."""

    signal_id: int
    platform: str
    shared_at: datetime
    distance: int


def addressees(session: Session, viewer: Viewer, chosen: Chosen, as_at: datetime) -> dict[int, list[Addressee]]:
    """By signal, of those `chosen` (their ids), the addressees that the viewer is told of, platforms first."""
    answered = _answers(session, viewer, chosen, as_at)
    knows_people = or_(own_platform(viewer, col(Signal.platform_id)),
                       col(SignalAddressee.account_id) == viewer.account_id)
    query: Select[*tuple[Any, ...]] = (
        select(col(SignalAddressee.signal_id), col(Platform.id).label("platform_id"), col(Platform.slug),
               col(Platform.name).label("platform"), col(Organisation.name).label("department"),
               case((knows_people, col(Account.name))).label("person"),
               own_platform(viewer, col(SignalAddressee.platform_id)).label("own"))
        .join(Signal, col(Signal.id) == SignalAddressee.signal_id)
        .join(Platform, col(Platform.id) == SignalAddressee.platform_id, isouter=True)
        .join(Organisation, col(Organisation.id) == SignalAddressee.organisation_id, isouter=True)
        .join(Account, col(Account.id) == SignalAddressee.account_id, isouter=True)
        .where(col(SignalAddressee.signal_id).in_(chosen), rules.told_of(viewer, SignalAddressee))
        .order_by(col(SignalAddressee.id))
    )
    found: dict[int, list[Addressee]] = defaultdict(list)
    for row in session.connection().execute(query):
        addressee = Addressee(row.platform_id, row.slug, row.platform or row.department, row.person, bool(row.own),
                              answered[row.signal_id, row.platform_id])
        if addressee not in found[row.signal_id]:  # two people of one platform, whose names the viewer may not know
            found[row.signal_id].append(addressee)
    return found


def matches(session: Session, viewer: Viewer, chosen: Chosen, as_at: datetime) -> dict[int, list[Match]]:
    """By signal, of those `chosen` (their ids), the others with the same indicator, where the viewer may read both."""
    sides = (col(SignalMatch.signal_id), col(SignalMatch.earlier_id))
    both = union_all(*(_side(viewer, chosen, as_at, *order) for order in (sides, sides[::-1]))).subquery()
    found: dict[int, list[Match]] = defaultdict(list)
    for row in session.connection().execute(select(both).order_by(both.c.id, both.c.other_id)):
        found[row.id].append(Match(row.other_id, row.platform, row.shared_at, row.distance))
    return found


def _side(viewer: Viewer, chosen: Chosen, as_at: datetime, this_id: Any, other_id: Any) -> Select[*tuple[Any, ...]]:
    """Matches seen from one side: from the later signal, or from the earlier one."""
    this, other = aliased(Signal), aliased(Signal)
    return (
        select(this_id.label("id"), other_id.label("other_id"), col(Platform.name).label("platform"),
               col(other.shared_at), col(SignalMatch.distance))
        .select_from(SignalMatch)
        .join(this, col(this.id) == this_id)
        .join(other, col(other.id) == other_id)
        .join(Platform, col(Platform.id) == other.platform_id)
        .where(this_id.in_(chosen), col(other.shared_at) <= as_at, rules.reads_content(viewer, this),
               rules.reads_content(viewer, other))
    )


def _answers(session: Session, viewer: Viewer, chosen: Chosen, as_at: datetime) -> dict[tuple[int, int], Answer]:
    """By signal and platform, what the viewer is told that it answered."""
    reads = rules.reads_content(viewer)
    told = true() if viewer.role in SEES_ALL_PLATFORMS else or_(
        own_platform(viewer, col(Signal.platform_id)), own_platform(viewer, col(SignalAnswer.platform_id)))
    query = (
        select(col(SignalAnswer.signal_id), col(SignalAnswer.platform_id), col(SignalAnswer.step),
               col(SignalAnswer.happened_at), case((reads, col(SignalAnswer.opinion))),
               case((reads, col(SignalAnswer.words)), else_=""))
        .join(Signal, col(Signal.id) == SignalAnswer.signal_id)
        .where(col(SignalAnswer.signal_id).in_(chosen), col(SignalAnswer.recorded_at) <= as_at, told)
        .order_by(col(SignalAnswer.id))
    )
    found: dict[tuple[int, int], Answer] = defaultdict(Answer)
    for signal_id, platform_id, *answer in session.connection().execute(query):
        found[signal_id, platform_id].take(*answer)
    return found
