"""Killed with SIGKILL while several workers deliver webhooks: whatever happened reaches every server that is to be told
of it, at least once and under one id, and no other server; and each delivery says how that went."""

import json
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine

from tests.cast import Cast
from tests.faults.telling import A_KILL, COMPANIES

KILLS = 14


def test_after_many_kills_everything_was_told_to_whom_it_concerns_under_one_id(recorded: Engine, cast: Cast, root: Path
                                                                              ) -> None:
    url = recorded.url.render_as_string(hide_password=False)
    done = subprocess.run([sys.executable, "-m", "tests.faults.telling", url, str(KILLS), "433"], cwd=root,
                          capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["wanted"] > A_KILL * KILLS
    assert {name: found[name] for name in ("lost", "strange", "ids", "forged", "stopped", "killed")} == {
        "lost": 0, "strange": 0, "ids": 0, "forged": 0, "stopped": 0, "killed": KILLS}
    assert found["deliveries"] == found["sent"] == found["noted"] == found["wanted"]
    # What arrived and is not on record was under way when its worker was killed: one at most for each server.
    assert 0 <= found["arrived"] - found["attempts"] <= KILLS * len(COMPANIES)
    assert found["copies"] <= KILLS * len(COMPANIES)
