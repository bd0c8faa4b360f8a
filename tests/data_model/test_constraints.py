"""Every named constraint of every table is broken once, in a database that has a row everywhere. They are found in the
tables themselves: one that is added tomorrow is broken too, or this says how it can be.
"""

from collections.abc import Iterator, Set
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Engine,
    Enum,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    and_,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from data_model.base import tables
from tests.cast import (
    Cast,
)
from tests.data_model.rows import Values, fill

TABLES = {table.name: table for table in tables.metadata.sorted_tables}
# A check of our own, and values that break it and nothing else.
CHECKS: dict[str, Values] = {
    "ck_exercises_only_one": {"id": 2},
    "ck_accounts_email_lower_case": {"email": "Somebody@example.com"},
    "ck_audit_head_only_one": {"id": 2},
    "ck_elections_dissolution_before_polling_day": {"dissolution": date(2019, 12, 13)},
    "ck_elections_candidates_positive": {"candidates": 0},
    "ck_commitments_span_forward": {"span_end": text("span_start")},
    "ck_commitments_cadence_positive": {"update_every_days": 0},
    "ck_updates_period_forward": {"period_start": date(2030, 1, 1)},
    "ck_update_versions_number_positive": {"number": 0},
    "ck_update_versions_narrative_given": {"narrative": ""},
    "ck_reviews_reason_given": {"reason": ""},
    "ck_evidence_file_or_link": {"kind": "file", "url": "https://example.com/", "sha256": None},
    "ck_evidence_at_most_10_mb": {"size_bytes": 10 * 1024 * 1024 + 1},
    "ck_letters_returns_cadence_positive": {"returns_first_due_on": date(2019, 11, 18), "returns_every_days": 0},
    "ck_letters_returns_cadence_whole": {"returns_first_due_on": None, "returns_every_days": 7},
    "ck_measures_version_positive": {"version": 0},
    "ck_measures_harmonised_part": {"harmonised_part": 5},
    "ck_returns_number_positive": {"number": 0},
    "ck_returns_period_forward": {"first_day": date(2030, 1, 1)},
    "ck_returns_changes_something": {"added": 0},
    "ck_returns_restatement_has_reason": {"changed": 1},
    "ck_periods_forward": {"first_day": date(2030, 1, 1)},
    "ck_counts_arrays_of_one_length": {"size": 2},
    "ck_daily_roll_ups_value_of_state": {"value": 0},
    "ck_daily_roll_ups_parts": {"parts_missing": 2},
    "ck_letters_signals_kept_days_positive": {"signals_kept_days": -1},
    "ck_dialogue_cadences_every_days_positive": {"every_days": 0},
    "ck_meeting_versions_number_positive": {"number": 0},
    "ck_meeting_versions_ends_after_it_starts": {"ends_at": text("starts_at")},
    "ck_meeting_versions_title_given": {"title": ""},
    "ck_meeting_versions_cancelled_for_a_reason": {"state": "cancelled", "reason": ""},
    "ck_attendees_name_given": {"name": ""},
    "ck_private_notes_text_given": {"text": ""},
    "ck_action_versions_number_positive": {"number": 0},
    "ck_action_versions_text_given": {"text": ""},
    "ck_action_versions_ended_with_an_outcome": {"outcome": ""},
    "ck_signals_observed_before_shared": {"observed_at": datetime(2030, 1, 1, tzinfo=UTC)},
    "ck_signals_summary_given": {"summary": ""},
    "ck_signals_erased_has_no_words": {"erased_at": datetime(2030, 1, 1, tzinfo=UTC)},
    "ck_signal_addressees_platform_or_department": {"platform_id": 1},
    "ck_signal_answers_opinion_of_its_step": {"opinion": None},
    "ck_signal_matches_earlier_first": {"earlier_id": text("signal_id")},
    "ck_letters_advice_checked_days_positive": {"advice_checked_days": 0},
    "ck_advice_versions_number_positive": {"number": 0},
    "ck_advice_versions_english_given": {"english": ""},
    "ck_advice_versions_report_address_of_its_topic": {"topic": "what breaches", "report_address": "https://a.example"},
    "ck_advice_versions_response_time_of_its_topic": {"topic": "what breaches", "responds_in_hours": 24},
    "ck_advice_decisions_returned_for_a_reason": {"decision": "returned", "reason": ""},
    "ck_advice_editions_number_positive": {"number": 0},
    "ck_advice_editions_urgent_for_a_reason": {"urgent": True, "note": ""},
    "ck_distributions_party_named": {"sender_kind": "party", "party": ""},
    "ck_distributions_sender_named": {"sender": ""},
    "ck_distributions_electoral_staff_of_no_party": {"audience": "electoral staff", "party": "Green"},
    "ck_distribution_versions_number_positive": {"number": 0},
    "ck_distribution_versions_people_not_negative": {"people": -1},
    "ck_distribution_versions_restated_for_a_reason": {"reason": ""},
    "ck_audience_sizes_candidates_on_public_record": {"audience": "candidates"},
    "ck_audience_sizes_people_positive": {"people": 0},
    "ck_audience_sizes_source_given": {"source": ""},
    "ck_measures_suppressed_under_positive": {"suppressed_under": 1},
    "ck_saved_views_named": {"name": ""},
    "ck_boards_named": {"name": ""},
    "ck_board_figures_position": {"position": 10},
    "ck_briefings_named": {"name": ""},
    "ck_accounts_leads_at_a_platform": {"lead": True, "role": "analyst"},
    "ck_domain_rules_domain_lower_case": {"domain": "X.example"},
    "ck_domain_rules_makes_no_administrator": {"role": "administrator"},
    "ck_pending_sign_ins_wrong_not_negative": {"wrong": -1},
    "ck_api_keys_named": {"name": ""},
    "ck_api_keys_may_do_something": {"may_read": False},
    "ck_api_keys_expires_later": {"expires_at": text("made_at")},
    "ck_return_jobs_rows_done_not_negative": {"rows_done": -1},
    "ck_return_jobs_attempts_not_negative": {"attempts": -1},
    "ck_return_jobs_stored_as_a_return": {"return_id": None},
    "ck_webhook_endpoints_told_of_something": {"on_request": False},
    "ck_webhook_deliveries_attempts_not_negative": {"attempts": -1},
    "ck_webhook_deliveries_sent_at_a_time": {"sent_at": None},
    "ck_webhook_attempts_ended_somehow": {"problem": ""},
    "ck_messages_attempts_not_negative": {"attempts": -1},
    "ck_messages_sent_at_a_time": {"sent_at": None},
}
# What is not one of the words is neither a file nor a link: that check may be named first.
NOT_ALONE = {"ck_evidence_kind": "ck_evidence_file_or_link",
             # And no other step has an opinion.
             "ck_signal_answers_step": "ck_signal_answers_opinion_of_its_step",
             # The row has what goes with its word alone.
             "ck_accounts_role": "ck_accounts_leads_at_a_platform",
             **{f"ck_{table}_state": f"ck_{table}_sent_at_a_time" for table in ("messages", "webhook_deliveries")},
             "ck_return_jobs_state": "ck_return_jobs_stored_as_a_return"}
# What is nowhere: a number that no row has, also where it must be smaller than another.
NOWHERE = {"fk_signal_matches_earlier_id": 0}
NEXT = {"position": 1}  # how far on another number is, where one far off breaks a check
# More ways to break the ones that say several things.
OTHER_WAYS: list[tuple[str, Values]] = [
    ("ck_commitments_span_forward", {"span_start": -1}),
    ("ck_evidence_file_or_link", {"kind": "link", "url": None, "sha256": None}),
    ("ck_evidence_file_or_link", {"kind": "link", "url": "https://example.com/", "sha256": "ab"}),
    ("ck_evidence_file_or_link", {"kind": "file", "url": None, "sha256": "ab", "file_name": None}),
    ("ck_elections_candidates_positive", {"candidates": -1}),
    ("ck_letters_returns_cadence_whole", {"returns_first_due_on": date(2019, 11, 18), "returns_every_days": None}),
    *((f"ck_returns_{name}", values) for name, values in [
        ("changes_something", {"added": -1}), ("changes_something", {"kept": -1}),
        ("changes_something", {"changed": -1, "added": 2})]),
    *(("ck_counts_arrays_of_one_length", values) for values in [
        {"size": 0}, {"period_ids": b"12345678"}, {"states": b""}, {"numbers": b"1234567"}]),
    *(("ck_daily_roll_ups_value_of_state", values) for values in [
        {"state": "reported", "value": None}, {"state": "reported", "value": -1}, {"state": "zero", "value": 1},
        {"state": "zero", "value": None}, {"state": "not reported", "value": 0},
        {"state": "not applicable", "value": 1}, {"state": "nonsense", "value": None}]),
    ("ck_daily_roll_ups_parts", {"parts": -1, "parts_missing": -1}),
    ("ck_signals_erased_has_no_words", {"erased_at": datetime(2030, 1, 1, tzinfo=UTC), "summary": "",
                                        "withdrawn_reason": "x"}),
    ("ck_signal_addressees_platform_or_department", {"platform_id": None, "organisation_id": None}),
    ("ck_signal_answers_opinion_of_its_step", {"step": "acted"}),
    ("ck_advice_versions_response_time_of_its_topic", {"topic": "what response to expect", "responds_in_hours": 0}),
    ("ck_board_figures_position", {"position": 0}),
    ("ck_return_jobs_stored_as_a_return", {"state": "failed"}),
    ("ck_webhook_deliveries_sent_at_a_time", {"state": "failed"}),
    ("ck_messages_sent_at_a_time", {"state": "failed"}),
]


@pytest.fixture
def full(recorded: Engine, cast: Cast) -> Engine:
    """A database with a row in every table, and two where one alone could break nothing."""
    fill(recorded, cast)
    return recorded


def refused(engine: Engine, statement: Any, values: Values | None = None) -> str | None:
    """The database's sentence where it refuses the statement, with the constraint's name as far as it tells."""
    with engine.execution_options(writes=True).connect() as connection:
        try:
            connection.execute(statement, values or {})
        except IntegrityError as error:
            name = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
            return f"{name or ''} {error.orig}"
        finally:
            connection.rollback()
    return None


def row_of(engine: Engine, table: Table, given: Set[str] = frozenset()) -> Values:
    """The last row, on which the least hangs; rather one where these columns are given."""
    order = [*(table.c[name].is_(None) for name in given), *(column.desc() for column in table.primary_key.columns)]
    with engine.connect() as connection:
        found = connection.execute(select(table).order_by(*order).limit(1)).mappings().first()
    assert found is not None, f"{table.name} has no row to break"
    return dict(found)


def this(table: Table, row: Values) -> Any:
    return and_(*(column == row[column.name] for column in table.primary_key.columns))


def changed(engine: Engine, table: Table, values: Values, given: Set[str] = frozenset()) -> str | None:
    """What the database says when one row of the table gets these values, as they are."""
    row = row_of(engine, table, given)
    raw = {name: value if isinstance(value, type(text(""))) else _raw(engine, value) for name, value in values.items()}
    bindable = str | bytes | int | None | date
    assignments = ", ".join(f"{name} = :new_{name}" if isinstance(value, bindable) else f"{name} = {value}"
                            for name, value in raw.items())
    where = " AND ".join(f"{column.name} = :old_{column.name}" for column in table.primary_key.columns)
    bound = {f"new_{name}": value for name, value in raw.items() if isinstance(value, bindable)}
    bound |= {f"old_{column.name}": row[column.name] for column in table.primary_key.columns}
    return refused(engine, text(f"UPDATE {table.name} SET {assignments} WHERE {where}"), bound)


def _raw(engine: Engine, value: object) -> object:
    return value.isoformat() if isinstance(value, date) and engine.dialect.name == "sqlite" else value


def copy(engine: Engine, table: Table, same: Set[str], nothing: Set[str] = frozenset()) -> str | None:
    """What the database says of a second row that is like the first in `same` alone, as far as uniqueness goes, and
    has nothing in `nothing`."""
    row = row_of(engine, table, same)
    for column in table.columns:
        if column.name not in same and _is_unique(table, column):
            row[column.name] = _another(engine, column, row[column.name])
    row |= dict.fromkeys(nothing)
    return refused(engine, insert(table), row)


def _is_unique(table: Table, column: Column[Any]) -> bool:
    return any(column.name in constraint.columns for constraint in table.constraints
               if isinstance(constraint, UniqueConstraint | PrimaryKeyConstraint))


def _another(engine: Engine, column: Column[Any], value: Any) -> Any:
    """Another value for the column: a foreign key's refers to some other row that is there. Of nothing, nothing."""
    if value is None:
        return None
    for key in column.foreign_keys:
        with engine.connect() as connection:
            others = select(key.column).where(key.column != value).order_by(key.column.desc())
            return connection.execute(others.limit(1)).scalar_one_or_none() or value
    if isinstance(column.type, Enum):
        return next(word for word in column.type.enums if word != value)
    if isinstance(value, str):
        return f"x{value[1:]}"
    return date(2031, 1, 1) if isinstance(value, date) else value + NEXT.get(column.name, 100_000)


def constraints() -> Iterator[tuple[Table, Any]]:
    for table in TABLES.values():
        yield from ((table, each) for each in sorted(table.constraints, key=lambda each: str(each.name)))
        yield from ((table, each) for each in sorted(table.indexes, key=lambda each: str(each.name)) if each.unique)


def enum_of(table: Table, constraint: Any) -> Column[Any] | None:
    """The column whose words the check lists, where it is such a check."""
    return next((column for column in table.columns if isinstance(column.type, Enum)
                 and constraint.name == f"ck_{table.name}_{column.type.name}"), None)


def attempt(engine: Engine, table: Table, constraint: Any) -> str | None:
    """Break one constraint, by a row that breaks nothing else; what the database says to it."""
    if isinstance(constraint, CheckConstraint):
        column = enum_of(table, constraint)
        return changed(engine, table, {column.name: "nonsense"} if column is not None else CHECKS[str(constraint.name)])
    if isinstance(constraint, ForeignKeyConstraint):
        [key] = constraint.column_keys
        return changed(engine, table, {key: NOWHERE.get(str(constraint.name), 999_999)}, given={key})
    if isinstance(constraint, Index):
        return copy(engine, table, {column.name for column in constraint.columns}, nothing={"criterion_id"})
    return copy(engine, table, set(constraint.columns.keys()))


def test_every_named_constraint_is_kept_by_the_database(full: Engine, subtests: pytest.Subtests) -> None:
    for table, constraint in constraints():
        with subtests.test(constraint=str(constraint.name)):
            told = attempt(full, table, constraint)
            assert told is not None, f"{constraint.name} was broken, and the database took it"
            names = {str(constraint.name), NOT_ALONE.get(str(constraint.name))}
            if full.dialect.name == "postgresql":
                assert told.split(" ", 1)[0] in names
            elif isinstance(constraint, CheckConstraint):
                assert "CHECK constraint failed: " in told
                assert told.rpartition(": ")[2] in names
            elif isinstance(constraint, ForeignKeyConstraint):
                assert told.endswith("FOREIGN KEY constraint failed")
            else:
                columns = [f"{table.name}.{column.name}" for column in constraint.columns]
                assert told.endswith(f"UNIQUE constraint failed: {', '.join(columns)}")


@pytest.mark.parametrize(("name", "values"), OTHER_WAYS)
def test_a_check_that_says_several_things_is_kept_in_each(full: Engine, name: str, values: Values) -> None:
    [table] = [table for table, constraint in constraints() if constraint.name == name]
    assert name in (changed(full, table, values) or "")


def test_every_check_of_our_own_is_named_with_how_to_break_it() -> None:
    ours = {str(constraint.name) for table, constraint in constraints()
            if isinstance(constraint, CheckConstraint) and enum_of(table, constraint) is None}
    assert ours == CHECKS.keys()


def test_every_constraint_and_index_has_a_name() -> None:
    for table in TABLES.values():
        for each in (*table.constraints, *table.indexes):
            assert str(each.name).startswith(("pk_", "fk_", "uq_", "ck_", "ix_")), f"of {table.name}: {each}"
            assert table.name in str(each.name)


def test_what_must_be_given_cannot_be_missing(full: Engine, subtests: pytest.Subtests) -> None:
    for table in TABLES.values():
        for column in table.columns:
            if not column.nullable and not (column.primary_key and full.dialect.name == "sqlite"):
                with subtests.test(column=f"{table.name}.{column.name}"):
                    told = changed(full, table, {column.name: None}) or ""
                    assert "NOT NULL constraint failed" in told or "violates not-null constraint" in told


def test_every_foreign_key_into_a_busy_table_has_an_index_to_go_with_it() -> None:
    """A join or a check from the other side would read the whole table otherwise."""
    growing = {"update_versions", "reviews", "findings", "statements", "version_evidence", "evidence", "commitments",
               "meeting_versions", "meeting_organisations", "meeting_commitments", "meeting_answers", "attendees",
               "private_notes", "actions", "action_versions"}
    followed = {"meeting_id", "action_id", "organisation_id", "account_id",
                "update_id", "version_id", "review_id", "evidence_id", "commitment_id", "letter_id"}
    for name in growing:
        table = TABLES[name]
        led = {next(iter(each.columns)).name for each in (table.primary_key, *table.indexes)}
        led |= {next(iter(each.columns)).name for each in table.constraints if isinstance(each, UniqueConstraint)}
        led |= {column.name for column in table.columns if column.primary_key and len(table.primary_key.columns) == 2
                and column.index}
        for column in table.columns:
            if column.name in followed and column.foreign_keys:
                assert column.name in led, f"{name}.{column.name}"


def stored(connection: Connection, table: str, column: str) -> set[object]:
    return set(connection.execute(text(f"SELECT DISTINCT {column} FROM {table}")).scalars())


def test_words_are_stored_as_people_read_them(full: Engine) -> None:
    with full.connect() as connection:
        assert stored(connection, "accounts", "role") == {"official", "platform", "analyst", "administrator"}
        assert stored(connection, "update_versions", "claim") == {"in progress"}
        assert stored(connection, "findings", "finding") == {"partly met"}
        assert stored(connection, "reviews", "outcome") == {"accepted"}
        assert stored(connection, "evidence", "kind") == {"file", "link"}
        assert stored(connection, "letters", "marking") == {"OFFICIAL"}
        assert stored(connection, "organisations", "kind") == {
            "government", "company", "party", "security", "policing", "electoral"}
        assert stored(connection, "meeting_versions", "kind") == {"policing"}
        assert stored(connection, "meeting_answers", "answer") == {"confirmed"}
        assert stored(connection, "action_versions", "state") == {"open", "done"}
        assert stored(connection, "measures", "statistic") == {"total", "median", "90th percentile"}
        assert stored(connection, "daily_roll_ups", "state") == {"reported"}


def test_bytes_are_kept_apart_from_what_lists_read() -> None:
    heavy = {table.name for table in TABLES.values() for column in table.columns
             if isinstance(column.type, LargeBinary)}
    assert heavy == {"counts", "evidence_contents", "return_jobs", "stored_answers"}  # nobody lists the last two


def test_the_commitments_own_finding_is_one(full: Engine) -> None:
    """A plain unique constraint lets any number of missing criteria pass."""
    table = TABLES["findings"]
    with full.connect() as connection:
        count = select(func.count()).select_from(table).where(table.c.criterion_id.is_(None))
        assert connection.execute(count).scalar_one() == 1
        [row] = connection.execute(select(table).where(table.c.criterion_id.is_(None))).mappings()
    told = refused(full, insert(table), {**row, "id": 100_000})
    assert told is not None
    told = refused(full, update(table).where(table.c.id != row["id"]).values(criterion_id=None))
    assert told is not None
