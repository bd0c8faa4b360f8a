"""One import in a process of its own: `python -m benchmarks.counts.once HOW URL FILE` prints seconds, peak MiB, rows.

`parley` reads, checks, stores and rolls up a return as the screen does. `bare` puts the file's rows as they are into a
plain table of five columns in one transaction: csv.reader and executemany on SQLite, COPY on PostgreSQL.
"""

import csv
import resource
import sqlite3
import sys
import time
from pathlib import Path

import psycopg
import structlog
from sqlalchemy import make_url, select
from sqlmodel import col

from coordination import clock
from coordination.incidents import files, returns, vocabulary
from coordination.incidents.cells import Cells
from coordination.problems import Invalid
from coordination.viewers import Viewer
from data_model.accounts import Account
from data_model.database import is_sqlite_url, make_engine, reading
from data_model.organisations import Organisation, Platform
from data_model.words import Role

PLAIN = "CREATE TABLE plain (day TEXT, nation TEXT, category TEXT, measure TEXT, value TEXT)"
CHUNK = 1024 * 1024


def parley(url: str, file: Path) -> int:
    """Store the file as a return of the database's only platform. Returns the rows stored."""
    engine = make_engine(url)
    with reading(engine) as session:
        words = vocabulary.read(session)
        platform = session.scalars(select(Platform).where(col(Platform.slug) == "bench")).one()
        company = session.get_one(Organisation, platform.organisation_id)
        account = session.scalars(select(Account).where(col(Account.organisation_id) == company.id)).one()
        today = clock.day(clock.now(session))
    viewer = Viewer(account.id or 0, account.name, account.email, Role.PLATFORM, company.id or 0, company.name)
    cells = files.read(file, file.name, words, platform=platform.name, slug=platform.slug, today=today)
    assert isinstance(cells, Cells)
    return returns.store(engine, viewer, platform.id or 0, cells, confirmed=True).added


def bare(url: str, file: Path) -> int:
    """Put the file's rows into a plain table. Returns the rows stored."""
    if is_sqlite_url(url):
        with sqlite3.connect(str(make_url(url).database)) as sqlite, file.open(newline="", encoding="utf-8") as lines:
            sqlite.execute(PLAIN)
            rows = csv.reader(lines)
            next(rows)
            return sqlite.executemany("INSERT INTO plain VALUES (?,?,?,?,?)", rows).rowcount
    with psycopg.connect(url) as connection, connection.cursor() as cursor, file.open("rb") as content:
        cursor.execute(PLAIN)
        with cursor.copy("COPY plain FROM STDIN (FORMAT csv, HEADER)") as copy:
            while chunk := content.read(CHUNK):
                copy.write(chunk)
        return cursor.rowcount


def peak() -> float:
    """The most memory that this process has had, in MiB. Linux's getrusage also counts what the process that started
    this one had at that moment, so its own page of figures goes first."""
    told = Path("/proc/self/status")
    if told.exists():
        return next(int(line.split()[1]) for line in told.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # bytes on macOS


def main() -> None:
    """Import once, and say what it took."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    how, url, file = sys.argv[1:]
    began = time.perf_counter()
    try:
        rows = {"parley": parley, "bare": bare}[how](url, Path(file))
    except Invalid as refused:
        rows = 0
        print(refused, file=sys.stderr)
    seconds = time.perf_counter() - began
    print(seconds, peak(), rows)


if __name__ == "__main__":
    main()
