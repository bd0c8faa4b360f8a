"""Erasing what signals say when their time is up. Who shared, when, and when it was answered stays: the lag is computed
from it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, delete, func, or_, select, text, update
from sqlmodel import Session, col

from coordination import clock
from coordination.wording import counted
from coordination.writes import write
from data_model.database import alone, reading
from data_model.letters import Election, Letter
from data_model.signals import Signal, SignalAnswer, SignalIndicator, SignalMatch


@dataclass(frozen=True)
class Due:
    """A letter whose signals are to be erased, and how many they are."""

    letter_id: int
    reference: str
    signals: int


def kept_until(polling_day: date, days: int) -> date:
    """The last day on which signals keep their words: so many days after polling day."""
    return polling_day + timedelta(days=days)


def due(session: Session) -> list[Due]:
    """The letters with signals whose words are to be erased today, by reference."""
    today = clock.day(clock.now(session))
    query = (select(col(Letter.id), col(Letter.reference), func.count(col(Signal.id)), col(Election.polling_day),
                    col(Letter.signals_kept_days))
             .join(Election, col(Election.id) == Letter.election_id)
             .join(Signal, col(Signal.letter_id) == Letter.id)
             .where(col(Signal.erased_at).is_(None))
             .group_by(col(Letter.id), col(Letter.reference), col(Election.polling_day), col(Letter.signals_kept_days))
             .order_by(col(Letter.reference)))
    return [Due(id_, reference, count) for id_, reference, count, polling_day, days in session.execute(query)
            if kept_until(polling_day, days) < today]


def run(engine: Engine, by: str) -> int:
    """Erase what every signal says whose time is up: indicator, summary, the words of its withdrawal and answers, and
    what it matched. Returns how many signals it were; running it again changes nothing. `by` is the command that acts.
    """
    with reading(engine) as session:
        if not due(session):
            return 0
    with write(engine, by) as w:
        found = due(w.session)
        for each in found:
            _erase(w.session, each.letter_id, w.now)
            w.record("signal.erase", f"erased what {counted(each.signals, 'signal')} about the letter {each.reference} "
                                     "said, as the time for which it is kept is over.")
    _fold_log_in(engine)
    return sum(each.signals for each in found)


def _erase(session: Session, letter_id: int, at: datetime) -> None:
    """What matches goes too: that two indicators are the same would say what the erased one was, where the other is
    kept for longer."""
    theirs = select(col(Signal.id)).where(col(Signal.letter_id) == letter_id, col(Signal.erased_at).is_(None))
    session.execute(delete(SignalMatch).where(or_(col(SignalMatch.signal_id).in_(theirs),
                                                  col(SignalMatch.earlier_id).in_(theirs))))
    session.execute(delete(SignalIndicator).where(col(SignalIndicator.signal_id).in_(theirs)))
    session.execute(update(SignalAnswer).where(col(SignalAnswer.signal_id).in_(theirs), col(SignalAnswer.words) != "")
                    .values(words=""))
    session.execute(update(Signal).where(col(Signal.letter_id) == letter_id, col(Signal.erased_at).is_(None))
                    .values(summary="", withdrawn_reason="", erased_at=at))


def _fold_log_in(engine: Engine) -> None:
    """SQLite overwrites what is deleted (data_model/database.py), but its write-ahead log still holds what was written
    before: move it into the file, and empty it."""
    if engine.dialect.name == "sqlite":
        with alone(engine) as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
