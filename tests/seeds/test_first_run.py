"""What every start makes sure of, and what it refuses."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text
from sqlmodel import col

from coordination import audit
from coordination import exercise as exercises
from coordination.exercise import is_exercise
from coordination.problems import Problem
from data_model.accounts import Account
from data_model.database import make_engine, reading
from data_model.letters import Letter
from data_model.words import Role
from seeds.first_run import prepare
from tests import cast
from tests.databases import Templates

STARTS_AT_ONCE = """
import sys
from data_model.database import make_engine
from seeds.first_run import prepare
print("ready", flush=True)
sys.stdin.read()
prepare(make_engine(sys.argv[1]), exercise=True)
"""


@pytest.fixture
def nothing(templates: Templates) -> Iterator[Engine]:
    """A database that has not even tables."""
    url = templates.maker.empty()
    engine = make_engine(url)
    yield engine
    engine.dispose()
    templates.maker.drop(url)


def test_a_first_start_makes_the_tables_and_puts_the_letter_on_record(nothing: Engine) -> None:
    prepare(nothing, exercise=False)
    with reading(nothing) as session:
        assert session.scalars(select(col(Letter.reference))).all() == ["MCO/00433"]
        assert session.scalars(select(func.count(col(Account.id)))).one() == 0
        assert not is_exercise(session)


def test_a_first_start_with_the_exercise_has_it_in_time_order_from_the_letter_on(nothing: Engine) -> None:
    prepare(nothing, exercise=True)
    with reading(nothing) as session:
        assert is_exercise(session)
        assert audit.verify(session).sound
        moments = session.execute(text("SELECT at FROM audit_entries ORDER BY position")).scalars().all()
    assert list(moments) == sorted(moments)
    assert str(moments[0]).startswith("2019-11-05")


def test_another_start_writes_nothing(exercised: Engine) -> None:
    with reading(exercised) as session:
        before = audit.head(session)
    prepare(exercised, exercise=True)
    with reading(exercised) as session:
        assert audit.head(session) == before


def test_an_exercise_that_was_not_asked_for_is_refused(exercised: Engine) -> None:
    with pytest.raises(Problem, match=r"Remove it with python manage\.py exercise remove, or set EXERCISE=true\."):
        prepare(exercised, exercise=False)


def test_an_exercise_beside_real_accounts_is_refused(recorded: Engine) -> None:
    cast.viewer(recorded, name="Someone", role=Role.ANALYST, organisation="Cabinet Office")
    with pytest.raises(Problem, match="this database holds real accounts"):
        prepare(recorded, exercise=True)
    with reading(recorded) as session:
        assert not is_exercise(session)


def test_after_its_removal_a_live_start_is_welcome(exercised: Engine) -> None:
    exercises.remove(exercised, "a test")
    prepare(exercised, exercise=False)
    with reading(exercised) as session:
        assert session.scalars(select(func.count(col(Letter.id)))).one() == 1


def test_a_database_of_a_newer_version_is_refused_in_a_sentence(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Problem, match=r"made by a newer version of Parley \(its revision is 9999\)"):
        prepare(engine, exercise=False)


def test_starts_at_once_begin_one_exercise(nothing: Engine, exercised: Engine, root: Path) -> None:
    url = nothing.url.render_as_string(hide_password=False)
    starts = [subprocess.Popen([sys.executable, "-c", STARTS_AT_ONCE, url], cwd=root, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    for start in starts:
        assert start.stdout
        assert start.stdout.readline() == "ready\n"
    ends = []
    for start in starts:
        assert start.stdin
        start.stdin.close()
        start.stdin = None
    for start in starts:
        _, error = start.communicate(timeout=120)
        ends.append((start.returncode, error))
    assert ends == [(0, "")] * 3
    with reading(nothing) as one, reading(exercised) as other:
        assert audit.head(one) == audit.head(other)
        assert audit.verify(one).sound
