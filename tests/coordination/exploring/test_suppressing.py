"""Small numbers are hidden, and so is any from which one could be worked out."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from coordination.exploring import suppressing
from coordination.exploring.explored import SUPPRESSED


def a_frame(*rows: tuple[str, str, int, float | None]) -> pd.DataFrame:
    """Rows of group, within, stretch of time and value; None is not reported."""
    frame = pd.DataFrame(rows, columns=["group", "within", "first_day", "value"])
    state = ["not reported" if value is None else "reported" if value else "zero" for *_, value in rows]
    return frame.assign(value=frame["value"].astype(float), state=state)


def shown(frame: pd.DataFrame, under: int = 5) -> list[float | str]:
    """What every row says once small numbers are hidden."""
    found = suppressing.hidden(frame, under)
    hidden = found["state"] == SUPPRESSED
    assert found.loc[hidden, "value"].isna().all()
    return [state if value != value else value for state, value in zip(found["state"], found["value"], strict=True)]


def test_numbers_under_five_are_hidden_and_zeros_and_gaps_stay_what_they_are() -> None:
    assert shown(a_frame(("a", "", 1, 4), ("b", "", 1, 1), ("c", "", 1, 0), ("d", "", 1, None), ("e", "", 1, 5))) == [
        SUPPRESSED, SUPPRESSED, 0, "not reported", 5]


def test_where_one_alone_would_be_hidden_the_next_smallest_is_too() -> None:
    assert shown(a_frame(("a", "", 1, 90), ("b", "", 1, 4), ("c", "", 1, 7), ("d", "", 1, 0))) == [
        90, SUPPRESSED, SUPPRESSED, 0]


def test_of_two_that_are_alike_it_is_the_earlier_row() -> None:
    assert shown(a_frame(("a", "", 1, 7), ("b", "", 1, 7), ("c", "", 1, 2))) == [SUPPRESSED, 7, SUPPRESSED]


def test_each_stretch_of_time_is_looked_at_by_itself() -> None:
    assert shown(a_frame(("a", "", 1, 4), ("b", "", 1, 9), ("a", "", 2, 9), ("b", "", 2, 8))) == [
        SUPPRESSED, SUPPRESSED, 9, 8]


def test_one_that_stands_alone_is_hidden_alone() -> None:
    assert shown(a_frame(("", "", 1, 4), ("", "", 2, 9))) == [SUPPRESSED, 9]


def test_with_two_splits_none_can_be_worked_out_from_a_group_or_from_a_within() -> None:
    assert shown(a_frame(("a", "x", 1, 4), ("a", "y", 1, 20), ("a", "z", 1, 30),
                         ("b", "x", 1, 40), ("b", "y", 1, 50), ("b", "z", 1, 60))) == [
        SUPPRESSED, SUPPRESSED, 30, SUPPRESSED, SUPPRESSED, 60]


NUMBERS = st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=2, max_size=4)


@given(NUMBERS)
def test_no_line_has_exactly_one_hidden_unless_all_others_are_nothing(numbers: list[list[int]]) -> None:
    frame = a_frame(*((str(row), str(column), 1, float(value)) for row, values in enumerate(numbers)
                      for column, value in enumerate(values)))
    found = suppressing.hidden(frame, 5)
    assert found.loc[frame["value"].between(1, 4), "state"].eq(SUPPRESSED).all()
    for across in ("group", "within"):
        for _, line in found.groupby(across):
            if (line["state"] == SUPPRESSED).sum() == 1:
                assert not line["value"].gt(0).any()
