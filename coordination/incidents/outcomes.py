"""What came of a return that a program sent, in words and numbers that a program reads: the same as a screen shows."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from coordination.incidents.cells import RowFault
from coordination.incidents.checking import DryRun
from coordination.incidents.returns import Stored
from coordination.problems import Fault
from data_model.words import CountState, ReturnForm

Value = int | float | str
PARAMETERS = frozenset({"reason", "confirmed", "platform"})  # with which a return is sent


class RowProblem(BaseModel):
    """One thing that is wrong or asked about."""

    detail: str = Field(description="What is wrong, in a sentence.")
    remedy: str | None = Field(default=None, description="What to do about it.")
    row: int | None = Field(default=None, description="Row of the file as spreadsheets count: its header is row 1. Of "
                                                      "JSON, the first row is 1.")
    column: str | None = Field(default=None, description="The file's own name for the column.")
    value: str | None = Field(default=None, description="What stands there.")
    pointer: str | None = Field(default=None, description="JSON pointer into the body, where the body is JSON.")
    parameter: str | None = Field(default=None, description="The address's own parameter that is missing or wrong.")


class Change(BaseModel):
    """One count that restates an earlier one."""

    row: int
    day: str = Field(description="A day, or a period as two days with a slash.")
    nation: str
    category: str
    measure: str
    before: Value
    value: Value


class ReturnOutcome(BaseModel):
    """What storing a return changes or, after a dry run, would change."""

    rows: int = Field(description="Rows under the header.")
    added: int = Field(description="Counts that were not on record.")
    changed: int = Field(description="Counts that restate earlier ones.")
    kept: int = Field(description="Counts that say what is on record already.")
    first_day: date | None = Field(description="Of what is added or changed.")
    last_day: date | None
    changes_nothing: bool
    storable: bool = Field(description="Whether nothing that must be put right stands in the way, and something would "
                                       "change.")
    needs_reason: bool = Field(description="Whether it must be sent with a reason: it restates earlier counts.")
    needs_confirmation: bool = Field(description="Whether it must be sent with confirmed=true: something is asked "
                                                 "about.")
    same_as: int | None = Field(description="Number of the return that had this very file.")
    problems: list[RowProblem] = Field(description="What must be put right, in the order of rows: of problems and "
                                                   "questions together, the first 1,000.")
    problems_total: int
    questions: list[RowProblem] = Field(description="What is asked about.")
    questions_total: int
    changes: list[Change] = Field(description="The first 1,000 counts that restate earlier ones.")
    missing_days: list[date] = Field(description="Days between others of which nothing is on record.")
    return_id: int | None = Field(default=None, description="The return as it was stored.")
    return_number: int | None = Field(default=None, description="1, 2, 3 … of its platform.")


class ReturnRefusal(BaseModel):
    """Why nothing was stored."""

    detail: str
    errors: list[RowProblem]


def outcome(run: DryRun, stored: Stored | None = None) -> ReturnOutcome:
    """Of a dry run and, where it was stored after it, of the return."""
    said = {name: getattr(run, name) for name in (
        "added", "changed", "kept", "first_day", "last_day", "changes_nothing", "storable", "needs_reason",
        "needs_confirmation", "same_as", "missing_days")}
    return ReturnOutcome(
        rows=run.cells.rows, **said, problems=_wrong(run, fatal=True), problems_total=run.faults.fatal,
        questions=_wrong(run, fatal=False), questions_total=run.faults.warnings,
        changes=[_change(row, run.cells.form) for row in run.changes.to_dict("records")],
        return_id=stored.id if stored else None, return_number=stored.number if stored else None)


def refusal(faults: Sequence[Fault], run: DryRun | None = None) -> ReturnRefusal:
    """Of what was refused, with every row that is at fault or asked about where it came to a dry run."""
    rows = [*_wrong(run, fatal=True), *_wrong(run, fatal=False)] if run else []
    parameters = [RowProblem(detail=each.sentence, parameter=each.where if each.where in PARAMETERS else None)
                  for each in faults if not rows or each.where != "counts"]
    return ReturnRefusal(detail=" ".join(each.sentence for each in faults), errors=[*parameters, *rows])


def _wrong(run: DryRun, *, fatal: bool) -> list[RowProblem]:
    return [_placed(each, run.cells.form) for each in run.faults.listed if each.fatal is fatal]


def _placed(fault: RowFault, form: ReturnForm) -> RowProblem:
    """A fault with its place as its sender counts. Rows that were typed have no header."""
    typed = form is ReturnForm.TYPED
    row = fault.row - typed
    return RowProblem(
        detail=fault.wrong, remedy=fault.remedy, row=row if row > 0 else None, column=fault.column or None,
        value=fault.value or None, pointer=_pointer(row, fault.column) if typed and row > 0 else None)


def _pointer(row: int, column: str) -> str:
    """#/3/value, for the fourth row."""
    return f"#/{row - 1}" + (f"/{column}" if column else "")


def _change(row: Mapping[Hashable, Any], form: ReturnForm) -> Change:
    first, last = row["first_day"], row["last_day"]
    day = first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
    return Change(row=int(row["row"]) - (form is ReturnForm.TYPED), day=day, nation=row["nation"],
                  category=row["category"], measure=row["measure"],
                  before=said(row["before_state"], row["before"]), value=said(row["state"], row["value"]))


def said(state: str, value: float | None) -> Value:
    """A count as files say it: its number, without a decimal point where it is whole, or the words for none."""
    if state not in {CountState.REPORTED, CountState.ZERO} or value is None:
        return str(CountState(state).value)
    return int(value) if float(value).is_integer() else float(value)
