"""How often dialogue is expected and was held: the rule by itself, and counted from meetings as known at a moment."""

from datetime import UTC, date, datetime, time, timedelta

import pandas as pd
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from coordination import figures, letters
from coordination.criteria import Figure
from coordination.dialogue import cadence, meetings
from coordination.dialogue.cadence import Expected, stands
from coordination.viewers import Viewer
from data_model.database import reading, writing
from data_model.dialogue import DialogueCadence
from data_model.words import MeetingKind
from tests import cast as casting
from tests.cast import OPENING, POLICE, Cast, a_held_meeting, a_meeting
from tests.conftest import StoppedClock

MONDAY, POLLING_DAY = date(2019, 11, 11), date(2019, 12, 12)
ALL_KINDS = list(MeetingKind)


def weekly(kind: MeetingKind = MeetingKind.POLICING, every_days: int = 7) -> Expected:
    return Expected(kind, MONDAY, every_days, POLLING_DAY)


def day(after: int) -> date:
    return MONDAY + timedelta(days=after)


@pytest.mark.parametrize(("held", "today", "sentence", "gap"), [
    ([], -1, "Weekly policing dialogue expected from 11 November 2019.", False),
    ([], 0, "No policing dialogue yet; weekly expected since 11 November 2019.", False),
    ([], 6, "No policing dialogue yet; weekly expected since 11 November 2019.", False),
    ([], 7, "No policing dialogue yet; weekly expected since 11 November 2019.", True),
    ([3], 3, "Policing dialogue today; weekly expected.", False),
    ([3], 4, "Policing dialogue yesterday; weekly expected.", False),
    ([3], 10, "Policing dialogue 7 days ago; weekly expected.", False),
    ([3], 11, "No policing dialogue for 8 days; weekly expected.", True),
    ([0, 3], 12, "No policing dialogue for 9 days; weekly expected.", True),
    ([3, 20], 12, "No policing dialogue for 9 days; weekly expected.", True),  # what is to come closes no gap
    ([-4], 2, "Policing dialogue 6 days ago; weekly expected.", False),
    ([-4], 4, "No policing dialogue for 8 days; weekly expected.", True),
    ([20], 31, "No policing dialogue for 11 days; weekly expected.", True),
    # Polling day is over.
    ([20], 32, "Policing dialogue last on 1 December 2019; weekly expected from 11 November 2019 until polling day.",
     False),
    ([], 32, "No policing dialogue was held; weekly expected from 11 November 2019 until polling day.", False),
])
def test_a_gap_is_longer_than_what_is_expected_and_has_its_sentence(held: list[int], today: int, sentence: str,
                                                                    gap: bool) -> None:
    stood = stands(weekly(), map(day, held), day(today))
    assert (stood.sentence, stood.gap) == (sentence, gap)


@pytest.mark.parametrize(("kind", "every_days", "sentence"), [
    (MeetingKind.BETWEEN_PLATFORMS, 7, "No dialogue between platforms for 20 days; weekly expected."),
    (MeetingKind.WITH_OFFICIALS, 1, "No dialogue with officials for 20 days; daily expected."),
    (MeetingKind.WITH_PARTIES, 14, "No dialogue with parties for 20 days; fortnightly expected."),
    (MeetingKind.SECURITY, 10, "No security dialogue for 20 days; every 10 days expected."),
    (MeetingKind.ELECTORAL, 3, "No electoral dialogue for 20 days; every 3 days expected."),
])
def test_every_kind_and_rhythm_has_its_words(kind: MeetingKind, every_days: int, sentence: str) -> None:
    assert stands(weekly(kind, every_days), [MONDAY], day(20)).sentence == sentence


def test_one_day_is_one_day() -> None:
    expected = weekly(every_days=1)
    assert stands(expected, [MONDAY], day(2)).sentence == "No policing dialogue for 2 days; daily expected."
    assert stands(expected, [MONDAY], day(1)).sentence == "Policing dialogue yesterday; daily expected."
    assert [expected.periods(1), weekly().periods(1), weekly().periods(4), weekly(every_days=14).periods(1),
            weekly(every_days=10).periods(3)] == ["1 day", "1 week", "4 weeks", "1 fortnight", "3 periods of 10 days"]


@pytest.mark.parametrize(("held", "today", "kept", "expected"), [
    ([], -3, 0, 0),
    ([], 0, 0, 0),  # the week that has just begun may still have its meeting
    ([0], 0, 1, 1),
    ([], 7, 0, 1),
    ([6, 7], 7, 2, 2),
    ([0, 1, 2], 13, 1, 1),
    ([0, 1, 2], 14, 1, 2),
    ([-1], 7, 0, 1),  # before the first day
    ([3, 10, 17, 24, 31], 31, 5, 5),
    ([3, 10, 17, 24], 31, 4, 4),  # on polling day, the fifth week runs
    ([3, 10, 17, 24], 32, 4, 5),  # after it, it is over
    ([3, 10, 17, 24, 40], 60, 4, 5),
])
def test_periods_are_kept_by_a_meeting_in_each(held: list[int], today: int, kept: int, expected: int) -> None:
    stood = stands(weekly(), map(day, held), day(today))
    assert (stood.kept, stood.expected) == (kept, expected)


def in_view(session: Session, viewer: Viewer) -> letters.LetterInView:
    return letters.in_view(session, viewer, "MCO/00433")


def standing(engine: Engine, viewer: Viewer, at: datetime) -> pd.DataFrame:
    with reading(engine) as session:
        return cadence.standing(session, viewer, in_view(session, viewer), as_at=at).set_index("kind")


def test_the_letters_kinds_stand_in_their_order(recorded: Engine, cast: Cast) -> None:
    found = standing(recorded, cast.analyst, OPENING)
    assert list(found.index) == ALL_KINDS
    assert list(found.reset_index().columns) == cadence.COLUMNS
    assert list(found["every_days"]) == [7, 7, 14, 7, 7, 14]
    assert set(found["gap"]) == {True}


def test_meetings_count_once_they_are_held_and_as_known_at_the_moment(recorded: Engine, cast: Cast,
                                                                      stopped_clock: StoppedClock) -> None:
    given = {"day": date(2019, 11, 28), "starts": time(9), "ends": time(10)}
    id_ = a_meeting(recorded, cast.official, **given)
    planned = stopped_clock.now
    recorded_at = stopped_clock.advance(hours=1)
    meetings.hold(recorded, cast.official, id_, 1, {
        "organisation_ids": casting.meeting(recorded)["organisation_ids"]})
    policing = [standing(recorded, cast.official, at).loc[MeetingKind.POLICING] for at in (planned, recorded_at)]
    assert [(row["held"], row["kept"], row["expected"], row["gap"]) for row in policing] == [
        (0, 0, 3, True), (1, 1, 3, False)]
    assert (policing[1]["last_held_on"], policing[1]["days_since"], policing[1]["sentence"]) == (
        date(2019, 11, 28), 4, "Policing dialogue 4 days ago; weekly expected.")


def test_a_platform_counts_what_it_may_see(recorded: Engine, cast: Cast) -> None:
    a_held_meeting(recorded, cast.official, "Twitter", POLICE)
    found = [standing(recorded, viewer, OPENING).loc[MeetingKind.POLICING, "held"]
             for viewer in (cast.official, cast.analyst, cast.twitter, cast.facebook)]
    assert found == [1, 1, 1, 0]


def test_a_meeting_is_on_the_day_that_london_has(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    with writing(recorded) as session:
        session.get_one(DialogueCadence, (casting.letter_id(recorded), MeetingKind.POLICING)).first_day = date(
            2020, 6, 1)
    stopped_clock.set_to(2020, 6, 2)
    a_held_meeting(recorded, cast.official, day=date(2020, 6, 2), starts=time(0, 15), ends=time(0, 45))
    found = standing(recorded, cast.official, stopped_clock.now).loc[MeetingKind.POLICING]
    assert found["last_held_on"] == date(2020, 6, 2)  # 23:15 on 1 June in UTC


def test_weeks_say_who_met_and_what_was_expected(recorded: Engine, cast: Cast) -> None:
    a_held_meeting(recorded, cast.official, "Facebook", POLICE, day=date(2019, 11, 12))
    a_held_meeting(recorded, cast.official, "Twitter", POLICE, day=date(2019, 11, 17))
    a_held_meeting(recorded, cast.official, "Facebook", POLICE, day=date(2019, 11, 18))
    a_meeting(recorded, cast.official, "Google", POLICE, day=date(2019, 11, 19))
    with reading(recorded) as session:
        found = cadence.by_week(session, cast.official, in_view(session, cast.official), as_at=OPENING)
        own = cadence.by_week(session, cast.twitter, in_view(session, cast.twitter), as_at=OPENING)
    assert list(found.columns) == cadence.WEEK_COLUMNS
    assert len(found) == len(MeetingKind) * 5
    policing = found[found["kind"] == MeetingKind.POLICING].drop(columns="kind")
    assert [tuple(row) for row in policing.itertuples(index=False)] == [
        (date(2019, 11, 4), date(2019, 11, 10), 0, 0, ()),
        (date(2019, 11, 11), date(2019, 11, 17), 1, 2, ("Facebook", "Metropolitan Police Service", "Twitter")),
        (date(2019, 11, 18), date(2019, 11, 24), 1, 1, ("Facebook", "Metropolitan Police Service")),
        (date(2019, 11, 25), date(2019, 12, 1), 1, 0, ()),
        (date(2019, 12, 2), date(2019, 12, 8), 1, 0, ())]
    assert list(own[own["kind"] == MeetingKind.POLICING]["held"]) == [0, 1, 0, 0, 0]
    parties = found[found["kind"] == MeetingKind.WITH_PARTIES]
    assert list(parties["expected"]) == [0, 1, 0, 1, 0]


def test_weeks_end_with_polling_day(recorded: Engine, cast: Cast, session: Session) -> None:
    later = datetime(2020, 2, 1, tzinfo=UTC)
    found = cadence.by_week(session, cast.official, in_view(session, cast.official), as_at=later)
    assert max(found["week_first_day"]) == date(2019, 12, 9)


def test_the_criteria_are_counted_for_each_platform_by_the_meetings_that_it_was_at(recorded: Engine,
                                                                                   cast: Cast) -> None:
    a_held_meeting(recorded, cast.official, "Facebook", POLICE, day=date(2019, 11, 12))
    a_held_meeting(recorded, cast.official, "Facebook", "Twitter", POLICE, day=date(2019, 11, 19))
    a_held_meeting(recorded, cast.official, "Facebook", "Twitter", day=date(2019, 11, 19),
                   kind=MeetingKind.BETWEEN_PLATFORMS)
    found = {}
    with reading(recorded) as session:
        letter, criteria = in_view(session, cast.official), letters.criteria(session, casting.letter_id(recorded))
        for slug in ("facebook", "twitter", "google"):
            computed = figures.computed(session, cast.official, letter, slug, criteria, as_at=OPENING)
            found[slug] = {code: (figure.value, figure.out_of) for code, figure in computed.items() if code[0] in "34"}
            if slug == "twitter":
                assert computed["4b"] == Figure(1, 3, "This platform took part in policing dialogue in 1 of the "
                                                      "3 weeks so far, the last time on 19 November 2019.")
                assert computed["4c"].sentence == ("This platform took part in electoral dialogue in 0 of the "
                                                   "1 fortnight so far.")
    assert found == {"facebook": {"3a": (1, 3), "4a": (0, 3), "4b": (2, 3), "4c": (0, 1)},
                     "twitter": {"3a": (1, 3), "4a": (0, 3), "4b": (1, 3), "4c": (0, 1)},
                     "google": {"3a": (0, 3), "4a": (0, 3), "4b": (0, 3), "4c": (0, 1)}}


def test_a_platform_reads_the_same_figure_of_itself(recorded: Engine, cast: Cast, session: Session) -> None:
    a_held_meeting(recorded, cast.official, "Twitter", POLICE)
    letter, criteria = in_view(session, cast.twitter), letters.criteria(session, casting.letter_id(recorded))
    asked = [figures.computed(session, viewer, letter, "twitter", criteria, as_at=OPENING)["4b"]
             for viewer in (cast.twitter, cast.official)]
    assert asked[0] == asked[1]
    assert (asked[0].value, asked[0].out_of) == (1, 3)


def test_before_the_first_period_is_over_there_is_no_figure(recorded: Engine, cast: Cast, session: Session) -> None:
    letter, criteria = in_view(session, cast.official), letters.criteria(session, casting.letter_id(recorded))
    before = datetime(2019, 11, 17, 12, tzinfo=UTC)
    found = figures.computed(session, cast.official, letter, "facebook", criteria, as_at=before)
    assert not {"4a", "4b", "4c"} & set(found)
