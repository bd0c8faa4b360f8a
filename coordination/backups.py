"""Backups: one file that holds a copy of the database, taken while people work, and the audit's head at that moment.

The file is a zip of `database` (an SQLite file, or pg_dump's custom format) and `manifest.json`. A backup counts once
it has been restored: `verify` does so in a temporary place, and walks the audit there.
"""

import hashlib
import os
import shutil
import sqlite3
import tempfile
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection, Engine, func, inspect, select, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col

from coordination import audit, clock, postgresql
from coordination.problems import Problem
from coordination.wording import moment_in_words
from coordination.writes import write
from data_model import migrate
from data_model.accounts import Account
from data_model.database import make_engine, reading

DATABASE, MANIFEST = "database", "manifest.json"
BLOCK = 1024 * 1024  # bytes
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


class Manifest(BaseModel):
    """What a backup says of itself. `revision` is of the tables, `head` is str(audit.Head), the size is in bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["sqlite", "postgresql"]
    revision: str
    head: str
    made_at: datetime
    sha256: str
    size: int


@dataclass(frozen=True)
class Verified:
    """A backup that was restored in a temporary place and found sound."""

    manifest: Manifest
    verdict: audit.Verdict

    @property
    def sentence(self) -> str:
        """What to tell the person who asked."""
        return (f"The backup made on {moment_in_words(self.manifest.made_at)} can be restored. {self.verdict.sentence} "
                f"Its head is {self.manifest.head}.")


def create(engine: Engine, file: Path) -> Manifest:
    """Back the database up into `file`, which must not be there yet. Nobody has to stop working meanwhile.

    Raises Problem where the file is there, or cannot be written; where pg_dump is missing, or older than the server.
    """
    if file.exists():
        raise Problem(f"{file} is there already. Choose another name, or move it away.")
    with _room_beside(file) as room:
        copy = room / DATABASE
        head, revision = _dump(engine, copy)
        manifest = Manifest(kind=_kind(engine), revision=revision, head=str(head), made_at=clock.real_now(),
                            sha256=_sha256(copy), size=copy.stat().st_size)
        packed = room / "packed"
        packed.touch(mode=0o600)  # it holds password hashes
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.write(copy, DATABASE)
            archive.writestr(MANIFEST, manifest.model_dump_json(indent=2))
        _put(packed, file)
    return manifest


def read_manifest(file: Path) -> Manifest:
    """What the backup in `file` says of itself. Raises Problem where it is not a backup of ours."""
    try:
        with zipfile.ZipFile(file) as archive:
            return Manifest.model_validate_json(archive.read(MANIFEST))
    except FileNotFoundError as error:
        raise Problem(f"There is no file {file}.") from error
    except (zipfile.BadZipFile, KeyError, ValidationError, OSError) as error:
        raise Problem(f"{file} is not a backup made by Parley, or it is damaged.") from error


def verify(engine: Engine, file: Path) -> Verified:
    """Restore the backup in a temporary place, and verify its audit against the head in its manifest.

    A PostgreSQL backup is restored into a database of its own on `engine`'s server, and dropped again.
    Raises Problem, saying what is wrong with the backup.
    """
    manifest = read_manifest(file)
    if manifest.revision not in migrate.known():
        raise Problem(f"{file} was made by a newer version of Parley (its revision is {manifest.revision}).")
    with _room_beside(Path(tempfile.gettempdir()) / DATABASE) as room:
        copy = room / DATABASE
        _unpack(file, manifest, copy)
        with _restored(engine, copy, manifest) as restored:
            try:
                migrate.upgrade(restored)
                with reading(restored) as session:
                    return Verified(manifest, _sound(session, file, manifest))
            except DatabaseError as error:
                raise Problem(f"The database in {file} cannot be read: {error.orig}.") from error


def holds_records(engine: Engine) -> bool:
    """Whether anything would be lost by restoring over this database."""
    if not inspect(engine).has_table("audit_head"):
        return False
    with reading(engine) as session:
        return bool(audit.head(session).position or session.scalars(select(func.count(col(Account.id)))).one())


def restore(engine: Engine, file: Path, by: str) -> Verified:
    """Put the backup in place of the database, after verifying it. The old one stays as it is until the new one is
    complete; then it is gone, and an audit entry names the head that it had. `by` is the command that acts.

    Raises Problem where the backup is not sound or of the other kind of database, or where the SQLite file is in use.
    """
    manifest = read_manifest(file)
    if manifest.kind != _kind(engine):
        raise Problem(f"{file} is a backup of {NAMES[manifest.kind]}, but DATABASE_URL names {NAMES[_kind(engine)]}.")
    verified = verify(engine, file)
    lost = _head_of(engine)
    engine.dispose()
    if manifest.kind == "sqlite":
        _replace_sqlite(engine, file, manifest, lost, by)
        return verified
    with _room_beside(Path(tempfile.gettempdir()) / DATABASE) as room:
        copy = room / DATABASE
        _unpack(file, manifest, copy)
        postgresql.restore(engine.url, copy)
    migrate.upgrade(engine)
    _record(engine, manifest, lost, by)
    return verified


def _dump(engine: Engine, copy: Path) -> tuple[audit.Head, str]:
    """Copy the database as it is at one moment into `copy`. Returns the audit's head and the revision then."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            postgresql.dump(engine.url, snapshot, copy)
            return _state(connection)
    source, target = _sqlite_file(engine), sqlite3.connect(copy)
    if not source.exists():
        raise Problem(f"There is no database yet: {source} does not exist.")
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.backup(target)
    target.close()
    copied = make_engine(f"sqlite:///{copy}")
    with copied.connect() as connection:
        state = _state(connection)
    copied.dispose()
    return state


def _state(connection: Connection) -> tuple[audit.Head, str]:
    revision = migrate.revision(connection)
    if revision is None:
        raise Problem("There is nothing to back up: this database has no tables yet.")
    with Session(connection) as session:
        return audit.head(session), revision


@contextmanager
def _restored(engine: Engine, copy: Path, manifest: Manifest) -> Iterator[Engine]:
    """An engine on what the backup holds, in a temporary place."""
    if manifest.kind == "sqlite":
        restored = make_engine(f"sqlite:///{copy}")
        try:
            yield restored
        finally:
            restored.dispose()
        return
    if _kind(engine) != "postgresql":
        raise Problem("This is a backup of PostgreSQL. Let DATABASE_URL name a PostgreSQL server on which it can be "
                      "tried out.")
    with postgresql.scratch_database(engine, f"parley_backup_{uuid.uuid4().hex}") as url:
        postgresql.restore(url, copy)
        restored = make_engine(url.render_as_string(hide_password=False))
        try:
            yield restored
        finally:
            restored.dispose()


def _sound(session: Session, file: Path, manifest: Manifest) -> audit.Verdict:
    if manifest.kind == "sqlite":
        found = session.execute(text("PRAGMA integrity_check")).scalars().first()
        if found != "ok":
            raise Problem(f"The database in {file} is damaged: {found}.")
    kept = audit.Head.parse(manifest.head)
    verdict = audit.verify(session, kept)
    if not verdict.sound:
        raise Problem(f"The audit in {file} is not sound. {verdict.sentence}")
    if verdict.head != kept:
        raise Problem(f"The audit in {file} goes on to entry {verdict.head.position}, after entry {kept.position} "
                      "that its manifest names: entries were added to the backup.")
    return verdict


def _replace_sqlite(engine: Engine, file: Path, manifest: Manifest, lost: audit.Head | None, by: str) -> None:
    target = _sqlite_file(engine)
    with _room_beside(target) as room:
        copy = room / DATABASE
        _unpack(file, manifest, copy)
        prepared = make_engine(f"sqlite:///{copy}")
        migrate.upgrade(prepared)
        _record(prepared, manifest, lost, by)
        _fold_log_in(prepared)
        if target.exists():
            _fold_log_in(engine)
            shutil.copymode(target, copy)
        _put(copy, target)


def _fold_log_in(engine: Engine) -> None:
    """Make the SQLite file complete by itself. A write-ahead log left beside it would be played into its successor.
    Raises Problem where another program uses the file."""
    engine.dispose()
    connection = sqlite3.connect(_sqlite_file(engine), timeout=1)
    try:
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        raise Problem("The database is in use. Stop Parley, then try again. Nothing was changed.") from error
    finally:
        connection.close()


def _record(engine: Engine, manifest: Manifest, lost: audit.Head | None, by: str) -> None:
    before = f" The audit that was here ended at entry {lost.position} with the hash {lost.hash}." if lost else ""
    with write(engine, by) as w:
        w.record("backup.restore", f"restored the backup made on {moment_in_words(manifest.made_at)}, whose audit ends "
                                   f"at entry {audit.Head.parse(manifest.head).position}.{before}")


def _head_of(engine: Engine) -> audit.Head | None:
    if not inspect(engine).has_table("audit_head"):
        return None
    with reading(engine) as session:
        return audit.head(session)


def _kind(engine: Engine) -> Literal["sqlite", "postgresql"]:
    return "sqlite" if engine.dialect.name == "sqlite" else "postgresql"


def _sqlite_file(engine: Engine) -> Path:
    assert engine.url.database  # settings see to it
    return Path(engine.url.database)


@contextmanager
def _room_beside(file: Path) -> Iterator[Path]:
    """A temporary folder on the same disk as `file`, so that what is made there can be moved in one step."""
    try:
        folder = tempfile.TemporaryDirectory(prefix=".parley-", dir=file.parent)
    except OSError as error:
        raise Problem(f"{file} cannot be written: {error.strerror}.") from error
    with folder as room:
        yield Path(room)


def _unpack(file: Path, manifest: Manifest, copy: Path) -> None:
    """Unpack the database into `copy`. Raises Problem where it is not what the manifest says."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open(DATABASE) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target, BLOCK)
    except (zipfile.BadZipFile, KeyError, EOFError) as error:
        raise Problem(f"{file} is damaged: {error}.") from error
    if _sha256(copy) != manifest.sha256:
        raise Problem(f"{file} is damaged: its database is not the one that its manifest describes.")


def _put(made: Path, place: Path) -> None:
    """Move a finished file to its place in one step, and on to the disk."""
    with made.open("rb") as opened:
        os.fsync(opened.fileno())
    made.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
