"""`python manage.py provenance FILE`: what it prints of every kind of file, and whether the database still agrees."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine, text

from coordination import letters
from coordination.exploring import asked_for
from coordination.exploring.views import View
from data_model.database import reading
from exports import figures
from exports.provenance import BriefingProvenance, FigureProvenance
from exports.tables import csv_file, rows_as_csv
from tests.cast import OPENING
from tests.commands import Run
from tests.exports import facts
from tests.exports.figures import MARKS, provenance
from tests.views import AN_ANALYST, SAMPLES, explored

FILES = ("html", "csv", "xlsx", "pptx")  # without Chromium
sqlite_only = pytest.mark.parametrize("templates", ["sqlite"], indirect=True)
STILL = "The database still gives the same figures as at that time.\n"
WITHDRAWN = "UPDATE daily_roll_ups SET value = value + 1 WHERE state = 'reported'"


def given(engine: Engine, view: View) -> FigureProvenance:
    """Where a view's figure comes from, with its true address."""
    found = explored(engine, view)
    with reading(engine) as session:
        letter = letters.in_view(session, AN_ANALYST)
    return provenance(found, address=f"https://parley.example{asked_for.address(letter, found, [])}")


@pytest.fixture
def view() -> View:
    return SAMPLES["reports by platform"]


def a_file(engine: Engine, view: View, kind: str, folder: Path) -> Path:
    file = folder / f"figure.{kind}"
    file.write_bytes(figures.file(kind, explored(engine, view), given(engine, view), marks=MARKS))
    return file


@pytest.mark.parametrize("kind", FILES)
def test_a_figure_is_the_same_until_the_record_of_then_is_changed(kind: str, exercised: Engine, view: View, run: Run,
                                                                  tmp_path: Path) -> None:
    file = a_file(exercised, view, kind, tmp_path)
    answer = run(exercised, "provenance", file)
    assert (answer.code, answer.error) == (0, "")
    told = given(exercised, view)
    assert answer.out == "".join(f"{name}: {value}\n" for name, value in told.lines()) + STILL
    with exercised.begin() as connection:
        connection.execute(text(WITHDRAWN))
    answer = run(exercised, "provenance", file)
    assert answer.code == 1
    assert answer.error.startswith(f"The figure differs: its data has SHA-256 {told.sha256}, and the database gives ")


def _changed(archive: Path) -> None:
    """The same archive with another number in its table."""
    with zipfile.ZipFile(archive) as read:
        parts = {name: read.read(name) for name in read.namelist()}
    parts["figure.csv"] = parts["figure.csv"].replace(b",reported,", b",reported,1", 1)
    with zipfile.ZipFile(archive, "w") as written:
        for name, part in parts.items():
            written.writestr(name, part)


@sqlite_only
def test_a_table_that_was_changed_in_the_file_is_found(exercised: Engine, view: View, run: Run, tmp_path: Path) -> None:
    changed = "The table in this file is not the one that it was made with: the file was changed."
    archive, book = (a_file(exercised, view, kind, tmp_path) for kind in ("csv", "xlsx"))
    _changed(archive)
    opened = openpyxl.load_workbook(book)
    opened.save(book)
    assert run(exercised, "provenance", book).code == 0  # saved again, and nothing changed
    opened["Figure"]["F2"] = 1
    opened.save(book)
    for file in (archive, book):
        answer = run(exercised, "provenance", file)
        assert (answer.code, answer.error) == (1, changed)


@sqlite_only
def test_of_a_briefing_every_figure_is_proved(exercised: Engine, view: View, run: Run, tmp_path: Path) -> None:
    first, second = given(exercised, view), given(exercised, SAMPLES["lag"])
    told = BriefingProvenance(**vars(facts.provenance(as_at=OPENING)), figures=(
        (first.address, first.sha256), (second.address, "0" * 64), (f"{second.address}&grain=year", second.sha256)))
    with zipfile.ZipFile(tmp_path / "briefing.zip", "w") as archive:
        archive.writestr("figure-about.csv", rows_as_csv(("What", "Says"), told.lines()))
    answer = run(exercised, "provenance", tmp_path / "briefing.zip")
    assert answer.code == 1
    assert answer.error.splitlines() == [
        f"Figure 2 differs: its data has SHA-256 {'0' * 64}, and the database gives {second.sha256}.",
        "Figure 3 cannot be made again: the database does not have what its address asks for."]


@sqlite_only
def test_other_files_say_what_they_say_and_what_is_no_file_of_ours_is_refused(exercised: Engine, run: Run,
                                                                             tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_bytes(csv_file(facts.updates(), facts.provenance()))
    answer = run(exercised, "provenance", tmp_path / "table.csv")
    assert (answer.code, answer.out) == (0, "".join(f"{name}: {value}\n" for name, value in facts.provenance().lines()))
    (tmp_path / "other.csv").write_bytes(b"a,b\r\n1,2\r\n")
    answer = run(exercised, "provenance", tmp_path / "other.csv")
    assert (answer.code, answer.out) == (1, "")
    assert answer.error.startswith("This file does not say where it comes from.")
    assert run(exercised, "provenance", tmp_path / "nowhere").error == f"There is no file {tmp_path / 'nowhere'}."


@sqlite_only
def test_a_moment_that_is_none_is_refused(exercised: Engine, view: View, run: Run, tmp_path: Path) -> None:
    told = dict(given(exercised, view).lines()) | {"As at exactly": "yesterday"}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("figure-about.csv", rows_as_csv(("What", "Says"), list(told.items())))
    (tmp_path / "figure.zip").write_bytes(content.getvalue())
    answer = run(exercised, "provenance", tmp_path / "figure.zip")
    assert (answer.code, answer.error) == (1, "This file does not say as at which moment its figures are.")
