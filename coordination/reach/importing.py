"""Importing a file of distributions: what it would add, change and leave, and all that is wrong or asked about; then
all of it is stored, or nothing."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from coordination.incidents.cells import Faults, RowFault
from coordination.problems import Changed, Fault, Invalid
from coordination.reach import inputs, recording, rules
from coordination.reach.files import File
from coordination.reach.inputs import DistributionInput
from coordination.reach.known import known
from coordination.reach.recording import Found, Key
from coordination.reach.rules import Known
from coordination.viewers import Viewer
from coordination.wording import counted
from coordination.writes import Write, write
from data_model.words import Role

OFFICIALS = frozenset({Role.OFFICIAL})
DOING = "import distributions"


@dataclass(frozen=True)
class Planned:
    """A row and what it would do: restate `before`, or add where there is none."""

    row: int
    said: DistributionInput
    before: Found | None


@dataclass(frozen=True)
class DryRun:
    """What storing would do. `added` and `changed` are rows; `kept` counts those that are on record just so."""

    file: File
    added: tuple[Planned, ...]
    changed: tuple[Planned, ...]
    kept: int
    faults: Faults

    @property
    def changes_nothing(self) -> bool:
        """Whether all of it is on record already."""
        return not self.added and not self.changed

    @property
    def storable(self) -> bool:
        """Whether nothing fatal stands in the way, and there is something to store."""
        return not self.faults.fatal and not self.changes_nothing

    @property
    def needs_reason(self) -> bool:
        """Whether it restates what is on record."""
        return bool(self.changed)

    @property
    def needs_confirmation(self) -> bool:
        """Whether something is asked about."""
        return self.faults.warnings > 0

    @property
    def seen(self) -> tuple[int, int, int]:
        """What a person who confirms has seen: added, changed, warnings."""
        return len(self.added), len(self.changed), self.faults.warnings

    @property
    def failing(self) -> tuple[tuple[str, ...], ...]:
        """The rows with a fatal fault as they stand in the file, to be corrected and sent back."""
        rows = {each.row for each in self.faults.listed if each.fatal}
        return tuple(texts for row, texts in self.file.rows.items() if row in rows)


def dry_run(session: Session, viewer: Viewer, letter_id: int, file: File, *, as_at: datetime) -> DryRun:
    """What storing this file would do at `as_at`, which is now. Raises NotFound, or NotAllowed for who is no
    official."""
    viewer.must_be(OFFICIALS, DOING)
    return _checked(file, known(session, viewer, letter_id, as_at=as_at), recording.on_record(session, letter_id))


def store(engine: Engine, viewer: Viewer, letter_id: int, file: File, *, reason: str = "", confirmed: bool = False,
          seen: tuple[int, int, int] | None = None) -> DryRun:
    """Store everything that a file adds or changes, or nothing. `seen` is DryRun.seen of the check that the person
    confirms. Returns what was done.

    Raises Invalid for what is fatal, for changed numbers without a reason, for questions that are not confirmed, and
    for a file that changes nothing; Changed where the record has moved on since the check; NotFound, NotAllowed.
    """
    with write(engine, viewer, OFFICIALS, DOING) as w:
        there_is = known(w.session, w.person, letter_id, as_at=w.now)
        run = _checked(file, there_is, recording.on_record(w.session, letter_id))
        _refuse(run, confirmed, seen)
        _put(w, run, inputs.reason(reason) if run.needs_reason else "")
        restated = f", restated {len(run.changed):,}" if run.changed else ""
        w.record("reach.import", f"imported a file of distributions: {len(run.added):,} added{restated}, {run.kept:,} "
                                 "left as they were.")
        return run


def _checked(file: File, there_is: Known, before: dict[Key, Found]) -> DryRun:
    run = DryRun(file, (), (), 0, replace(file.faults, listed=list(file.faults.listed)))
    first: dict[Key, int] = {}
    added: list[Planned] = []
    changed: list[Planned] = []
    kept = 0
    for line in file.lines:
        said = rules.settled(line.said, there_is)
        key = recording.key(said)
        planned = Planned(line.row, said, before.get(key))
        again = first.setdefault(key, line.row)
        faults = _wrong(file, planned, there_is, again)
        if not faults and planned.before and planned.before.version.people == said.people:
            kept += 1
        elif not [fault for fault in faults if fault.fatal]:
            (changed if planned.before else added).append(planned)
        for fault in faults:
            run.faults.add(fault)
    run.faults.listed.sort(key=lambda fault: fault.row)
    return replace(run, added=tuple(added), changed=tuple(changed), kept=kept)


def _wrong(file: File, planned: Planned, there_is: Known, first: int) -> list[RowFault]:
    """What is wrong with a row and, where nothing is, what is asked about it."""
    row, said = planned.row, planned.said
    if first != row:
        return [file.fault(row, "sender", f"The same sending stands in row {first:,} already.",
                           "Delete one of the two.")]
    found = [file.fault(row, fault.where, *_parted(fault.sentence)) for fault in rules.faults(said, there_is)]
    if not said.people and not planned.before:
        found.append(file.fault(row, "people", "0 takes back what is on record, and this is not.",
                                "Write how many people it went to, or delete the row."))
    if not found and not (planned.before and planned.before.version.people == said.people):
        question = rules.question(said, there_is)
        found += [file.fault(row, "people", question, "Confirm it if it is right, or correct it.", fatal=False)
                  ] if question else []
    return found


def _parted(sentence: str) -> tuple[str, str]:
    """What is wrong, and what to do: the first sentence of a fault, and the rest."""
    wrong, _, remedy = sentence.partition(". ")
    return (f"{wrong}.", remedy) if remedy else ("This cannot stand here.", sentence)


def _refuse(run: DryRun, confirmed: bool, seen: tuple[int, int, int] | None) -> None:
    if run.faults.fatal:
        raise Invalid(Fault("file", f"{counted(run.faults.fatal, 'problem')} must be put right first. Nothing was "
                                    "stored."))
    if run.changes_nothing:
        raise Invalid(Fault("file", "All of it is on record already, so there is nothing to store."))
    if seen is not None and seen != run.seen:
        raise Changed("What is on record has changed since the check. Check the file again; nothing was stored.")
    if run.needs_confirmation and not confirmed:
        raise Invalid(Fault("confirmed", "Confirm what is asked about, or correct it."))


def _put(w: Write, run: DryRun, reason: str) -> None:
    recording.put(w.session, [each.said for each in run.added], w.account_id, w.now)
    for each in run.changed:
        assert each.before
        recording.follow(w.session, each.before, each.said.people, reason, w.account_id, w.now)
