"""Hours to action, as they are drawn against the week before."""

import plotly.graph_objects as go

from charts import time_to_action
from charts.theme import SERIES
from tests.charts import frames
from tests.charts.incident_frames import NOTICES, actions
from tests.charts.test_incidents import texts


def drawn() -> go.Figure:
    frame = actions(facebook=(5, 6.5, 30, 26), google=(3, None, None, 20))
    return time_to_action.figure(frame, [NOTICES], frames.caption(title="Time to action"))


def test_this_week_is_filled_and_the_week_before_open() -> None:
    before, now = drawn().data
    assert (list(before.x), list(now.x)) == ([6.5, 26, 20], [5, 30, 3])
    assert list(before.marker.symbol) == ["circle-open", "diamond-open", "diamond-open"]
    assert list(now.marker.symbol) == ["circle", "diamond", "circle"]
    assert now.hovertext[1] == "Facebook<br>All entries<br>90th percentile: 30 hours"
    assert before.hovertext[2] == "Google<br>All entries<br>90th percentile, week before: 20 hours"


def test_median_and_percentile_are_told_apart_by_their_symbols_too() -> None:
    said = texts(drawn())
    assert "● median ○ median, week before" in said
    assert "◆ 90th percentile ◇ 90th percentile, week before" in said
    assert SERIES[0].marker != SERIES[3].marker


def test_what_was_not_reported_has_no_mark_and_says_so() -> None:
    assert "median 3 hours, 90th percentile not reported" in texts(drawn())


def test_the_figure_in_words() -> None:
    assert time_to_action.alt(actions(facebook=(5, 6.5, 30, 26), google=(3, None, None, 20))) == (
        "Time to action, against the week before. "
        "Facebook: All entries median 5 hours (week before 6.5 hours), 90th percentile 30 hours (week before 26 "
        "hours). "
        "Google: All entries median 3 hours (week before not reported), 90th percentile not reported (week before "
        "20 hours).")


def test_nothing_on_record_is_said() -> None:
    assert "No figure is on record for this choice." in texts(
        time_to_action.figure(actions(), [NOTICES], frames.caption()))
