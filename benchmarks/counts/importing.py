"""Importing: a return of a million rows from its file to committed and rolled up, against the bare file put into a
plain table. Each import is a process of its own on a fresh database; they take turns."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlalchemy import Engine

from benchmarks.counts import files
from benchmarks.figures import Figure
from benchmarks.servers import PROJECT
from data_model.accounts import Account
from data_model.database import writing
from data_model.organisations import Organisation, Platform
from data_model.words import OrganisationKind, Role
from seeds.first_run import prepare
from tests.databases import Maker, Templates

MOST_MEMORY = 500  # MiB


@dataclass(frozen=True)
class Plan:
    """Rows of the file, how many pairs of imports, the most rows that a file may have, and the bytes of a large one."""

    rows: int
    pairs: int
    most_rows: int
    large: int


@dataclass(frozen=True)
class Took:
    """What one import took: seconds, MiB at the most, and how many rows were stored."""

    seconds: float
    memory: float
    rows: int


def measure(plan: Plan, name: str, maker: Maker, bar: float, folder: Path) -> list[Figure]:
    """The figures for one kind of database."""
    templates = Templates(maker)
    file = folder / f"{plan.rows}.csv"
    try:
        _written(templates, plan.rows, file)
        pairs = [(_once("parley", templates, file), _once("bare", templates, file)) for _ in range(plan.pairs)]
        assert {took.rows for pair in pairs for took in pair} == {plan.rows}, "not all rows were stored"
        ours, bare = (median(took.seconds for took in each) for each in zip(*pairs, strict=True))
        found = [Figure(f"Import of {plan.rows:,} rows : bare, {name}", median(a.seconds / b.seconds for a, b in pairs),
                        bar=bar, detail=f"{ours:.2f} s against {bare:.2f} s, file of {_megabytes(file)}"),
                 _memory(f"{plan.rows:,} rows, {name}", max(took.memory for took, _ in pairs))]
        return found + _large(plan, templates, name, file)
    finally:
        templates.drop_all()


def _large(plan: Plan, templates: Templates, name: str, file: Path) -> list[Figure]:
    """Memory with the most rows that are taken, and with a large file."""
    most, large = file.with_name("most.csv"), file.with_name("large.csv")
    _written(templates, plan.most_rows, most)
    rows_of_large = round(plan.large / file.stat().st_size * plan.rows)
    found = []
    for rows, content in ((plan.most_rows, most), (rows_of_large, large)):
        _written(templates, rows, content)
        took = _once("parley", templates, content)
        fate = "stored" if took.rows else "refused for its many rows"
        found.append(_memory(f"file of {_megabytes(content)}, {name}", took.memory,
                             f"{rows:,} rows, {fate} after {took.seconds:.1f} s"))
    return found


def _written(templates: Templates, rows: int, file: Path) -> None:
    if not file.exists():
        with templates.database(_prepare) as engine:
            files.write(engine, rows, file)


def _once(how: str, templates: Templates, file: Path) -> Took:
    """One import of the file: into a fresh database of Parley's, or into an empty one."""
    if how == "parley":
        with templates.database(_prepare) as engine:
            return _run(how, engine.url.set(drivername=engine.dialect.name).render_as_string(hide_password=False), file)
    url = templates.maker.empty()
    try:
        return _run(how, url, file)
    finally:
        templates.maker.drop(url)


def _run(how: str, url: str, file: Path) -> Took:
    said = subprocess.run([sys.executable, "-m", "benchmarks.counts.once", how, url, str(file)], cwd=PROJECT,
                          check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds, memory, rows = said.split()[-3:]
    return Took(float(seconds), float(memory), int(rows))


def _prepare(engine: Engine) -> None:
    """The vocabulary, and a platform with its representative."""
    prepare(engine, exercise=False)
    with writing(engine) as session:
        company = Organisation(name="Bench", kind=OrganisationKind.COMPANY)
        session.add(company)
        session.flush()
        session.add(Platform(slug="bench", name="Bench", organisation_id=company.id or 0))
        session.add(Account(email="bench@example.com", name="Bench", role=Role.PLATFORM,
                            organisation_id=company.id or 0, created_at=datetime.now(UTC)))


def _memory(what: str, most: float, detail: str = "") -> Figure:
    return Figure(f"Peak memory of an import, {what}", most, "MiB", MOST_MEMORY, detail=detail)


def _megabytes(file: Path) -> str:
    return f"{file.stat().st_size / 10**6:.0f} MB"


