"""Incidents: what the figures show, what the address keeps, and that two definitions are never shown without a word."""

import json
import re
from datetime import date

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.pages.conftest import Opened, shown
from tests.returning import sent

VIOLENCE = "STATEMENT_CATEGORY_VIOLENCE"
MEDIAN, P90, MENTIONS = "median-hours-to-action", "p90-hours-to-action", "mentions-of-candidates"
HEADLINE = "On public record: the abusive share"


@pytest.fixture
def counts(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    """Two weeks of Facebook's in the week from 18 November, one of Twitter's; hours of both weeks of Facebook's."""
    days = [(f"2019-11-{day}", value) for day, value in ((18, 120), (19, 0), (20, "not reported"), (21, 90), (25, 60))]
    split = [(day, value, "uk", VIOLENCE) for day, value in (("2019-11-18", 20), ("2019-11-21", 9))]
    hours = [(week, value, "uk", "TOTAL", measure) for week, median, p90 in (
        ("2019-11-18/2019-11-24", 6.5, 30), ("2019-11-25/2019-12-01", 5, 26))
        for measure, value in ((MEDIAN, median), (P90, p90))]
    mentions = [(day, 10_000, "uk", "TOTAL", MENTIONS) for day in ("2019-11-18", "2019-11-21")]
    actioned = [("2019-11-18", 50, "uk", "TOTAL", "content-actioned")]
    sent(recorded, cast.facebook, [*days, *split, *hours, *mentions, *actioned])
    sent(recorded, cast.twitter, [("2019-11-18", 7), ("2019-11-21", 0)], slug="twitter")


def words(window: AppTest, position: int = 0) -> str:
    """Every text that is written in a figure."""
    figure = json.loads(window.get("plotly_chart")[position].proto.spec)
    return " ".join(each["text"].replace("<br>", " ") for each in figure["layout"]["annotations"])


def alts(window: AppTest) -> list[str]:
    return [each.proto.alt for each in window.get("plotly_chart")]


def choose(window: AppTest, name: str, value: str) -> AppTest:
    window.selectbox(key=f"incidents.{name}").set_value(value)
    return window.run()


def downloads(window: AppTest) -> list[str]:
    return [found.replace("&amp;", "&") for found in re.findall(r'<a href="(/downloads/[^"]*)"', shown(window))]


@pytest.mark.usefixtures("counts")
@pytest.mark.parametrize("who", ["official", "analyst"])
def test_day_by_day_a_gap_is_a_gap_and_a_zero_a_zero(who: str, app: Opened, cast: Cast) -> None:
    window = choose(app(getattr(cast, who), "incidents"), "grain", "day")
    table = window.dataframe[0].value
    facebook = table[table["Platform"] == "Facebook"].set_index("Days")
    assert [(facebook.loc[day, "State"], facebook.loc[day, "Value"]) for day in (
        "18 November 2019", "19 November 2019")] == [("reported", 120), ("zero", 0)]
    assert facebook.loc["20 November 2019", "State"] == "not reported"
    assert "Facebook: first 120 (18 November 2019)" in alts(window)[0]
    assert "Reports from candidates" in words(window)
    assert "not reported: a gap, not a zero" in words(window)
    assert "What this figure means" in shown(window)


@pytest.mark.usefixtures("counts")
def test_a_figure_has_its_share_and_its_difference_from_the_week_before(app: Opened, cast: Cast) -> None:
    window = app(cast.analyst, "incidents", grain="day", **{"from": "2019-11-18", "to": "2019-11-25"})
    table = window.dataframe[0].value
    facebook = table[table["Platform"] == "Facebook"].set_index("Days")
    assert round(facebook.loc["18 November 2019", "Share in %"], 1) == 94.5  # 120 of 127
    monday = facebook.loc["25 November 2019"]
    assert (monday["Week before"], monday["Difference"]) == (120, -60)


@pytest.mark.usefixtures("counts")
def test_a_rate_is_of_the_denominator_that_the_column_names(app: Opened, cast: Cast) -> None:
    window = app(cast.analyst, "incidents", grain="day", measure="content-actioned", platform="facebook")
    table = window.dataframe[0].value.set_index("Days")
    assert table.loc["18 November 2019", "Per 100,000 mentions of candidates"] == 500  # 50 of 10,000
    assert table["Per 100,000 mentions of candidates"].notna().sum() == 1


@pytest.mark.usefixtures("counts")
def test_a_choice_is_in_the_address_and_in_the_downloads(app: Opened, cast: Cast) -> None:
    window = app(cast.analyst, "incidents")
    assert not {"measure", "grain", "by"} & set(window.query_params)
    for name, value in (("grain", "campaign"), ("by", "category")):
        window = choose(window, name, value)
    window.multiselect[0].set_value(["facebook"]).run()
    window.date_input(key="incidents.from").set_value(date(2019, 11, 18)).run()
    said = {name: window.query_params[name] for name in ("grain", "by", "platform", "from")}
    assert said == {"grain": "campaign", "by": "category", "platform": "facebook", "from": "2019-11-18"}
    assert ("Violence", 29) in {(name.partition(" (")[0], value) for name, value in window.dataframe[0].value[
        ["Category", "Value"]].itertuples(index=False)}
    assert downloads(window)[0] == ("/downloads/incidents.csv?by=category&grain=campaign&letter=MCO%2F00433"
                                    "&platform=facebook&from=2019-11-18&to=2019-12-01")


@pytest.mark.usefixtures("counts")
def test_an_address_shows_the_same_again(app: Opened, cast: Cast) -> None:
    window = app(cast.analyst, "incidents", grain="campaign", category=VIOLENCE, platform="facebook",
                 **{"from": "2019-11-18", "to": "2019-11-20"})
    table = window.dataframe[0].value
    assert list(table[["Platform", "Days", "Value"]].iloc[0]) == ["Facebook", "18 to 20 November 2019", 20]
    assert len(table) == 1
    assert window.selectbox(key="incidents.category").value == VIOLENCE


@pytest.mark.usefixtures("counts")
def test_a_second_measure_beside_it_carries_the_warning_and_both_definitions(app: Opened, cast: Cast) -> None:
    window = choose(app(cast.analyst, "incidents", grain="day", platform="facebook"), "with", "content-actioned")
    assert "Warning: this picture holds figures under 2 definitions." in words(window)
    assert "Warning: this picture holds figures under 2 definitions." in shown(window)
    assert set(window.dataframe[0].value["Measure"]) == {"Reports from candidates", "Content acted on"}
    assert "What these figures mean" in shown(window)


@pytest.mark.usefixtures("counts")
def test_the_public_series_is_its_own_source_beside_what_was_returned(app: Opened, cast: Cast) -> None:
    window = app(cast.analyst, "incidents")
    options = window.selectbox(key="incidents.with").options
    (label,) = [each for each in options if "abusive replies" in each and each.endswith(": abusive replies")]
    window.selectbox(key="incidents.with").select(label).run()
    table = window.dataframe[0].value
    public = table[table["Platform"].str.startswith("On public record")].set_index("Days")
    assert public.loc["10 to 16 November 2019", "Value"] == 20742
    assert "Warning: this picture holds figures under 2 definitions." in words(window)
    assert "replies classed as abusive by the authors' automatic method" in words(window)


@pytest.mark.parametrize("who", ["official", "analyst", "facebook"])
def test_the_pair_of_2019_carries_the_warning_with_both_definitions(who: str, app: Opened, cast: Cast) -> None:
    window = app(getattr(cast, who), "incidents")
    said = words(window, -1)
    assert HEADLINE in said
    assert "Warning: this picture holds figures under 2 definitions." in said
    assert "replies classed as abusive by the authors' automatic method" in said
    assert "a different classifier and population from the one above" in said
    assert "4.67%" in json.dumps(json.loads(window.get("plotly_chart")[-1].proto.spec)["data"])
    table = window.dataframe[-1].value
    pair = table[table["Days"].isin(["10 to 16 November 2019", "11 November 2019"])]
    assert [(row["Abusive"], row["Of"], round(row["Share in %"], 2)) for _, row in pair.iterrows()] == [
        (20742, 444045, 4.67), (23039, 139564, 16.51)]


@pytest.mark.usefixtures("counts")
def test_time_to_action_stands_against_the_week_before(app: Opened, cast: Cast) -> None:
    window = app(cast.official, "incidents")
    heading = next(each for each in alts(window) if each.startswith("Time to action"))
    assert ("Facebook: All the entries median 5 hours (week before 6.5 hours), 90th percentile 26 hours "
            "(week before 30 hours).") in heading


@pytest.mark.usefixtures("counts")
def test_a_platform_sees_its_own_figures_only(app: Opened, cast: Cast) -> None:
    window = app(cast.twitter, "incidents", grain="campaign")
    assert set(window.dataframe[0].value["Platform"]) == {"Twitter"}
    assert "acebook" not in "".join(alts(window)) + shown(window)
    assert "Not found. There is no such platform." in shown(app(cast.twitter, "incidents", platform="facebook"))


@pytest.mark.parametrize("query", [{"measure": "nonsense"}, {"by": "1"}, {"from": "never"}, {"from": "1066-10-14"},
                                   {"to": "3000-01-01"}, {"nation": "mars"},
                                   {"category": "x"}])
def test_an_address_that_makes_no_sense_is_not_found(query: dict[str, str], app: Opened, cast: Cast) -> None:
    assert "Not found." in shown(app(cast.analyst, "incidents", **query))


@pytest.mark.parametrize(("query", "sentence"), [
    ({"from": "2019-12-02", "to": "2019-12-01"}, "The first day is after the last one. Choose an earlier first day."),
    ({"from": "2001-01-01", "to": "2019-12-01"}, "Choose at most 1,100 days.")])
def test_days_that_cannot_be_shown_are_said(query: dict[str, str], sentence: str, app: Opened, cast: Cast) -> None:
    window = app(cast.analyst, "incidents", **query)
    assert sentence in shown(window)
    assert not window.get("plotly_chart")


def test_without_returns_the_page_says_what_will_be_here(app: Opened, cast: Cast) -> None:
    assert "No platform has returned counts yet." in shown(app(cast.official, "incidents"))
    assert "You have not returned counts yet." in shown(app(cast.facebook, "incidents"))


@pytest.mark.usefixtures("counts")
def test_figures_change_when_the_record_does(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = app(cast.analyst, "incidents", grain="campaign")
    assert "Facebook: at least 270" in alts(window)[0]
    sent(recorded, cast.facebook, [("2019-11-18", 121)], reason="Counted again.")
    assert "Facebook: at least 271" in alts(window.run())[0]


@pytest.mark.usefixtures("counts")
def test_as_at_shows_what_was_known_then(app: Opened, cast: Cast, stopped_clock: StoppedClock,
                                         recorded: Engine) -> None:
    stopped_clock.set_to(2019, 12, 4)
    sent(recorded, cast.facebook, [("2019-11-18", 121)], reason="Counted again.")
    window = app(cast.analyst, "incidents", grain="campaign")
    window.date_input(key="as_at").set_value(date(2019, 12, 2)).run()
    assert "Facebook: at least 270" in alts(window)[0]
