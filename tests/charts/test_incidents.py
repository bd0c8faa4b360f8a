"""Counts over time and in total, as they are drawn: a gap is a gap, a zero a zero, and two definitions a warning."""

import re
from datetime import date

import plotly.graph_objects as go
import pytest

from charts import incidents, totals
from charts import values as values_of
from charts.theme import DARK, LIGHT, SERIES
from tests.charts import frames
from tests.charts.incident_frames import NOTICES, REPLIES, TWEETS, series, the_pair

HOSTILE = '<a href="https://elsewhere.example">link</a>'


def texts(figure: go.Figure) -> list[str]:
    """All that a person reads in the drawing, top to bottom, lines joined."""
    return [annotation.text.replace("<br>", " ") for annotation in figure.layout.annotations]


def drawn(*, dark: bool = False, **groups: list[float | str]) -> go.Figure:
    return incidents.series_figure(series(groups), [NOTICES], frames.caption(title="Notices received"), dark=dark)


def test_a_line_breaks_where_there_is_no_figure_and_touches_the_axis_at_a_zero() -> None:
    line = drawn(Facebook=[120, 0, "n", "-", 90]).data[0]
    assert list(line.y) == [120, 0, None, None, 90]
    assert line.connectgaps is False
    assert line.x[0] == "2019-11-18T12:00:00"
    assert list(line.marker.symbol) == ["circle", "circle-open", "circle", "circle", "circle"]
    assert list(line.hovertext) == [
        "Facebook<br>18 November 2019<br>120", "Facebook<br>19 November 2019<br>0",
        "Facebook<br>20 November 2019<br>not reported", "Facebook<br>21 November 2019<br>not applicable",
        "Facebook<br>22 November 2019<br>90"]


def test_the_strip_tells_what_was_not_reported_from_what_does_not_apply() -> None:
    figure = drawn(Facebook=[120, "n", "n", "-", 90])
    strip = figure.data[-1]
    assert list(strip.base)[:2] == ["2019-11-19", "2019-11-21"]
    assert [length / 86_400_000 for length in strip.x][:2] == [2, 1]
    assert list(strip.marker.pattern.shape) == ["/", "", "/", ""]  # the runs, then their samples in the key
    assert list(strip.hovertext)[:2] == ["Facebook<br>19 to 20 November 2019<br>not reported",
                                         "Facebook<br>21 November 2019<br>not applicable"]
    assert "not reported: a gap, not a zero" in texts(figure)
    assert "not applicable: there was nothing to count" in texts(figure)


def test_the_key_explains_only_what_is_there() -> None:
    said = " ".join(texts(drawn(Facebook=[120, 90])))
    assert "not reported" not in said
    assert "zero" not in said
    assert len(drawn(Facebook=[120, 90]).data[-1].base) == 0


def test_a_sum_with_parts_or_days_missing_says_at_least() -> None:
    frame = series({"Facebook": [120, 90]}, parts_missing=2, days_missing=1)
    figure = incidents.series_figure(frame, [NOTICES], frames.caption())
    assert list(figure.data[0].text) == ["≥", "≥"]
    assert "at least 120 (2 parts and 1 day not reported)" in figure.data[0].hovertext[0]
    assert "at least: some of its parts or days were not reported" in texts(figure)
    nothing_yet = incidents.series_figure(series({"Facebook": [0]}, days_missing=1), [NOTICES], frames.caption())
    assert nothing_yet.data[0].hovertext[0].endswith("at least 0 (1 day not reported)")


def test_no_two_lines_are_told_apart_by_colour_alone() -> None:
    lines = drawn(Facebook=[1], Google=[2], Twitter=[3]).data[:3]
    assert len({line.marker.symbol[0] for line in lines}) == len({line.line.dash for line in lines}) == 3
    assert {"●", "■", "▲", "Facebook", "Google", "Twitter"} <= set(texts(drawn(Facebook=[1], Google=[2], Twitter=[3])))


def test_many_groups_have_a_plot_each_on_one_scale() -> None:
    figure = drawn(**{f"Group {number}": [number, number] for number in range(1, 8)})
    assert [line.yaxis for line in figure.data[:7]] == ["y2", "y3", "y4", "y5", "y6", "y7", "y8"]
    assert {figure.layout[f"yaxis{number}"].range for number in range(2, 9)} == {(0, 7 * 1.2)}
    assert len({line.yaxis for line in drawn(Facebook=[1], Google=[2]).data[:2]}) == 1


def test_of_many_groups_those_without_any_figure_are_named_and_not_drawn() -> None:
    many = {f"Group {number}": [number, number] for number in range(1, 6)}
    figure = drawn(**many, Six=["n", "n"], Seven=["-", "-"], Eight=["n", "n"], Nine=["n", "-"])
    assert [line.name for line in figure.data[:-1]] == list(many)
    assert {"Not reported on any day: Six and Eight.", "Not applicable on any day: Seven.",
            "No figure on any day: Nine."} <= set(texts(figure))
    assert len(drawn(**{f"Group {number}": ["n"] for number in range(8)}).data) == 1


def test_values_are_read_off_lines_on_the_plots_own_axis() -> None:
    lines = [shape for shape in drawn(Facebook=[120]).layout.shapes if shape.yref == "y2"]
    assert [line.y0 for line in lines] == [0, 50, 100]


def test_a_plot_is_as_high_on_the_sheet_as_it_was_left_room() -> None:
    figure = drawn(Facebook=[120, 90])
    low, high = figure.layout.yaxis2.domain
    assert round((high - low) * (figure.layout.height - 24)) == incidents.PANEL


def test_one_definition_is_said_under_the_drawing() -> None:
    said = texts(drawn(Facebook=[1]))
    assert ("Notices received (definition 1): Notices of content that somebody holds to be against the law or the "
            "terms. Source of the definition: European Commission, Implementing Regulation (EU) 2024/2835.") in said
    assert not [each for each in said if "Warning" in each]


def test_the_two_shares_published_for_one_week_of_2019_carry_the_warning_and_both_definitions() -> None:
    figure = incidents.series_figure(the_pair(), [REPLIES, TWEETS], frames.caption(title="Share"))
    said = texts(figure)
    assert said[4:7] == [
        "⚠ Warning: this picture holds figures under 2 definitions. They do not measure the same thing. Do not "
        "compare them, and never add them up.",
        "Abusive replies to MPs on Twitter: replies classed as abusive by the authors' automatic method. Source of "
        "the definition: Gorrell and others (2020).",
        "Abusive tweets at candidates: a different classifier and population. Source of the definition: "
        "polimonitor.com."]
    assert [line.hovertext[0] for line in figure.data[:2]] == [
        "Abusive replies to MPs<br>10 to 16 November 2019<br>4.67%",
        "Abusive tweets at candidates<br>11 November 2019<br>16.51%"]
    assert figure.data[0].yaxis == figure.data[1].yaxis
    assert incidents.warning([REPLIES, TWEETS]) in incidents.series_alt(the_pair(), [REPLIES, TWEETS])


def test_a_total_is_a_bar_or_says_why_there_is_none() -> None:
    frame = series({"Facebook": [1200], "Twitter": ["n"], "Google": [0], "Elsewhere": ["-"]}, days=27)
    frame.loc[0, ["parts_missing", "days_missing"]] = [0, 2]
    figure = incidents.totals_figure(frame, [NOTICES], frames.caption())
    assert list(figure.data[0].x) == [1, totals.NO_FIGURE_BOX, 0.004, totals.NO_FIGURE_BOX]
    assert list(figure.data[0].marker.pattern.shape) == ["", "/", "", ""]
    said = texts(figure)
    start = said.index("Facebook")
    assert said[start : start + 8] == ["Facebook", "at least 1,200 (2 days not reported)", "Twitter", "not reported",
                                       "Google", "0", "Elsewhere", "not applicable"]
    assert incidents.totals_alt(frame, [NOTICES]) == (
        "Notices received, 18 November to 14 December 2019. Facebook: at least 1,200 (2 days not reported); Twitter: "
        "not reported; Google: 0; Elsewhere: not applicable.")


def test_the_series_in_words_gives_the_figures() -> None:
    frame = series({"Facebook": [120, 150, "n", 90], "Google": ["-", "-", 0, 0]})
    assert incidents.series_alt(frame, [NOTICES]) == (
        "Notices received, 18 to 21 November 2019. "
        "Facebook: first 120 (18 November 2019); highest 150 (19 November 2019); last 90 (21 November 2019); "
        "not reported 1 time. "
        "Google: first 0 (20 November 2019); highest 0 (20 November 2019); last 0 (21 November 2019); "
        "zero 2 times; not applicable 2 times.")


def test_nothing_on_record_is_said() -> None:
    assert incidents.NO_FIGURE in texts(drawn())
    assert incidents.NO_FIGURE in texts(incidents.totals_figure(series({}), [NOTICES], frames.caption()))
    assert incidents.series_alt(series({}), [NOTICES]) == incidents.NO_FIGURE


@pytest.mark.parametrize(("top", "values"), [(1.2, [0, 0.5, 1]), (180, [0, 50, 100, 150]), (7, [0, 2, 4, 6]),
                                             (1_000_000, [0, 200_000, 400_000, 600_000, 800_000, 1_000_000])])
def test_the_value_axis_has_round_steps(top: float, values: list[float]) -> None:
    assert values_of.steps(top) == values


def test_what_people_write_is_drawn_as_written() -> None:
    figure = incidents.series_figure(series({HOSTILE: [1, "n"]}), [NOTICES], frames.caption(title=HOSTILE))
    assert not re.search(r"<(?!br>)", "".join(texts(figure) + list(figure.data[0].hovertext)))


def test_dark_and_light_have_their_own_paper_and_lines() -> None:
    assert drawn(Facebook=[1]).layout.paper_bgcolor == LIGHT.paper
    dark = drawn(Facebook=[1], dark=True)
    assert (dark.layout.paper_bgcolor, dark.data[0].line.color) == (DARK.paper, SERIES[0].dark)


def test_a_day_axis_ends_after_the_last_day_and_leaves_room_for_the_values_before_the_first() -> None:
    start, end = (date.fromisoformat(each[:10]) for each in drawn(Facebook=[1, 2, 3]).layout.xaxis.range)
    assert end == date(2019, 11, 21)
    assert start == date(2019, 11, 17)
