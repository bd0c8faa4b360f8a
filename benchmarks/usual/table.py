"""The one table of such a page: every count in words, under TABLE beside Parley's own tables."""

from datetime import date

import pandas as pd
from sqlalchemy import Engine, text

TABLE = "plain_counts"
MAKE = f"""
    CREATE TABLE {TABLE} AS
    SELECT periods.first_day AS day, platforms.name AS platform, series.nation AS nation, categories.code AS category,
           measures.slug AS measure, counts.state AS state, counts.value AS value
    FROM counts JOIN series ON series.id = counts.series_id JOIN periods ON periods.id = counts.period_id
    JOIN platforms ON platforms.id = series.platform_id JOIN categories ON categories.id = series.category_id
    JOIN measures ON measures.id = series.measure_id
"""


def make(engine: Engine) -> None:
    """Make the table from what is on record."""
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(MAKE))


def grouped(engine: Engine, measure: str, first_day: date, last_day: date) -> pd.DataFrame:
    """One row a platform and day: day, platform, value."""
    rows = pd.read_sql(f"SELECT * FROM {TABLE}", engine)
    rows["day"] = pd.to_datetime(rows["day"])
    shown = rows[(rows["measure"] == measure) & (rows["day"] >= pd.Timestamp(first_day))
                 & (rows["day"] <= pd.Timestamp(last_day)) & rows["value"].notna()]
    return shown.groupby(["day", "platform"], as_index=False)["value"].sum()
