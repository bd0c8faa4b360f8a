"""Reading signals back: the newest first, one in full, how fast each addressee answered, and what is new."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, type_coerce
from sqlalchemy.orm import aliased
from sqlalchemy.types import NullType
from sqlmodel import Session, col

from coordination.problems import NotFound
from coordination.signals import rules
from coordination.signals.answers import Addressee, Match, addressees, matches
from coordination.signals.sharing import NOT_THERE
from coordination.signals.states import State, newest_answer, stands
from coordination.viewers import SEES_ALL_PLATFORMS, Viewer, own_platform
from data_model.accounts import Account
from data_model.incidents import Category
from data_model.organisations import Platform
from data_model.signals import Signal, SignalAddressee, SignalAnswer, SignalIndicator
from data_model.words import AnswerStep, IndicatorKind, Role, SignalKind, Tlp

COLUMNS = ["id", "shared_at", "observed_at", "platform", "slug", "kind", "category", "category_code", "tlp",
           "addressed", "acknowledged", "acted", "out_of", "acknowledged_at", "opinion", "acted_at", "withdrawn",
           "erased", "readable", "summary", "indicator_kind", "indicator", "matches"]
PAIR_COLUMNS = ["signal_id", "from_platform", "from_slug", "to_platform", "to_slug", "category", "category_code",
                "shared_at", "acknowledged_at", "acted_at", "ended_at"]
SHARED_COLUMNS = ["signal_id", "from_platform", "from_slug", "kind", "category_code", "shared_at"]
PAIR_MOMENTS = [name for name in PAIR_COLUMNS if name.endswith("_at")]
PAGE = 50  # signals that a page shows at once


@dataclass(frozen=True)
class Only:
    """Which signals to read: those that fit everything that is said; of these the `newest`, or the oldest where they
    come first, after the first `skip`."""

    slug: str | None = None
    """The platform that shared them."""
    kind: SignalKind | None = None
    tlp: Tlp | None = None
    category_code: str | None = None
    """This category, and those in it."""
    state: State | None = None
    mine: bool = False
    """In this state at the viewer's own platform, which the signal is addressed to."""
    oldest_first: bool = False
    newest: int | None = None
    skip: int = 0


EVERY = Only()
NOBODY = Addressee(None, None, "", None, own=False)


@dataclass(frozen=True)
class SignalInView:
    """One signal. What the viewer may know of it but not read is empty: `readable` says so."""

    id: int
    letter_id: int
    platform: str
    slug: str
    kind: SignalKind
    category: str
    category_code: str
    tlp: Tlp
    shared_at: datetime
    observed_at: datetime
    withdrawn_at: datetime | None
    erased_at: datetime | None
    own: bool
    """Whether the viewer's company shared it."""
    readable: bool
    summary: str
    indicator_kind: IndicatorKind | None
    indicator: str
    stix_id: str
    shared_by: str
    withdrawn_reason: str
    addressees: tuple[Addressee, ...]
    matches: tuple[Match, ...]

    @property
    def is_open(self) -> bool:
        """Whether it can still be answered or withdrawn."""
        return self.withdrawn_at is None and self.erased_at is None

    @property
    def mine(self) -> tuple[Addressee, ...]:
        """The addressees that are the viewer's own platform: for whom they may answer."""
        return tuple(each for each in self.addressees if each.own)


def listing(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime, only: Only = EVERY) -> pd.DataFrame:
    """The signals about a letter that the viewer may know of, newest first if not asked otherwise. Columns: COLUMNS.

    `addressed` is a tuple of the names that the viewer may know; acknowledged and acted count the platforms that have,
    out_of how many the viewer is told of; acknowledged_at, opinion and acted_at are of the viewer's own platform, or
    None. What is not `readable` has an empty summary and indicator; `matches` counts those that the viewer may read.
    Moments are UTC. `erased` is as it is now: what was erased is gone for every moment.
    """
    chosen = _chosen(viewer, letter_id, as_at, only)
    rows = session.connection().execute(
        _signals(viewer, as_at).where(col(Signal.id).in_(chosen)).order_by(*_order(only))).all()
    to, alike = addressees(session, viewer, chosen, as_at), matches(session, viewer, chosen, as_at)
    return pd.DataFrame([_row(row, to[row.id], len(alike[row.id])) for row in rows], columns=COLUMNS, dtype=object)


def count(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime, only: Only = EVERY) -> int:
    """How many signals fit, of all pages."""
    fitting = select(func.count()).select_from(Signal).where(*_fitting(viewer, letter_id, as_at, only))
    return session.scalars(fitting).one()


def in_view(session: Session, viewer: Viewer, signal_id: int, *, as_at: datetime) -> SignalInView:
    """One signal. Raises NotFound where the viewer may not know of it, or it was not shared by `as_at`."""
    row = session.execute(_signals(viewer, as_at).where(col(Signal.id) == signal_id)).first()
    if row is None:
        raise NotFound(NOT_THERE)
    this = select(col(Signal.id)).where(col(Signal.id) == signal_id)
    return SignalInView(
        id=row.id, letter_id=row.letter_id, platform=row.platform, slug=row.slug, kind=row.kind, category=row.category,
        category_code=row.category_code, tlp=row.tlp, shared_at=row.shared_at, observed_at=row.observed_at,
        withdrawn_at=row.withdrawn_at, erased_at=row.erased_at, own=bool(row.own), readable=bool(row.readable),
        summary=row.summary or "", indicator_kind=row.indicator_kind, indicator=row.indicator or "",
        stix_id=row.stix_id or "", shared_by=row.shared_by or "",
        withdrawn_reason=(row.withdrawn_reason or "") if row.withdrawn_at else "",
        addressees=tuple(addressees(session, viewer, this, as_at)[signal_id]),
        matches=tuple(matches(session, viewer, this, as_at)[signal_id]))


def addressed(session: Session, viewer: Viewer, ids: Sequence[int], *, as_at: datetime) -> dict[int, list[Addressee]]:
    """By signal, of some that the viewer may know of, the addressees that they are told of, with their answers."""
    return addressees(session, viewer, select(col(Signal.id)).where(col(Signal.id).in_(ids)), as_at)


def matched(session: Session, viewer: Viewer, ids: Sequence[int], *, as_at: datetime) -> dict[int, list[Match]]:
    """By signal, of some, the others with the same indicator, where the viewer may read both."""
    return matches(session, viewer, select(col(Signal.id)).where(col(Signal.id).in_(ids)), as_at)


def pairs(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime, to_slug: str | None = None,
          since: datetime | None = None) -> pd.DataFrame:
    """How fast each addressed platform answered each signal: a row for both, oldest first. Columns: PAIR_COLUMNS;
    moments are UTC (NaT where it has not happened by `as_at`), acted_at as the platform states it, ended_at when the
    signal was withdrawn. Government sees all; a platform those that it shared or that were addressed to it. `to_slug`
    leaves those addressed to one platform, `since` those shared at that moment or later."""
    found = _pairs(viewer, letter_id, as_at, addressed=False)
    if to_slug:
        found = found.where(found.selected_columns.to_slug == to_slug)
    return _frame_of_pairs(session, found.where(col(Signal.shared_at) >= since) if since else found)


def unanswered(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime) -> pd.DataFrame:
    """The pairs of which the addressed platform has not acknowledged the signal, and which was not withdrawn, oldest
    first; for a platform those addressed to itself. Columns: PAIR_COLUMNS."""
    found = _pairs(viewer, letter_id, as_at, addressed=True)
    return _frame_of_pairs(session, found.where(found.selected_columns.acknowledged_at.is_(None),
                                                _still_stands(as_at)))


def shared(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime) -> pd.DataFrame:
    """The signals about a letter that the viewer may know of, shared by `as_at`, oldest first, without what they say.
    Columns: SHARED_COLUMNS; moments are UTC."""
    query = (
        select(col(Signal.id), col(Platform.name), col(Platform.slug), col(Signal.kind), col(Category.code),
               col(Signal.shared_at))
        .join(Platform, col(Platform.id) == Signal.platform_id)
        .join(Category, col(Category.id) == Signal.category_id)
        .where(*_fitting(viewer, letter_id, as_at, EVERY))
        .order_by(col(Signal.shared_at), col(Signal.id))
    )
    return pd.DataFrame(session.connection().execute(query).all(), columns=SHARED_COLUMNS, dtype=object)


def newest(session: Session, viewer: Viewer) -> int:
    """A number that rises whenever a signal that the viewer may know of is shared or withdrawn, or an answer to it is
    given that they are told of; and at nothing else. For an open page to ask every other second."""
    shared = select(col(Signal.id)).where(rules.knows_of(viewer)).order_by(col(Signal.id).desc()).limit(1)
    told = or_(own_platform(viewer, col(Signal.platform_id)),
               and_(own_platform(viewer, col(SignalAnswer.platform_id)), rules.addressed_to(viewer)))
    answered = select(col(SignalAnswer.id)).order_by(col(SignalAnswer.id).desc()).limit(1)
    if viewer.role not in SEES_ALL_PLATFORMS:
        answered = answered.join(Signal, col(Signal.id) == SignalAnswer.signal_id).where(told)
    withdrawn = select(func.count()).select_from(Signal).where(
        col(Signal.withdrawn_at).is_not(None), rules.knows_of(viewer))
    return sum(session.scalars(each).first() or 0 for each in (shared, answered, withdrawn))


def _fitting(viewer: Viewer, letter_id: int, as_at: datetime, only: Only) -> Iterator[ColumnElement[bool]]:
    yield from (col(Signal.letter_id) == letter_id, col(Signal.shared_at) <= as_at, rules.knows_of(viewer))
    if only.slug:
        yield col(Signal.platform_id).in_(select(col(Platform.id)).where(col(Platform.slug) == only.slug))
    if only.kind:
        yield col(Signal.kind) == only.kind
    if only.tlp:
        yield col(Signal.tlp) == only.tlp
    if only.category_code:
        yield col(Signal.category_id).in_(select(col(Category.id)).where(or_(
            col(Category.code) == only.category_code,
            col(Category.code).startswith(f"{only.category_code}/", autoescape=True))))
    if only.state:
        yield stands(viewer, only.state, as_at, mine=only.mine)


def _order(only: Only) -> tuple[ColumnElement[Any], ...]:
    return tuple(each.asc() if only.oldest_first else each.desc() for each in (col(Signal.shared_at), col(Signal.id)))


def _chosen(viewer: Viewer, letter_id: int, as_at: datetime, only: Only) -> Select[int | None]:
    """The ids of the signals to show. They are found first, by the index, and the rest is read for these alone."""
    query = select(col(Signal.id)).where(*_fitting(viewer, letter_id, as_at, only))
    if only.newest is None:
        return query
    return query.order_by(*_order(only)).limit(only.newest).offset(only.skip)


def _signals(viewer: Viewer, as_at: datetime) -> Select[*tuple[Any, ...]]:
    """One row a signal that the viewer may know of, and its content where they may read it."""
    reads = rules.reads_content(viewer)

    def content(column: Any) -> Any:
        return case((reads, column)).label(column.key)

    return (
        select(col(Signal.id), col(Signal.letter_id), col(Platform.name).label("platform"), col(Platform.slug),
               col(Signal.kind), col(Category.description).label("category"),
               col(Category.code).label("category_code"), col(Signal.tlp), col(Signal.shared_at),
               col(Signal.observed_at),
               case((col(Signal.withdrawn_at) <= as_at, col(Signal.withdrawn_at))).label("withdrawn_at"),
               col(Signal.erased_at), own_platform(viewer, col(Signal.platform_id)).label("own"),
               reads.label("readable"), content(col(Signal.summary)), content(col(Signal.stix_id)),
               content(col(Signal.withdrawn_reason)), case((reads, col(Account.name))).label("shared_by"),
               col(SignalIndicator.kind).label("indicator_kind"), col(SignalIndicator.value).label("indicator"))
        .join(Platform, col(Platform.id) == Signal.platform_id)
        .join(Category, col(Category.id) == Signal.category_id)
        .join(Account, col(Account.id) == Signal.shared_by)
        .join(SignalIndicator, and_(col(SignalIndicator.signal_id) == Signal.id, reads), isouter=True)
        .where(col(Signal.shared_at) <= as_at, rules.knows_of(viewer))
    )


def _row(row: Any, to: Sequence[Addressee], alike: int) -> tuple[Any, ...]:
    """One signal in the order of COLUMNS."""
    asked = {each.platform_id: each for each in to if each.platform_id is not None}
    mine = next((each for each in to if each.own), NOBODY)
    return (row.id, row.shared_at, row.observed_at, row.platform, row.slug, row.kind, row.category, row.category_code,
            row.tlp, tuple(dict.fromkeys(each.described for each in to)),
            sum(each.answer.acknowledged_at is not None for each in asked.values()),
            sum(each.answer.acted_at is not None for each in asked.values()), len(asked),
            mine.answer.acknowledged_at, mine.answer.opinion, mine.answer.acted_at,
            row.withdrawn_at is not None, row.erased_at is not None, bool(row.readable), row.summary or "",
            row.indicator_kind, row.indicator or "", alike)


def _pairs(viewer: Viewer, letter_id: int, as_at: datetime, *, addressed: bool) -> Select[*tuple[Any, ...]]:
    """One row a signal and addressed platform, in the order of PAIR_COLUMNS; `addressed` leaves a platform only those
    that are addressed to itself. People named under TLP:RED are their platform."""
    to, sender, receiver = aliased(SignalAddressee), aliased(Platform), aliased(Platform)
    mine = addressed and viewer.role is Role.PLATFORM
    asked = (
        select(col(to.signal_id), col(to.platform_id))
        .join(Signal, col(Signal.id) == to.signal_id)
        .where(col(Signal.letter_id) == letter_id, col(Signal.shared_at) <= as_at, col(to.platform_id).is_not(None),
               rules.names(viewer, to) if mine else rules.told_of(viewer, to))
        .distinct().subquery()
    )
    answers = [newest_answer(SignalAnswer.happened_at, step, asked.c, as_at).label(f"{step}_at")
               for step in (AnswerStep.ACKNOWLEDGED, AnswerStep.ACTED)]
    return (
        select(col(Signal.id).label("signal_id"), col(sender.name).label("from_platform"),
               col(sender.slug).label("from_slug"), col(receiver.name).label("to_platform"),
               col(receiver.slug).label("to_slug"), col(Category.description).label("category"),
               col(Category.code).label("category_code"), col(Signal.shared_at), *answers,
               case((col(Signal.withdrawn_at) <= as_at, col(Signal.withdrawn_at))).label("ended_at"))
        .select_from(asked)
        .join(Signal, col(Signal.id) == asked.c.signal_id)
        .join(sender, col(sender.id) == Signal.platform_id)
        .join(receiver, col(receiver.id) == asked.c.platform_id)
        .join(Category, col(Category.id) == Signal.category_id)
        .order_by(col(Signal.shared_at), col(Signal.id), func.lower(col(receiver.name)))
    )


def _still_stands(as_at: datetime) -> ColumnElement[bool]:
    return or_(col(Signal.withdrawn_at).is_(None), col(Signal.withdrawn_at) > as_at)


def _frame_of_pairs(session: Session, query: Select[*tuple[Any, ...]]) -> pd.DataFrame:
    """The frame of a query of PAIR_COLUMNS. pandas makes the moments of what the database gives: one by one, as
    SQLAlchemy does, takes longer than the query."""
    plain = [type_coerce(each, NullType()).label(each.key) if each.key in PAIR_MOMENTS else each
             for each in query.selected_columns]
    rows = session.connection().execute(query.with_only_columns(*plain)).all()
    columns = dict(zip(PAIR_COLUMNS, zip(*rows, strict=True), strict=True)) if rows else None
    frame = pd.DataFrame(columns, columns=PAIR_COLUMNS)
    return frame.assign(**{name: pd.to_datetime(frame[name], utc=True, format="ISO8601") for name in PAIR_MOMENTS})
