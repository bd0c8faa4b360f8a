"""Incident counts, rates and times in Explore: what coordination.incidents.counting has, put together."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import Engine

from coordination import letters
from coordination.exploring.explored import SUPPRESSED
from coordination.exploring.views import By, Form
from coordination.incidents import counting
from coordination.incidents.asking import Asked, Grain
from coordination.incidents.asking import By as CountedBy
from data_model.database import reading
from data_model.words import Nation
from tests.cast import OPENING, Cast, platform_id
from tests.conftest import StoppedClock
from tests.counts import (
    ACTIONED,
    HARM,
    HATE,
    MEDIAN,
    MENTIONS,
    MONDAY,
    NOT_GIVEN,
    REPORTS,
    SPEECH,
    TRAFFICKING,
    VIOLENCE,
    a_count,
    a_sent_return,
    words,
)
from tests.views import AN_ANALYST, LAST_DAY, LETTER_DAY, a_view, explored

TUESDAY, SUNDAY = date(2019, 11, 19), date(2019, 11, 24)
SAME = ["first_day", "last_day", "state", "value", "parts_missing", "days_missing"]


def counted(engine: Engine, **asked: object) -> pd.DataFrame:
    """What counting has of content acted on for the letter's platforms: all categories by platform and week, if
    nothing else is asked."""
    vocabulary = words(engine)
    with reading(engine) as session:
        ids = tuple(letters.recipients(session, AN_ANALYST, letters.in_view(session, AN_ANALYST).id)["id"].tolist())
        usual = Asked(vocabulary.measure_by_key[ACTIONED].id, vocabulary.all_id, LETTER_DAY, LAST_DAY,
                      CountedBy.PLATFORM, Grain.WEEK, ids)
        return counting.figures(session, AN_ANALYST, vocabulary, replace(usual, **asked),  # type: ignore[arg-type]
                                as_at=OPENING)


def same(frame: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Assert that figures are those, row by row."""
    pd.testing.assert_frame_equal(frame[SAME].reset_index(drop=True), expected[SAME].reset_index(drop=True),
                                  check_dtype=False)


@pytest.mark.parametrize("grain", list(Grain))
@pytest.mark.parametrize(("by", "counted_by"), [
    ((By.PLATFORM,), CountedBy.PLATFORM), ((By.CATEGORY,), CountedBy.CATEGORY), ((By.NATION,), CountedBy.NATION),
    ((), CountedBy.NOTHING)])
def test_counts_are_those_of_the_incidents_page(exercised: Engine, grain: Grain, by: tuple[By, ...],
                                                counted_by: CountedBy) -> None:
    found = explored(exercised, a_view(measures=(ACTIONED,), by=by, grain=grain, form=Form.TABLE)).frame
    expected = counted(exercised, by=counted_by, grain=grain)
    same(found, expected)
    assert found["group"].tolist() == (expected["group"].tolist() if by else [""] * len(expected))
    assert set(found["within"]) == {""}
    assert found["low"].isna().all()


def test_two_splits_are_the_figures_of_each_part(exercised: Engine) -> None:
    view = a_view(measures=(ACTIONED,), by=(By.PLATFORM, By.CATEGORY), form=Form.TABLE)
    found = explored(exercised, view).frame
    for slug, name in (("facebook", "Facebook"), ("google", "Google"), ("twitter", "Twitter")):
        expected = counted(exercised, by=CountedBy.CATEGORY, platforms=(platform_id(exercised, slug),))
        same(found[found["group"] == name], expected)
        assert found.loc[found["group"] == name, "within"].tolist() == expected["group"].tolist()
    turned = explored(exercised, replace(view, by=(By.CATEGORY, By.PLATFORM))).frame
    both = found.merge(turned, left_on=["group", "within", "first_day"], right_on=["within", "group", "first_day"])
    assert len(both) == len(found) == len(turned)
    assert both["value_x"].equals(both["value_y"])
    nations = explored(exercised, replace(view, by=(By.NATION, By.CATEGORY))).frame
    same(nations[nations["group"] == "Wales"], counted(exercised, by=CountedBy.CATEGORY, nation=Nation.WALES))


def test_counts_are_narrowed_down_as_asked(exercised: Engine) -> None:
    vocabulary = words(exercised)
    view = a_view(measures=(ACTIONED,), platforms=("twitter",), category=VIOLENCE, nation=Nation.ENGLAND)
    same(explored(exercised, view).frame, counted(
        exercised, platforms=(platform_id(exercised, "twitter"),), nation=Nation.ENGLAND,
        category_id=vocabulary.category_by_code[VIOLENCE].id))


def test_a_rate_is_that_of_the_incidents_page(exercised: Engine) -> None:
    found = explored(exercised, a_view(measures=(f"rate of {ACTIONED}",))).frame
    expected = counted(exercised)
    assert found["value"].equals(expected["rate"].round(6))
    without = found[expected["rate"].isna()]
    assert not without.empty
    assert set(without["state"]) == {"not reported"}


def test_hours_to_action_are_those_that_platforms_state(exercised: Engine) -> None:
    vocabulary = words(exercised)
    found = explored(exercised, a_view(measures=(MEDIAN,))).frame
    same(found, counted(exercised, measure_id=vocabulary.measure_by_key[MEDIAN].id))
    assert found["value"].notna().sum() > 5


def test_several_measures_stand_one_after_the_other_and_the_figure_says_that_they_differ(exercised: Engine) -> None:
    found = explored(exercised, a_view(measures=(MEDIAN, ACTIONED), form=Form.SMALL_MULTIPLES))
    assert list(dict.fromkeys(found.frame["measure"])) == ["Median hours to action", "Content acted on"]
    assert [each.unit for each in found.meanings] == [" hours", ""]
    same(found.frame[found.frame["definition"] == ACTIONED], counted(exercised))
    assert found.statements[0] == (
        "The 2 measures have different definitions: do not add them up, and compare them with care.")


@pytest.fixture
def returned(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> Engine:
    """Facebook's and Twitter's counts of a Monday and a Tuesday. Facebook restated one of them the day after."""
    a_sent_return(recorded, cast.facebook, a_count(30), a_count(2, nation=Nation.WALES), a_count(8, TUESDAY, HATE),
                  a_count(20, category=TRAFFICKING, measure=ACTIONED), a_count(40, TUESDAY, HARM, measure=ACTIONED),
                  a_count(1000, category="TOTAL", measure=MENTIONS))
    a_sent_return(recorded, cast.twitter, a_count(3), a_count(NOT_GIVEN, TUESDAY))
    stopped_clock.advance(days=1)
    a_sent_return(recorded, cast.facebook, a_count(21, category=TRAFFICKING, measure=ACTIONED),
                  a_count(7, category=HATE, measure=ACTIONED), reason="One was overlooked.")
    a_sent_return(recorded, cast.facebook, a_count(5, TUESDAY, category=HATE, measure=ACTIONED))
    return recorded


TWO_DAYS = {"first_day": MONDAY, "last_day": TUESDAY, "grain": Grain.DAY, "form": Form.TABLE}


def restated(engine: Engine, clock: StoppedClock, **changes: object) -> list[tuple[str, str, date]]:
    """The figures that are marked as restated."""
    frame = explored(engine, a_view(**TWO_DAYS, **changes), as_at=clock.now).frame
    return [(row.group, row.within, row.first_day) for row in frame[frame["restated"]].itertuples()]


def test_only_what_was_restated_is_marked_and_what_was_added_is_not(returned: Engine,
                                                                    stopped_clock: StoppedClock) -> None:
    assert restated(returned, stopped_clock, measures=(ACTIONED,)) == [("Facebook", "", MONDAY)]
    assert restated(returned, stopped_clock, measures=(ACTIONED,), by=()) == [("", "", MONDAY)]
    violence, speech = (words(returned).category_by_code[code].name for code in (VIOLENCE, SPEECH))
    marked = restated(returned, stopped_clock, measures=(ACTIONED,), by=(By.PLATFORM, By.CATEGORY))
    assert marked == [("Facebook", violence, MONDAY)]
    assert speech
    assert restated(returned, stopped_clock, measures=(ACTIONED,), by=(By.NATION, By.PLATFORM)) == [
        ("England", "Facebook", MONDAY)]
    assert restated(returned, stopped_clock, measures=(REPORTS,)) == []
    assert restated(returned, stopped_clock, measures=(ACTIONED,), platforms=("twitter",)) == []


def test_a_keyword_is_marked_where_more_than_one_return_counts_it(returned: Engine,
                                                                  stopped_clock: StoppedClock) -> None:
    trafficking = words(returned).category_by_code[TRAFFICKING].name
    marked = restated(returned, stopped_clock, measures=(ACTIONED,), by=(By.CATEGORY, By.PLATFORM), category=VIOLENCE)
    assert marked == [(trafficking, "Facebook", MONDAY)]
    assert restated(returned, stopped_clock, measures=(ACTIONED,), category=HARM) == []


def test_a_rate_is_restated_with_what_it_is_set_against(returned: Engine, cast: Cast,
                                                        stopped_clock: StoppedClock) -> None:
    a_sent_return(returned, cast.facebook, a_count(2000, category="TOTAL", measure=MENTIONS), reason="Twice as many.")
    assert restated(returned, stopped_clock, measures=(f"rate of {ACTIONED}",), category=SPEECH) == [
        ("Facebook", "", MONDAY)]
    assert restated(returned, stopped_clock, measures=(ACTIONED,), category=SPEECH) == []


def test_the_figure_says_who_restated_how_much_and_only_once_it_was_known(returned: Engine,
                                                                          stopped_clock: StoppedClock) -> None:
    view = a_view(measures=(ACTIONED,), **TWO_DAYS)
    sentence = "Facebook restated 1 day of “Content acted on”."
    assert sentence in explored(returned, view, as_at=stopped_clock.now).statements
    assert sentence not in explored(returned, view, as_at=OPENING).statements
    assert not explored(returned, view, as_at=OPENING).frame["restated"].any()


def test_small_numbers_are_not_shown_nor_what_they_could_be_worked_out_from(returned: Engine) -> None:
    found = explored(returned, a_view(**TWO_DAYS, by=(By.NATION,)))
    monday = found.frame[found.frame["first_day"] == MONDAY]
    assert monday["state"].tolist() == [SUPPRESSED, "not reported", SUPPRESSED, "not reported"]
    assert "Numbers under 5 are not shown, so that nobody can be picked out." in found.statements
    by_platform = explored(returned, a_view(**TWO_DAYS)).frame
    assert by_platform.loc[by_platform["first_day"] == MONDAY, "state"].tolist() == [
        SUPPRESSED, "not reported", SUPPRESSED]
    alone = explored(returned, a_view(**TWO_DAYS, platforms=("facebook",)))
    assert alone.frame["value"].tolist() == [32, 8]
    assert "Numbers under 5 are not shown, so that nobody can be picked out." not in alone.statements


def test_the_figure_says_which_days_nobody_returned_anything_for_since_the_letter(returned: Engine) -> None:
    whole_week = a_view(measures=(REPORTS,), first_day=MONDAY, last_day=SUNDAY, by=(By.CATEGORY,), form=Form.TABLE)
    found = explored(returned, whole_week)
    assert found.statements[:2] == (
        "Facebook returned nothing of “Reports from candidates” for 5 days: 20 to 24 November 2019.",
        "Twitter returned nothing of “Reports from candidates” for 6 days: 19 to 24 November 2019.")
    early = explored(returned, a_view(first_day=date(2019, 10, 1), last_day=date(2019, 11, 4)))
    assert not any("returned nothing" in each for each in early.statements)


def test_where_parts_were_not_reported_the_figure_says_at_least(recorded: Engine, cast: Cast) -> None:
    a_sent_return(recorded, cast.twitter, a_count(30), a_count(NOT_GIVEN, nation=Nation.WALES))
    found = explored(recorded, a_view(**TWO_DAYS))
    assert found.frame.loc[found.frame["value"] == 30, "parts_missing"].tolist() == [1]
    assert found.statements[-1] == "Figures with ≥ are at least so high: some of their parts were not reported."
