"""The exercise's incident returns: what platforms sent when, what they left out, and by the same rules as anybody's."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime
from random import Random

import pandas as pd
import pytest
from sqlalchemy import ColumnElement, Engine, select
from sqlmodel import Session, col

from coordination import letters
from coordination.incidents import due, series_counts
from coordination.incidents import returns as sent_returns
from coordination.incidents.cells import STATES
from coordination.viewers import Viewer
from data_model.audit import AuditEntry
from data_model.database import reading
from data_model.incidents import Category, Measure, Period, Return, Series, SeriesCounts
from data_model.organisations import Platform
from data_model.words import CountState, Role
from seeds import exercise, returns
from seeds.returns import PlatformPart, ReturnsPart

OPENING = datetime(2019, 12, 2, 9, 0, tzinfo=UTC)
OFFICIAL = Viewer(0, "An official", "", Role.OFFICIAL, 0, "")
HARASSMENT = "STATEMENT_CATEGORY_CYBER_VIOLENCE/KEYWORD_CYBER_HARASSMENT"
FIRST, SECOND, THIRD = date(2019, 11, 18), date(2019, 11, 25), date(2019, 12, 2)


@pytest.fixture
def plan() -> ReturnsPart:
    return returns.read(exercise.FOLDER)


def listed(engine: Engine) -> pd.DataFrame:
    with reading(engine) as session:
        return sent_returns.listing(session, OFFICIAL, as_at=OPENING).iloc[::-1].reset_index(drop=True)


def of(plan: ReturnsPart, slug: str) -> PlatformPart:
    return next(each for each in plan.platforms if each.platform == slug)


def rows_of(plan: ReturnsPart, slug: str, number: int, seed: int = 1) -> list[list[str]]:
    """The file of a platform's return with this number."""
    part = of(plan, slug)
    content = returns.file(plan, part, part.sent[number - 1], lambda *what: Random(repr((seed, *what))))
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def test_three_platforms_sent_nine_returns_by_the_opening(exercised: Engine) -> None:
    found = listed(exercised)
    assert list(found[["slug", "number", "first_day", "last_day", "added", "changed", "kept"]].itertuples(
        index=False, name=None)) == [
        ("facebook", 1, date(2019, 11, 5), date(2019, 11, 17), 692, 0, 0),
        ("twitter", 1, date(2019, 11, 5), date(2019, 11, 17), 692, 0, 0),
        ("google", 1, date(2019, 11, 5), date(2019, 11, 17), 692, 0, 0),
        ("facebook", 2, date(2019, 11, 18), date(2019, 11, 24), 372, 0, 0),
        ("twitter", 2, date(2019, 11, 18), date(2019, 11, 24), 372, 0, 0),
        ("google", 2, date(2019, 11, 18), date(2019, 11, 24), 268, 0, 0),
        ("facebook", 3, date(2019, 11, 14), date(2019, 11, 17), 0, 4, 0),
        ("facebook", 4, date(2019, 11, 25), date(2019, 12, 1), 372, 0, 0),
        ("twitter", 3, date(2019, 11, 25), date(2019, 12, 1), 372, 0, 0)]
    assert set(found["form"]) == {"template"}
    assert found["file_name"][0] == "facebook-2019-11-05-to-2019-11-17.csv"


def test_google_is_late_with_two_days_and_owes_the_last_week_today(exercised: Engine) -> None:
    with reading(exercised) as session:
        letter = letters.in_view(session, OFFICIAL)
        found = due.listing(session, OFFICIAL, letter, as_at=OPENING)
    missing = found[found["missing"] > 0]
    assert list(missing[["slug", "due_on", "missing", "late"]].itertuples(index=False, name=None)) == [
        ("google", SECOND, 2, True), ("google", THIRD, 7, False)]
    assert missing["missing_days"].iloc[0] == (date(2019, 11, 20), date(2019, 11, 21))


def test_what_was_asked_about_is_on_record_as_confirmed(exercised: Engine) -> None:
    google = listed(exercised).set_index(["slug", "number"]).loc[("google", 2)]
    assert google["confirmed"] == ["2 days without a count: 20 November 2019 and 21 November 2019."]


def test_the_restatement_has_a_reason_and_both_figures_stay_readable(exercised: Engine) -> None:
    found = listed(exercised)
    restated = found[found["changed"] > 0].iloc[0]
    assert restated["reason"] == ("Posts that were removed, restored on appeal and removed again had been counted "
                                  "twice on these four days.")
    with reading(exercised) as session:
        counts = sent_returns.counts(session, OFFICIAL, restated["id"], as_at=OPENING)
    assert list(counts["first_day"]) == [date(2019, 11, day) for day in (14, 15, 16, 17)]
    assert set(counts["category"]) == {HARASSMENT}
    assert set(counts["nation"]) == {"england"}
    assert all(now < before for now, before in zip(counts["value"], counts["before_value"], strict=True))


def test_all_four_states_are_there(exercised: Engine) -> None:
    with reading(exercised) as session:
        found = Counter(STATES[state] for state in series_counts.read(session)["state"])
        assert found.keys() == set(CountState)
        assert (found[CountState.NOT_REPORTED], found[CountState.NOT_APPLICABLE]) == (297, 72)
        assert min(found.values()) > 50
        assert _measured(session, "google", "mentions-of-candidates") == {CountState.NOT_APPLICABLE}


def test_facebook_gets_faster_by_the_week_and_google_does_not(exercised: Engine) -> None:
    with reading(exercised) as session:
        facebook, google = (_hours(session, slug) for slug in ("facebook", "google"))
    assert len(facebook) == 4
    assert facebook == sorted(facebook, reverse=True)
    assert facebook[-1] < facebook[0] / 2
    assert max(google) < 1.2 * min(google)


def test_every_return_is_told_in_the_audit_at_its_moment(exercised: Engine) -> None:
    with reading(exercised) as session:
        told = session.execute(select(col(AuditEntry.at), col(AuditEntry.sentence)).where(
            col(AuditEntry.action) == "return.store").order_by(col(AuditEntry.position))).all()
        moments = session.scalars(select(col(Return.submitted_at)).order_by(col(Return.submitted_at))).all()
    assert [at for at, _ in told] == list(moments)
    assert told[6].sentence == ("Facebook representative sent return 3 of Facebook for 14 to 17 November 2019: "
                                "0 counts added, restated 4, 0 left as they were.")


def test_the_same_count_has_the_same_figure_in_whatever_return(plan: ReturnsPart) -> None:
    first = {tuple(row[:4]): row[4] for row in rows_of(plan, "facebook", 1)[1:]}
    restated = {tuple(row[:4]): row[4] for row in rows_of(plan, "facebook", 3)[1:]}
    assert {cell: int(int(first[cell]) * 0.8) for cell in restated} == {
        cell: int(value) for cell, value in restated.items()}


def test_another_seed_gives_other_figures_of_the_same_counts(plan: ReturnsPart) -> None:
    one, other = rows_of(plan, "twitter", 2, seed=1), rows_of(plan, "twitter", 2, seed=2)
    assert [row[:4] for row in one] == [row[:4] for row in other]
    assert one != other


def test_days_left_out_have_no_counts_at_all(plan: ReturnsPart) -> None:
    days = {row[0] for row in rows_of(plan, "google", 2)[1:]}
    assert days == {"2019-11-18", "2019-11-19", "2019-11-22", "2019-11-23", "2019-11-24", "2019-11-18/2019-11-24"}


def _measured(session: Session, slug: str, measure: str) -> set[CountState]:
    return {STATES[state] for state in _counted(session, slug, measure)["state"]}


def _hours(session: Session, slug: str) -> list[float]:
    """The median hours to action over all categories, week by week."""
    counts = _counted(session, slug, returns.MEDIAN, col(Category.code) == "TOTAL")
    days = dict(session.execute(select(col(Period.id), col(Period.first_day))).all())
    return [float(row.value) for row in sorted(counts.itertuples(), key=lambda row: days[row.period_id])]


def _counted(session: Session, slug: str, measure: str, *wanted: ColumnElement[bool]) -> pd.DataFrame:
    """What a platform's returns say of a measure (series_counts.COLUMNS)."""
    series = (select(col(Series.id)).join(Platform, col(Platform.id) == Series.platform_id)
              .join(Measure, col(Measure.id) == Series.measure_id)
              .join(Category, col(Category.id) == Series.category_id)
              .where(col(Platform.slug) == slug, col(Measure.slug) == measure, *wanted))
    return series_counts.read(session, col(SeriesCounts.series_id).in_(series))
