"""Backups: taken under load, tried out before they count, and never half restored."""

import hashlib
import json
import shutil
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text
from sqlmodel import col

from coordination import audit, backups, postgresql
from coordination.problems import Problem
from data_model.accounts import Account
from data_model.audit import AuditEntry
from data_model.base import tables
from data_model.database import make_engine, reading
from data_model.words import Role
from tests import cast
from tests.cast import EXERCISE_ENTRIES
from tests.databases import Templates

pytestmark = pytest.mark.usefixtures("postgresql_clients")
sqlite_only = pytest.mark.parametrize("templates", ["sqlite"], indirect=True)
postgresql_only = pytest.mark.parametrize("templates", ["postgresql"], indirect=True)
RESTORED = "The command restored the backup made on "


@pytest.fixture
def kept(exercised: Engine, tmp_path: Path) -> Path:
    """A backup of the exercise."""
    file = tmp_path / "kept.parley"
    backups.create(exercised, file)
    return file


@pytest.fixture
def nothing(templates: Templates) -> Iterator[Engine]:
    """A database with no tables, of the same kind as the others."""
    url = templates.maker.empty()
    engine = make_engine(url)
    yield engine
    engine.dispose()
    templates.maker.drop(url)


def contents(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with reading(engine) as session:
        return {table.name: sorted((tuple(row) for row in session.execute(select(*table.columns))), key=repr)
                for table in tables.metadata.sorted_tables}


def head(engine: Engine) -> audit.Head:
    with reading(engine) as session:
        return audit.head(session)


def someone(engine: Engine, name: str = "Someone") -> None:
    cast.viewer(engine, name=name, role=Role.ANALYST, organisation="Cabinet Office")


def repacked(file: Path, *, database: bytes | None = None, **manifest: object) -> Path:
    """The backup with another database or other words in its manifest, whose checksum fits."""
    with zipfile.ZipFile(file) as archive:
        content, said = archive.read(backups.DATABASE), json.loads(archive.read(backups.MANIFEST))
    content = content if database is None else database
    said |= {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)} | manifest
    other = file.with_name("repacked.parley")
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr(backups.DATABASE, content)
        archive.writestr(backups.MANIFEST, json.dumps(said))
    return other


def test_a_backup_can_be_tried_out_and_names_the_audits_head(exercised: Engine, kept: Path) -> None:
    verified = backups.verify(exercised, kept)
    assert verified.manifest.head == str(head(exercised))
    assert verified.verdict.sentence == f"The audit is sound: {EXERCISE_ENTRIES} entries."
    assert verified.sentence.startswith("The backup made on ")
    assert verified.sentence.endswith(f" {verified.verdict.sentence} Its head is {head(exercised)}.")


def test_only_its_owner_may_read_a_backup(kept: Path) -> None:
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_backup_leaves_nothing_but_itself(kept: Path) -> None:
    assert [each.name for each in kept.parent.iterdir() if each.name.startswith(".parley")] == []


def test_restoring_brings_everything_back_and_says_so_in_the_audit(exercised: Engine, kept: Path) -> None:
    before = contents(exercised)
    someone(exercised)
    lost = head(exercised)
    backups.restore(exercised, kept, "The command")
    after = contents(exercised)
    with reading(exercised) as session:
        newest = session.scalars(select(AuditEntry).order_by(col(AuditEntry.position).desc()).limit(1)).one()
        assert audit.verify(session, audit.Head.parse(backups.read_manifest(kept).head)).sound
    assert newest.sentence.startswith(RESTORED)
    assert newest.sentence.endswith(
        f"The audit that was here ended at entry {lost.position} with the hash {lost.hash}.")
    changed = {"audit_entries", "audit_head"}
    assert {name: rows for name, rows in after.items() if name not in changed} == {
        name: rows for name, rows in before.items() if name not in changed}
    assert len(after["audit_entries"]) == len(before["audit_entries"]) + 1


def test_restoring_into_an_empty_database_makes_it_whole(exercised: Engine, kept: Path, nothing: Engine) -> None:
    assert not backups.holds_records(nothing)
    backups.restore(nothing, kept, "The command")
    assert contents(nothing)["accounts"] == contents(exercised)["accounts"]
    assert contents(nothing)["evidence_contents"] == contents(exercised)["evidence_contents"]
    someone(nothing)  # and it can be written to
    with reading(nothing) as session:
        assert audit.verify(session).sound


def test_people_go_on_working_while_a_backup_is_taken(exercised: Engine, tmp_path: Path) -> None:
    stop, done, failed = threading.Event(), [], []

    def work(worker: int) -> None:
        count = 0
        while not stop.is_set():
            try:
                someone(exercised, f"Worker {worker} number {count}")
            except Exception as error:
                failed.append(error)
                raise
            done.append((worker, count))
            count += 1

    workers = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for worker in workers:
        worker.start()
    try:
        verdicts = []
        for number in range(3):
            file = tmp_path / f"{number}.parley"
            backups.create(exercised, file)
            verdicts.append(backups.verify(exercised, file).verdict)
    finally:
        stop.set()
        for worker in workers:
            worker.join()
    assert failed == []
    assert [each.sound for each in verdicts] == [True] * 3
    assert verdicts[0].entries < verdicts[1].entries < verdicts[2].entries  # work went on between and during
    with reading(exercised) as session:
        assert session.scalars(select(func.count(col(Account.id)))).one() == 8 + len(done)


def test_a_file_that_is_there_is_not_overwritten(exercised: Engine, kept: Path) -> None:
    before = kept.read_bytes()
    with pytest.raises(Problem, match=r"kept\.parley is there already"):
        backups.create(exercised, kept)
    assert kept.read_bytes() == before


def test_a_folder_that_is_not_there_is_a_sentence(exercised: Engine, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot be written: No such file or directory"):
        backups.create(exercised, tmp_path / "nowhere" / "kept.parley")


def test_a_database_with_no_tables_is_not_backed_up(nothing: Engine, tmp_path: Path) -> None:
    with nothing.connect() as connection:
        connection.execute(text("SELECT 1"))
    with pytest.raises(Problem, match="this database has no tables yet"):
        backups.create(nothing, tmp_path / "kept.parley")
    assert list(tmp_path.glob("*.parley")) == []


def test_a_changed_byte_is_found(exercised: Engine, kept: Path) -> None:
    with zipfile.ZipFile(kept) as archive:
        content = bytearray(archive.read(backups.DATABASE))
        said = json.loads(archive.read(backups.MANIFEST))
    content[len(content) // 2] ^= 1
    changed = repacked(kept, database=bytes(content), sha256=said["sha256"])
    with pytest.raises(Problem, match="is damaged: its database is not the one that its manifest describes"):
        backups.verify(exercised, changed)


def test_a_shortened_file_is_found(exercised: Engine, kept: Path) -> None:
    kept.write_bytes(kept.read_bytes()[:-100])
    with pytest.raises(Problem, match="is not a backup made by Parley, or it is damaged"):
        backups.verify(exercised, kept)


def test_what_is_no_backup_is_a_sentence(exercised: Engine, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir")
    with pytest.raises(Problem, match="is not a backup made by Parley"):
        backups.verify(exercised, tmp_path / "letter.txt")
    with pytest.raises(Problem, match="There is no file"):
        backups.verify(exercised, tmp_path / "none")


@pytest.mark.parametrize(("kept_head", "sentence"), [
    ("999:" + "a" * 64,
     f"The chain ends at entry {EXERCISE_ENTRIES}, but the head kept elsewhere is entry 999: the end was cut off"),
    ("100:" + "a" * 64, "Entry 100 is not the one that the head kept elsewhere names: the chain was rewritten"),
])
def test_a_chain_that_is_not_the_manifests_is_found(exercised: Engine, kept: Path, kept_head: str,
                                                    sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        backups.verify(exercised, repacked(kept, head=kept_head))


def test_entries_added_to_a_backup_are_found(exercised: Engine, kept: Path) -> None:
    with reading(exercised) as session:
        early = session.get_one(AuditEntry, 100)
    with pytest.raises(Problem, match=f"goes on to entry {EXERCISE_ENTRIES}, after entry 100 that its manifest names"):
        backups.verify(exercised, repacked(kept, head=f"100:{early.hash}"))


def test_a_backup_of_a_newer_version_is_refused(exercised: Engine, kept: Path) -> None:
    with pytest.raises(Problem, match=r"made by a newer version of Parley \(its revision is 9999\)"):
        backups.restore(exercised, repacked(kept, revision="9999"), "The command")


@sqlite_only
def test_an_entry_changed_inside_a_backup_is_named(exercised: Engine, kept: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with zipfile.ZipFile(kept) as archive:
        copy.write_bytes(archive.read(backups.DATABASE))
    connection = sqlite3.connect(copy)
    connection.execute("UPDATE audit_entries SET sentence = 'Nothing happened.' WHERE position = 42")
    connection.commit()
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    changed = repacked(kept, database=copy.read_bytes())
    before = contents(exercised)
    with pytest.raises(Problem, match="Entry 42 was changed after it was written"):
        backups.restore(exercised, changed, "The command")
    assert contents(exercised) == before


def test_a_backup_of_the_other_kind_is_refused(exercised: Engine, kept: Path) -> None:
    own, other = exercised.dialect.name, "sqlite" if exercised.dialect.name == "postgresql" else "postgresql"
    names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    with pytest.raises(Problem, match=f"is a backup of {names[other]}, but DATABASE_URL names {names[own]}"):
        backups.restore(exercised, repacked(kept, kind=other), "The command")


def test_what_is_no_database_inside_a_backup_is_a_sentence(exercised: Engine, kept: Path) -> None:
    with pytest.raises(Problem):
        backups.verify(exercised, repacked(kept, database=b"Dear Sir, " * 1000))


@sqlite_only
def test_an_sqlite_database_in_use_is_not_replaced(exercised: Engine, kept: Path) -> None:
    someone(exercised)
    file = exercised.url.database
    assert file
    user = sqlite3.connect(file)
    user.execute("BEGIN")
    user.execute("SELECT count(*) FROM accounts").fetchone()
    with pytest.raises(Problem, match=r"The database is in use\. Stop Parley, then try again\. Nothing was changed\."):
        backups.restore(exercised, kept, "The command")
    user.close()
    with reading(exercised) as session:
        assert session.scalars(select(func.count(col(Account.id)))).one() == 9


@sqlite_only
def test_a_write_ahead_log_left_by_a_crash_does_not_get_into_what_is_restored(exercised: Engine, kept: Path,
                                                                              tmp_path: Path) -> None:
    file = exercised.url.database
    assert file
    holding = sqlite3.connect(file)  # while it is connected, the log stays
    holding.execute("SELECT count(*) FROM accounts").fetchone()
    someone(exercised)
    crashed = tmp_path / "crashed.db"
    shutil.copyfile(file, crashed)
    shutil.copyfile(f"{file}-wal", f"{crashed}-wal")
    holding.close()
    assert Path(f"{crashed}-wal").stat().st_size > 0
    engine = make_engine(f"sqlite:///{crashed}")
    backups.restore(engine, kept, "The command")
    with reading(engine) as session:
        assert session.scalars(select(func.count(col(Account.id)))).one() == 8
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    engine.dispose()


def test_a_restore_that_breaks_off_leaves_the_old_database(exercised: Engine, kept: Path,
                                                           monkeypatch: pytest.MonkeyPatch) -> None:
    someone(exercised)
    before = contents(exercised)
    if exercised.dialect.name == "sqlite":
        def disk_full(_made: Path, _place: Path) -> None:
            raise OSError("No space left on device")
        monkeypatch.setattr(backups, "_put", disk_full)
        with pytest.raises(OSError, match="No space left"):
            backups.restore(exercised, kept, "The command")
    else:  # something stands in the way of the last tables
        with exercised.begin() as connection:
            connection.execute(text("CREATE VIEW in_the_way AS SELECT * FROM version_evidence"))
        with pytest.raises(Problem, match="Nothing was changed"):
            backups.restore(exercised, kept, "The command")
    assert contents(exercised) == before


@postgresql_only
def test_postgresql_is_backed_up_as_at_one_moment(exercised: Engine, tmp_path: Path,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written while pg_dump runs is neither in the dump nor in the head."""
    dump = postgresql.dump

    def dump_after_a_write(*arguments: object) -> None:
        someone(exercised)
        dump(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(postgresql, "dump", dump_after_a_write)
    before = head(exercised)
    file = tmp_path / "kept.parley"
    assert backups.create(exercised, file).head == str(before)
    assert backups.verify(exercised, file).verdict.entries == before.position
    assert head(exercised).position == before.position + 1


@postgresql_only
def test_a_missing_client_program_is_a_sentence(exercised: Engine, tmp_path: Path,
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Problem, match=r"pg_dump is not installed\. Install PostgreSQL's client programs"):
        backups.create(exercised, tmp_path / "kept.parley")


@postgresql_only
def test_a_client_program_that_is_too_old_is_a_sentence(exercised: Engine, tmp_path: Path,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump: error: aborting because of server version mismatch' >&2\nexit 1\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(Problem, match="pg_dump is too old for this server or backup"):
        backups.create(exercised, tmp_path / "kept.parley")


@postgresql_only
def test_the_password_is_not_on_the_command_line(exercised: Engine, tmp_path: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    spy = tmp_path / "pg_dump"
    spy.write_text(f'#!/bin/sh\necho "$*" >{tmp_path}/said\necho "$PGPASSWORD" >{tmp_path}/known\nexit 1\n')
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(Problem, match="it gave no reason"):
        postgresql.dump(exercised.url.set(password="open sesame"), "1-1", tmp_path / "dump")
    assert "sesame" not in (tmp_path / "said").read_text()
    assert (tmp_path / "known").read_text() == "open sesame\n"


@postgresql_only
def test_a_role_that_may_not_make_databases_gets_a_sentence(exercised: Engine) -> None:
    limited = make_engine(exercised.url.update_query_dict({"options": "-c role=pg_monitor"})
                          .render_as_string(hide_password=False))
    with pytest.raises(Problem, match="must be allowed to make databases"), postgresql.scratch_database(limited, "no"):
        pass
    limited.dispose()


@postgresql_only
def test_trying_a_backup_out_leaves_no_database_behind(exercised: Engine, kept: Path) -> None:
    backups.verify(exercised, kept)
    with exercised.connect() as connection:
        left = connection.execute(text("SELECT count(*) FROM pg_database WHERE datname LIKE 'parley_backup_%'"))
        assert left.scalar_one() == 0
