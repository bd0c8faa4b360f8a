"""Distributions on record, and what they come to: how many people were reached at least once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, false, func, select, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from coordination.letters import LetterInView, addressed
from coordination.problems import NotFound
from coordination.reach import audiences, bounds
from coordination.reach.audiences import Size
from coordination.reach.bounds import Bounds, Sent
from coordination.viewers import SEES_ALL_PLATFORMS, Viewer, own_platform
from data_model.accounts import Account
from data_model.advice import AdviceEdition
from data_model.letters import Letter
from data_model.organisations import Platform
from data_model.reach import Distribution, DistributionVersion
from data_model.words import Audience, Role, SenderKind

COLUMNS = ["id", "edition", "sender_kind", "sender", "audience", "party", "channel", "sent_on", "people", "number",
           "reason", "recorded_by", "recorded_at"]
VERSION_COLUMNS = ["number", "people", "reason", "recorded_by", "recorded_at"]
COUNTED = ["sender_kind", "audience", "party", "sent_on", "people"]


@dataclass(frozen=True)
class Reach:
    """How far an audience, or the people of one `party` in it (empty for all), was reached. `population` is how many
    there are, None where nobody said. `first_on` is the day of the first sending that may have reached any of them."""

    audience: Audience
    party: str
    population: int | None
    sendings: int
    bounds: Bounds
    first_on: date | None

    @property
    def shares(self) -> tuple[float, float] | None:
        """The bounds as shares of all, from 0 to 1; None where nobody knows how many there are."""
        if self.population is None:
            return None
        return self.bounds.lower / self.population, self.bounds.upper / self.population


@dataclass(frozen=True)
class Reached:
    """`in_all` has every audience, `by_party` each party of those with sendings or known parties, the largest first.
    `sent_by` are the parties that sent something themselves. `counted` are the distributions behind it (COUNTED)."""

    sizes: dict[Audience, Size]
    in_all: dict[Audience, Reach]
    by_party: dict[Audience, tuple[Reach, ...]]
    sent_by: frozenset[str]
    distributions: int
    counted: pd.DataFrame


def listing(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime,
            distribution_id: int | None = None, edition: int | None = None) -> pd.DataFrame:
    """The distributions of a letter's advice that the viewer may see as they counted at `as_at`, the last sent first.

    Columns: COLUMNS; `edition` is its number, `number` and `reason` of the version that counts, `people` 0 where the
    distribution was taken back. `recorded_by` is a name.
    """
    query: Select[*tuple[Any, ...]] = (
        select(col(Distribution.id), col(AdviceEdition.number).label("edition"), col(Distribution.sender_kind),
               col(Distribution.sender), col(Distribution.audience), col(Distribution.party),
               col(Distribution.channel), col(Distribution.sent_on), col(DistributionVersion.people),
               col(DistributionVersion.number), col(DistributionVersion.reason), col(Account.name),
               col(DistributionVersion.recorded_at))
        .select_from(Distribution)
        .join(DistributionVersion, and_(col(DistributionVersion.distribution_id) == Distribution.id, newest(as_at)))
        .join(AdviceEdition, col(AdviceEdition.id) == Distribution.edition_id)
        .join(Account, col(Account.id) == DistributionVersion.recorded_by)
        .where(col(AdviceEdition.letter_id) == letter_id, seen_by(viewer))
        .order_by(col(Distribution.sent_on).desc(), col(Distribution.id).desc())
    )
    if distribution_id is not None:
        query = query.where(col(Distribution.id) == distribution_id)
    if edition is not None:
        query = query.where(col(AdviceEdition.number) == edition)
    return pd.DataFrame(session.execute(query).all(), columns=COLUMNS, dtype=object)


def in_view(session: Session, viewer: Viewer, letter_id: int, distribution_id: int, *,
            as_at: datetime) -> dict[str, Any]:
    """One distribution: a row of `listing` by column. Raises NotFound."""
    found = listing(session, viewer, letter_id, as_at=as_at, distribution_id=distribution_id)
    if found.empty:
        raise NotFound("There is no such distribution.")
    return {str(name): value for name, value in found.iloc[0].items()}


def versions(session: Session, viewer: Viewer, distribution_id: int, *, as_at: datetime) -> pd.DataFrame:
    """What was said of a distribution by `as_at`, the newest first. Columns: VERSION_COLUMNS. Empty for one that the
    viewer may not see."""
    query = (
        select(col(DistributionVersion.number), col(DistributionVersion.people), col(DistributionVersion.reason),
               col(Account.name), col(DistributionVersion.recorded_at))
        .join(Distribution, col(Distribution.id) == DistributionVersion.distribution_id)
        .join(Account, col(Account.id) == DistributionVersion.recorded_by)
        .where(col(Distribution.id) == distribution_id, col(DistributionVersion.recorded_at) <= as_at, seen_by(viewer))
        .order_by(col(DistributionVersion.number).desc())
    )
    return pd.DataFrame(session.execute(query).all(), columns=VERSION_COLUMNS, dtype=object)


def reached(session: Session, viewer: Viewer, letter: LetterInView, *, as_at: datetime,
            edition: int | None = None) -> Reached:
    """How far the advice, or one edition of it, has reached each audience, as known at `as_at`. These are counts over
    all senders, for everybody who sees the letter, but for administrators."""
    rows = _counting(session, viewer, letter.id, as_at, edition)
    return summed(rows, audiences.sizes(session, letter.id, as_at=as_at))


def summed(rows: pd.DataFrame, sizes: dict[Audience, Size]) -> Reached:
    """What these distributions (COUNTED) come to. Pure."""
    sent = {each: _sent(rows[rows["audience"] == each]) for each in Audience}
    in_all = {each: _reach(each, "", sent[each], sizes[each], rows) for each in Audience}
    by_party = {each: tuple(_reach(each, party, sent[each], sizes[each], rows)
                            for party in _parties(sizes[each], sizes[Audience.CANDIDATES], sent[each]))
                for each in Audience}
    own = rows.loc[rows["sender_kind"] == SenderKind.PARTY, "party"]
    return Reached(sizes, in_all, by_party, frozenset(own), len(rows), rows)


def newest(as_at: datetime | None = None) -> ColumnElement[bool]:
    """The condition under which a version is the one of its distribution that counts at `as_at`, or now."""
    other = aliased(DistributionVersion)
    last = select(func.max(col(other.number))).where(
        col(other.distribution_id) == DistributionVersion.distribution_id)
    if as_at is not None:
        last = last.where(col(other.recorded_at) <= as_at)
    return col(DistributionVersion.number) == last.correlate(DistributionVersion).scalar_subquery()


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """The condition under which `viewer` sees a distribution: a platform those that it sent itself."""
    if viewer.role in SEES_ALL_PLATFORMS:
        return true()
    if viewer.role is not Role.PLATFORM:
        return false()
    own = select(col(Platform.name)).where(own_platform(viewer, col(Platform.id)))
    return and_(col(Distribution.sender_kind) == SenderKind.PLATFORM, col(Distribution.sender).in_(own))


def _counting(session: Session, viewer: Viewer, letter_id: int, as_at: datetime, edition: int | None) -> pd.DataFrame:
    """The distributions that count, whoever sent them, without saying who. Columns: COUNTED."""
    letters = select(col(Letter.id)).where(addressed(viewer))
    query = (
        select(col(Distribution.sender_kind), col(Distribution.audience), col(Distribution.party),
               col(Distribution.sent_on), col(DistributionVersion.people))
        .select_from(Distribution)
        .join(DistributionVersion, and_(col(DistributionVersion.distribution_id) == Distribution.id, newest(as_at)))
        .join(AdviceEdition, col(AdviceEdition.id) == Distribution.edition_id)
        .where(col(AdviceEdition.letter_id) == letter_id, col(AdviceEdition.letter_id).in_(letters),
               col(DistributionVersion.people) > 0)
    )
    if viewer.role is Role.ADMINISTRATOR:
        query = query.where(false())
    if edition is not None:
        query = query.where(col(AdviceEdition.number) == edition)
    return pd.DataFrame(session.execute(query).all(), columns=COUNTED, dtype=object)


def _sent(rows: pd.DataFrame) -> Sent:
    """The sendings to one audience."""
    by_party: dict[str, list[int]] = defaultdict(list)
    for party, people in zip(rows["party"], rows["people"], strict=True):
        by_party[party].append(people)
    return Sent(by_party.pop("", []), by_party)


def _parties(size: Size, candidates: Size, sent: Sent) -> Iterable[str]:
    """The parties to tell of: those whose size is known, or the others that were sent something, in the same order."""
    return size.parties or [party for party in candidates.parties if party in sent.to_party]


def _reach(audience: Audience, party: str, sent: Sent, size: Size, rows: pd.DataFrame) -> Reach:
    mine = rows[rows["audience"] == audience]
    if party:
        mine = mine[mine["party"].isin(["", party])]
    sizes = size.parties
    found = bounds.of_party(party, sent, size.people, sizes) if party else bounds.in_all(sent, size.people, sizes)
    return Reach(audience, party, sizes.get(party) if party else size.people, len(mine), found,
                 min(mine["sent_on"], default=None))
