"""What counts come to, level by level and nation by nation: nothing is counted twice, and a gap stays a gap."""

import math
from datetime import date

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from coordination.incidents import rolling_up
from coordination.incidents.cells import DTYPES, KEY, NOT_APPLICABLE, NOT_REPORTED, REPORTED, ZERO, number
from tests.coordination.incidents.a_vocabulary import (
    HARM,
    HATE,
    HOURS,
    NOTICES,
    SMALL,
    SPEECH,
    TOTAL,
    TRAFFICKING,
    VIOLENCE,
)

UK, ENGLAND, SCOTLAND = 0, 1, 2
MONDAY = number(date(2019, 11, 18))
Said = tuple[int, int, float | int | None]
NA = -1


def cells(*said: Said, measure: int = NOTICES, first: int = MONDAY, last: int = MONDAY) -> pd.DataFrame:
    """Cells of one group: category, nation and a figure, None for not reported, NA for not applicable."""
    rows = []
    for row, (category, nation, figure) in enumerate(said, 2):
        state = (NOT_REPORTED if figure is None else NOT_APPLICABLE if figure == NA else ZERO if figure == 0
                 else REPORTED)
        rows.append((row, measure, category, nation, first, last, state,
                     figure if state in (REPORTED, ZERO) else math.nan))
    return pd.DataFrame(rows, columns=list(DTYPES)).astype(DTYPES)


def rolled(*said: Said, measure: int = NOTICES) -> dict[tuple[int, int], object]:
    """What they come to: (category, nation) to a figure, None or NA."""
    found = rolling_up.resolve(cells(*said, measure=measure), SMALL)
    return {(row.category_id, row.nation): (None if row.state == NOT_REPORTED else NA if row.state == NOT_APPLICABLE
                                            else row.value) for row in found.itertuples()}


def test_keywords_add_up_to_their_category_and_to_all_in_each_nation_and_the_uk() -> None:
    assert rolled((HARM, ENGLAND, 3), (HARM, SCOTLAND, 1), (TRAFFICKING, ENGLAND, 2), (HATE, ENGLAND, 5)) == {
        (VIOLENCE, ENGLAND): 5, (VIOLENCE, SCOTLAND): 1, (VIOLENCE, UK): 6,
        (SPEECH, ENGLAND): 5, (SPEECH, UK): 5,
        (TOTAL, ENGLAND): 10, (TOTAL, SCOTLAND): 1, (TOTAL, UK): 11}


def test_a_figure_that_the_platform_states_itself_stands_and_its_parts_are_not_added_to_it() -> None:
    assert rolled((VIOLENCE, UK, 10), (HARM, UK, 3), (TRAFFICKING, UK, 4)) == {(VIOLENCE, UK): 10, (TOTAL, UK): 10}


def test_a_keyword_stated_for_the_uk_and_for_nations_counts_once() -> None:
    assert rolled((HARM, UK, 10), (HARM, ENGLAND, 7), (TRAFFICKING, ENGLAND, 2)) == {
        (VIOLENCE, ENGLAND): 9, (VIOLENCE, UK): 12, (TOTAL, ENGLAND): 9, (TOTAL, UK): 12}


def test_a_category_stated_by_nation_is_added_up_for_the_uk_and_not_its_keywords() -> None:
    assert rolled((VIOLENCE, ENGLAND, 8), (VIOLENCE, SCOTLAND, 1), (HARM, UK, 5)) == {
        (VIOLENCE, ENGLAND): 8, (VIOLENCE, SCOTLAND): 1, (VIOLENCE, UK): 9,
        (TOTAL, ENGLAND): 8, (TOTAL, SCOTLAND): 1, (TOTAL, UK): 9}


def test_the_stated_total_of_a_nation_does_not_hide_other_nations_categories() -> None:
    found = rolled((TOTAL, ENGLAND, 20), (VIOLENCE, SCOTLAND, 3))
    assert found[(TOTAL, UK)] == 23
    assert found[(TOTAL, SCOTLAND)] == 3


def test_a_gap_is_a_gap_a_zero_is_a_zero_and_what_does_not_apply_is_neither() -> None:
    assert rolled((HARM, ENGLAND, 0), (HATE, ENGLAND, None), (HATE, SCOTLAND, NA)) == {
        (VIOLENCE, ENGLAND): 0, (VIOLENCE, UK): 0, (SPEECH, ENGLAND): None, (SPEECH, SCOTLAND): NA, (SPEECH, UK): None,
        (TOTAL, ENGLAND): 0, (TOTAL, SCOTLAND): NA, (TOTAL, UK): 0}


def test_a_sum_with_a_part_missing_says_so() -> None:
    found = rolling_up.resolve(cells((HARM, UK, 4), (TRAFFICKING, UK, None)), SMALL)
    said = {row.category_id: (row.value, row.parts, row.parts_missing) for row in found.itertuples()}
    assert said == {VIOLENCE: (4, 2, 1), TOTAL: (4, 2, 1)}


def test_what_is_said_not_to_be_reported_gives_way_to_the_sum_of_its_parts() -> None:
    assert rolled((VIOLENCE, UK, None), (HARM, UK, 4)) == {(VIOLENCE, UK): 4, (TOTAL, UK): 4}


def test_medians_are_never_added_up() -> None:
    assert rolled((VIOLENCE, UK, 6), (SPEECH, UK, 8), (HARM, UK, 3), measure=HOURS) == {
        (VIOLENCE, UK): 6, (SPEECH, UK): 8, (TOTAL, UK): None}


def test_groups_of_other_days_and_measures_do_not_mix() -> None:
    both = pd.concat([cells((HARM, UK, 1)), cells((HARM, UK, 2), first=MONDAY + 1, last=MONDAY + 7),
                      cells((TOTAL, UK, 5), measure=HOURS)], ignore_index=True)
    found = rolling_up.resolve(both, SMALL)
    top = found[found["category_id"] == TOTAL].sort_values(["measure_id", "first_day"])
    assert top[["measure_id", "first_day", "last_day", "value"]].to_numpy().tolist() == [
        [NOTICES, MONDAY, MONDAY, 1], [NOTICES, MONDAY + 1, MONDAY + 7, 2], [HOURS, MONDAY, MONDAY, 5]]


def test_nothing_comes_to_nothing() -> None:
    assert rolling_up.resolve(cells(), SMALL).empty


def test_the_newest_of_two_cells_stands() -> None:
    found = rolling_up.newest(cells((HARM, UK, 1), (HATE, UK, 2)), cells((HARM, UK, 9)))
    assert sorted(found[["category_id", "value"]].to_numpy().tolist()) == [[HARM, 9], [HATE, 2]]


def test_only_rows_that_differ_are_closed_and_opened() -> None:
    before = rolling_up.resolve(cells((HARM, UK, 1), (HATE, UK, 2)), SMALL)
    after = rolling_up.resolve(cells((HARM, UK, 9), (HATE, UK, 2)), SMALL)
    closed, opened = rolling_up.difference(before, after)
    assert sorted(closed[["category_id", "value"]].to_numpy().tolist()) == [[TOTAL, 3], [VIOLENCE, 1]]
    assert sorted(opened[["category_id", "value"]].to_numpy().tolist()) == [[TOTAL, 11], [VIOLENCE, 9]]


KEYWORD_CELLS = st.dictionaries(
    st.tuples(st.sampled_from([HARM, TRAFFICKING, HATE]), st.sampled_from([1, 2, 3, 4]),
              st.integers(MONDAY, MONDAY + 2)), st.integers(0, 1000), min_size=1)


@given(KEYWORD_CELLS)
def test_where_only_keywords_of_nations_are_stated_all_levels_come_to_the_same_sum(
        figures: dict[tuple[int, int, int], int]) -> None:
    frame = pd.concat([cells((category, nation, figure), first=day, last=day)
                       for (category, nation, day), figure in figures.items()], ignore_index=True)
    found = rolling_up.resolve(frame, SMALL)
    top = found["category_id"] == TOTAL
    uk = found["nation"] == UK
    for rows in (found[top & uk], found[top & ~uk], found[~top & uk], found[~top & ~uk]):
        assert np.nansum(rows["value"]) == sum(figures.values())
    assert not found.duplicated(KEY).any()
