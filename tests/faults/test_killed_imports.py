"""Killed with SIGKILL at random points of an import: either the whole return is there or none of it."""

import re
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlmodel import col

from coordination import audit
from coordination.incidents import verifying
from data_model.audit import AuditEntry
from data_model.database import reading
from data_model.incidents import Return, SeriesCounts
from tests.cast import Cast

KILLS = 50


def told(engine: Engine, cast: Cast, root: Path) -> list[str]:
    """Every line that the killed processes wrote."""
    url = engine.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.imports", url, str(cast.facebook.account_id), str(KILLS), "433"], cwd=root,
        capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_after_many_kills_every_acknowledged_return_is_there_whole_and_roll_ups_agree_with_rows(
        recorded: Engine, cast: Cast, root: Path) -> None:
    lines = told(recorded, cast, root)
    acknowledged = [tuple(map(int, found.groups())) for line in lines
                    if (found := re.fullmatch(r"stored (\d+) (\d+) (\d+) (\d+)", line))]
    assert lines.count("killed") == KILLS
    assert len(acknowledged) == len(set(acknowledged)) >= KILLS

    with reading(recorded) as session:
        stored = session.execute(select(col(Return.number), col(Return.added), col(Return.changed), col(Return.kept),
                                        col(Return.id)).order_by(col(Return.number))).all()
        rows = dict(session.execute(select(col(SeriesCounts.return_id), func.sum(col(SeriesCounts.size))).group_by(
            col(SeriesCounts.return_id))).all())
        entries = session.scalars(select(func.count()).where(col(AuditEntry.action) == "return.store")).one()
        chain = audit.verify(session)

    assert [row.number for row in stored] == list(range(1, len(stored) + 1))
    assert set(acknowledged) <= {tuple(row)[:4] for row in stored}
    assert len(stored) - len(acknowledged) <= KILLS  # one at most was under way when each was killed
    assert rows == {row.id: row.added + row.changed for row in stored}
    assert len({(row.added, row.changed, row.kept) for row in stored}) == 2  # whole, and restated by half
    assert entries == len(stored)
    assert chain.sound
    assert verifying.verify(recorded).sentence.startswith("The roll-ups are exact: ")
