"""Periods of one measure: what is kept never counts a day twice, and nothing is refused without a reason."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.coordination.incidents.sent import HEADER, read, row

FIRST = date(2019, 11, 1)
PERIODS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 6), st.sampled_from(["uk", "wales"])), min_size=1,
                   max_size=12)


def written(first: int, length: int) -> str:
    """A period as the template has it."""
    start = FIRST + timedelta(days=first)
    return f"{start}/{start + timedelta(days=length)}"


@given(PERIODS)
def test_periods_that_are_kept_are_the_same_or_disjoint(periods: list[tuple[int, int, str]]) -> None:
    cells = read("\n".join([HEADER, *(row(written(first, length), nation) for first, length, nation in periods)]))
    kept = set(zip(cells.frame["first_day"], cells.frame["last_day"], strict=True))
    assert all(one == other or one[1] < other[0] or other[1] < one[0] for one in kept for other in kept)
    assert not cells.frame.duplicated(["first_day", "last_day", "nation"]).any()
    assert cells.frame["row"].iloc[0] == 2 or any(fault.row == 2 for fault in cells.faults.listed)
    for fault in cells.faults.listed:
        first, length, nation = periods[fault.row - 2]
        others = [each for at, each in enumerate(periods, start=2) if at != fault.row]
        assert any((first, length, nation) == each or (first <= each[0] + each[1] and each[0] <= first + length)
                   for each in others)


def test_periods_that_share_one_day_overlap() -> None:
    cells = read("\n".join([HEADER, row("2019-11-01/2019-11-07"), row("2019-11-07/2019-11-09"), row("2019-11-08")]))
    assert [fault.row for fault in cells.faults.listed] == [3]
    assert cells.frame["row"].tolist() == [2, 4]


def test_faults_of_one_kind_are_counted_beyond_those_that_are_listed() -> None:
    days = [(FIRST - timedelta(days=number)).isoformat() for number in range(1200)]
    cells = read("\n".join([HEADER, *(row(day, value="1.5") for day in days)]))
    assert (cells.faults.fatal, len(cells.faults.listed), len(cells.failing), len(cells.frame)) == (1200, 1000, 1000, 0)
