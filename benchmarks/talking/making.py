"""Meetings and signals in any number, from a fixed seed, put into a database that holds the exercise.

Signals go from each platform of the exercise to the other two, over the days since the letter; most are acknowledged
and acted on, as long after as an exponential distribution says. Each meeting has an organisation of each side, a
commitment, and an action. They are spread over a year, as no campaign has so many.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import UUID

import numpy as np
from sqlalchemy import Connection, Engine, func, insert, select, text
from sqlmodel import col

from data_model.accounts import Account
from data_model.base import Table
from data_model.dialogue import (
    Action,
    ActionVersion,
    Meeting,
    MeetingCommitment,
    MeetingOrganisation,
    MeetingVersion,
)
from data_model.incidents import Category
from data_model.letters import Commitment, Letter, Recipient
from data_model.organisations import Platform
from data_model.signals import Signal, SignalAddressee, SignalAnswer, SignalIndicator
from data_model.words import (
    ActionState,
    AnswerStep,
    IndicatorKind,
    MeetingKind,
    MeetingState,
    Role,
    SignalKind,
    Tlp,
)

SEED = 2019
AT_ONCE = 10_000
LAST = datetime(2019, 12, 2, 8, tzinfo=UTC)  # an hour before the exercise opens
DAYS, YEAR = 26, 364
CATEGORIES = 20
STEPS = ((AnswerStep.ACKNOWLEDGED, 0.97, 3.0), (AnswerStep.ACTED, 0.9, 20.0))  # the share of all, and mean hours
MARKINGS = (Tlp.AMBER, Tlp.GREEN, Tlp.CLEAR, Tlp.AMBER_STRICT)
Row = Mapping[str, object]


@dataclass(frozen=True)
class Amount:
    """How much there is besides what the exercise has."""

    signals: int
    meetings: int


@dataclass(frozen=True)
class There:
    """What signals and meetings refer to, by id: the letter, its platforms and their companies, somebody who represents
    one, an official, categories, and the letter's commitments."""

    letter: int
    platforms: list[int]
    companies: list[int]
    representative: int
    official: int
    department: int
    categories: list[int]
    commitments: list[int]


def fill(engine: Engine, amount: Amount) -> None:
    """Put so many signals and meetings on record."""
    with engine.execution_options(writes=True).connect() as connection, connection.begin():
        there = _there(connection)
        _signals(connection, there, amount.signals)
        _meetings(connection, there, amount.meetings)
    with engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def _there(connection: Connection) -> There:
    letter = connection.scalars(select(col(Letter.id)).order_by(col(Letter.signed_on))).first() or 0
    asked = connection.execute(select(col(Platform.id), col(Platform.organisation_id)).join(
        Recipient, col(Recipient.platform_id) == Platform.id).where(col(Recipient.letter_id) == letter)).all()
    account = select(col(Account.id), col(Account.organisation_id)).order_by(col(Account.id))
    representative = connection.execute(account.where(col(Account.role) == Role.PLATFORM)).first() or (0, 0)
    official = connection.execute(account.where(col(Account.role) == Role.OFFICIAL)).first() or (0, 0)
    below = select(col(Category.id)).where(col(Category.parent_id).is_not(None))
    categories = list(connection.scalars(below.order_by(col(Category.id)).limit(CATEGORIES)))
    commitments = list(connection.scalars(select(col(Commitment.id)).where(col(Commitment.letter_id) == letter)))
    return There(letter, [row[0] for row in asked], [row[1] for row in asked], representative[0] or 0,
                 official[0] or 0, official[1], [id_ or 0 for id_ in categories], [id_ or 0 for id_ in commitments])


def _signals(connection: Connection, there: There, number: int) -> None:
    random = np.random.default_rng(SEED)
    first = _next(connection, Signal)
    shared = [LAST - timedelta(hours=float(each)) for each in np.sort(random.uniform(0, DAYS * 24, number))[::-1]]
    senders = [there.platforms[each] for each in random.integers(0, len(there.platforms), number)]
    ids = range(first, first + number)
    _insert(connection, Signal, (
        {"id": id_, "letter_id": there.letter, "platform_id": sender, "stix_id": f"indicator--{UUID(int=id_)}",
         "kind": SignalKind.CONTENT, "category_id": there.categories[id_ % len(there.categories)],
         "tlp": MARKINGS[id_ % len(MARKINGS)], "summary": "The same picture, with other words under it.",
         "observed_at": at - timedelta(hours=1), "shared_at": at, "shared_by": there.representative}
        for id_, sender, at in zip(ids, senders, shared, strict=True)))
    _insert(connection, SignalIndicator, (
        {"signal_id": id_, "kind": IndicatorKind.URL, "value": f"https://example.com/{id_}"} for id_ in ids))
    asked = [(id_, platform, at) for id_, sender, at in zip(ids, senders, shared, strict=True)
             for platform in there.platforms if platform != sender]
    _insert(connection, SignalAddressee, ({"signal_id": id_, "platform_id": to} for id_, to, _ in asked))
    for step, share, mean in STEPS:
        hours = np.where(random.random(len(asked)) < share, random.exponential(mean, len(asked)), np.inf)
        _insert(connection, SignalAnswer, _answers(there, asked, step, hours.tolist()))


def _answers(there: There, asked: Iterable[tuple[int, int, datetime]], step: AnswerStep,
             hours: Iterable[float]) -> Iterator[Row]:
    """Those that were given by LAST."""
    for (id_, platform, shared), each in zip(asked, hours, strict=True):
        if each <= (LAST - shared) / timedelta(hours=1):
            at = shared + timedelta(hours=each)
            yield {"signal_id": id_, "platform_id": platform, "step": step, "happened_at": at, "words": "",
                   "recorded_by": there.representative, "recorded_at": at}


def _meetings(connection: Connection, there: There, number: int) -> None:
    kinds = list(MeetingKind)
    first, version = _next(connection, Meeting), _next(connection, MeetingVersion)
    action = _next(connection, Action)
    starts = [LAST - timedelta(days=place % YEAR, hours=place % 7) for place in range(number)]
    _insert(connection, Meeting, (
        {"id": first + place, "letter_id": there.letter, "uid": f"bench-{place}@parley.example", "recurrence_id": "",
         "made_by": there.official, "made_at": at} for place, at in enumerate(starts)))
    _insert(connection, MeetingVersion, (
        {"id": version + place, "meeting_id": first + place, "number": 1, "kind": kinds[place % len(kinds)],
         "state": MeetingState.HELD, "title": "What moves from one platform to the next", "starts_at": at,
         "ends_at": at + timedelta(hours=1), "recorded_by": there.official, "recorded_at": at + timedelta(hours=1),
         "agenda": "What was shared\nWhat was done", "note": "Agreed to share sooner."}
        for place, at in enumerate(starts)))
    _insert(connection, MeetingOrganisation, (
        {"version_id": version + place, "organisation_id": organisation} for place in range(number)
        for organisation in (there.department, there.companies[place % len(there.companies)])))
    _insert(connection, MeetingCommitment, (
        {"version_id": version + place, "commitment_id": there.commitments[place % len(there.commitments)]}
        for place in range(number)))
    _insert(connection, Action, (
        {"id": action + place, "meeting_id": first + place, "made_by": there.official,
         "made_at": at + timedelta(hours=1)} for place, at in enumerate(starts)))
    _insert(connection, ActionVersion, (
        {"action_id": action + place, "number": 1, "text": "Send the list of what was shared.",
         "organisation_id": there.companies[place % len(there.companies)], "due_on": at.date() + timedelta(days=7),
         "state": ActionState.DONE if place % 20 else ActionState.OPEN, "outcome": "Sent." if place % 20 else "",
         "recorded_by": there.official, "recorded_at": at + timedelta(hours=1)} for place, at in enumerate(starts)))


def _insert(connection: Connection, table: type[Table], rows: Iterable[Row]) -> None:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        connection.execute(insert(table), some)


def _next(connection: Connection, table: type[Table]) -> int:
    """The first id that is free."""
    return 1 + (connection.scalar(select(func.max(table.__table__.c.id))) or 0)  # type: ignore[attr-defined]
