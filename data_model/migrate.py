"""Bringing a database to the tables of this version, and back. Each change is one transaction: all of it or nothing.

Two starts at once are safe: one waits for the other, then finds nothing left to do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do for PostgreSQL's lock, as long as nothing else of ours takes the same.
MIGRATION_LOCK = 433_2019


class MadeByAnotherVersion(Exception):
    """The database has a revision that this version does not know: it was made by a newer one."""


def upgrade(engine: Engine) -> bool:
    """Bring the database to the newest revision. Returns whether there was anything to do.

    Raises MadeByAnotherVersion where the database is ahead of this version.
    """
    wanted = newest()
    with engine.connect() as connection:
        if revision(connection) == wanted:
            return False
    with _migrating(engine) as connection:
        at = revision(connection)
        if at is not None and at not in known():
            raise MadeByAnotherVersion(at)
        command.upgrade(_config(connection), "head")
        return at != wanted


def downgrade(engine: Engine, to: str) -> None:
    """Take the database back to the revision `to`; “base” drops every table."""
    with _migrating(engine) as connection:
        command.downgrade(_config(connection), to)


def revision(connection: Connection) -> str | None:
    """The revision that the database is at; None where it has none of our tables."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The revision of this version's tables."""
    found = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert found is not None  # there is always the first migration
    return found


def known() -> set[str]:
    """Every revision that this version can start from."""
    return {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """A transaction that is alone with the tables until it ends."""
    with engine.execution_options(writes=True).connect() as connection:
        if engine.dialect.name == "sqlite":
            yield from _without_foreign_keys(connection)
            return
        with connection.begin():
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
            yield connection


def _without_foreign_keys(connection: Connection) -> Iterator[Connection]:
    """SQLite changes a table by copying it and dropping the old one, which must not delete what refers to it.
    It can switch foreign keys only outside a transaction; whether all still hold is checked before the end."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        with connection.begin():
            yield connection
            broken = connection.execute(text("PRAGMA foreign_key_check")).first()
            if broken:
                raise RuntimeError(f"A migration left rows of {broken[0]} that refer to rows of {broken[2]} "
                                   "which are not there. Nothing was changed.")
    finally:
        driver.execute("PRAGMA foreign_keys = ON")
