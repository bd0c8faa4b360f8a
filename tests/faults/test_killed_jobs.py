"""A worker killed with SIGKILL at random points: every return that a program sent is stored once, and whole."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine, select
from sqlmodel import col

from coordination import audit
from coordination.incidents import verifying
from data_model.database import reading
from data_model.incidents import Return
from data_model.jobs import ReturnJob
from data_model.words import JobState
from tests.cast import Cast

KILLS = 6


def told(engine: Engine, cast: Cast, root: Path) -> list[str]:
    """Every line that the killed processes wrote."""
    url = engine.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.returns_under_way", url, str(cast.facebook.account_id),
         str(KILLS), "433"], cwd=root, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_after_many_kills_every_return_is_stored_once_and_roll_ups_agree_with_rows(
        recorded: Engine, cast: Cast, root: Path) -> None:
    lines = told(recorded, cast, root)
    assert lines.count("killed") == KILLS
    assert lines.count("ended") > KILLS

    with reading(recorded) as session:
        jobs = session.execute(select(col(ReturnJob.state), col(ReturnJob.return_id), col(ReturnJob.content),
                                      col(ReturnJob.claimed_until)).order_by(col(ReturnJob.id))).all()
        stored = session.execute(select(col(Return.id), col(Return.added), col(Return.changed), col(Return.kept))
                                 .order_by(col(Return.id))).all()
        chain = audit.verify(session)

    assert [tuple(job) for job in jobs] == [(JobState.STORED, row.id, None, None) for row in stored]
    assert len({tuple(row)[1:] for row in stored}) == 2  # whole, and restated by half
    assert chain.sound
    assert verifying.verify(recorded).sentence.startswith("The roll-ups are exact: ")
