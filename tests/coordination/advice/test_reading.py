"""Sections as they are read: who sees what, as at when, what is stale and what is missing."""

from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import Engine

from coordination import letters
from coordination.advice import agreeing, publishing, reading
from coordination.problems import NotFound
from coordination.viewers import Viewer
from data_model.database import reading as reading_from
from data_model.words import AdviceTopic, Agreement
from tests import cast as casting
from tests.advice import ENGLISH, a_draft, a_returned_section, a_sent_section, an_agreed_section
from tests.cast import Cast
from tests.conftest import StoppedClock

BREACHES, REPORTING, RESPONSE = AdviceTopic.BREACHES, AdviceTopic.REPORTING, AdviceTopic.RESPONSE


def sections(engine: Engine, viewer: Viewer, at: datetime) -> pd.DataFrame:
    with reading_from(engine) as session:
        return reading.sections(session, viewer, letters.in_view(session, viewer, "MCO/00433"), as_at=at)


def section(engine: Engine, viewer: Viewer, at: datetime, slug: str = "facebook",
            topic: AdviceTopic = BREACHES) -> pd.Series:
    found = sections(engine, viewer, at)
    return found[(found["slug"] == slug) & (found["topic"] == topic)].iloc[0]


def versions(engine: Engine, viewer: Viewer, at: datetime, slug: str = "facebook") -> pd.DataFrame:
    with reading_from(engine) as session:
        return reading.versions(session, viewer, casting.letter_id(engine), casting.platform_id(engine, slug),
                                BREACHES, as_at=at)


def test_every_platform_has_a_row_for_every_topic(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    found = sections(recorded, cast.official, stopped_clock.now)
    assert list(found.columns) == reading.COLUMNS
    assert list(zip(found["platform"], found["topic"], strict=True)) == [
        (name, topic) for name in ("Facebook", "Google", "Twitter") for topic in AdviceTopic]
    assert found["version_id"].isna().all()
    assert not found["stale"].any()
    assert set(found["state"]) == {"not written"}
    assert reading.gaps(found)[:3] == ["Facebook: nothing on what breaches", "Facebook: nothing on where to report",
                                       "Facebook: nothing on what response to expect"]


def test_an_agreed_section_is_as_it_was_written(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    id_ = an_agreed_section(recorded, cast)
    row = section(recorded, cast.official, stopped_clock.now)
    assert (row["version_id"], row["number"], row["english"], row["decision"], row["decided_by"],
            row["submitted_by"], row["agreed_version_id"], row["stale"], row["last_checked"], row["gaps"]) == (
        id_, 1, ENGLISH, Agreement.AGREED, "Cabinet Office official", "Facebook representative", id_, False,
        date(2019, 12, 2), ())


def test_what_is_missing_is_said_in_a_sentence(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    an_agreed_section(recorded, cast, "facebook", RESPONSE, responds_in_hours=None, welsh="")
    an_agreed_section(recorded, cast, "facebook", BREACHES, welsh="")
    found = sections(recorded, cast.official, stopped_clock.now)
    assert reading.gaps(found)[:4] == [
        "Facebook: no Welsh on what breaches", "Facebook: nothing on where to report",
        "Facebook: no Welsh on what response to expect", "Facebook: no response time stated"]


def test_a_newer_version_closes_a_gap_only_once_it_is_agreed(recorded: Engine, cast: Cast,
                                                             stopped_clock: StoppedClock) -> None:
    first = an_agreed_section(recorded, cast, welsh="")
    second = a_sent_section(recorded, cast.facebook)
    row = section(recorded, cast.official, stopped_clock.now)
    assert (row["version_id"], row["decision"], row["agreed_version_id"], row["agreed_number"], row["gaps"]) == (
        second, None, first, 1, ("Facebook: no Welsh on what breaches",))
    assert list(reading.waiting(sections(recorded, cast.official, stopped_clock.now))["version_id"]) == [second]
    agreeing.agree(recorded, cast.official, second)
    assert section(recorded, cast.official, stopped_clock.now)["gaps"] == ()


# Agreed on Monday 2 December 2019 at 09:00: seven London days later is still fresh, to its last microsecond.
@pytest.mark.parametrize(("moment", "stale"), [
    ((2019, 12, 9, 9), False), ((2019, 12, 9, 23, 59), False), ((2019, 12, 10, 0, 0), True), ((2019, 12, 10, 9), True)])
def test_a_section_goes_stale_when_its_london_days_are_over(recorded: Engine, cast: Cast, stopped_clock: StoppedClock,
                                                           moment: tuple[int, ...], stale: bool) -> None:
    an_agreed_section(recorded, cast)
    assert bool(section(recorded, cast.official, stopped_clock.set_to(*moment))["stale"]) is stale


def test_days_are_londons_in_summer_too(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    stopped_clock.set_to(2020, 6, 1, 23, 30)  # 00:30 on 2 June in London
    an_agreed_section(recorded, cast)
    assert section(recorded, cast.official, stopped_clock.now)["last_checked"] == date(2020, 6, 2)
    assert not section(recorded, cast.official, stopped_clock.set_to(2020, 6, 9, 22, 59))["stale"]
    assert section(recorded, cast.official, stopped_clock.set_to(2020, 6, 9, 23, 0))["stale"]


def test_a_check_makes_it_fresh_and_a_waiting_or_returned_version_does_not(
    recorded: Engine, cast: Cast, stopped_clock: StoppedClock
) -> None:
    id_ = an_agreed_section(recorded, cast)
    stopped_clock.advance(days=9)
    a_returned_section(recorded, cast, english="Newer.")
    assert section(recorded, cast.official, stopped_clock.now)["stale"]
    agreeing.check(recorded, cast.facebook, id_)
    row = section(recorded, cast.official, stopped_clock.now)
    assert (row["stale"], row["last_checked"]) == (False, date(2019, 12, 11))


def test_a_past_moment_is_told_as_it_was_known(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    before = stopped_clock.now
    stopped_clock.advance(hours=1)
    sent = a_sent_section(recorded, cast.facebook)
    at_sending = stopped_clock.now
    stopped_clock.advance(hours=1)
    agreeing.agree(recorded, cast.official, sent)
    agreed = stopped_clock.now
    stopped_clock.advance(days=3)
    agreeing.check(recorded, cast.official, sent)
    a_returned_section(recorded, cast, english="Newer.")
    assert section(recorded, cast.official, before)["version_id"] is None
    row = section(recorded, cast.official, at_sending)
    assert (row["version_id"], row["decision"], row["agreed_version_id"]) == (sent, None, None)
    row = section(recorded, cast.official, agreed)
    assert (row["decision"], row["last_checked"], row["agreed_version_id"]) == (
        Agreement.AGREED, date(2019, 12, 2), sent)
    now = versions(recorded, cast.official, stopped_clock.now)
    assert list(now["number"]) == [2, 1]
    assert list(now["decision"]) == [Agreement.RETURNED, Agreement.AGREED]
    assert list(versions(recorded, cast.official, agreed)["number"]) == [1]


def test_drafts_are_never_read_here(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    a_draft(recorded, cast.facebook, english="SECRET")
    for viewer in (cast.official, cast.analyst, cast.twitter, cast.facebook):
        assert "SECRET" not in sections(recorded, viewer, stopped_clock.now).to_csv()


def test_a_platform_reads_of_others_what_the_newest_edition_has(recorded: Engine, cast: Cast,
                                                                stopped_clock: StoppedClock) -> None:
    published = an_agreed_section(recorded, cast, "twitter", english="Published.")
    an_agreed_section(recorded, cast, "twitter", REPORTING, english="Published.")
    stopped_clock.advance(minutes=1)
    row = section(recorded, cast.facebook, stopped_clock.now, "twitter")
    assert (row["version_id"], row["state"], row["gaps"]) == (
        None, "not published", ("Twitter: nothing published on what breaches",))
    publishing.publish(recorded, cast.official, casting.letter_id(recorded), 1)
    stopped_clock.advance(minutes=1)
    an_agreed_section(recorded, cast, "twitter", english="SECRET agreed and not published.")
    a_returned_section(recorded, cast, "twitter", reason="SECRET reason", english="SECRET returned.")
    stopped_clock.advance(days=9)
    row = section(recorded, cast.facebook, stopped_clock.now, "twitter")
    assert (row["state"], row["last_checked"], row["stale"]) == ("published", None, False)
    assert (row["own"], row["version_id"], row["number"], row["english"], row["submitted_by"], row["decided_by"],
            row["reason"], row["edition_number"]) == (False, published, 1, "Published.", None, None, "", 1)
    assert "SECRET" not in sections(recorded, cast.facebook, stopped_clock.now).to_csv()
    assert list(versions(recorded, cast.facebook, stopped_clock.now, "twitter")["version_id"]) == [published]
    assert list(versions(recorded, cast.twitter, stopped_clock.now, "twitter")["number"]) == [3, 2, 1]
    assert section(recorded, cast.twitter, stopped_clock.now, "twitter")["own"]


def test_nobody_else_reads_anything(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    an_agreed_section(recorded, cast)
    assert sections(recorded, cast.administrator, stopped_clock.now).empty
    assert versions(recorded, cast.administrator, stopped_clock.now).empty
    with pytest.raises(NotFound):
        sections(recorded, cast.stranger, stopped_clock.now)
    assert versions(recorded, cast.stranger, stopped_clock.now).empty
    assert len(sections(recorded, cast.analyst, stopped_clock.now)) == 9
