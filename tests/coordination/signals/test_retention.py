"""Retention: what signals say is erased when their time is up, and the figures stay."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text
from sqlmodel import col

from coordination import backups
from coordination.problems import Changed
from coordination.signals import answering, reading, retention, sharing
from coordination.wording import counted
from data_model.accounts import Exercise
from data_model.audit import AuditEntry
from data_model.database import reading as reading_from
from data_model.database import writing
from data_model.letters import Letter
from data_model.signals import Signal, SignalAnswer, SignalIndicator, SignalMatch
from seeds import first_run
from tests import cast as casting
from tests.cast import OPENING, Cast
from tests.conftest import StoppedClock
from tests.signals import a_signal, an_act

COMMAND = "python manage.py retention run"
LAST_DAY = (2020, 3, 11)  # 90 days after 12 December 2019
MARK = "words-that-are-erased"


def with_words(engine: Engine, cast: Cast) -> int:
    """A withdrawn signal with words everywhere. Returns its id."""
    id_ = a_signal(engine, cast.twitter, summary=MARK, indicator=f"https://example.com/{MARK}")
    answering.give_opinion(engine, cast.facebook, id_, "breaches here", MARK)
    an_act(engine, cast.facebook, id_, MARK)
    sharing.withdraw(engine, cast.twitter, id_, MARK)
    return id_


def erasures(engine: Engine) -> list[str]:
    with reading_from(engine) as session:
        return list(session.scalars(select(col(AuditEntry.sentence)).where(col(AuditEntry.action) == "signal.erase")))


def everything(engine: Engine) -> str:
    """All that is stored of signals, as text."""
    with reading_from(engine) as session:
        return "".join(repr(row) for table in (Signal, SignalAnswer, SignalIndicator, SignalMatch)
                       for row in session.scalars(select(table)))


def test_words_are_kept_to_the_end_of_the_last_day_and_no_longer(recorded: Engine, cast: Cast,
                                                                 stopped_clock: StoppedClock) -> None:
    with_words(recorded, cast)
    stopped_clock.set_to(*LAST_DAY, 23, 59)
    assert retention.run(recorded, COMMAND) == 0
    assert MARK in everything(recorded)
    stopped_clock.advance(minutes=1)
    assert retention.run(recorded, COMMAND) == 1
    assert MARK not in everything(recorded)
    assert erasures(recorded) == [f"{COMMAND} erased what 1 signal about the letter MCO/00433 said, as the time for "
                                  "which it is kept is over."]


def test_to_run_it_again_changes_nothing(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    a_signal(recorded, cast.twitter)
    stopped_clock.set_to(2020, 6, 1)
    assert [retention.run(recorded, COMMAND) for _ in range(3)] == [1, 0, 0]
    assert len(erasures(recorded)) == 1


def test_who_shared_when_and_how_fast_it_was_answered_stays(recorded: Engine, cast: Cast,
                                                            stopped_clock: StoppedClock) -> None:
    id_ = with_words(recorded, cast)
    letter_id = casting.letter_id(recorded)
    with reading_from(recorded) as session:
        before = reading.pairs(session, cast.official, letter_id, as_at=stopped_clock.now)
    stopped_clock.set_to(2020, 6, 1)
    retention.run(recorded, COMMAND)
    with reading_from(recorded) as session:
        assert reading.pairs(session, cast.official, letter_id, as_at=stopped_clock.now).equals(before)
        [row] = reading.listing(session, cast.twitter, letter_id, as_at=stopped_clock.now).to_dict("records")
        then = reading.in_view(session, cast.twitter, id_, as_at=OPENING)  # nor can it be read as at a day before
    assert (row["erased"], row["readable"], row["summary"], row["indicator_kind"], row["indicator"], row["acted"]) == (
        True, True, "", None, "", 1)
    assert (then.summary, then.indicator, then.withdrawn_reason) == ("", "", "")
    assert then.erased_at == stopped_clock.now
    assert {each.answer.opinion_words + each.answer.acted_words for each in then.addressees} == {""}


def test_what_is_erased_can_be_neither_answered_nor_withdrawn(recorded: Engine, cast: Cast,
                                                              stopped_clock: StoppedClock) -> None:
    id_ = a_signal(recorded, cast.twitter)
    stopped_clock.set_to(2020, 6, 1)
    retention.run(recorded, COMMAND)
    gone = r"^What this signal said was erased on 1 June 2020 at 10:00, as its time was up\.$"
    with pytest.raises(Changed, match=gone):
        answering.act(recorded, cast.facebook, id_, stopped_clock.now, MARK)
    with pytest.raises(Changed, match=gone):
        sharing.withdraw(recorded, cast.twitter, id_, MARK)
    assert MARK not in everything(recorded)


def test_each_letter_says_for_how_long(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    a_signal(recorded, cast.twitter)
    with writing(recorded) as session:
        session.get_one(Letter, casting.letter_id(recorded)).signals_kept_days = 0
    stopped_clock.set_to(2019, 12, 12, 23, 59)
    assert retention.run(recorded, COMMAND) == 0
    stopped_clock.set_to(2019, 12, 13, 0, 0)
    with reading_from(recorded) as session:
        assert [(each.reference, each.signals) for each in retention.due(session)] == [("MCO/00433", 1)]
    assert retention.run(recorded, COMMAND) == 1


def test_what_matched_goes_with_the_indicator(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    """That both are the same would say what the erased one was."""
    a_signal(recorded, cast.twitter)
    a_signal(recorded, cast.facebook)
    stopped_clock.set_to(2020, 6, 1)
    assert retention.run(recorded, COMMAND) == 2
    with reading_from(recorded) as session:
        assert session.scalars(select(func.count()).select_from(SignalMatch)).one() == 0
    a_signal(recorded, cast.facebook)
    with reading_from(recorded) as session:
        assert session.scalars(select(func.count()).select_from(SignalMatch)).one() == 0


def test_every_start_erases_what_is_due(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    with_words(recorded, cast)
    first_run.prepare(recorded, exercise=False)
    assert MARK in everything(recorded)
    stopped_clock.set_to(2020, 6, 1)
    first_run.prepare(recorded, exercise=False)
    assert MARK not in everything(recorded)
    assert erasures(recorded) == ["Every start erased what 1 signal about the letter MCO/00433 said, as the time for "
                                  "which it is kept is over."]


def test_the_exercise_keeps_its_own_time(exercised: Engine, stopped_clock: StoppedClock) -> None:
    """By the real clock the campaign of 2019 is long past; by the exercise's it is not."""
    with reading_from(exercised) as session:
        began = session.scalars(select(col(Exercise.began_at))).one()
        signals = session.scalars(select(func.count()).select_from(Signal)).one()
    stopped_clock.now = began
    assert retention.run(exercised, COMMAND) == 0
    stopped_clock.advance(days=101)
    assert retention.run(exercised, COMMAND) == signals
    assert f"erased what {counted(signals, 'signal')} about" in erasures(exercised)[0]


@pytest.mark.parametrize("templates", ["sqlite"], indirect=True)
def test_nothing_of_it_is_left_in_the_sqlite_file(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    for number in range(40):
        a_signal(recorded, cast.twitter, summary=f"{MARK} {number} {'x' * 400}", indicator=f"https://example.com/{MARK}")
    id_ = with_words(recorded, cast)
    with recorded.connect() as connection:  # however SQLite was built
        assert connection.execute(text("PRAGMA secure_delete")).scalar_one() == 1
    file = Path(str(recorded.url.database))
    stopped_clock.set_to(2020, 6, 1)
    assert retention.run(recorded, COMMAND) == 41
    assert id_ == 41
    assert sum(path.read_bytes().count(MARK.encode()) for path in file.parent.glob(f"{file.name}*")) == 0


def test_an_older_backup_still_holds_it(recorded: Engine, cast: Cast, stopped_clock: StoppedClock, tmp_path: Path,
                                        postgresql_clients: None) -> None:
    """README.md says so, and what to do about it."""
    with_words(recorded, cast)
    backups.create(recorded, tmp_path / "before.backup")
    stopped_clock.set_to(2020, 6, 1)
    retention.run(recorded, COMMAND)
    backups.restore(recorded, tmp_path / "before.backup", "a test")
    assert MARK in everything(recorded)
    first_run.prepare(recorded, exercise=False)  # but a restored one is erased by the next start
    assert MARK not in everything(recorded)
