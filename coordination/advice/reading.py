"""Sections of advice as they stood at a moment: one row for each platform and topic, with its gaps."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pandas as pd
from sqlalchemy import case, false, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from coordination import clock
from coordination.letters import LetterInView
from coordination.viewers import SEES_ALL_PLATFORMS, Viewer, may_see, own_platform
from data_model.accounts import Account
from data_model.advice import AdviceCheck, AdviceDecision, AdviceEdition, AdviceEditionSection, AdviceVersion
from data_model.letters import Recipient
from data_model.organisations import Platform
from data_model.words import AdviceTopic, Agreement, Role

WORDS = ["english", "welsh", "report_address", "responds_in_hours"]
VERSION_COLUMNS = ["version_id", "number", *WORDS, "submitted_at", "submitted_by", "decision", "reason", "decided_at",
                   "decided_by", "last_checked"]
COLUMNS = ["platform_id", "slug", "platform", "topic", *VERSION_COLUMNS, "state", "stale", "agreed_version_id",
           "agreed_number", "edition_number", "own", "gaps"]
Key = tuple[int, AdviceTopic]


class State(StrEnum):
    """Where a section stands; of another platform than one's own, only whether it is published."""

    NOT_WRITTEN = "not written"
    WAITING = "waits to be agreed"
    RETURNED = "returned"
    AGREED = "agreed"
    PUBLISHED = "published"
    NOT_PUBLISHED = "not published"


@dataclass(frozen=True)
class _Section:
    """What one viewer may know of one section: its versions, newest first, and where it was published."""

    versions: list[dict[str, Any]]
    edition: int | None

    @property
    def agreed(self) -> dict[str, Any] | None:
        """The newest agreed version."""
        return next((each for each in self.versions if each["decision"] is Agreement.AGREED), None)

    @property
    def counts(self) -> dict[str, Any] | None:
        """The version that would be published: the newest agreed one; the newest where none is agreed yet."""
        return self.agreed or (self.versions[0] if self.versions else None)


def sections(session: Session, viewer: Viewer, letter: LetterInView, *, as_at: datetime) -> pd.DataFrame:
    """One row for each recipient platform and topic, by platform's name and in the topics' order; empty for whom no
    advice is shown before it is public.

    Columns: COLUMNS. The version is the newest sent one (`version_id` None where there is none), `decision` None where
    it waits. Of other platforms than its own (`own`), a platform sees what the newest edition has. `last_checked` (a
    London day), `stale` and `gaps` (sentences) are of the agreed version, or of the newest where none is agreed.
    `edition_number` is of the newest edition that has a version of the section.
    """
    editions = _editions(session, letter.id, as_at)
    found = _versions(session, viewer, letter.id, as_at, editions)
    rows = []
    for platform_id, slug, name, own in _platforms(session, viewer, letter.id):
        for topic in AdviceTopic:
            section = _Section(found.get((platform_id, topic), []), editions.of_section.get((platform_id, topic)))
            found_of = _told(section, letter.advice_checked_days, clock.day(as_at))
            if viewer.role is Role.PLATFORM and not own:
                found_of |= _as_published(section, name, topic)
            else:
                found_of |= {"gaps": gaps_of(name, topic, section.counts), "state": _state(section)}
            rows.append({"platform_id": platform_id, "slug": slug, "platform": name, "topic": topic, "own": own,
                         **found_of})
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def versions(session: Session, viewer: Viewer, letter_id: int, platform_id: int, topic: AdviceTopic, *,
             as_at: datetime) -> pd.DataFrame:
    """All versions of a section, newest first; of another platform than one's own, the one in the newest edition.
    Columns: VERSION_COLUMNS."""
    found = _versions(session, viewer, letter_id, as_at, _editions(session, letter_id, as_at))
    return pd.DataFrame(found.get((platform_id, topic), []), columns=VERSION_COLUMNS, dtype=object)


def waiting(of: pd.DataFrame) -> pd.DataFrame:
    """Of `sections`, those whose newest version waits for a decision, longest waiting first."""
    undecided = of[of["version_id"].notna() & of["decision"].isna()]
    return undecided.sort_values(["submitted_at", "version_id"]).reset_index(drop=True)


def gaps(of: pd.DataFrame) -> list[str]:
    """Of `sections`, every gap as a sentence, in the order of rows."""
    return [gap for row in of["gaps"] for gap in row]


def gaps_of(platform: str, topic: AdviceTopic, words: dict[str, Any] | None, nothing: str = "nothing",
            ) -> tuple[str, ...]:
    """What is missing of a section: its words are None where there are none (what is called `nothing`), else a mapping
    with WORDS."""
    if words is None:
        return (f"{platform}: {nothing} on {topic}",)
    found = []
    if not words["welsh"]:
        found.append(f"{platform}: no Welsh on {topic}")
    if topic is AdviceTopic.RESPONSE and words["responds_in_hours"] is None:
        found.append(f"{platform}: no response time stated")
    return tuple(found)


def last_checked(session: Session, version_ids: list[int], *, as_at: datetime) -> dict[int, date]:
    """The London day on which each version was last looked at: sent, agreed, or found still right."""
    checked = (select(col(AdviceCheck.version_id), func.max(AdviceCheck.checked_at).label("at"))
               .where(col(AdviceCheck.checked_at) <= as_at).group_by(col(AdviceCheck.version_id)).subquery())
    query = (
        select(col(AdviceVersion.id), col(AdviceVersion.submitted_at), col(AdviceDecision.decided_at), checked.c.at)
        .outerjoin(AdviceDecision, (col(AdviceDecision.version_id) == AdviceVersion.id)
                   & (col(AdviceDecision.decision) == Agreement.AGREED) & (col(AdviceDecision.decided_at) <= as_at))
        .outerjoin(checked, checked.c.version_id == AdviceVersion.id)
        .where(col(AdviceVersion.id).in_(version_ids)))
    return {row[0]: clock.day(max(moment for moment in row[1:] if moment)) for row in session.execute(query)}


def is_stale(checked: date, today: date, days: int) -> bool:
    """Whether advice that was last checked on a day is to be looked at again: after more than `days` London days."""
    return (today - checked).days > days


def _told(section: _Section, days: int, today: date) -> dict[str, Any]:
    """The columns of one row that come from its versions."""
    newest, counts, agreed = (section.versions or [{}])[0], section.counts, section.agreed
    checked = counts["last_checked"] if counts else None
    return {**dict.fromkeys(VERSION_COLUMNS), **newest, "last_checked": checked,
            "stale": bool(checked and is_stale(checked, today, days)),
            "agreed_version_id": agreed["version_id"] if agreed else None,
            "agreed_number": agreed["number"] if agreed else None, "edition_number": section.edition}


def _as_published(section: _Section, platform: str, topic: AdviceTopic) -> dict[str, Any]:
    """What another platform may know of a section: what the newest edition has, and not who looked at it since."""
    return {"state": State.PUBLISHED if section.versions else State.NOT_PUBLISHED,
            "gaps": gaps_of(platform, topic, section.counts, "nothing published")}


def _state(section: _Section) -> State:
    if not section.versions:
        return State.NOT_WRITTEN
    decision = section.versions[0]["decision"]
    return State(decision) if decision else State.WAITING


def _platforms(session: Session, viewer: Viewer, letter_id: int) -> list[tuple[int, str, str, bool]]:
    """Id, slug, name, and whether it is the viewer's own, of the letter's recipients, by name."""
    own = own_platform(viewer, col(Platform.id))
    query = (select(col(Platform.id), col(Platform.slug), col(Platform.name), own)
             .join(Recipient, col(Recipient.platform_id) == Platform.id)
             .where(col(Recipient.letter_id) == letter_id).order_by(func.lower(col(Platform.name))))
    rows = [(id_ or 0, slug, name, bool(is_own)) for id_, slug, name, is_own in session.execute(query)]
    concerned = viewer.role in SEES_ALL_PLATFORMS or (viewer.role is Role.PLATFORM and any(row[3] for row in rows))
    return rows if concerned else []


@dataclass(frozen=True)
class _Editions:
    """Where a letter's sections were published by a moment."""

    of_section: dict[Key, int]  # the number of the newest edition that has a version of it
    in_newest: frozenset[int]  # ids of the versions that the newest edition has


def _editions(session: Session, letter_id: int, as_at: datetime) -> _Editions:
    query = (
        select(col(AdviceEdition.number), col(AdviceVersion.id), col(AdviceVersion.platform_id),
               col(AdviceVersion.topic))
        .join(AdviceEditionSection, col(AdviceEditionSection.edition_id) == AdviceEdition.id)
        .join(AdviceVersion, col(AdviceVersion.id) == AdviceEditionSection.version_id)
        .where(col(AdviceEdition.letter_id) == letter_id, col(AdviceEdition.published_at) <= as_at)
        .order_by(col(AdviceEdition.number)))
    rows = session.execute(query).all()
    newest = rows[-1][0] if rows else None
    return _Editions({(platform_id, topic): number for number, _, platform_id, topic in rows},
                     frozenset(id_ for number, id_, _, _ in rows if number == newest and id_))


def _versions(session: Session, viewer: Viewer, letter_id: int, as_at: datetime,
              editions: _Editions) -> dict[Key, list[dict[str, Any]]]:
    """The versions that the viewer may know of, newest first, by platform and topic. Of a section that is public and
    not the viewer's own, only what the edition has: not who wrote it, nor who agreed."""
    of_edition = col(AdviceVersion.id).in_(editions.in_newest) if viewer.role is Role.PLATFORM else false()
    all_of_it = may_see(viewer, col(AdviceVersion.platform_id))
    sender, decider = aliased(Account), aliased(Account)
    query = (
        select(AdviceVersion, AdviceDecision, case((all_of_it, col(sender.name))), case((all_of_it, col(decider.name))))
        .join(sender, col(sender.id) == AdviceVersion.submitted_by)
        .outerjoin(AdviceDecision, (col(AdviceDecision.version_id) == AdviceVersion.id)
                   & (col(AdviceDecision.decided_at) <= as_at))
        .outerjoin(decider, col(decider.id) == AdviceDecision.decided_by)
        .where(col(AdviceVersion.letter_id) == letter_id, col(AdviceVersion.submitted_at) <= as_at,
               all_of_it | of_edition)
        .order_by(col(AdviceVersion.number).desc()))
    rows = session.execute(query).all()
    checked = last_checked(session, [row[0].id for row in rows], as_at=as_at)
    found: dict[Key, list[dict[str, Any]]] = {}
    for version, decision, submitted_by, decided_by in rows:
        told = _version(version, decision, submitted_by, decided_by)
        found.setdefault((version.platform_id, version.topic), []).append(
            told | {"last_checked": checked[version.id or 0] if submitted_by else None})
    return found


def _version(version: AdviceVersion, decision: AdviceDecision | None, submitted_by: str | None,
             decided_by: str | None) -> dict[str, Any]:
    return {"version_id": version.id, "number": version.number, **{name: getattr(version, name) for name in WORDS},
            "submitted_at": version.submitted_at, "submitted_by": submitted_by,
            "decision": decision.decision if decision else None, "reason": decision.reason if decision else "",
            "decided_at": decision.decided_at if decision else None, "decided_by": decided_by}

