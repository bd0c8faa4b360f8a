"""What a check found, in words: what would be added, changed and left, what is wrong, and what is asked about."""

from coordination.incidents.cells import RowFault
from coordination.incidents.checking import DryRun
from coordination.incidents.vocabulary import Vocabulary
from data_model.words import ReturnForm
from exports.tables import rows_as_csv
from page_parts import html
from page_parts.incident_words import described, period_in_words

MOST_BYTES = 1_900_000  # of rows to correct: what a form carries, with room for what is around them


def drawn(words: Vocabulary, run: DryRun) -> str:
    """The outcome as HTML. Every text from the file is escaped."""
    typed = run.cells.form is ReturnForm.TYPED
    return html.rendered("send_return_checked.html", {
        "run": run, "days": None if run.changes_nothing else period_in_words(*run.days), "typed": typed,
        "fatal": [_placed(each, typed) for each in run.faults.listed if each.fatal],
        "asked": [_placed(each, typed) for each in run.faults.listed if not each.fatal],
        "changes": [{**described(words, row), "row": int(row["row"]) - typed}
                    for row in run.changes.to_dict("records")]})


def _placed(fault: RowFault, typed: bool) -> dict[str, object]:
    """A fault with its place as the person counts: rows of a file with the header as row 1, typed ones from 1."""
    return {"row": fault.row - typed if fault.row > typed else None, "column": fault.column, "value": fault.value,
            "wrong": fault.wrong, "remedy": fault.remedy}


def rows_to_correct(run: DryRun) -> None:
    """Offer the rows with a problem as a file, to be corrected and sent back. They are stored nowhere."""
    rows = rows_as_csv(run.cells.header, run.cells.failing)
    if run.cells.failing and len(rows.encode()) <= MOST_BYTES:
        html.show("rows_form.html", rows=rows, count=len(run.cells.failing))
