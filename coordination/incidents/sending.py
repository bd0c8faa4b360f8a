"""A return that a program sends: read, checked and stored in one go, by the same functions as on screen, where a person
looks at the check in between."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination import clock
from coordination.incidents import checking, files, mappings, returns, vocabulary
from coordination.incidents.blocks import shown
from coordination.incidents.cells import Cells
from coordination.incidents.checking import DryRun
from coordination.incidents.files import Unmapped
from coordination.incidents.mapping import Mapping
from coordination.incidents.returns import PLATFORMS, Stored
from coordination.incidents.rows import COLUMNS
from coordination.problems import Fault, Invalid, NotFound
from coordination.viewers import Viewer, own_platform
from coordination.wording import listed
from data_model.bulk import Progress
from data_model.database import reading
from data_model.organisations import Platform
from data_model.words import ReturnForm

DOING = "send returns"
MOST_NAMED = 30  # columns of a table that a refusal names


@dataclass(frozen=True)
class Sent:
    """What a program sends: a file, or the template's CSV that its rows were made into (files.typed), and what it says
    to what a screen would ask."""

    content: bytes
    name: str
    form: ReturnForm = ReturnForm.TEMPLATE
    dry_run: bool = False
    reason: str = ""
    confirmed: bool = False


class Refused(Invalid):
    """It cannot be stored as it was sent. `run` is the check that found so."""

    def __init__(self, run: DryRun, *faults: Fault) -> None:
        self.run = run
        super().__init__(*faults)


def own(session: Session, viewer: Viewer, slug: str) -> int:
    """The id of one of the viewer's own platforms. Raises NotAllowed for who sends no returns, and NotFound."""
    viewer.must_be(PLATFORMS, DOING)
    query = select(col(Platform.id)).where(col(Platform.slug) == slug, own_platform(viewer, col(Platform.id)))
    found = session.scalars(query).first()
    if found is None:
        raise NotFound("There is no such platform of yours.")
    return found


def check(engine: Engine, viewer: Viewer, platform_id: int, sent: Sent, progress: Progress | None = None,
          comparing: Callable[[Cells], Progress] | None = None) -> DryRun:
    """What storing it would do. A table in none of the known forms is read as was remembered for its header.

    `progress` is called with the rows that were read, what `comparing` makes with the counts on record that they were
    compared with; both may raise to cancel. Raises Invalid for what cannot be read, and NotFound for a platform that is
    not the viewer's own.
    """
    viewer.must_be(PLATFORMS, DOING)
    with reading(engine) as session:
        platform = session.scalars(select(Platform).where(
            col(Platform.id) == platform_id, own_platform(viewer, col(Platform.id)))).first()
        if platform is None:
            raise NotFound("There is no such platform of yours.")
        words, today = vocabulary.read(session), clock.day(clock.now(session))

        def read(**mapped: Mapping) -> Cells | Unmapped:
            return files.read(sent.content, sent.name, words, platform=platform.name, slug=platform.slug, today=today,
                              form=sent.form, progress=progress, **mapped)

        found = mappings.as_remembered(session, viewer, platform_id, read, read())
        if isinstance(found, Unmapped):
            raise Invalid(_unmapped(found))
        return checking.dry_run(session, viewer, platform_id, found, comparing(found) if comparing else None)


def store(engine: Engine, viewer: Viewer, platform_id: int, sent: Sent, run: DryRun) -> Stored | None:
    """Store what was checked, on the terms on which it was sent. None where it would change nothing: so the same return
    can be sent again without harm. Raises Refused, and what returns.store does but for Invalid."""
    if run.changes_nothing and not run.faults.fatal:
        return None
    try:
        return returns.store(engine, viewer, platform_id, run.cells, reason=sent.reason, confirmed=sent.confirmed,
                             seen=run.seen)
    except Invalid as invalid:
        raise Refused(run, *invalid.faults) from invalid


def _unmapped(table: Unmapped) -> Fault:
    missing = listed(f"“{name}”" for name in table.missing)
    return Fault("file", f"This table is in none of the forms that Parley knows: it has no column {missing}. "
                         f"{_has(table)} Say once which column is which, with PUT /returns/mappings or on the page "
                         "“Send a return”: tables with the same header are then read so. Or send the template.")


def _has(table: Unmapped) -> str:
    """The columns that a table has, and which of them look as if they were meant."""
    names = [f"“{shown(name)}”" for name in table.header if name]
    more = len(names) - MOST_NAMED
    has = listed([*names[:MOST_NAMED], f"{more:,} more"] if more > 0 else names)
    meant = {name: source.column for name in COLUMNS if (source := table.suggested.source(name))}
    guess = listed(f"“{shown(column or '')}” could be the {name}" for name, column in meant.items())
    return f"Its columns are {has}." + (f" By name, {guess}." if guess else "")
