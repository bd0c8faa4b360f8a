"""Reading figures with nothing kept, and the same asked of Datasette over the same SQLite file, a row a count."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from urllib.parse import urlencode
from urllib.request import urlopen

import pandas as pd

from benchmarks.counts import by_row, making
from benchmarks.figures import Figure
from benchmarks.installation import Installation
from benchmarks.servers import PORT, Server, running
from coordination.incidents import counting, vocabulary
from coordination.incidents.asking import Asked, By, Grain
from coordination.incidents.vocabulary import Vocabulary
from coordination.sign_ins import Visitor
from data_model.database import reading

TIMES = 5  # each is read
PATIENCE = 600  # seconds that Datasette may take
FIRST = making.LAST - timedelta(days=making.SURGE - 1)
# What the page shows at first: every platform, day by day. No return here restates another, so adding up is right.
SAME = """
    SELECT series.platform_id AS platform, periods.first_day AS day, sum(each.value) AS value
    FROM counts_by_row AS each JOIN series ON series.id = each.series_id JOIN periods ON periods.id = each.period_id
    WHERE series.measure_id = :measure AND periods.first_day BETWEEN :first AND :last AND each.value IS NOT NULL
    GROUP BY series.platform_id, periods.first_day
"""
Sums = dict[tuple[int, str], float]


class Reader:
    """Reads figures of an installation as the incidents page does, with nothing kept."""

    def __init__(self, installation: Installation) -> None:
        self._engine = installation.engine
        self._visitor: Visitor = installation.visitor()
        with reading(self._engine) as session:
            self.words: Vocabulary = vocabulary.read(session)
        self.usual = Asked(self.words.measures[0].id, self.words.all_id, FIRST, making.LAST)

    def figures(self, asked: Asked) -> tuple[float, pd.DataFrame]:
        """Seconds, and counting.figures."""
        began = time.perf_counter()
        with reading(self._engine) as session:
            words = vocabulary.read(session)
            found = counting.figures(session, self._visitor.viewer, words, asked, as_at=self._visitor.now)
        return time.perf_counter() - began, found

    def times(self, asked: Asked) -> float:
        """Seconds that it usually takes."""
        return median(self.figures(asked)[0] for _ in range(TIMES))

    def sums(self) -> Sums:
        """The usual figures, by platform and day."""
        found = self.figures(self.usual)[1].dropna(subset="value")
        return {(int(platform), day.isoformat()): float(value) for platform, day, value
                in zip(found["group_id"], found["first_day"], found["value"], strict=True)}


def cold(name: str, installation: Installation) -> list[Figure]:
    """How long reading takes with nothing kept. No bar."""
    reader = Reader(installation)
    usual, words = reader.usual, reader.words
    keyword = next(each for each in words.categories if each.level == 2)
    years = making.LAST - timedelta(days=729)
    asked = {
        "the page’s first view": usual,
        "by category": replace(usual, by=By.CATEGORY),
        "by nation": replace(usual, by=By.NATION),
        "one keyword": replace(usual, category_id=keyword.id),
        "by keyword of a category": replace(usual, by=By.CATEGORY, category_id=keyword.parent_id),
        "in all": replace(usual, grain=Grain.CAMPAIGN),
        "two years by week": replace(usual, grain=Grain.WEEK, first_day=years),
        "two years by day": replace(usual, first_day=years),
    }
    return [Figure(f"Cold read, {what}, {name}", reader.times(each) * 1000, "ms") for what, each in asked.items()]


def against_datasette(installation: Installation, bar: float) -> list[Figure]:
    """The page's first view, read with nothing kept and asked of Datasette over HTTP, warmed up. Puts the counts into
    the file once more, a row each."""
    reader, file = Reader(installation), Path(str(installation.engine.url.database))
    name = file.stem
    by_row.make(installation.engine)
    with _datasette(file) as server:
        theirs, ours = _asked(server, name, reader.usual)[1], reader.sums()
        assert theirs.keys() == ours.keys(), f"{len(theirs)} figures against {len(ours)}"
        assert all(abs(theirs[key] - value) < 0.5 for key, value in ours.items()), "the figures differ"
        pairs = [(_asked(server, name, reader.usual)[0], reader.figures(reader.usual)[0]) for _ in range(TIMES)]
    datasette, parley = (median(each) for each in zip(*pairs, strict=True))
    return [Figure("Group-by of Datasette : our cold read", median(a / b for a, b in pairs), bar=bar, at_least=True,
                   detail=f"{datasette * 1000:.0f} ms against {parley * 1000:.1f} ms, {len(ours)} figures, all equal")]


@contextmanager
def _datasette(file: Path) -> Iterator[Server]:
    settings = {"sql_time_limit_ms": PATIENCE * 1000, "max_returned_rows": 100_000, "default_cache_ttl": 0}
    flags = [part for name, value in settings.items() for part in ("--setting", name, str(value))]
    with running("-m", "datasette", "serve", str(file), "--port", PORT, *flags, health="/-/versions.json") as server:
        yield server


def _asked(server: Server, name: str, asked: Asked) -> tuple[float, Sums]:
    """Seconds, and Datasette's answer."""
    query = urlencode({"sql": SAME, "measure": asked.measure_id, "first": asked.first_day, "last": asked.last_day,
                       "_shape": "array"})
    began = time.perf_counter()
    with urlopen(f"http://127.0.0.1:{server.port}/{name}.json?{query}", timeout=PATIENCE) as answer:
        rows = json.load(answer)
    return time.perf_counter() - began, {(row["platform"], row["day"]): row["value"] for row in rows}
