"""Whether a return agrees with itself and with what came before: what does not is asked about, not refused.

Children should add up to their parents, nations to the UK, and a figure at five times its usual level is asked about.
Of overlapping periods both cannot stand: that is refused. Pure: frames in, faults out.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from coordination.incidents.cells import KEY, ZERO, Faults, RowFault, day
from coordination.incidents.rolling_up import UK, first_of_groups, newest, packed
from coordination.incidents.vocabulary import NATIONS, Vocabulary
from coordination.wording import counted, day_in_words, days_in_words, listed

TIMES_USUAL = 5
EARLIER_DAYS = 28  # what counts as usual
ENOUGH_FIGURES = 5  # with fewer there is no usual level
SMALLEST_ASKED = 10  # one case where there is usually none is no surprise
VALUE = "value"
GROUP = ["measure_id", "first_day", "last_day"]


def overlaps(groups: pd.DataFrame, periods: pd.DataFrame, vocabulary: Vocabulary, faults: Faults) -> None:
    """Refuse periods that share days with others on record under the same measure without being the same.
    `groups` are the first cells of each (rolling_up.first_of_groups); `periods` has GROUP."""
    days = {id_: periods.loc[periods["measure_id"] == id_, ["first_day", "last_day"]].to_numpy(np.int64)
            for id_ in periods["measure_id"].unique().tolist()}
    known_of = groups.loc[groups["measure_id"].isin(days), ["row", *GROUP]]
    for row, measure_id, first_day, last_day in known_of.to_numpy().tolist():
        known = days[measure_id]
        shared = known[(known[:, 0] <= last_day) & (known[:, 1] >= first_day)]
        others = shared[(shared[:, 0] != first_day) | (shared[:, 1] != last_day)]
        if len(others):
            faults.add(RowFault(
                row, "day", _period(first_day, last_day),
                f"Counts of “{vocabulary.measure[measure_id].name}” are on record for {_period(*others[0])}, which "
                "shares days with this.",
                "Send figures for the same days as before, so that no day is counted twice."))


def questions(cells: pd.DataFrame, earlier: pd.DataFrame, vocabulary: Vocabulary, faults: Faults) -> None:
    """Ask about what does not add up and about what is unusual. `earlier` is what stands on record on those days and
    EARLIER_DAYS before (KEY, state, value)."""
    beside = earlier.merge(first_of_groups(cells)[GROUP], on=GROUP) if len(earlier) else earlier
    together = newest(beside, cells)
    additive = {id_ for id_, measure in vocabulary.measure.items() if measure.additive}
    wholes = {each.parent_id for each in vocabulary.categories}
    if ((together["nation"] == UK) | together["category_id"].isin(wholes)).any():  # else nothing has parts
        figures = together[together["measure_id"].isin(additive) & (together["state"] <= ZERO)]
        rows = pd.Series(cells["row"].to_numpy(), index=packed(cells))
        for wrong in (*_children(figures, vocabulary), *_nations(figures)):
            _ask_to_add_up(wrong, rows, vocabulary, faults)
    _ask_about_unusual(cells, earlier, additive, vocabulary, faults)


def missing_days(groups: pd.DataFrame, periods: pd.DataFrame, vocabulary: Vocabulary) -> list[int]:
    """The days without any count from the first day on record (or of the return) to the return's last. A median says
    nothing of the single days of its week, so only what adds up covers them."""
    additive = [id_ for id_, measure in vocabulary.measure.items() if measure.additive]
    both = pd.concat([frame.loc[frame["measure_id"].isin(additive), ["first_day", "last_day"]]
                      for frame in (groups, periods)]).drop_duplicates()
    if groups.empty or both.empty:
        return []
    last = int(groups["last_day"].max())
    covered: set[int] = set()
    for first_day, last_day in both.itertuples(index=False):
        covered.update(range(int(first_day), int(last_day) + 1))
    return [each for each in range(min(covered), last + 1) if each not in covered]


def _children(figures: pd.DataFrame, vocabulary: Vocabulary) -> Iterator[pd.DataFrame]:
    """Parents whose children state figures that come to something else: KEY of the parent, value, parts, kind."""
    parents = {each.id: each.parent_id for each in vocabulary.categories if each.parent_id}
    stated = figures[figures["category_id"].isin(set(parents.values()))]
    raised = figures[figures["category_id"].isin(parents)] if len(stated) else stated
    yield _unequal(stated, raised.assign(category_id=raised["category_id"].map(parents)), "its parts")


def _nations(figures: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The UK where its nations come to something else. Not every nation need be stated, so only more is wrong, or
    less with all of them."""
    stated, split = figures[figures["nation"] == UK], figures[figures["nation"] != UK]
    found = _unequal(stated, split.assign(nation=UK), "its nations")
    whole = found["count"] >= len(NATIONS) - 1
    yield found[whole | (found["parts"] > found["value"])]


def _unequal(stated: pd.DataFrame, parts: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Of the stated figures, those whose parts (under the stated ones' KEY) come to something else."""
    if stated.empty:  # most returns state no totals, and adding up all their rows costs as much as storing them
        return stated.assign(parts=0.0, count=0, kind=kind)
    sums = parts.groupby(KEY)["value"].agg(["sum", "count"]).reset_index().rename(columns={"sum": "parts"})
    found = stated.merge(sums, on=KEY)
    return found[found["value"] != found["parts"]].assign(kind=kind)


def _ask_to_add_up(wrong: pd.DataFrame, rows: "pd.Series[Any]", vocabulary: Vocabulary, faults: Faults) -> None:
    for key, row in zip(packed(wrong), wrong.to_dict("records"), strict=True):
        what = (f"{vocabulary.category[row['category_id']].name}, {_nation(row['nation'])}, "
                f"{_period(row['first_day'], row['last_day'])}")
        faults.add(RowFault(int(rows.get(key, 0)), VALUE, f"{row['value']:,.0f}",
                            f"{what}: {row['value']:,.0f} is stated, and {row['kind']} come to {row['parts']:,.0f}.",
                            "Is this right? Correct it, or confirm it: the stated figure will stand.", fatal=False))


def _ask_about_unusual(cells: pd.DataFrame, earlier: pd.DataFrame, additive: set[int], vocabulary: Vocabulary,
                       faults: Faults) -> None:
    sent = cells[(cells["state"] <= ZERO) & cells["measure_id"].isin(additive)]
    before = earlier[earlier["state"] <= ZERO] if len(earlier) else earlier
    both = pd.concat([before[[*KEY, "value"]], sent[[*KEY, "value"]]], ignore_index=True) if len(before) else sent
    length = both["last_day"].to_numpy(np.int64) - both["first_day"].to_numpy(np.int64)
    series = (both["measure_id"].to_numpy(np.int64) << 32 | both["category_id"].to_numpy(np.int64) << 16
              | both["nation"].to_numpy(np.int64) << 12 | length)
    codes, keys = pd.factorize(series)
    values = both["value"].to_numpy()
    high = _may_be_unusual(codes, values, len(keys))  # of the others, which are most, no usual level is needed
    level = pd.Series(values[high[codes]]).groupby(codes[high[codes]]).agg(["median", "count"])
    own = codes[len(both) - len(sent):]
    possible = np.flatnonzero((sent["value"].to_numpy() >= SMALLEST_ASKED) & high[own])
    usual = level.loc[own[possible]]
    unusual = ((usual["count"].to_numpy() >= ENOUGH_FIGURES)
               & (sent["value"].to_numpy()[possible] >= TIMES_USUAL * usual["median"].to_numpy()))
    asked = sent.iloc[possible[unusual]].assign(usual=usual["median"].to_numpy()[unusual])
    for row in asked.to_dict("records"):
        faults.add(RowFault(row["row"], VALUE, f"{row['value']:,.0f}",
                            f"{vocabulary.category[row['category_id']].name}, {_nation(row['nation'])}, "
                            f"{_period(row['first_day'], row['last_day'])}: {row['value']:,.0f}, where "
                            f"{row['usual']:,.0f} is usual.", "Is this right? Correct it, or confirm it.", fatal=False))


def _may_be_unusual(series: npt.NDArray[np.int64], values: npt.NDArray[np.float64],
                    count: int) -> npt.NDArray[np.bool_]:
    """For each of `count` series whether its highest figure can be unusual: half of its figures, at the least, are then
    at a fifth of that or less."""
    highest = np.zeros(count)
    np.maximum.at(highest, series, values)
    low = np.bincount(series, weights=values <= highest[series] / TIMES_USUAL, minlength=count)
    return np.asarray((highest >= SMALLEST_ASKED) & (low * 2 >= np.bincount(series, minlength=count)))


def _nation(position: int) -> str:
    nation = NATIONS[position].value
    return "UK" if nation == "uk" else nation.title()


def _period(first_day: int, last_day: int) -> str:
    return day_in_words(day(first_day)) if first_day == last_day else days_in_words(day(first_day), day(last_day))


def named(days: list[int], most: int = 10) -> str:
    """“2 days without a count: 18 November 2019 and 20 November 2019”, shortened where there are many."""
    words = [day_in_words(day(each)) for each in days[:most]]
    if len(days) > most:
        words.append(f"{len(days) - most:,} more")
    return f"{counted(len(days), 'day')} without a count: {listed(words)}"
