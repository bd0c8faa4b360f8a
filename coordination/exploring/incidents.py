"""What platforms returned, as figures to explore: counts, rates and times to action, through their roll-ups."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from coordination.exploring import restating, suppressing
from coordination.exploring.asking import COLUMNS, Asking, Found
from coordination.exploring.measured import RATE_OF, Measured
from coordination.exploring.views import By
from coordination.incidents import counting
from coordination.incidents.asking import Asked, Grain
from coordination.incidents.asking import By as CountedBy
from coordination.incidents.vocabulary import PARTS_OF_UK, CategoryInView
from coordination.wording import counted, listed_days
from data_model.words import CountState, Nation

ALONE = {By.PLATFORM: CountedBy.PLATFORM, By.CATEGORY: CountedBy.CATEGORY, By.NATION: CountedBy.NATION}
FIGURES = frozenset({CountState.REPORTED.value, CountState.ZERO.value})
MOST_DAYS_LISTED = 7


def figures(asking: Asking, measured: Measured) -> Found:
    """The figures of one of the measures that platforms return."""
    names = {By.PLATFORM: tuple(asking.platforms.values()),
             By.NATION: tuple(asking.catalogue.nations[each] for each in PARTS_OF_UK),
             By.CATEGORY: tuple(each.name for each in _below(asking))}
    if not asking.platforms or not asking.stretches:
        return Found(pd.DataFrame(columns=COLUMNS), names)
    asked = _asked(asking, measured)
    frame = pd.concat(_parts(asking, asked), ignore_index=True)
    if measured.suppressed_under:
        frame = suppressing.hidden(frame, measured.suppressed_under)
    if measured.key.startswith(RATE_OF):
        frame = _as_rates(frame)
    restated = _restated(asking, asked, measured)
    frame = frame.assign(low=np.nan, high=np.nan, restated=restating.marked(frame, asking, restated))
    return Found(frame[COLUMNS], names,
                 (*_missing(asking, asked, frame, measured), *restating.statements(restated, measured)))


def _asked(asking: Asking, measured: Measured) -> Asked:
    """The measure over all platforms that are looked at, as counts are asked for."""
    return Asked(asking.catalogue.counted[measured.key].id, _category(asking).id, asking.view.first_day,
                 asking.last_day, CountedBy.NOTHING, asking.view.grain,
                 tuple(asking.catalogue.platform_ids[slug] for slug in asking.platforms), asking.view.nation)


def _category(asking: Asking) -> CategoryInView:
    words = asking.catalogue.words
    return words.category_by_code[asking.view.category] if asking.view.category else words.category[words.all_id]


def _below(asking: Asking) -> tuple[CategoryInView, ...]:
    """The categories that figures are split into: those right under the chosen one, or that one where there is none."""
    chosen = _category(asking)
    return asking.catalogue.words.children(chosen.id) or (chosen,)


def _parts(asking: Asking, asked: Asked) -> Iterator[pd.DataFrame]:
    """The figures. Counts are told apart in one way at a time: for two, they are read once for each part of the
    other."""
    by = asking.view.by
    if not by:
        yield _read(asking, asked).assign(group="", within="")
    elif len(by) == 1:
        yield _read(asking, replace(asked, by=ALONE[by[0]])).assign(within="")
    else:
        told = By.CATEGORY if By.CATEGORY in by else By.NATION  # categories are many, and nations are read at once
        other = by[0] if by[1] is told else by[1]
        for name, only in _narrowed(asking, other).items():
            rows = _read(asking, replace(asked, by=ALONE[told], **only))
            yield rows.assign(within=name) if by[0] is told else rows.assign(group=name, within=rows["group"])


def _narrowed(asking: Asking, by: By) -> Mapping[str, dict[str, Any]]:
    """What to ask for, for each part of a split alone."""
    if by is By.PLATFORM:
        return {name: {"platforms": (asking.catalogue.platform_ids[slug],)} for slug, name in asking.platforms.items()}
    return {asking.catalogue.nations[nation]: {"nation": nation} for nation in PARTS_OF_UK}


def _read(asking: Asking, asked: Asked) -> pd.DataFrame:
    return counting.figures(asking.session, asking.viewer, asking.catalogue.words, asked, as_at=asking.as_at)


def _as_rates(frame: pd.DataFrame) -> pd.DataFrame:
    """The rates in place of the counts; not reported where what they are set against is not."""
    rate = frame["rate"].astype(np.float64)
    unknown = frame["state"].isin(FIGURES) & rate.isna()
    return frame.assign(value=rate.where(frame["value"].notna()),
                        state=frame["state"].mask(unknown, CountState.NOT_REPORTED.value))


def _restated(asking: Asking, asked: Asked, measured: Measured) -> pd.DataFrame:
    """What was restated of the counts and, of a rate, of what it is set against, which is of all categories."""
    below = _below(asking) if By.CATEGORY in asking.view.by else (_category(asking),)
    found = restating.read(asking, asked, [each.id for each in below])
    words = asking.catalogue.words
    denominator = words.measure[asked.measure_id].denominator
    if not measured.key.startswith(RATE_OF) or denominator is None:
        return found
    every = restating.read(asking, replace(asked, measure_id=words.measure_by_key[denominator].id), [words.all_id])
    names = pd.DataFrame({"category": [each.name for each in below]})
    return pd.concat([found, every.drop(columns="category").merge(names, how="cross")], ignore_index=True)


def _missing(asking: Asking, asked: Asked, frame: pd.DataFrame, measured: Measured) -> Iterator[str]:
    """“Twitter returned nothing for 2 days: 23 and 24 November 2019.” Of the days asked for, since the letter."""
    first_day = max(asking.view.first_day, asking.letter.signed_on)
    if not frame["days_missing"].any() or first_day > asked.last_day:
        return
    days = _read(asking, replace(asked, by=CountedBy.PLATFORM, grain=Grain.DAY, first_day=first_day, nation=Nation.UK,
                                 category_id=asking.catalogue.words.all_id))
    for platform, rows in days[days["days_missing"] > 0].groupby("group", sort=False):
        which = f": {listed_days(rows['first_day'])}" if len(rows) <= MOST_DAYS_LISTED else ""
        yield f"{platform} returned nothing of “{measured.name}” for {counted(len(rows), 'day')}{which}."
