"""PostgreSQL's own programs for dumping and restoring, called so that what goes wrong is said in a sentence."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine, text
from sqlalchemy.exc import ProgrammingError

from coordination.problems import Problem

LONGEST_WAIT_MS = 10_000  # for a table that somebody else has locked
TOO_OLD = ("server version mismatch", "unsupported version")


def dump(url: URL, snapshot: str, file: Path) -> None:
    """Dump the database at `url`, as the exported snapshot sees it, in custom format. Raises Problem."""
    _run("pg_dump", url, "--format=custom", f"--snapshot={snapshot}", f"--file={file}", "--no-owner",
         "--no-privileges", f"--lock-wait-timeout={LONGEST_WAIT_MS}")


def restore(url: URL, file: Path) -> None:
    """Restore a dump in place of the tables at `url`, in one transaction: all of it or nothing. Raises Problem."""
    _run("pg_restore", url, "--single-transaction", "--clean", "--if-exists", "--exit-on-error", "--no-owner",
         "--no-privileges", str(file))


@contextmanager
def scratch_database(engine: Engine, name: str) -> Iterator[URL]:
    """A new database on `engine`'s server, dropped afterwards. Raises Problem where its role may not make one."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
        except ProgrammingError as error:
            raise Problem("To try a backup out, the database's role must be allowed to make databases. Let an "
                          "administrator of the server run ALTER ROLE … CREATEDB.") from error
        try:
            yield engine.url.set(database=name)
        finally:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


def _run(program: str, url: URL, *arguments: str) -> None:
    """Run a program on the database at `url`. The password goes by the environment, where no other user sees it."""
    place = url.set(drivername="postgresql", password=None).render_as_string()
    environment = os.environ | {"PGOPTIONS": f"-c lock_timeout={LONGEST_WAIT_MS}", "LC_ALL": "C"}
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    try:
        done = subprocess.run([program, f"--dbname={place}", "--no-password", *arguments],  # noqa: S603 – no shell
                              capture_output=True, text=True, env=environment, check=False)
    except FileNotFoundError as error:
        raise Problem(f"{program} is not installed. Install PostgreSQL's client programs (on Debian: apt-get install "
                      "postgresql-client), as new as the server or newer.") from error
    if done.returncode:
        raise Problem(_sentence(program, done.stderr))


def _sentence(program: str, said: str) -> str:
    reasons = [line for line in said.splitlines() if "error:" in line] or ["it gave no reason"]
    if any(sign in said for sign in TOO_OLD):
        return (f"{program} is too old for this server or backup ({' '.join(said.split())}). Install PostgreSQL's "
                "client programs of the server's version or newer.")
    return f"{program} could not do its work: {reasons[0].removeprefix(f'{program}: error: ')}. Nothing was changed."
