"""Imports returns without end, in a process that is killed with SIGKILL at a random moment; many times over.

    python -m tests.faults.imports DATABASE_URL REPRESENTATIVE_ID KILLS SEED

Every second return restates the one before it. Prints “stored 12 2000 0 0” for each that was acknowledged (its number
and how many counts were added, changed and kept), and “killed” for each kill.
"""

import csv
import io
import sys
from collections.abc import Iterator
from datetime import date, timedelta

import structlog
from sqlalchemy import Engine, func, select
from sqlmodel import col

from coordination.incidents import files, returns, vocabulary
from coordination.incidents.cells import Cells
from data_model.database import make_engine, reading
from data_model.incidents import Return
from data_model.words import Nation
from tests import cast as casting
from tests.counts import REPORTS
from tests.faults.killing import Tell, kill_often, viewer

LONGEST_LIFE = 0.4  # seconds after the first return
DAYS = 5  # of a return
FIRST_DAY = date(2010, 1, 1)
TODAY = date(2019, 12, 2)


class Imports:
    """A representative who imports return after return, each of the next days."""

    def __init__(self, engine: Engine, representative_id: int) -> None:
        self.engine, self.by = engine, viewer(engine, representative_id)
        self.platform = casting.platform_id(engine, "facebook")
        with reading(engine) as session:
            self.words = vocabulary.read(session)

    def once(self, tell: Tell) -> None:
        """Import the next return, telling of it after it was acknowledged."""
        with reading(self.engine) as session:
            before = session.scalars(select(func.count(col(Return.id)))).one()
        stored = returns.store(self.engine, self.by, self.platform, self.cells(before), confirmed=True,
                               reason="Counted again." if before % 2 else "")
        tell(f"stored {stored.number} {stored.added} {stored.changed} {stored.kept}\n")

    def cells(self, before: int) -> Cells:
        """What the return after `before` others says."""
        found = files.read(self.content(before), "return.csv", self.words, platform="Facebook", slug="facebook",
                           today=TODAY)
        assert isinstance(found, Cells)
        return found

    def content(self, before: int) -> bytes:
        """The file of that return: new days, or those of the one before with every second figure changed."""
        content = io.StringIO()
        writer = csv.writer(content)
        writer.writerow(["day", "nation", "category", "measure", "value"])
        writer.writerows(self.rows(FIRST_DAY + timedelta(days=before // 2 * DAYS), restated=bool(before % 2)))
        return content.getvalue().encode()

    def rows(self, first: date, *, restated: bool) -> Iterator[list[object]]:
        """A figure for each day, nation and keyword."""
        keywords = [each for each in self.words.categories if each.level == 2]
        for day in range(DAYS):
            for nation in [each for each in Nation if each is not Nation.UK]:
                for number, keyword in enumerate(keywords):
                    changed = 100 if restated and number % 2 else 0
                    yield [first + timedelta(days=day), nation.value, keyword.code, REPORTS, number % 7 + changed]


def main() -> None:
    url, representative_id, kills, seed = sys.argv[1:]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    engine = make_engine(url)
    imports = Imports(engine, int(representative_id))
    kill_often(engine, imports.once, kills=int(kills), seed=int(seed), longest_life=LONGEST_LIFE)


if __name__ == "__main__":
    main()
