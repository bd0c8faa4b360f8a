"""What counts come to at the level of a category and of all, for each nation and for the UK. Pure: frames in and out.

The rule, for figures that may be added up: a figure that the platform states itself stands. Otherwise the UK's is the
sum over the nations that state one at that level, and any other the sum over its parts one level down. Medians and
percentiles are never added up: of them only what was stated is there.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from coordination.incidents.cells import DTYPES, KEY, NOT_APPLICABLE, NOT_REPORTED, REPORTED, ZERO
from coordination.incidents.vocabulary import NATIONS, Vocabulary
from data_model.words import Nation

UK = NATIONS.index(Nation.UK)
GROUP = ["measure_id", "first_day", "last_day"]
COLUMNS = [*KEY, "state", "value", "parts", "parts_missing"]
LONGEST_PERIOD = 366  # days
# The bits that each part of a key takes in one whole number: 54 of 63.
CATEGORY_BITS, NATION_BITS, DAY_BITS, LENGTH_BITS = 12, 3, 18, 9
NONE = np.int32(0)  # a column of it takes half of what Python's 0 would
Ints = npt.NDArray[np.int64]


def packed(frame: pd.DataFrame) -> Ints:
    """KEY of each row as one whole number, in the order of KEY."""
    key: Ints = frame["measure_id"].to_numpy(np.int64)
    for name, bits in (("category_id", CATEGORY_BITS), ("nation", NATION_BITS), ("first_day", DAY_BITS)):
        key = (key << bits) | frame[name].to_numpy(np.int64)
    lengths: Ints = frame["last_day"].to_numpy(np.int64) - frame["first_day"].to_numpy(np.int64)
    return np.asarray((key << LENGTH_BITS) | lengths, np.int64)


def newest(earlier: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """The cells of both; of one that both have, the later. Columns: KEY, state, value."""
    columns = [*KEY, "state", "value"]
    if earlier.empty:
        return later[columns].reset_index(drop=True)
    kept = earlier[columns][~np.isin(packed(earlier), packed(later))]
    return pd.concat([kept, later[columns]], ignore_index=True)


def resolve(cells: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """What whole groups of cells (all that count of a measure and period) come to. Columns: COLUMNS; `parts` is 0
    where the platform stated the figure itself. Every group has a row for all entries of the UK."""
    group, groups = _grouped(cells)
    additive = np.array([vocabulary.measure[int(id_)].additive for id_ in groups["measure_id"]], bool)
    rows = cells[["category_id", "nation", "state", "value"]].assign(group=group, parts=NONE, parts_missing=NONE)
    level = _lookup({each.id: each.level for each in vocabulary.categories})[rows["category_id"]]
    adding = additive[group] if len(group) else np.empty(0, bool)
    own = rows[level < 2]
    keywords = adding & (level == 2)
    found = pd.concat([_added_up(own[adding[level < 2]], _only(rows, keywords), vocabulary),
                       own[~adding[level < 2]]], ignore_index=True)
    found = _with_all_of_uk(found, len(groups), vocabulary.all_id)
    for name in GROUP:
        found[name] = groups[name].to_numpy()[found["group"]]
    return found[COLUMNS].astype({name: DTYPES[name] for name in [*KEY, "state"]})


def difference(before: pd.DataFrame, after: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Of two roll-ups (COLUMNS): the rows of `before` that no longer stand, and those of `after` that are new."""
    if before.empty:
        return before, after
    old, new = packed(before), packed(after)
    order = np.argsort(old)
    place = np.minimum(np.searchsorted(old[order], new), len(old) - 1)
    match = order[place]
    there = old[match] == new
    same = there.copy()
    for name in ("state", "value", "parts", "parts_missing"):
        left, right = before[name].to_numpy()[match], after[name].to_numpy()
        same &= (left == right) | (pd.isna(left) & pd.isna(right))
    return before.iloc[match[there & ~same]], after[~same]


def first_of_groups(cells: pd.DataFrame) -> pd.DataFrame:
    """The first cell of each group. drop_duplicates(GROUP) finds the same in ten times as long."""
    return cells[~pd.Series(_group_key(cells)).duplicated().to_numpy()]


def _group_key(cells: pd.DataFrame) -> Ints:
    """GROUP of each cell as one whole number."""
    days = cells["first_day"].to_numpy(np.int64)
    key = (cells["measure_id"].to_numpy(np.int64) << DAY_BITS | days) << LENGTH_BITS
    return np.asarray(key | cells["last_day"].to_numpy(np.int64) - days, np.int64)


def _grouped(cells: pd.DataFrame) -> tuple[npt.NDArray[np.int32], pd.DataFrame]:
    """For each cell the number of its group, and the groups (GROUP)."""
    codes, uniques = pd.factorize(_group_key(cells))
    first = uniques >> LENGTH_BITS & (1 << DAY_BITS) - 1
    groups = pd.DataFrame({"measure_id": uniques >> (DAY_BITS + LENGTH_BITS), "first_day": first,
                           "last_day": first + (uniques & (1 << LENGTH_BITS) - 1)})
    return codes.astype(np.int32), groups


def _added_up(own: pd.DataFrame, keywords: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """The figures of groups that may be added up: categories and all, nations and the UK."""
    parents = _lookup({each.id: each.parent_id or 0 for each in vocabulary.categories})
    is_all = own["category_id"].to_numpy() == vocabulary.all_id
    categories = _over_nations(own[~is_all], _one_level_up(keywords, parents))
    return pd.concat([categories, _over_nations(own[is_all], _one_level_up(categories, parents))], ignore_index=True)


def _one_level_up(rows: pd.DataFrame, parents: npt.NDArray[np.int16]) -> pd.DataFrame:
    """Sums over the parts of each parent, nation by nation and for the UK. A part that the UK states counts once in
    it, and not again with its nations."""
    raised = rows.assign(category_id=parents[rows["category_id"]])
    uk = (rows["nation"] == UK).to_numpy()
    nations = _only(raised, ~uk)
    if not uk.any():  # most returns: then there is nothing to choose between
        sums = _summed(nations)
        return pd.concat([sums, _summed(sums.assign(nation=UK))], ignore_index=True)
    part = _cell_key(rows)
    stated = part[uk & (rows["state"] <= ZERO).to_numpy()] & ~np.int64(7)
    split = part[~uk] & ~np.int64(7)
    left_out = np.zeros(len(rows), bool)
    left_out[~uk] = np.isin(split, stated)
    left_out[uk & (rows["state"] > ZERO).to_numpy() & np.isin(part & ~np.int64(7), split)] = True
    return pd.concat([_summed(nations), _summed(raised[~left_out].assign(nation=UK))], ignore_index=True)


def _only(rows: pd.DataFrame, wanted: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """The wanted rows. A frame takes as much memory again where it is copied, so not where all of them are."""
    return rows if wanted.all() else rows[wanted]


def _over_nations(own: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """The figures of one level: what is stated, else the sum over nations where any states one, else over parts."""
    nations = _preferred(own[own["nation"] != UK], parts[parts["nation"] != UK])
    split = own[(own["nation"] != UK) & (own["state"] <= ZERO)]
    by_nation = nations[np.isin(_cell_key(nations) & ~np.int64(7), _cell_key(split) & ~np.int64(7))]
    uk = _preferred(_summed(by_nation.assign(nation=UK)), parts[parts["nation"] == UK])
    return pd.concat([nations, _preferred(own[own["nation"] == UK], uk)], ignore_index=True)


def _preferred(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """The rows of both, one a cell: with a figure before without one, and `first` before `second`."""
    if first.empty:
        return second
    both = pd.concat([first, second], ignore_index=True)
    rank = (both["state"] > ZERO).to_numpy() * 2 + (np.arange(len(both)) >= len(first))
    order = np.argsort(rank, kind="stable")
    return both.iloc[order[~pd.Series(_cell_key(both)[order]).duplicated().to_numpy()]]


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of one group, category and nation as one. Without any figure it is not reported, or not applicable where
    all its parts are."""
    codes, keys = pd.factorize(_cell_key(rows))
    figure = (rows["state"] <= ZERO).to_numpy()
    size = len(keys)

    def total(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
        return np.bincount(codes, weights=np.asarray(values, np.float64), minlength=size).astype(np.float64)

    value = total(np.where(figure, rows["value"].to_numpy(), 0))
    parts = rows["parts"].to_numpy()
    gap = np.where(parts > 0, rows["parts_missing"].to_numpy(), rows["state"].to_numpy() == NOT_REPORTED)
    has, applies = total(figure) > 0, total(rows["state"] != NOT_APPLICABLE) > 0
    state = np.where(has, np.where(value > 0, REPORTED, ZERO), np.where(applies, NOT_REPORTED, NOT_APPLICABLE))
    return pd.DataFrame({"group": keys >> (CATEGORY_BITS + NATION_BITS),
                         "category_id": keys >> NATION_BITS & (1 << CATEGORY_BITS) - 1,
                         "nation": keys & (1 << NATION_BITS) - 1, "state": state.astype(np.int8),
                         "value": np.where(has, value, np.nan), "parts": total(np.maximum(parts, 1)).astype(np.int64),
                         "parts_missing": total(gap).astype(np.int64)})


def _with_all_of_uk(found: pd.DataFrame, groups: int, all_id: int) -> pd.DataFrame:
    """`found`, and a gap for each group that says nothing of all entries of the UK."""
    top = (found["category_id"] == all_id) & (found["nation"] == UK)
    bare = np.setdiff1d(np.arange(groups), found.loc[top, "group"])
    gaps = pd.DataFrame({"group": bare, "category_id": all_id, "nation": UK, "state": NOT_REPORTED, "value": np.nan,
                         "parts": 0, "parts_missing": 0})
    return pd.concat([found, gaps], ignore_index=True) if len(bare) else found


def _cell_key(rows: pd.DataFrame) -> Ints:
    """Group, category and nation as one whole number."""
    key: Ints = rows["group"].to_numpy(np.int64) << CATEGORY_BITS | rows["category_id"].to_numpy(np.int64)
    return np.asarray((key << NATION_BITS) | rows["nation"].to_numpy(np.int64), np.int64)


def _lookup(of: dict[int, int]) -> npt.NDArray[np.int16]:
    """An array to look a category's value up in."""
    found = np.zeros(max(of, default=0) + 1, np.int16)
    found[list(of)] = list(of.values())
    return found
