"""The one table of such a page: every count in words, under TABLE beside Parley's own tables."""

from datetime import date

import pandas as pd
from sqlalchemy import Engine, text

from benchmarks.counts import by_row

TABLE = "plain_counts"
MAKE = f"""
    CREATE TABLE {TABLE} AS
    SELECT periods.first_day AS day, platforms.name AS platform, series.nation AS nation, categories.code AS category,
           measures.slug AS measure, each.state AS state, each.value AS value
    FROM counts_by_row AS each JOIN series ON series.id = each.series_id JOIN periods ON periods.id = each.period_id
    JOIN platforms ON platforms.id = series.platform_id JOIN categories ON categories.id = series.category_id
    JOIN measures ON measures.id = series.measure_id
"""


def make(engine: Engine) -> None:
    """Make the table from what is on record."""
    by_row.make(engine)
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(MAKE))


def grouped(engine: Engine, measure: str, first_day: date, last_day: date) -> pd.DataFrame:
    """One row a platform and day: day, platform, value."""
    rows = pd.read_sql(f"SELECT * FROM {TABLE}", engine)
    rows["day"] = pd.to_datetime(rows["day"])
    shown = rows[(rows["measure"] == measure) & (rows["day"] >= pd.Timestamp(first_day))
                 & (rows["day"] <= pd.Timestamp(last_day)) & rows["value"].notna()]
    return shown.groupby(["day", "platform"], as_index=False)["value"].sum()
