"""Returns of the cast, sent through the same functions as the screens do."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine

from coordination.incidents import files, returns, vocabulary
from coordination.incidents.cells import Cells
from coordination.incidents.returns import Stored
from coordination.viewers import Viewer
from data_model.database import reading
from tests.cast import platform_id

HEADER = "day,nation,category,measure,value"
TODAY = date(2019, 12, 2)
Row = tuple[object, ...]


def a_template(rows: Sequence[Row]) -> bytes:
    """The template's CSV with these rows: day, value and, where they are not the usual ones, nation, category and
    measure."""
    usual = ("uk", "TOTAL", "reports-from-candidates")
    lines = [",".join(map(str, (day, *given, *usual[len(given):], value))) for day, value, *given in rows]
    return "\r\n".join([HEADER, *lines, ""]).encode()


def cells(engine: Engine, slug: str, content: bytes) -> Cells:
    """What a file of a platform says."""
    with reading(engine) as session:
        found = files.read(content, "counts.csv", vocabulary.read(session), platform=slug.title(), slug=slug,
                           today=TODAY)
    assert isinstance(found, Cells)
    return found


def sent(engine: Engine, by: Viewer, rows: Sequence[Row], *, slug: str = "facebook", reason: str = "") -> Stored:
    """A stored return of these rows."""
    return returns.store(engine, by, platform_id(engine, slug), cells(engine, slug, a_template(rows)), reason=reason,
                         confirmed=True)
