"""Where a signal stands: what is still to be done about it, as far as the viewer is told."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from coordination.signals import rules
from coordination.viewers import Viewer
from data_model.signals import Signal, SignalAddressee, SignalAnswer
from data_model.words import AnswerStep, Opinion


class State(StrEnum):
    """WAITING and OPEN say that it is so for some addressee, DONE that it is so for all."""

    WAITING = "waiting"
    """Not acknowledged."""
    OPEN = "open"
    """Acknowledged, but neither acted on nor found not to breach."""
    DONE = "done"
    """Acted on, or found not to breach."""
    WITHDRAWN = "withdrawn"


def stands(viewer: Viewer, state: State, as_at: datetime, *, mine: bool = False) -> ColumnElement[bool]:
    """The condition under which a signal is in this state at `as_at`, by the addressed platforms that the viewer is
    told of; `mine` leaves only the viewer's own."""
    withdrawn = func.coalesce(col(Signal.withdrawn_at) <= as_at, false())
    if state is State.WITHDRAWN:
        return withdrawn
    to = aliased(SignalAddressee)
    asked = (col(to.signal_id) == Signal.id, col(to.platform_id).is_not(None),
             rules.names(viewer, to) if mine else rules.told_of(viewer, to))
    acknowledged = newest_answer(SignalAnswer.happened_at, AnswerStep.ACKNOWLEDGED, to, as_at).is_not(None)
    finished = _finished(viewer, to, as_at)
    if state is State.DONE:
        return and_(~withdrawn, exists().where(*asked), ~exists().where(*asked, ~finished))
    still = ~acknowledged if state is State.WAITING else and_(acknowledged, ~finished)
    return and_(~withdrawn, exists().where(*asked, still))


def newest_answer(column: Any, step: AnswerStep, to: Any, as_at: datetime) -> ScalarSelect[Any]:
    """A column of what a platform had said last by `as_at` of this step; nothing where it has not. `to` has the
    signal_id and the platform_id."""
    given = aliased(SignalAnswer)
    return (select(getattr(given, column.key))
            .where(col(given.signal_id) == to.signal_id, col(given.platform_id) == to.platform_id,
                   col(given.step) == step, col(given.recorded_at) <= as_at)
            .order_by(col(given.id).desc()).limit(1).scalar_subquery())


def _finished(viewer: Viewer, to: Any, as_at: datetime) -> ColumnElement[bool]:
    """Nothing more is to be done by this addressee. An opinion counts for whoever may read it."""
    acted = newest_answer(SignalAnswer.happened_at, AnswerStep.ACTED, to, as_at)
    opinion = newest_answer(SignalAnswer.opinion, AnswerStep.OPINION, to, as_at)
    fine = and_(rules.reads_content(viewer), func.coalesce(opinion == Opinion.DOES_NOT_BREACH, false()))
    return or_(acted.is_not(None), fine)
