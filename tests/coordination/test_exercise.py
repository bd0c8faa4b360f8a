"""Removing the exercise leaves the real record, and an audit that begins anew."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import col

from coordination import audit, clock, sign_ins
from coordination import exercise as exercises
from coordination.problems import NotFound
from data_model.accounts import Account, SignIn
from data_model.audit import AuditEntry
from data_model.base import tables
from data_model.database import reading
from data_model.words import Role
from tests import cast

# The real record, and what the removal treats row by row.
STAYS = {"organisations", "platforms", "elections", "letters", "recipients", "commitments", "criteria", "public_record",
         "public_record_criteria", "public_figures", "dialogue_cadences", "categories", "category_aliases",
         "measures"}
BY_ROW = {"accounts", "sign_ins", "password_links", "exercises", "audit_head", "calendar_feeds", "identities",
          "domain_rules", "second_factors", "recovery_codes", "pending_sign_ins", "reminder_choices"}


def counts(engine: Engine) -> dict[str, int]:
    with reading(engine) as session:
        return {table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
                for table in tables.metadata.sorted_tables}


def test_only_the_real_record_stays(exercised: Engine) -> None:
    before = counts(exercised)
    exercises.remove(exercised, "a test")
    after = counts(exercised)
    assert {name: count for name, count in after.items() if count} == {
        **{name: before[name] for name in STAYS}, "audit_head": 1, "audit_entries": 1}


def test_every_table_is_either_kept_or_removed() -> None:
    """Whoever adds a table says here what the removal does with it."""
    removed = {table.__tablename__ for table in exercises.FILLED}
    assert set(tables.metadata.tables) == STAYS | BY_ROW | removed
    assert not removed & (STAYS | BY_ROW)


def test_the_audit_begins_anew_and_names_the_one_before(exercised: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    really = datetime(2027, 1, 5, 8, tzinfo=UTC)
    monkeypatch.setattr(clock, "real_now", lambda: really)
    with reading(exercised) as session:
        before = audit.head(session)
    assert exercises.remove(exercised, "The command") == before
    with reading(exercised) as session:
        entry = session.scalars(select(AuditEntry)).one()
        assert entry.sentence == ("The command removed the exercise with 8 accounts. Its audit ended at entry "
                                  f"{before.position} with the hash {before.hash}; this one begins anew.")
        assert (entry.position, entry.at, entry.previous_hash) == (1, really, audit.BEGINNING)
        assert audit.verify(session).sentence == "The audit is sound: 1 entry."


def test_a_real_account_stays_and_the_cast_is_signed_out(exercised: Engine) -> None:
    real = cast.viewer(exercised, name="Someone", role=Role.ANALYST, organisation="Cabinet Office")
    with reading(exercised) as session:
        member = session.scalars(select(col(Account.id)).where(col(Account.name) == "Analyst")).one()
    token = sign_ins.sign_in_as_cast(exercised, member or 0, timedelta(hours=1))
    exercises.remove(exercised, "a test")
    with reading(exercised) as session:
        assert session.scalars(select(col(Account.name))).all() == [real.name]
        assert session.scalars(select(func.count(col(SignIn.id)))).one() == 0
        assert sign_ins.cast(session).empty
    assert sign_ins.visitor(exercised, token) is None


def test_it_runs_on_the_real_clock_afterwards(exercised: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    exercises.remove(exercised, "a test")
    monkeypatch.setattr(clock, "real_now", lambda: datetime(2027, 1, 5, 8, tzinfo=UTC))
    with reading(exercised) as session:
        assert clock.now(session) == datetime(2027, 1, 5, 8, tzinfo=UTC)


def test_where_there_is_no_exercise_nothing_is_removed(recorded: Engine) -> None:
    before = counts(recorded)
    with pytest.raises(NotFound, match="There is no exercise to remove"):
        exercises.remove(recorded, "a test")
    assert counts(recorded) == before
