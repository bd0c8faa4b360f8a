"""When meetings are: London's clocks, also as they change, and the days of a series."""

from datetime import UTC, date, datetime, time

import pytest
from icalendar import vRecur

from coordination.dialogue import times
from coordination.dialogue.inputs import RepeatInput
from coordination.problems import Invalid

FORWARD, BACK = date(2020, 3, 29), date(2020, 10, 25)  # Sundays on which the clocks change


@pytest.mark.parametrize(("day", "at", "moment"), [
    (date(2019, 12, 3), time(10), datetime(2019, 12, 3, 10, tzinfo=UTC)),
    (date(2020, 6, 2), time(10), datetime(2020, 6, 2, 9, tzinfo=UTC)),
    (FORWARD, time(0, 59), datetime(2020, 3, 29, 0, 59, tzinfo=UTC)),
    (FORWARD, time(2), datetime(2020, 3, 29, 1, tzinfo=UTC)),
    (BACK, time(2), datetime(2020, 10, 25, 2, tzinfo=UTC)),
])
def test_a_time_is_what_londons_clocks_show(day: date, at: time, moment: datetime) -> None:
    assert times.moment(day, at) == moment


@pytest.mark.parametrize(("day", "starts", "ends", "sentences"), [
    (FORWARD, time(0, 30), time(3), []),
    (BACK, time(0, 30), time(3), []),
    (FORWARD, time(1, 30), time(3), [
        "01:30 does not exist on Sunday 29 March 2020, when the clocks go forward. Choose another time."]),
    (FORWARD, time(1), time(1, 59), [
        "01:00 does not exist on Sunday 29 March 2020, when the clocks go forward. Choose another time.",
        "01:59 does not exist on Sunday 29 March 2020, when the clocks go forward. Choose another time."]),
    (BACK, time(0, 30), time(1, 15), [
        "01:15 comes twice on Sunday 25 October 2020, when the clocks go back. Choose another time."]),
    (date(2019, 12, 3), time(10), time(10), ["The meeting must end after it starts, on the same day."]),
    (date(2019, 12, 3), time(23), time(1), ["The meeting must end after it starts, on the same day."]),
])
def test_a_time_that_is_not_there_once_is_refused(day: date, starts: time, ends: time, sentences: list[str]) -> None:
    assert [fault.sentence for fault in times.faults(day, starts, ends)] == sentences


@pytest.mark.parametrize(("every_weeks", "until", "days"), [
    (1, date(2019, 12, 12), [date(2019, 11, 19), date(2019, 11, 26), date(2019, 12, 3), date(2019, 12, 10)]),
    (1, date(2019, 11, 26), [date(2019, 11, 19), date(2019, 11, 26)]),
    (3, date(2019, 12, 12), [date(2019, 11, 19), date(2019, 12, 10)]),
])
def test_a_series_keeps_to_its_day_of_the_week(every_weeks: int, until: date, days: list[date]) -> None:
    assert times.days(date(2019, 11, 19), RepeatInput(every_weeks=every_weeks, until=until)) == days


@pytest.mark.parametrize(("until", "sentence"), [
    (date(2019, 11, 25), "A series needs at least two meetings. Choose a later last day, or plan a single meeting."),
    (date(2019, 11, 1), "A series needs at least two meetings. Choose a later last day, or plan a single meeting."),
    (date(2021, 1, 12), "That would be 61 meetings. Choose an earlier last day: a series has at most 60."),
])
def test_a_series_has_two_to_sixty_meetings(until: date, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        times.days(date(2019, 11, 19), RepeatInput(until=until))
    assert [(fault.where, fault.sentence) for fault in refused.value.faults] == [("until", sentence)]
    assert len(times.days(date(2019, 11, 19), RepeatInput(until=date(2021, 1, 11)))) == 60


def test_the_rule_is_one_that_calendars_read() -> None:
    first, repeat = date(2020, 3, 24), RepeatInput(every_weeks=2, until=date(2020, 4, 30))
    rule = times.rule(first, repeat)
    assert rule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20200430T225959Z"
    read = vRecur.from_ical(rule)
    assert (read["FREQ"], read["INTERVAL"], read["BYDAY"], read["UNTIL"]) == (
        ["WEEKLY"], [2], ["TU"], [datetime(2020, 4, 30, 22, 59, 59, tzinfo=UTC)])


def test_bank_holidays_are_named_and_nothing_else() -> None:
    days = [date(2019, 12, 19), date(2019, 12, 26), date(2020, 1, 2), date(2020, 4, 10), date(2020, 4, 11)]
    assert times.holidays_among(days) == ["Thursday 26 December 2019 is a bank holiday in England: Boxing Day.",
                                          "Friday 10 April 2020 is a bank holiday in England: Good Friday."]
