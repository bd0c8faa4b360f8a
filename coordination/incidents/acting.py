"""How long platforms take to act: median and 90th percentile hours, a week against the one before."""

from datetime import date, datetime, timedelta

import pandas as pd
from sqlalchemy import select
from sqlmodel import Session, col

from coordination.incidents import counting
from coordination.incidents.asking import WEEK, Asked, By, Grain
from coordination.incidents.vocabulary import MeasureInView, Vocabulary
from coordination.viewers import Viewer, may_see
from data_model.incidents import Series
from data_model.words import CountState, Statistic

COLUMNS = ["platform", "category", "statistic", "state", "value", "before_state", "before"]
PREFIXES = {"median-": "p90-"}


def pairs(words: Vocabulary) -> dict[str, tuple[MeasureInView, MeasureInView]]:
    """The measures that are a median with its 90th percentile, by what is timed: “hours-to-action”."""
    newest = {each.slug: each for each in reversed(words.measures)}
    return {slug.removeprefix(median): (measure, newest[p90 + slug.removeprefix(median)])
            for slug, measure in newest.items() for median, p90 in PREFIXES.items()
            if slug.startswith(median) and p90 + slug.removeprefix(median) in newest
            and measure.statistic is Statistic.MEDIAN}


def last_whole_week(day: date) -> date:
    """The Monday of the last week that is over with `day`."""
    return day - timedelta(days=(day.weekday() + 1) % WEEK + WEEK - 1)


def hours(session: Session, viewer: Viewer, words: Vocabulary, timed: tuple[MeasureInView, MeasureInView],
          platforms: pd.DataFrame, monday: date, *, as_at: datetime) -> pd.DataFrame:
    """One row a platform, category and statistic that anything is known of, in the week from `monday`, against the
    week before: all entries first. `platforms` is platforms.listing. Columns: COLUMNS; values are hours."""
    reporting = set(session.scalars(select(col(Series.platform_id)).distinct().where(
        col(Series.measure_id).in_([each.id for each in timed]), may_see(viewer, col(Series.platform_id)))))
    known = [(id_, name) for id_, name in zip(platforms["id"].tolist(), platforms["name"].tolist(), strict=True)
             if id_ in reporting]
    rows = [row for id_, name in known for category_id in (None, words.all_id) for measure in timed
            for row in _rows(session, viewer, words, measure, id_, name, category_id, monday, as_at)]
    found = pd.DataFrame(rows, columns=["order", *COLUMNS]).astype({"value": float, "before": float})
    have = found.groupby(["platform", "category"])[["value", "before"]].transform("count").sum(axis=1) > 0
    return found[have].sort_values(["platform", "order"], kind="stable")[COLUMNS].reset_index(drop=True)


def _rows(session: Session, viewer: Viewer, words: Vocabulary, measure: MeasureInView, platform_id: int, platform: str,
          category_id: int | None, monday: date, as_at: datetime) -> list[tuple[object, ...]]:
    """The rows of one measure and platform: of all entries, or (None) of each category under it."""
    earlier_monday, sunday = monday - timedelta(days=WEEK), monday + timedelta(days=WEEK - 1)
    found = counting.figures(session, viewer, words, Asked(
        measure.id, words.all_id, earlier_monday, sunday, By.NOTHING if category_id else By.CATEGORY, Grain.WEEK,
        (platform_id,)), as_at=as_at)
    now, before = found[found["first_day"] == monday], found[found["first_day"] == earlier_monday]
    if now.empty:
        return []
    order = {each.name: position for position, each in enumerate(words.categories)}
    earlier = before.set_index("group")
    return [(order[row["group"]], platform, row["group"], measure.statistic.value, row["state"], row["value"],
             earlier["state"].get(row["group"], CountState.NOT_REPORTED.value),
             earlier["value"].get(row["group"])) for row in now.to_dict("records")]
