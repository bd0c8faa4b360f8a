"""Signals to take away: what the viewer may know of, and in full only what they may read."""

from datetime import datetime

import pandas as pd
from sqlalchemy import case, select
from sqlmodel import Session, col

from coordination.signals import lag, reading, rules
from coordination.viewers import Viewer
from data_model.incidents import Category
from data_model.organisations import Platform
from data_model.signals import Signal, SignalIndicator
from data_model.words import AnswerStep

KNOWN_COLUMNS = ["signal", "shared_at", "observed_at", "platform", "kind", "category", "category_code", "tlp",
                 "addressed", "acknowledged", "acted", "out_of", "acknowledged_at", "opinion", "acted_at", "withdrawn",
                 "erased", "readable", "summary", "indicator_kind", "indicator", "matches"]
CONTENT_COLUMNS = ["stix_id", "platform", "slug", "kind", "category_code", "tlp", "summary", "indicator_kind",
                   "indicator", "observed_at", "shared_at", "withdrawn_at"]
ANSWER_COLUMNS = ["signal", "from_platform", "to_platform", "category", "category_code", "shared_at",
                  "acknowledged_at", "acted_at", "withdrawn_at"]
PAIR = ["from_platform", "to_platform"]
LAG_GROUPS = {"all signals": [], "week": ["week"], "pair": PAIR, "category": ["category"],
              "pair and week": [*PAIR, "week"]}
LAG_COLUMNS = ["step", "by", *PAIR, "category", "week", *lag.ESTIMATES]


def known(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime,
          only: reading.Only = reading.EVERY) -> pd.DataFrame:
    """The signals that the viewer may know of, newest first, as reading.listing has them. Columns: KNOWN_COLUMNS;
    `addressed` is one text."""
    found = reading.listing(session, viewer, letter_id, as_at=as_at, only=only)
    names = pd.Series(["; ".join(each) for each in found["addressed"]], found.index, object)
    return found.assign(addressed=names).rename(columns={"id": "signal"})[KNOWN_COLUMNS]


def answers(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime) -> pd.DataFrame:
    """When each addressed platform answered each signal, as reading.pairs has it. Columns: ANSWER_COLUMNS."""
    found = reading.pairs(session, viewer, letter_id, as_at=as_at)
    return found.rename(columns={"signal_id": "signal", "ended_at": "withdrawn_at"})[ANSWER_COLUMNS]


def lags(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime) -> pd.DataFrame:
    """The lag of both steps in all, by week, pair and category, of the pairs that the viewer sees. Columns:
    LAG_COLUMNS: `by` is a key of LAG_GROUPS, and what a row is not grouped by is None."""
    pairs = reading.pairs(session, viewer, letter_id, as_at=as_at)
    found = [lag.estimates(pairs, as_at=as_at, by=columns, step=step).assign(step=str(step), by=by)
             for step in (AnswerStep.ACKNOWLEDGED, AnswerStep.ACTED) for by, columns in LAG_GROUPS.items()]
    return pd.concat([each.reindex(columns=LAG_COLUMNS).astype(object) for each in found], ignore_index=True)


def content(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime) -> pd.DataFrame:
    """The signals whose content the viewer may read and that is not erased, oldest first. Columns: CONTENT_COLUMNS;
    `withdrawn_at` is None where it was not by `as_at`."""
    query = (
        select(col(Signal.stix_id), col(Platform.name), col(Platform.slug), col(Signal.kind), col(Category.code),
               col(Signal.tlp), col(Signal.summary), col(SignalIndicator.kind), col(SignalIndicator.value),
               col(Signal.observed_at), col(Signal.shared_at),
               case((col(Signal.withdrawn_at) <= as_at, col(Signal.withdrawn_at))))
        .join(Platform, col(Platform.id) == Signal.platform_id)
        .join(Category, col(Category.id) == Signal.category_id)
        .join(SignalIndicator, col(SignalIndicator.signal_id) == Signal.id)
        .where(col(Signal.letter_id) == letter_id, col(Signal.shared_at) <= as_at, col(Signal.erased_at).is_(None),
               rules.reads_content(viewer))
        .order_by(col(Signal.shared_at), col(Signal.id))
    )
    return pd.DataFrame(session.connection().execute(query).all(), columns=CONTENT_COLUMNS, dtype=object)
