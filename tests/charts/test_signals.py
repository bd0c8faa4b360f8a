"""The lag, as it is drawn by week and by group."""

from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from charts import signals
from charts.theme import SERIES
from tests.charts import frames
from tests.charts.test_incidents import texts

ESTIMATES = ["signals", "answered", "still_open", "median", "median_low", "median_high", "p90"]
KNOWN, UNSURE, UNKNOWN = (40, 38, 2, 19.04, 12, 27, 40), (8, 5, 3, 6, 4.5, np.nan, np.nan), (2, 0, 2, *[np.nan] * 4)


def weeks(*rows: tuple[float, ...]) -> pd.DataFrame:
    days = [date(2019, 11, 11), date(2019, 11, 18), date(2019, 11, 25)]
    return pd.DataFrame([(day, *row) for day, row in zip(days, rows, strict=False)], columns=["week", *ESTIMATES])


def groups(*names: str) -> pd.DataFrame:
    return pd.DataFrame([(name, *row) for name, row in zip(names, (KNOWN, UNSURE, UNKNOWN), strict=False)],
                        columns=["group", *ESTIMATES])


def rectangles(figure: go.Figure) -> list[tuple[float, float]]:
    return [(shape.y0, shape.y1) for shape in figure.layout.shapes if shape.type == "rect"]


def test_each_week_has_its_median_and_interval() -> None:
    figure = signals.by_week(weeks(KNOWN, UNSURE, UNKNOWN), frames.caption(title="Lag in acting"))
    (line,) = figure.data
    assert list(line.y) == [19.04, 6, None]
    assert line.connectgaps is False
    assert line.hovertext[0] == ("Week of 11 November 2019<br>median 19 hours (95% interval 12 to 27), 90th percentile "
                                 "40 hours, 2 of 40 still open")
    top = figure.layout.yaxis2.range[1]
    assert rectangles(figure) == [(12, 27), (4.5, top)]  # an interval without an end reaches the top


def test_what_is_still_open_stands_on_the_figure() -> None:
    said = texts(signals.by_week(weeks(KNOWN, UNSURE), frames.caption()))
    assert "11 Nov 2 of 40 open" in said
    assert "5 of 48 signals still open." in said
    assert "↑ The interval has no upper end yet." in said
    assert "Signals that are still open count for as long as they have been open" in " ".join(said)


def test_the_trend_is_said_on_the_figure() -> None:
    said = texts(signals.by_week(weeks(KNOWN), frames.caption(), sentence="The lag in acting fell."))
    assert "The lag in acting fell." in said
    assert "↑" not in said


def test_each_group_has_a_track_with_both_figures() -> None:
    figure = signals.by_group(groups("Twitter → Facebook", "Twitter → Google", "Google → Facebook"), frames.caption())
    median, p90 = figure.data
    assert (list(median.x), list(p90.x)) == ([19.04, 6], [40])
    assert (median.marker.symbol, p90.marker.symbol) == (SERIES[0].marker, SERIES[3].marker)
    assert SERIES[0].marker != SERIES[3].marker
    said = texts(figure)
    assert "Google → Facebook" in said
    assert "median not reached yet (no interval), 90th percentile not reached yet, 2 of 2 still open" in said
    assert "7 of 50 signals still open." in said


def test_the_figures_in_words() -> None:
    assert signals.by_week_alt(weeks(KNOWN, UNSURE)) == (
        "Lag by week of sharing. Week of 11 November 2019: median 19 hours (95% interval 12 to 27), 90th percentile 40 "
        "hours, 2 of 40 still open. Week of 18 November 2019: median 6 hours (95% interval from 4.5, without an upper "
        "end), 90th percentile not reached yet, 3 of 8 still open.")
    assert signals.by_group_alt(groups("Twitter → Facebook")) == (
        "Lag. Twitter → Facebook: median 19 hours (95% interval 12 to 27), 90th percentile 40 hours, 2 of 40 still "
        "open.")


def test_one_hour_is_one() -> None:
    assert [signals.hours(value) for value in (1, 1.04, 0.5, 0)] == ["1 hour", "1 hour", "0.5 hours", "0 hours"]


def test_names_are_drawn_as_they_were_written() -> None:
    figure = signals.by_group(groups("<img src=/x>"), frames.caption())
    assert figure.data[0].hovertext[0].startswith("&lt;img src=/x&gt;<br>")
    assert "<img" not in str(figure.to_json())


def test_nothing_shared_is_said() -> None:
    for draw, say in ((signals.by_week, signals.by_week_alt), (signals.by_group, signals.by_group_alt)):
        empty = weeks() if draw is signals.by_week else groups()
        assert signals.NOTHING in texts(draw(empty, frames.caption()))
        assert say(empty) == signals.NOTHING
