"""Explorations as they are drawn: every form shows every figure, and a gap is a gap in all of them."""

import math
from datetime import date
from itertools import chain

import plotly.graph_objects as go
import pytest

from charts.exploring import alt, figure
from charts.gaps import MEANINGS
from coordination.exploring.explored import Explored
from coordination.exploring.views import Form, Note
from coordination.incidents.asking import Grain
from tests.charts import frames
from tests.charts.explorations import LAG, MARKS, NOTICES, REMOVED, drawn_as, explored
from tests.charts.test_incidents import texts

THREE = {"Facebook": [120, 0, "n", 90], "Google": [40, 60, "s", 70], "Twitter": [10, 30, 20, "-"]}
CROSSED = {(group, within): [number] for number, (group, within) in enumerate(
    [("Facebook", "England"), ("Facebook", "Wales"), ("Google", "England"), ("Google", "Wales")])}
OVER_TIME = [Form.LINE, Form.BAR, Form.STACKED_BAR, Form.AREA, Form.HEAT_MAP, Form.SMALL_MULTIPLES, Form.TABLE]
IN_TOTAL = [Form.BAR, Form.STACKED_BAR, Form.HEAT_MAP, Form.SMALL_MULTIPLES, Form.TABLE]
HOSTILE = '<b>bold</b> <a href="https://elsewhere.example">$x^2$</a>'


def drawn(given: Explored, *, dark: bool = False, room: int = 340) -> go.Figure:
    return figure(given, frames.caption(title=given.title, sha256=given.sha256), marks=MARKS, dark=dark, room=room)


def marked(figure: go.Figure) -> set[int]:
    """The rows of the frame that marks stand for."""
    rows = chain.from_iterable(trace.customdata for trace in figure.data if trace.customdata is not None)
    return {int(row) for row in rows if row is not None}


@pytest.mark.parametrize("form", OVER_TIME)
@pytest.mark.parametrize("grain", [Grain.WEEK, Grain.DAY])
def test_every_figure_and_every_gap_has_a_mark_that_names_its_row(form: Form, grain: Grain) -> None:
    given = explored(THREE, form=form, grain=grain)
    assert marked(drawn(given)) == set(range(len(given.frame)))


def test_of_many_groups_those_without_any_figure_are_named_and_not_drawn() -> None:
    given = explored({f"Group {number}": ["n", "n"] if number < 3 else [1, 2] for number in range(1, 9)})
    figure = drawn(given)
    assert "Not reported on any day: Group 1 and Group 2." in texts(figure)
    assert marked(figure) == set(range(4, 16))
    nothing = explored({f"Group {number}": ["n"] for number in range(1, 9)})
    assert marked(drawn(nothing)) == set(range(8))


@pytest.mark.parametrize("form", IN_TOTAL)
def test_so_it_has_in_total(form: Form) -> None:
    given = explored(CROSSED, form=form, grain=Grain.CAMPAIGN)
    assert marked(drawn(given)) == set(range(4))


@pytest.mark.parametrize("form", [each for each in OVER_TIME if each is not Form.TABLE])
def test_each_reason_for_a_gap_looks_like_itself_and_the_key_names_it(form: Form) -> None:
    figure = drawn(explored(THREE | {"YouTube": [5, "?", 6, 7]}, form=form))
    shapes = set(chain.from_iterable(trace.marker.pattern.shape for trace in figure.data
                                     if isinstance(trace, go.Bar) and isinstance(trace.marker.pattern.shape, tuple)))
    assert {"/", "x", "+", ""} <= shapes
    said = texts(figure)
    assert {*MEANINGS.values(), "zero: it was counted, and there was none"} <= set(said)


def test_a_table_says_each_in_words() -> None:
    said = texts(drawn(explored(THREE, form=Form.TABLE)))
    assert {"120", "0", "not reported", "suppressed", "not applicable"} <= set(said)


def test_a_table_has_as_many_rows_as_a_page_and_says_so() -> None:
    given = explored({f"Group {number}": [1, 2] for number in range(30)}, form=Form.TABLE)
    figure = drawn(given)
    assert len(marked(figure)) == 40
    assert "The first 40 of 60 figures. The table beside this picture and the files have all of them." in texts(figure)


def test_what_must_be_said_stands_at_the_top_of_the_figure_and_definitions_at_its_foot() -> None:
    statements = ["Google restated 3 days.", "Numbers under 5 are not shown, so that nobody can be picked out."]
    said = texts(drawn(explored(THREE, statements=statements, meanings=[NOTICES, REMOVED])))
    assert said[4:6] == statements
    assert [each.split(":")[0] for each in said[-5:-3]] == ["Notices received (definition 1)",
                                                            "Items removed (definition 2)"]
    assert said[-2] == f"SHA-256 of the data {'5f' * 32}"


def test_the_address_stands_on_figures_that_leave_the_screen() -> None:
    given = explored(THREE)
    caption = frames.caption(sha256=given.sha256, address="https://parley.example/explore?measure=notices")
    assert "https://parley.example/explore?measure=notices" in "".join(texts(figure(given, caption, marks={})))


def test_campaign_dates_and_notes_are_marked_where_they_fall_within_the_days() -> None:
    given = explored(THREE, notes=[Note(date(2019, 11, 20), HOSTILE), Note(date(2020, 1, 1), "Too late")])
    said = texts(drawn(given))
    assert {"The letter", "Close of nominations"} <= set(said)
    assert "Polling day" not in said
    assert "Too late" not in said
    assert any("&lt;b&gt;bold&lt;/b&gt;" in each for each in said)
    assert "The letter" not in texts(drawn(explored(THREE, dates=False)))


def test_without_days_notes_are_written_down() -> None:
    notes = [Note(date(2019, 11, 20), "Debate")]
    given = explored({"Facebook": [12]}, form=Form.BAR, grain=Grain.CAMPAIGN, notes=notes)
    assert "20 November 2019: Debate" in texts(drawn(given))


def test_few_groups_share_a_panel_and_many_have_one_each() -> None:
    assert {trace.yaxis for trace in drawn(explored(THREE)).data[:3]} == {"y2"}
    many = explored({f"Group {number}": [number] for number in range(1, 8)})
    assert [trace.yaxis for trace in drawn(many).data[:7]] == [f"y{number}" for number in range(2, 9)]


def test_a_second_split_has_a_panel_for_each_group_that_its_parts_share() -> None:
    given = explored({(group, within): [1, 2] for group in "ABCD" for within in ("England", "Wales")},
                     form=Form.SMALL_MULTIPLES)
    figure = drawn(given)
    lines = [trace for trace in figure.data if isinstance(trace, go.Scatter)]
    assert [trace.yaxis for trace in lines] == [axis for axis in ("y2", "y3", "y4", "y5") for _ in range(2)]
    assert [trace.line.dash for trace in lines] == ["solid", "dash"] * 4
    assert texts(figure).count("England") == 1  # the key, said once


def test_measures_of_different_units_have_scales_of_their_own() -> None:
    given = explored({"Facebook": [1000, 2000]}, form=Form.SMALL_MULTIPLES, meanings=[NOTICES, LAG])
    figure = drawn(given)
    assert figure.layout.yaxis2.domain != figure.layout.yaxis3.domain
    assert "hours" in texts(figure)


def test_an_interval_is_drawn_and_an_end_that_there_is_not_is_not() -> None:
    given = explored({"Facebook": [(12, 10, 15), (30, 20, math.nan)]}, meanings=[LAG])
    line = drawn(given).data[0]
    assert list(line.error_y.array) == [3, 0]
    assert list(line.error_y.arrayminus) == [2, 10]
    assert line.hovertext[1].endswith("30 hours (from 20, without an upper end)")
    track = drawn(explored({"Facebook": [(12, 10, 15)]}, form=Form.BAR, grain=Grain.CAMPAIGN, meanings=[LAG])).data[0]
    assert track.error_x.array[0] == pytest.approx(3 / 15)


def test_a_pile_that_lacks_a_part_says_at_least_and_is_hatched() -> None:
    figure = drawn(explored(THREE, form=Form.STACKED_BAR))
    band = next(trace for trace in figure.data if isinstance(trace, go.Bar) and trace.yaxis == "y2"
                and trace.marker.color == "rgba(0,0,0,0)")
    assert list(band.x) == ["2019-11-18"]
    assert list(band.hovertext) == ["18 to 24 November 2019<br>not reported: Facebook; suppressed: Google"]
    total = texts(drawn(explored({"Facebook": [5], "Google": ["n"]}, form=Form.STACKED_BAR, grain=Grain.CAMPAIGN)))
    assert "At least 5 together" in total


def test_the_parts_of_a_pile_stand_upon_one_another() -> None:
    piles = [trace for trace in drawn(explored(THREE, form=Form.AREA)).data if trace.name]
    assert [list(trace.y) for trace in piles] == [[120, 0, None, 90], [40, 60, None, 70], [10, 30, 20, None]]
    assert [list(trace.base) for trace in piles] == [[0, 0, 0, 0], [120, 0, 0, 90], [160, 60, 0, 160]]


@pytest.mark.parametrize("form", OVER_TIME)
def test_what_people_write_is_drawn_as_written(form: Form) -> None:
    given = explored({HOSTILE: [1, 0, "n"], f"{HOSTILE}2": [2, 3, "s"]}, form=form, statements=[HOSTILE], title=HOSTILE)
    whole = str(drawn(given).to_plotly_json())
    assert "<b>" not in whole
    assert "<a" not in whole


@pytest.mark.parametrize("form", [Form.LINE, Form.TABLE, Form.HEAT_MAP, Form.AREA])
def test_without_a_figure_it_says_so(form: Form) -> None:
    assert "No figure is on record for this choice." in texts(drawn(drawn_as(form, explored({}))))
    assert alt(explored({})).endswith("No figure is on record for this choice.")


def test_the_figure_in_words_tells_each_group_and_of_many_how_many_more() -> None:
    assert alt(explored({"Facebook": [120, 0, "n"]}, statements=["Google restated 3 days."])) == (
        "Notices received, by platform, week by week, 4 to 24 November 2019. Google restated 3 days. Facebook: first "
        "120 (4 to 10 November 2019); highest 120 (4 to 10 November 2019); last 0 (11 to 17 November 2019); zero 1 "
        "time; not reported 1 time.")
    assert alt(explored({f"Group {number}": [1] for number in range(15)})).endswith("3 more groups, in the table.")
    assert "Facebook: 12." in alt(explored({"Facebook": [12]}, grain=Grain.CAMPAIGN))


def test_the_same_is_drawn_to_the_byte() -> None:
    given = explored(THREE, form=Form.HEAT_MAP)
    assert drawn(given).to_json() == drawn(given).to_json()
