"""What an address calls the rows of a figure, and the figure of those rows alone."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from coordination.exploring import data
from coordination.exploring.explored import COLUMNS, Explored
from data_model.words import Marking
from tests.cast import OPENING
from tests.exploring import A_VIEW


def explored(*rows: tuple[str, date, float]) -> Explored:
    """A figure of groups, days and values."""
    frame = pd.DataFrame([{
        "definition": "reports", "measure": "Reports", "group": group, "within": "", "first_day": day, "last_day": day,
        "state": "reported", "value": value, "low": float("nan"), "high": float("nan"), "parts_missing": 0,
        "days_missing": 0, "restated": False} for group, day, value in rows], columns=COLUMNS)
    found = Explored(A_VIEW, "Reports", frame, (), (), Marking.OFFICIAL, OPENING, "")
    return replace(found, sha256=data.sha256(found))


MONDAY, TUESDAY = date(2019, 11, 18), date(2019, 11, 19)
ALL = explored(("Facebook", MONDAY, 3), ("Facebook", TUESDAY, 4), ("Twitter", MONDAY, 3))


def test_a_row_is_called_by_what_it_is_a_figure_of_and_not_by_its_figure_or_place() -> None:
    names = data.row_names(ALL.frame)
    assert len(set(names)) == 3
    assert data.row_names(explored(("Twitter", MONDAY, 9), ("Facebook", MONDAY, 1)).frame) == [names[2], names[0]]
    assert all(len(name) == data.ROW_DIGITS for name in names)


def test_the_figure_of_some_rows_has_those_alone_in_their_order_and_another_hash() -> None:
    names = data.row_names(ALL.frame)
    found = data.only(ALL, [names[2], names[0], "0000000000"])
    assert [tuple(row) for row in found.frame[["group", "first_day"]].itertuples(index=False)] == [
        ("Facebook", MONDAY), ("Twitter", MONDAY)]
    assert list(found.frame.index) == [0, 1]
    assert found.sha256 == data.sha256(found) != ALL.sha256


@pytest.mark.parametrize("rows", [[], ()])
def test_where_no_row_is_named_it_has_all_of_them(rows: list[str]) -> None:
    assert data.only(ALL, rows) is ALL
