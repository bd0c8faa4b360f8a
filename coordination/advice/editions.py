"""Editions: what candidates read, as it was published. They are public, so that their reads take no viewer.

An edition never changes. What a page says of it, “last checked” included, is what was so when it was published.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import pandas as pd
from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from coordination import clock
from coordination.advice import reading
from data_model.accounts import Account
from data_model.advice import AdviceDecision, AdviceEdition, AdviceEditionSection, AdviceVersion
from data_model.letters import Election, Letter, Recipient
from data_model.organisations import Platform
from data_model.words import AdviceTopic, Agreement

LISTED = ["number", "published_at", "published_by", "urgent", "note", "sections", "changed"]


class What(StrEnum):
    """What became of a section from one edition to the next."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class Section:
    """What one platform says on one topic. `last_checked` is a London day, as known when it was published."""

    topic: AdviceTopic
    version_id: int
    english: str
    welsh: str
    report_address: str
    responds_in_hours: int | None
    last_checked: date


@dataclass(frozen=True)
class PlatformAdvice:
    """What one platform says, in the order of topics; nothing on a topic on which nothing was agreed."""

    slug: str
    name: str
    sections: tuple[Section, ...]

    def on(self, topic: AdviceTopic) -> Section | None:
        """What it says on one topic."""
        return next((each for each in self.sections if each.topic is topic), None)


@dataclass(frozen=True)
class Change:
    """That a platform's section differs from the edition before. `platform` is its name."""

    platform: str
    topic: AdviceTopic
    what: What


@dataclass(frozen=True)
class Edition:
    """One edition. Every recipient of the letter is there by name, with or without sections. `previous` is the number
    of the edition before it of the same letter."""

    id: int
    number: int
    letter_id: int
    reference: str
    election: str
    polling_day: date
    urgent: bool
    note: str
    note_welsh: str
    published_at: datetime
    platforms: tuple[PlatformAdvice, ...]
    changes: tuple[Change, ...]
    previous: int | None


@dataclass(frozen=True)
class Newest:
    """The newest edition of one letter, for a link to it."""

    letter_id: int
    number: int
    election: str
    polling_day: date


def published(session: Session, number: int | None = None, *, as_at: datetime,
              letter_id: int | None = None) -> Edition | None:
    """The edition with this number, or the newest (of one letter, where `letter_id` says so); None where there was no
    such edition at `as_at`."""
    query = (select(AdviceEdition, Letter, Election)
             .join(Letter, col(Letter.id) == AdviceEdition.letter_id)
             .join(Election, col(Election.id) == Letter.election_id)
             .where(col(AdviceEdition.published_at) <= as_at))
    if number is not None:
        query = query.where(col(AdviceEdition.number) == number)
    if letter_id is not None:
        query = query.where(col(AdviceEdition.letter_id) == letter_id)
    row = session.execute(query.order_by(col(AdviceEdition.number).desc()).limit(1)).first()
    if row is None:
        return None
    edition, letter, election = row
    previous = _before(session, edition)
    platforms = _as_published(session, edition)
    earlier = _as_published(session, previous) if previous else ()
    return Edition(edition.id, edition.number, letter.id, letter.reference, election.name, election.polling_day,
                   edition.urgent, edition.note, edition.note_welsh, edition.published_at, platforms,
                   differences(earlier, platforms), previous.number if previous else None)


def listing(session: Session, letter_id: int, *, as_at: datetime) -> pd.DataFrame:
    """The editions of a letter, the newest first. Columns: LISTED; `published_by` is a name, `sections` how many it
    has, `changed` how many of all sections differ from the edition before."""
    query = (select(AdviceEdition, col(Account.name))
             .join(Account, col(Account.id) == AdviceEdition.published_by)
             .where(col(AdviceEdition.letter_id) == letter_id, col(AdviceEdition.published_at) <= as_at)
             .order_by(col(AdviceEdition.number)))
    rows, earlier = [], frozenset[int]()
    have = _versions_by_edition(session, letter_id)
    places = _places(session, letter_id)
    for edition, by in session.execute(query):
        now = have.get(edition.id, frozenset())
        changed = len({places[version_id] for version_id in earlier ^ now})
        rows.append((edition.number, edition.published_at, by, edition.urgent, edition.note, len(now), changed))
        earlier = now
    return pd.DataFrame(rows[::-1], columns=LISTED, dtype=object)


def numbers(session: Session, letter_id: int, *, as_at: datetime) -> dict[int, datetime]:
    """Number to moment of publication of a letter's editions, the newest first."""
    query = select(col(AdviceEdition.number), col(AdviceEdition.published_at)).where(
        col(AdviceEdition.letter_id) == letter_id, col(AdviceEdition.published_at) <= as_at)
    return dict(session.execute(query.order_by(col(AdviceEdition.number).desc())).all())


def still_to_come(session: Session, *, as_at: datetime) -> list[Newest]:
    """The newest edition of every letter whose polling day is not over at `as_at`, the next polling day first."""
    query = (select(col(AdviceEdition.letter_id), func.max(col(AdviceEdition.number)), col(Election.name),
                    col(Election.polling_day))
             .join(Letter, col(Letter.id) == AdviceEdition.letter_id)
             .join(Election, col(Election.id) == Letter.election_id)
             .where(col(AdviceEdition.published_at) <= as_at, col(Election.polling_day) >= clock.day(as_at))
             .group_by(col(AdviceEdition.letter_id), col(Election.name), col(Election.polling_day))
             .order_by(col(Election.polling_day), col(Election.name)))
    return [Newest(*row) for row in session.execute(query)]


def agreed(session: Session, letter_id: int, *, as_at: datetime) -> tuple[PlatformAdvice, ...]:
    """What an edition published at `as_at` would have: of every recipient and topic the newest agreed version."""
    query = (select(AdviceVersion)
             .join(AdviceDecision, col(AdviceDecision.version_id) == AdviceVersion.id)
             .where(col(AdviceVersion.letter_id) == letter_id, col(AdviceDecision.decision) == Agreement.AGREED,
                    col(AdviceDecision.decided_at) <= as_at))
    return _by_platform(session, letter_id, query, as_at)


def differences(earlier: Iterable[PlatformAdvice], later: Iterable[PlatformAdvice]) -> tuple[Change, ...]:
    """What differs from one edition to the next, in the order of platforms and topics."""
    before, after = ({(one.name, each.topic): each.version_id for one in edition for each in one.sections}
                     for edition in (earlier, later))
    names = dict.fromkeys(name for name, _ in [*after, *before])
    found = []
    for place in ((name, topic) for name in sorted(names, key=str.lower) for topic in AdviceTopic):
        if before.get(place) != after.get(place):
            what = What.ADDED if place not in before else What.REMOVED if place not in after else What.CHANGED
            found.append(Change(*place, what))
    return tuple(found)


def _before(session: Session, edition: AdviceEdition) -> AdviceEdition | None:
    query = select(AdviceEdition).where(col(AdviceEdition.letter_id) == edition.letter_id,
                                        col(AdviceEdition.number) < edition.number)
    return session.scalars(query.order_by(col(AdviceEdition.number).desc()).limit(1)).first()


def _as_published(session: Session, edition: AdviceEdition) -> tuple[PlatformAdvice, ...]:
    query = (select(AdviceVersion)
             .join(AdviceEditionSection, col(AdviceEditionSection.version_id) == AdviceVersion.id)
             .where(col(AdviceEditionSection.edition_id) == edition.id))
    return _by_platform(session, edition.letter_id, query, edition.published_at)


def _by_platform(session: Session, letter_id: int, query: Select[AdviceVersion],
                 moment: datetime) -> tuple[PlatformAdvice, ...]:
    """Every recipient by name, with what `query` finds of it; the version with the highest number counts."""
    found = list(session.scalars(query.order_by(col(AdviceVersion.number))))
    checked = reading.last_checked(session, [version.id or 0 for version in found], as_at=moment)
    sections = {(version.platform_id, version.topic): Section(
        version.topic, version.id or 0, version.english, version.welsh, version.report_address,
        version.responds_in_hours, checked[version.id or 0]) for version in found}
    return tuple(
        PlatformAdvice(slug, name, tuple(sections[id_, topic] for topic in AdviceTopic if (id_, topic) in sections))
        for id_, slug, name in session.execute(_recipients(letter_id)))


def _recipients(letter_id: int) -> Select[int | None, str, str]:
    return (select(col(Platform.id), col(Platform.slug), col(Platform.name))
            .join(Recipient, col(Recipient.platform_id) == Platform.id)
            .where(col(Recipient.letter_id) == letter_id).order_by(func.lower(col(Platform.name))))


def _versions_by_edition(session: Session, letter_id: int) -> dict[int, frozenset[int]]:
    query = (select(col(AdviceEditionSection.edition_id), col(AdviceEditionSection.version_id))
             .join(AdviceEdition, col(AdviceEdition.id) == AdviceEditionSection.edition_id)
             .where(col(AdviceEdition.letter_id) == letter_id))
    found: dict[int, frozenset[int]] = {}
    for edition_id, version_id in session.execute(query):
        found[edition_id] = found.get(edition_id, frozenset()) | {version_id}
    return found


def _places(session: Session, letter_id: int) -> dict[int, tuple[int, AdviceTopic]]:
    """Which platform and topic each version of a letter is about."""
    query = select(col(AdviceVersion.id), col(AdviceVersion.platform_id), col(AdviceVersion.topic)).where(
        col(AdviceVersion.letter_id) == letter_id)
    return {id_ or 0: (platform_id, topic) for id_, platform_id, topic in session.execute(query)}
