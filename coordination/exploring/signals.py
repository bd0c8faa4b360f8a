"""Signals and lag as figures to explore: how many were shared, and how fast those whom they were addressed to acted."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from coordination import clock
from coordination.exploring.asking import COLUMNS, Asking, Figure, Found, cells, figure, gap, starts, tallied
from coordination.exploring.explored import NOT_KNOWN_YET
from coordination.exploring.measured import EVERY_GRAIN, FIRST, PARLEY, Measured, Subject
from coordination.exploring.views import By
from coordination.incidents.asking import Grain
from coordination.incidents.viewing import Meaning
from coordination.signals import lag, reading
from coordination.wording import counted
from data_model.words import AnswerStep, CountState, Marking, SignalKind

SHARED, ADDRESSED, ACKNOWLEDGED, ACTED_ON, STILL_OPEN = (
    "signals", "signals-addressed", "signals-acknowledged", "signals-acted-on", "signals-open")
SIGNALS, HOURS = " signals", " hours"
KIND = "kind of signal"
KINDS = tuple(kind.value for kind in SignalKind)
FROM, TO = (By.PLATFORM, By.CATEGORY, By.KIND), (By.ADDRESSED, By.PLATFORM, By.CATEGORY, By.KIND)
ONCE = "It counts once for each platform that it is addressed to, on the day of sharing."
COLUMN = {By.ADDRESSED: "to_platform", By.PLATFORM: "from_platform", By.CATEGORY: "category", By.KIND: "kind"}


@dataclass(frozen=True)
class Lag:
    """A measure of lag: of which step, which of lag.ESTIMATES it is, and those at the ends of its interval."""

    name: str
    step: AnswerStep
    value: str
    text: str
    not_reached: str
    ends: tuple[str, str] | None = None


MEDIAN_ENDS = ("median_low", "median_high")
HALF = "more than half of the signals are still open"
LAGS: Mapping[str, Lag] = {
    "lag-to-acknowledge": Lag("Lag to acknowledge, median", AnswerStep.ACKNOWLEDGED, "median",
                              "half of the signals were acknowledged", HALF, MEDIAN_ENDS),
    "lag-to-act": Lag("Lag to act, median", AnswerStep.ACTED, "median", "half of the signals were acted on", HALF,
                      MEDIAN_ENDS),
    "lag-to-act-p90": Lag("Lag to act, 90th percentile", AnswerStep.ACTED, "p90",
                          "nine in ten of the signals were acted on",
                          "more than a tenth of the signals are still open"),
}
COUNTS: Mapping[str, tuple[str, str]] = {
    SHARED: ("Signals shared", "Signals that platforms shared, on the day of sharing. Each counts once."),
    ADDRESSED: ("Signals addressed", f"A signal, for a platform that it is addressed to. {ONCE}"),
    ACKNOWLEDGED: ("Signals acknowledged", f"A signal that an addressed platform has acknowledged since. {ONCE}"),
    ACTED_ON: ("Signals acted on", f"A signal that an addressed platform has acted on since. {ONCE}"),
    STILL_OPEN: ("Signals still open",
                 f"A signal that an addressed platform has not acted on, and that was not withdrawn. {ONCE}"),
}


def measures() -> Iterator[Measured]:
    """What can be explored of signals. All of it is OFFICIAL-SENSITIVE."""
    for key, (name, text) in COUNTS.items():
        yield Measured(key, name, Subject.SIGNALS, Meaning(key, name, FIRST, text, PARLEY, SIGNALS), SIGNALS, True,
                       FROM if key == SHARED else TO, EVERY_GRAIN, Marking.OFFICIAL_SENSITIVE, KINDS, KIND)
    for key, each in LAGS.items():
        text = (f"Hours from a signal being shared until {each.text}, as the addressed platforms state it, of the "
                "signals shared in the stretch of time. What is still open counts for as long as it has been open "
                "(Kaplan–Meier).")
        yield Measured(key, each.name, Subject.SIGNALS, Meaning(key, each.name, FIRST, text, PARLEY, HOURS), HOURS,
                       False, TO, (Grain.WEEK, Grain.CAMPAIGN), Marking.OFFICIAL_SENSITIVE, KINDS,
                       KIND)


def figures(asking: Asking, measured: Measured) -> Found:
    """The figures of one of the measures of signals."""
    shared = reading.shared(asking.session, asking.viewer, asking.letter.id, as_at=asking.as_at)
    shared = shared.assign(kind=[each.value for each in shared["kind"]])
    if measured.key == SHARED:
        rows = shared[shared["from_slug"].isin(list(asking.platforms))] if asking.view.platforms else shared
    else:
        pairs = reading.pairs(asking.session, asking.viewer, asking.letter.id, as_at=asking.as_at)
        pairs = pairs.merge(shared[["signal_id", "kind"]], on="signal_id", how="left")
        rows = pairs[pairs["to_slug"].isin(list(asking.platforms))] if asking.view.platforms else pairs
    rows, names = _told_apart(asking, measured, rows)
    if measured.key in LAGS:
        return _lag(asking, LAGS[measured.key], rows, names)
    events = _counting(measured.key, rows).rename(columns={COLUMN[by]: by.value for by in asking.view.by})
    return Found(_between_two(asking, tallied(asking, names, events.assign(number=1))), names)


def _between_two(asking: Asking, frame: pd.DataFrame) -> pd.DataFrame:
    """The figures without those of a platform and itself: nobody shares a signal with themselves."""
    if not {By.PLATFORM, By.ADDRESSED} <= set(asking.view.by):
        return frame
    same = frame["group"] == frame["within"]
    return frame.assign(state=frame["state"].mask(same, CountState.NOT_APPLICABLE.value),
                        value=frame["value"].mask(same))


Names = Mapping[By, Sequence[str]]


def _told_apart(asking: Asking, measured: Measured, rows: pd.DataFrame) -> tuple[pd.DataFrame, Names]:
    """The rows of the category, the kinds and the days that are looked at, with `category` as it is told apart and
    first_day of the stretch of time; and the names of each split."""
    below = _below(asking)
    rows = rows.assign(category=rows["category_code"].map(below),
                       first_day=starts(asking, [clock.day(each) for each in rows["shared_at"]]))
    rows = rows[rows["category"].notna() & rows["kind"].isin(asking.kinds(measured)) & rows["first_day"].notna()]
    there = set(rows["category"])
    names: dict[By, Sequence[str]] = {by: _names(asking, set(rows[COLUMN[by]])) for by in (By.ADDRESSED, By.PLATFORM)
                                      if COLUMN[by] in rows}
    categories = tuple(dict.fromkeys(name for name in below.values() if name in there))
    return rows, {**names, By.CATEGORY: categories, By.KIND: asking.kinds(measured)}


def _below(asking: Asking) -> dict[str, str]:
    """By the code of every category in the chosen one, the name of the one right under that which it is part of."""
    words = asking.catalogue.words
    chosen = words.category_by_code[asking.view.category].id if asking.view.category else words.all_id
    found = {words.category[chosen].code: words.category[chosen].name}
    for each in words.categories:
        part, above = each, each.parent_id
        while above is not None and above != chosen:
            part, above = words.category[above], words.category[above].parent_id
        if above == chosen:
            found[each.code] = part.name
    return found


def _names(asking: Asking, there: set[str]) -> tuple[str, ...]:
    """The platforms of the letter, and those beside them that signals name."""
    letters_own = tuple(asking.catalogue.platforms.values())
    return (*letters_own, *sorted(there - set(letters_own)))


def _counting(key: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that count for a measure."""
    if key == ACKNOWLEDGED:
        return rows[rows["acknowledged_at"].notna()]
    if key == ACTED_ON:
        return rows[rows["acted_at"].notna()]
    return rows[rows["acted_at"].isna() & rows["ended_at"].isna()] if key == STILL_OPEN else rows


def _lag(asking: Asking, of: Lag, pairs: pd.DataFrame, names: Names) -> Found:
    """The lag of each group: not applicable where nothing was shared, and not known yet where it is not reached."""
    splits = [COLUMN[by] for by in asking.view.by]
    found: dict[tuple[object, ...], Figure] = {}
    for first_day, rows in pairs.groupby("first_day", sort=True):
        for row in lag.estimates(rows, as_at=asking.as_at, by=splits, step=of.step).to_dict("records"):
            found[*(row[split] for split in splits), first_day] = _figure(row, of)
    nothing = gap(CountState.NOT_APPLICABLE)
    table = [(group, within, first, last, *found.get((*(group, within)[:len(splits)], first), nothing))
             for group, within, (first, last) in cells(asking, names)]
    return Found(pd.DataFrame(table, columns=COLUMNS), names, tuple(_open(asking, of, pairs, table)))


def _figure(row: Mapping[Hashable, Any], of: Lag) -> Figure:
    if pd.isna(row[of.value]):
        return gap(NOT_KNOWN_YET)
    return figure(row[of.value], *(row[end] for end in of.ends or ()))


def _open(asking: Asking, of: Lag, pairs: pd.DataFrame, table: list[tuple[Any, ...]]) -> Iterator[str]:
    """That what is still open counts, and where the lag is not known yet because of it."""
    still = int(lag.measured(pairs, as_at=asking.as_at, step=of.step)["still_open"].sum())
    if still:
        yield (f"“{of.name}”: {still:,} of {counted(len(pairs), 'signal')} are not {lag.DONE[of.step]} yet. They count "
               "for as long as they have been open.")
    if any(row[4] == NOT_KNOWN_YET for row in table):
        yield f"“{of.name}” is not known yet where {of.not_reached}."
