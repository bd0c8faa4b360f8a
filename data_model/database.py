"""The engine, and how a read and a write begin on SQLite and PostgreSQL.

A read is a snapshot (deferred BEGIN in WAL mode; REPEATABLE READ). A write takes the one writer's place at once
(BEGIN IMMEDIATE; PostgreSQL writers lock the audit's head), because a plain read followed by a write loses
updates on PostgreSQL and fails on SQLite.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlmodel import Session

BUSY_TIMEOUT_MS = 30_000
CONNECTIONS = 40  # opening one costs more than most reads: none is opened to be closed again
AFTER = "after the commit"
_around: ContextVar[Session | None] = ContextVar("around", default=None)


def make_engine(url: str) -> Engine:
    """An engine for `url` (sqlite:///… or postgresql://…). Raises sqlalchemy.exc.ArgumentError for a wrong URL."""
    parsed = make_url(url)
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    # Without their parameters, so that an error in the log does not say what people wrote.
    engine = create_engine(parsed, hide_parameters=True, pool_size=CONNECTIONS, max_overflow=0,
                           pool_pre_ping=not is_sqlite_url(url))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


@lru_cache
def shared_engine(url: str) -> Engine:
    """The one engine of this process for `url`: the screens and the routes share its connections."""
    return make_engine(url)


def is_sqlite_url(url: str) -> bool:
    """Whether the database is a single SQLite file."""
    return make_url(url).get_backend_name() == "sqlite"


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves; the driver would say it late and deferred
    # The timeout first: switching a new file to the write-ahead log may have to wait for another process.
    timeout = f"busy_timeout = {BUSY_TIMEOUT_MS}"
    # What is deleted is overwritten, from the first write on: copies are left behind where pages are split, too.
    for pragma in (timeout, "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("alone", False):
        return
    writes = options.get("writes", False)
    # By the driver itself: SQLAlchemy's own way of executing takes as long again as a rerun's whole query.
    connection.connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """A connection for a single query. On SQLite no transaction is opened around it: beside 200 sessions, each
    statement more is a wait for the interpreter's lock."""
    with engine.connect() as connection:
        yield connection.execution_options(alone=True)


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one snapshot and writes nothing; within `together`, that transaction as it stands."""
    around = _around.get()
    if around is not None:
        around.flush()
        around.expire_all()
        yield around
        return
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with Session(engine, autoflush=False) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session that commits once at the end, or stores nothing if anything is raised. Within `together` it is a part
    of that transaction: what it wrote is taken back where anything is raised, and committed with the whole."""
    around = _around.get()
    if around is not None:
        waiting = len(around.info[AFTER])
        try:
            with around.begin_nested():
                yield around
        except BaseException:
            del around.info[AFTER][waiting:]
            raise
        return
    session = Session(engine.execution_options(writes=True), expire_on_commit=False, info={AFTER: []})
    with session:
        with session.begin():
            yield session
        for then in session.info[AFTER]:
            then()


@contextmanager
def together(engine: Engine) -> Iterator[Session]:
    """One transaction around reads and writes that would each have opened their own, in this thread: all of them or
    nothing."""
    with writing(engine) as session:
        before = _around.set(session)
        try:
            yield session
        finally:
            _around.reset(before)


def after_commit(session: Session, then: Callable[[], None]) -> None:
    """Do something once what a `writing` session wrote is committed, and not where it was taken back."""
    session.info[AFTER].append(then)
