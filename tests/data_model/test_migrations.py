"""Migrations make exactly the tables that the code has, on both kinds of database, forwards and back."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, Enum, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

import data_model
from coordination.incidents import series_counts, verifying
from coordination.webhooks import delivering, endpoints
from coordination.webhooks.posting import Ended
from data_model import migrate
from data_model.audit import AuditHead
from data_model.base import tables
from data_model.database import make_engine, reading
from data_model.incidents import Return
from data_model.words import CountState
from seeds import first_run
from tests.cast import Cast, a_request
from tests.databases import Templates
from tests.webhooks import all_deliveries, all_events, an_endpoint

assert data_model.letters  # every table is registered

STARTS_AT_ONCE = """
import sys
from data_model import migrate
from data_model.database import make_engine
sys.stdin.read()
print(migrate.upgrade(make_engine(sys.argv[1])))
"""
CONSTRAINED = [(table.name, column.name) for table in tables.metadata.sorted_tables for column in table.columns
               if isinstance(column.type, Enum)]


@pytest.fixture
def nothing(templates: Templates) -> Iterator[Engine]:
    """A database that not even a migration has touched."""
    url = templates.maker.empty()
    engine = make_engine(url)
    yield engine
    engine.dispose()
    templates.maker.drop(url)


def differences(engine: Engine) -> list[object]:
    """What a new migration would change."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, tables.metadata))


def constraints(engine: Engine) -> set[str]:
    """The names of all constraints and indexes, with what the checks say."""
    look, found = inspect(engine), set()
    for table in look.get_table_names():
        if table == "alembic_version":
            continue
        checks = look.get_check_constraints(table)
        found |= {f"{each['name']}: {''.join(str(each['sqltext']).split())}" for each in checks}
        for kind in (look.get_unique_constraints, look.get_foreign_keys, look.get_indexes):
            found |= {str(each["name"]) for each in kind(table)}
        found.add(str(look.get_pk_constraint(table)["name"]))
    return found


def test_the_migrations_make_what_the_code_has(nothing: Engine) -> None:
    assert migrate.upgrade(nothing) is True
    assert differences(nothing) == []


def test_the_comparison_notices_a_table_that_no_migration_makes(nothing: Engine) -> None:
    migrate.upgrade(nothing)
    with nothing.begin() as connection:
        connection.execute(text("DROP TABLE version_evidence"))
    assert differences(nothing) != []


def test_the_migrations_make_the_same_constraints_as_the_code(nothing: Engine, templates: Templates) -> None:
    migrate.upgrade(nothing)
    url = templates.maker.empty()
    straight = make_engine(url)
    tables.metadata.create_all(straight)
    assert constraints(nothing) == constraints(straight)
    assert "None" not in constraints(nothing)
    straight.dispose()
    templates.maker.drop(url)


def test_all_the_way_back_leaves_no_table_and_forward_again_makes_them_all(nothing: Engine) -> None:
    migrate.upgrade(nothing)
    migrate.downgrade(nothing, "base")
    assert inspect(nothing).get_table_names() == ["alembic_version"]
    assert migrate.upgrade(nothing) is True
    assert differences(nothing) == []


def test_each_step_back_and_forward_ends_where_it_began(nothing: Engine) -> None:
    migrate.upgrade(nothing)
    for _ in migrate.known():
        migrate.downgrade(nothing, "-1")
    with nothing.connect() as connection:
        assert migrate.revision(connection) is None
    migrate.upgrade(nothing)
    assert differences(nothing) == []


def test_a_step_back_leaves_out_what_the_tables_before_cannot_hold(recorded: Engine, cast: Cast) -> None:
    id_, _ = an_endpoint(recorded, cast.facebook)
    endpoints.send_test(recorded, cast.facebook, id_)
    a_request(recorded, cast.official)
    assert delivering.one(recorded, "https://parley.example", lambda *_: Ended(204, "", 12))
    migrate.downgrade(recorded, "0006")
    migrate.upgrade(recorded)
    assert [each.kind for each in all_events(recorded)] == ["request.made"]
    assert [each.attempts for each in all_deliveries(recorded)] == [0]


def test_a_second_start_finds_nothing_to_do(nothing: Engine) -> None:
    migrate.upgrade(nothing)
    assert migrate.upgrade(nothing) is False


def test_the_audit_begins_at_nothing(nothing: Engine) -> None:
    migrate.upgrade(nothing)
    with reading(nothing) as session:
        assert session.execute(select(col(AuditHead.id), col(AuditHead.position), col(AuditHead.hash))).all() == [
            (1, 0, "0" * 64)]


@pytest.mark.parametrize(("table", "column"), CONSTRAINED)
def test_the_database_refuses_a_word_that_is_not_ours(nothing: Engine, table: str, column: str) -> None:
    migrate.upgrade(nothing)
    kind = tables.metadata.tables[table].columns[column].type
    assert isinstance(kind, Enum)
    name = column if kind.create_constraint else f"value_of_{column}"  # which names every word too
    check = next(each for each in inspect(nothing).get_check_constraints(table) if each["name"] == f"ck_{table}_{name}")
    assert all(f"'{word}'" in check["sqltext"] for word in kind.enums)


def test_a_word_that_is_not_ours_cannot_be_stored(nothing: Engine) -> None:
    migrate.upgrade(nothing)
    with pytest.raises(IntegrityError, match="ck_organisations_kind"), nothing.begin() as connection:
        connection.execute(text("INSERT INTO organisations (name, kind) VALUES ('A club', 'club')"))


def test_a_database_made_by_a_newer_version_is_left_alone(nothing: Engine) -> None:
    migrate.upgrade(nothing)
    with nothing.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.MadeByAnotherVersion, match="9999"):
        migrate.upgrade(nothing)


def test_a_migration_that_fails_half_way_changes_nothing(nothing: Engine) -> None:
    """A table that is in the way of a later one stops the first migration in its middle."""
    with nothing.begin() as connection:
        connection.execute(text("CREATE TABLE findings (id INTEGER)"))
    with pytest.raises(Exception, match="findings"):
        migrate.upgrade(nothing)
    assert [name for name in inspect(nothing).get_table_names() if name != "findings"] == []


def test_foreign_keys_hold_again_after_a_migration(nothing: Engine) -> None:
    migrate.upgrade(nothing)
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), nothing.begin() as connection:
        connection.execute(text("INSERT INTO platforms (slug, name, organisation_id) VALUES ('x', 'X', 99)"))


def test_starts_at_once_all_succeed_and_one_of_them_does_the_work(nothing: Engine, root: Path) -> None:
    url = nothing.url.render_as_string(hide_password=False)
    starts = [subprocess.Popen([sys.executable, "-c", STARTS_AT_ONCE, url], cwd=root, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    for start in starts:
        assert start.stdin
        start.stdin.close()
        start.stdin = None
    answers = [start.communicate(timeout=60) for start in starts]
    assert sorted(out.strip() for out, _ in answers) == ["False", "False", "False", "True"], answers
    assert differences(nothing) == []


def test_counts_are_the_same_after_the_step_to_arrays_and_back(templates: Templates) -> None:
    """As the exercise has them, with every state."""
    with templates.database(lambda engine: first_run.prepare(engine, exercise=True)) as engine:
        before = _counts(engine)
        with reading(engine) as session:
            restated = session.scalars(select(col(Return.changed)).where(col(Return.changed) > 0)).all()
        assert restated
        assert set(before["state"]) == {0, 1, 2, 3}
        migrate.downgrade(engine, "0007")
        with engine.connect() as connection:
            each = connection.execute(text("SELECT return_id, series_id, period_id, state, value FROM counts "
                                           "ORDER BY return_id, series_id, period_id")).all()
        states = [state.value for state in CountState]
        assert [tuple(row) for row in each] == [
            (*row[:3], states[row[3]], None if row[4] != row[4] else row[4])
            for row in before.itertuples(index=False, name=None)]
        migrate.upgrade(engine)
        pd.testing.assert_frame_equal(_counts(engine), before)
        assert verifying.verify(engine).sound


def _counts(engine: Engine) -> pd.DataFrame:
    with reading(engine) as session:
        return series_counts.read(session)
