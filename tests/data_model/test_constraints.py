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
from sqlmodel import Session

from coordination import requests
from coordination.dialogue import actions, attending, meetings, notes
from coordination.signals import answering
from coordination.updates import evidence
from data_model.accounts import Account, Exercise, FailedSignIn, PasswordLink, SignIn
from data_model.advice import (
    AdviceCheck,
    AdviceDecision,
    AdviceDraft,
    AdviceEdition,
    AdviceEditionSection,
    AdviceVersion,
)
from data_model.base import tables
from data_model.database import writing
from data_model.dialogue import CalendarFeed
from data_model.exploring import Board, BoardFigure, Briefing, SavedView
from data_model.incidents import ColumnMapping, Count, DailyRollUp, Period, Return, Series
from data_model.reach import AudienceSize, Distribution, DistributionVersion
from data_model.words import (
    AdviceTopic,
    Agreement,
    Attendance,
    Audience,
    BriefingTemplate,
    Channel,
    CountState,
    Marking,
    Nation,
    Opinion,
    ReturnForm,
    SenderKind,
)
from tests.cast import (
    Cast,
    a_draft,
    a_meeting,
    a_request,
    a_version,
    an_acceptance,
    an_action,
    commitment_id,
    letter_id,
    meeting,
    platform_id,
)
from tests.signals import a_signal

Values = dict[str, Any]
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
    "ck_counts_value_of_state": {"value": 0},
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
}
# What is not one of the words is neither a file nor a link: that check is named first.
NOT_ALONE = {"ck_evidence_kind": "ck_evidence_file_or_link",
             # And no other step has an opinion.
             "ck_signal_answers_step": "ck_signal_answers_opinion_of_its_step"}
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
    *((f"ck_{table}_value_of_state", values) for table in ("counts", "daily_roll_ups") for values in [
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
]


@pytest.fixture
def full(recorded: Engine, cast: Cast) -> Engine:
    """A database with a row in every table, and two where one alone could break nothing."""
    version = a_version(recorded, cast.facebook, link="One", statements={"1a": "x"})
    an_acceptance(recorded, cast.official, version)
    a_version(recorded, cast.facebook)
    update_id, revision = a_draft(recorded, cast.facebook)
    evidence.add_file(recorded, cast.facebook, update_id, revision, {"title": "x", "dated_on": "2019-11-14"}, "x.csv",
                      b"a,b\n")
    a_draft(recorded, cast.twitter)
    requests.withdraw(recorded, cast.official, a_request(recorded, cast.official), "x")
    a_request(recorded, cast.official, platforms=("facebook", "twitter"), commitments=(1, 2))
    _meet(recorded, cast)
    _share(recorded, cast)
    now = datetime(2019, 12, 2, tzinfo=UTC)
    with writing(recorded) as session:
        session.add(Exercise(seed=1, opens_at=now, began_at=now))
        session.flush()
        session.get_one(Account, cast.analyst.account_id).exercise_id = 1
        for token in ("a", "b"):
            session.add(SignIn(account_id=1, token_hash=token, signed_in_at=now, expires_at=now))
            session.add(PasswordLink(account_id=1, token_hash=token, expires_at=now))
            session.add(FailedSignIn(guessed=token, failed_at=now))
            session.add(CalendarFeed(account_id=1, token_hash=token, made_at=now))
        _count(session, cast)
        _advise(session, cast)
        _explore(session, cast)
    return recorded


def _meet(engine: Engine, cast: Cast) -> None:
    """Meetings with all that hangs on them: one of a series, one that was held, an action that was closed."""
    meetings.plan_series(engine, cast.official, meeting(engine), {"until": date(2019, 12, 12)})
    id_ = a_meeting(engine, cast.official, commitments=(3, 4))
    attending.answer(engine, cast.facebook, id_, 1, Attendance.CONFIRMED)
    attending.add(engine, cast.facebook, id_, cast.facebook.organisation_id, "x")
    notes.write(engine, cast.official, id_, "x")
    for _ in range(2):
        action = an_action(engine, cast.official, id_)
        actions.ask_for_update(engine, cast.official, action, {
            "letter_id": letter_id(engine), "platform_ids": [platform_id(engine, "facebook")],
            "commitment_ids": [commitment_id(engine, 4)], "due_on": date(2019, 12, 9)})


def _share(engine: Engine, cast: Cast) -> None:
    """A signal whose indicator was shared before by another platform, with an opinion of it."""
    id_ = a_signal(engine, cast.facebook, everyone=True)
    a_signal(engine, cast.twitter, everyone=True)
    answering.give_opinion(engine, cast.twitter, id_, Opinion.BREACHES)


def _count(session: Session, cast: Cast) -> None:
    """A return with a count and what they roll up to, of one day and of another."""
    now, first = datetime(2019, 12, 2, tzinfo=UTC), date(2019, 11, 18)
    session.add(Return(platform_id=1, number=1, first_day=first, last_day=first, form=ReturnForm.TYPED, sha256="0" * 64,
                       added=1, changed=0, kept=0, submitted_by=cast.facebook.account_id, submitted_at=now))
    session.add_all(Series(platform_id=1, measure_id=id_, category_id=id_, nation=Nation.UK) for id_ in (1, 2))
    session.add_all(Period(first_day=day, last_day=day) for day in (first, date(2019, 11, 19)))
    session.flush()
    session.add(Count(return_id=1, series_id=1, period_id=1, state=CountState.REPORTED, value=3.0))
    session.add(DailyRollUp(series_id=1, period_id=1, from_return_id=1, state=CountState.REPORTED, value=3.0, parts=1,
                            parts_missing=0))
    session.add(ColumnMapping(platform_id=1, header_hash="0" * 64, mapping={}, saved_by=cast.facebook.account_id,
                              saved_at=now))


def _advise(session: Session, cast: Cast) -> None:
    """Two editions of a section of advice, and a distribution of each."""
    by, now, topic = cast.official.account_id, datetime(2019, 12, 2, tzinfo=UTC), AdviceTopic.BREACHES
    session.add(AdviceDraft(letter_id=1, platform_id=1, topic=topic, revision=1, saved_by=by, saved_at=now))
    session.add_all(AudienceSize(letter_id=1, audience=Audience.AGENTS, people=1, source="x", recorded_by=by,
                                 recorded_at=now) for _ in range(2))
    for number in (1, 2):
        session.add(AdviceVersion(letter_id=1, platform_id=1, topic=topic, number=number, english="x", submitted_by=by,
                                  submitted_at=now))
        session.add(AdviceEdition(letter_id=1, number=number, published_by=by, published_at=now))
        session.flush()
        session.add(AdviceDecision(version_id=number, decision=Agreement.AGREED, decided_by=by, decided_at=now))
        session.add(AdviceCheck(version_id=number, checked_by=by, checked_at=now))
        session.add(AdviceEditionSection(edition_id=number, version_id=number))
        session.add(Distribution(edition_id=number, sender_kind=SenderKind.POLICE, sender="x", channel=Channel.EMAIL,
                                 audience=Audience.CANDIDATES, sent_on=date(2019, 12, 2)))
        session.flush()
        session.add_all(DistributionVersion(distribution_id=number, number=each, people=1, reason="x", recorded_by=by,
                                            recorded_at=now) for each in (1, 2))


def _explore(session: Session, cast: Cast) -> None:
    """A view, a board with it, and a briefing of each of two people."""
    now = datetime(2019, 12, 2, tzinfo=UTC)
    for number, by in enumerate((cast.official, cast.analyst), start=1):
        kept: Values = {"letter_id": 1, "owner_id": by.account_id, "organisation_id": by.organisation_id, "name": "x",
                        "revision": 1, "saved_at": now}
        session.add_all([SavedView(query="x", **kept), Board(**kept),
                         Briefing(template=BriefingTemplate.BLANK, marking=Marking.OFFICIAL, parts=[], **kept)])
        session.flush()
        session.add(BoardFigure(board_id=number, position=number, view_id=number))


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
    assignments = ", ".join(f"{name} = {value}" if not isinstance(value, str | int | None | date)
                            else f"{name} = :new_{name}" for name, value in raw.items())
    where = " AND ".join(f"{column.name} = :old_{column.name}" for column in table.primary_key.columns)
    bound = {f"new_{name}": value for name, value in raw.items() if isinstance(value, str | int | None | date)}
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
    """Another value for the column: a foreign key's refers to some other row that is there."""
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
            name = NOT_ALONE.get(str(constraint.name), str(constraint.name))
            if full.dialect.name == "postgresql":
                assert told.startswith(f"{name} ")
            elif isinstance(constraint, CheckConstraint):
                assert "CHECK constraint failed: " in told
                assert told.rpartition(": ")[2] in {name, str(constraint.name)}
            elif isinstance(constraint, ForeignKeyConstraint):
                assert told.endswith("FOREIGN KEY constraint failed")
            else:
                names = [f"{table.name}.{column.name}" for column in constraint.columns]
                assert told.endswith(f"UNIQUE constraint failed: {', '.join(names)}")


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
        assert stored(connection, "counts", "state") == {"reported"}


def test_bytes_are_kept_apart_from_what_lists_read() -> None:
    heavy = {table.name for table in TABLES.values() for column in table.columns
             if isinstance(column.type, LargeBinary)}
    assert heavy == {"evidence_contents"}


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
