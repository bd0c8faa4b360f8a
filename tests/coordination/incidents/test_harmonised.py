"""The European harmonised template, parts 4 and 6: as published, filled in, and filled in as real files are."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import Workbook
from sqlmodel import Session

from coordination.incidents import files, vocabulary
from coordination.incidents.cells import NOT_APPLICABLE, NOT_REPORTED, REPORTED, ZERO, Cells, RowFault, number
from coordination.problems import Invalid
from data_model.words import ReturnForm
from tests.coordination.incidents.sent import only_fault, read
from tests.coordination.incidents.words import (
    ALL_ID,
    CYBER,
    CYBER_OTHER_ID,
    HARASSMENT_ID,
    HARM_ID,
    HOURS_ID,
    MEASURES_TAKEN_ID,
    NOTICES_ID,
    REMOVED_ID,
    TRUSTED_ID,
    VIOLENCE,
    VIOLENCE_ID,
    VIOLENCE_OTHER_ID,
)

PUBLISHED = {ReturnForm.PART_4: Path(__file__).with_name("annexI_EN_4_notices.csv"),
             ReturnForm.PART_6: Path(__file__).with_name("annexI_EN_6_own_initiative_TC.csv")}
HEADER = ["Applicability", "Service", "Reporting period", "Category of illegal content",
          'Description of the sub-category "Other"', "Number of notices received ",
          "Number of notices received from Trusted flaggers", "Median time to take action",
          "Contextual information on Number of notices received "]
PERIOD = "2019-07-01/2019-11-30"
PLACEHOLDER = "YYYY-MM-DD/YYYY-MM-DD"


def filled(category: str = "TOTAL", notices: str = "", trusted: str = "", hours: str = "", *, period: str = PERIOD,
           service: str = "", other: str = "", context: str = "") -> list[str]:
    """One row of part 4."""
    return ["All", service, period, category, other, notices, trusted, hours, context]


def part_4(*rows: list[str], header: list[str] = HEADER) -> Cells:
    """What rows of part 4 say."""
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return read(text.getvalue())


def categories(cells: Cells) -> list[int]:
    """The categories, a row each."""
    return cells.frame.drop_duplicates("row")["category_id"].tolist()


def published(form: ReturnForm) -> list[list[str]]:
    """The rows of a template as it is published."""
    with PUBLISHED[form].open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_blank_zero_and_not_applicable_are_three_things() -> None:
    cells = part_4(filled(notices="1,234", trusted="0", hours="N/A"),
                   filled(CYBER, hours="2.5", notices="not applicable"))
    assert cells.form is ReturnForm.PART_4
    first = number(date(2019, 7, 1))
    assert set(cells.frame["first_day"]) == {first}
    assert set(cells.frame["last_day"]) == {first + 152}
    assert set(cells.frame["nation"]) == {0}
    assert [(row.row, row.measure_id, row.state, row.value) for row in cells.frame.fillna(-1).itertuples()] == [
        (2, NOTICES_ID, REPORTED, 1234.0), (2, TRUSTED_ID, ZERO, 0.0), (2, HOURS_ID, NOT_APPLICABLE, -1.0),
        (3, NOTICES_ID, NOT_APPLICABLE, -1.0), (3, TRUSTED_ID, NOT_REPORTED, -1.0), (3, HOURS_ID, REPORTED, 2.5)]
    assert cells.faults.listed == []


def test_rows_without_figures_are_passed_over_whatever_else_they_say() -> None:
    cells = part_4(filled(notices="1"), filled(CYBER), filled("KEYWORD_INVENTED", period=PLACEHOLDER),
                   filled("KEYWORD_OTHER", other='Text to detail the "Other" keyword.', context="None this year."))
    assert categories(cells) == [ALL_ID]
    assert cells.faults.listed == []


def test_the_placeholder_for_the_period_is_refused_beside_figures() -> None:
    assert only_fault(part_4(filled(notices="1"), filled(CYBER, "2", period=PLACEHOLDER))) == RowFault(
        3, "Reporting period", PLACEHOLDER, "The template's placeholder is left in.",
        "Write the first and last day, as 2019-11-18/2019-11-24.")


def test_the_placeholder_for_other_is_asked_about_beside_figures() -> None:
    cells = part_4(filled(VIOLENCE, "3"), filled("KEYWORD_OTHER", "2", other='Text to detail the "Other" keyword.'))
    assert categories(cells) == [VIOLENCE_ID, VIOLENCE_OTHER_ID]
    assert (cells.faults.fatal, cells.faults.warnings) == (0, 1)
    assert cells.faults.listed == [RowFault(
        3, 'Description of the sub-category "Other"', 'Text to detail the "Other" keyword.',
        "The template's placeholder is left in.", "Write what “Other” stands for, or leave it out.", fatal=False)]


def test_other_belongs_to_the_category_row_above_it() -> None:
    cells = part_4(filled(CYBER, "5"), filled("KEYWORD_CYBER_HARASSMENT", "3"), filled("KEYWORD_OTHER", "2"),
                   filled("STATEMENT_CATEGORY_VIOLENT_CONTENT"), filled("KEYWORD_COORDINATED_HARM", "1"),
                   filled("keyword_other ", "4"))
    assert categories(cells) == [2, HARASSMENT_ID, CYBER_OTHER_ID, HARM_ID, VIOLENCE_OTHER_ID]


@pytest.mark.parametrize("above", [[], [filled()], [filled(VIOLENCE), filled("KEYWORD_CYBER_HARASSMENT")],
                                   [filled(VIOLENCE), filled("STATEMENT_CATEGORY_INVENTED")]],
                         ids=["nothing", "the total", "a keyword of another category", "an invented category"])
def test_other_without_a_parent_above_is_refused(above: list[list[str]]) -> None:
    cells = part_4(*above, filled("KEYWORD_OTHER", "4"))
    assert only_fault(cells) == RowFault(
        2 + len(above), "Category of illegal content", "KEYWORD_OTHER",
        "Several categories have this keyword, and it does not stand under one of them.",
        "Put it right under the rows of its category.")


def test_whole_codes_and_renamed_keywords_are_read_wherever_they_stand() -> None:
    assert categories(part_4(filled(f"{VIOLENCE}/KEYWORD_OTHER", "1"), filled("KEYWORD_CYBER_HARASMENT", "1"))) == [
        VIOLENCE_OTHER_ID, HARASSMENT_ID]


def test_invented_keywords_are_refused_with_the_nearest() -> None:
    fault = only_fault(part_4(filled(CYBER, "5"), filled("KEYWORD_CYBER_HARRASSMENT", "3")))
    assert (fault.row, fault.value, fault.wrong) == (3, "KEYWORD_CYBER_HARRASSMENT", "There is no such category.")
    assert fault.remedy.startswith("Did you mean KEYWORD_CYBER_HARASSMENT?")


@pytest.mark.parametrize("service", ["Facebook", "FACEBOOK ", "facebook", ""])
def test_the_service_may_be_the_sender(service: str) -> None:
    assert part_4(filled(notices="1", service=service)).faults.listed == []


def test_another_service_is_refused() -> None:
    fault = only_fault(part_4(filled(notices="1", service="Twitter")))
    assert (fault.row, fault.column, fault.value, fault.wrong) == (
        2, "Service", "Twitter", "This is another platform's row.")


@pytest.mark.parametrize(("text", "wrong"), [
    ("1.5", "Items are whole numbers."), ("00433", "The number begins with 0."), ("many", "This is not a number.")])
def test_figures_keep_the_rules_of_values(text: str, wrong: str) -> None:
    fault = only_fault(part_4(filled(notices=text, hours="1.5")))
    assert (fault.row, fault.column, fault.value, fault.wrong) == (2, "Number of notices received", text, wrong)


def test_every_figure_of_a_row_is_checked() -> None:
    cells = part_4(filled(notices="1.5", trusted="x", hours="y"), filled(CYBER, "1", "z"))
    assert [(fault.row, fault.value) for fault in cells.faults.listed] == [(2, "1.5"), (2, "x"), (2, "y"), (3, "z")]


def test_columns_that_the_template_does_not_have_are_told() -> None:
    cells = part_4([*filled(notices="1"), "x"], header=[*HEADER, "Number of notes"])
    assert [(fault.column, fault.fatal) for fault in cells.faults.listed] == [("Number of notes", False)]


def test_headers_in_any_case_with_curly_quotes_and_in_any_order() -> None:
    header = ["reporting  PERIOD", "Visibility Restriction removal ",
              "Number of measures taken at the provider’s own initiative",
              "Category of incompatibility with the provider’s terms and conditions "]
    cells = part_4([PERIOD, "3", "4", "TOTAL"], header=header)
    assert cells.form is ReturnForm.PART_6
    assert dict(zip(cells.frame["measure_id"], cells.frame["value"], strict=True)) == {
        REMOVED_ID: 3.0, MEASURES_TAKEN_ID: 4.0}


def test_a_part_without_its_figures_is_refused() -> None:
    with pytest.raises(Invalid, match=r"looks like part 4 .*, but has none of its columns of figures"):
        part_4([PERIOD, "TOTAL", "1"], header=["Reporting period", "Category of illegal content", "Notices"])


def test_a_part_with_a_column_twice_is_refused() -> None:
    with pytest.raises(Invalid, match="The header has “Number of notices received” more than once"):
        part_4([*filled(notices="1"), "2"], header=[*HEADER, "number of notices received"])


@pytest.mark.parametrize("form", PUBLISHED)
def test_the_templates_as_published_have_no_figures(form: ReturnForm) -> None:
    with pytest.raises(Invalid, match="This file has no figures"):
        read(PUBLISHED[form].read_bytes())


@pytest.mark.parametrize("form", PUBLISHED)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_templates_as_published_are_read_when_every_cell_is_filled(session: Session, form: ReturnForm,
                                                                                    kind: str) -> None:
    """With the vocabulary on record: each row is a category of its own, each column of figures a measure."""
    known = vocabulary.read(session)
    rows = published(form)
    figures = [at for at, name in enumerate(rows[0]) if at > 4 and not name.lower().startswith("contextual")]
    for line, row in enumerate(rows[1:]):
        row[2] = PERIOD
        for at in figures:
            row[at] = str(1000 * line + at)
    cells = files.read(saved(rows, kind), "part", known, platform="Facebook", slug="facebook", today=date(2019, 12, 2))
    assert isinstance(cells, Cells)
    assert cells.form is form
    assert [fault for fault in cells.faults.listed if fault.fatal] == []
    assert cells.faults.warnings == sum(row[4] != "" for row in rows[1:])
    assert cells.frame.shape[0] == len(figures) * (len(rows) - 1)
    assert cells.frame["value"].tolist() == [float(1000 * line + at) for line in range(len(rows) - 1) for at in figures]
    assert not cells.frame.duplicated(["category_id", "measure_id"]).any()
    names = [known.category[id_].keyword for id_ in categories(cells)]
    assert names == [row[3] for row in rows[1:]]
    columns = [known.measure[id_].harmonised_column for id_ in cells.frame["measure_id"][: len(figures)]]
    assert columns == [rows[0][at].strip() for at in figures]
    assert np.isfinite(cells.frame["value"]).all()


def saved(rows: list[list[Any]], kind: str) -> bytes:
    """Rows as a file."""
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        return text.getvalue().encode()
    book = Workbook()
    for row in rows:
        book.active.append([int(cell) if cell.isdecimal() else cell or None for cell in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
