"""The record as tables: whose it is, as at when, and in which words."""

from collections.abc import Callable
from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from coordination import clock
from coordination.updates import record
from coordination.viewers import Viewer
from data_model.database import reading
from tests.cast import Cast, a_draft, a_version, an_acceptance, letter_id
from tests.conftest import StoppedClock

READS = (record.versions, record.criteria, record.evidence)
Read = Callable[..., pd.DataFrame]


@pytest.fixture
def session(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> Session:
    """Facebook and Twitter each submitted on 2 December; Facebook's was accepted on 3 December; it is 4 December."""
    accepted = a_version(recorded, cast.facebook, link="Facebook's page", statements={"1a": "It says so."})
    a_version(recorded, cast.twitter, narrative="Twitter has begun.", link="Twitter's page",
              statements={"1b": "Here."})
    a_draft(recorded, cast.facebook, commitment=2, narrative="not yet")
    stopped_clock.set_to(2019, 12, 3)
    an_acceptance(recorded, cast.official, accepted)
    stopped_clock.set_to(2019, 12, 4)
    with reading(recorded) as opened:
        yield opened


def read(what: Read, session: Session, viewer: Viewer, as_at: datetime | None = None) -> pd.DataFrame:
    return what(session, viewer, letter_id(session.get_bind()), as_at=as_at or clock.now(session))  # type: ignore[arg-type]


@pytest.mark.parametrize("what", READS)
def test_everybody_reads_their_own_and_officials_and_analysts_all(what: Read, session: Session, cast: Cast) -> None:
    for who, platforms in (("official", {"Facebook", "Twitter"}), ("analyst", {"Facebook", "Twitter"}),
                           ("facebook", {"Facebook"}), ("twitter", {"Twitter"}), ("stranger", set()),
                           ("administrator", set())):
        assert set(read(what, session, getattr(cast, who))["platform"]) == platforms, who


def test_versions_come_in_their_own_words_and_drafts_do_not(session: Session, cast: Cast) -> None:
    found = read(record.versions, session, cast.analyst)
    assert list(found.columns) == record.COLUMNS
    assert sorted(found["narrative"]) == ["Twitter has begun.", "We have begun."]
    assert set(found["remaining"]) == {"The rest."}
    assert set(found["delay_reason"]) == {"We started late."}


def test_a_criterion_has_a_row_where_it_was_spoken_of_or_found(session: Session, cast: Cast) -> None:
    found = read(record.criteria, session, cast.analyst)
    assert list(found.columns) == record.CRITERIA_COLUMNS
    rows = {(row.platform, row.code): (row.statement, row.finding) for row in found.itertuples()}
    assert rows == {
        ("Facebook", "1a"): ("It says so.", "partly met"), ("Facebook", "1b"): (None, "partly met"),
        ("Facebook", "1c"): (None, "partly met"), ("Facebook", "1d"): (None, "partly met"),
        ("Twitter", "1b"): ("Here.", None)}


def test_evidence_says_what_it_is_and_who_added_it(session: Session, cast: Cast) -> None:
    found = read(record.evidence, session, cast.analyst)
    assert list(found.columns) == record.EVIDENCE_COLUMNS
    mine = found[found["platform"] == "Facebook"].iloc[0]
    assert (mine["evidence"], mine["dated_on"], mine["url"], mine["file_name"], mine["added_by"]) == (
        "Facebook's page", date(2019, 11, 14), "https://example.com/news", None, "Facebook representative")


def test_a_finding_is_not_known_before_it_was_made_nor_a_version_before_it_was_submitted(session: Session,
                                                                                        cast: Cast) -> None:
    day_before, that_day = clock.end_of(date(2019, 12, 1)), clock.end_of(date(2019, 12, 2))
    for what in READS:
        assert read(what, session, cast.official, day_before).empty
    assert set(read(record.versions, session, cast.official, that_day)["finding"]) == {None}
    assert list(read(record.criteria, session, cast.official, that_day)["finding"]) == [None, None]


@pytest.mark.parametrize("what", READS)
def test_another_letters_record_is_another(what: Read, session: Session, cast: Cast) -> None:
    assert what(session, cast.official, 999, as_at=clock.now(session)).empty
