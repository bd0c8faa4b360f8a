"""Killed with SIGKILL while several workers send the same outbox: every message arrives, and none of them twice, where
the other side can be asked; where it cannot, a copy has the same Message-ID."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.cast import Cast
from tests.faults.reminding import A_KILL
from tests.reminders import messages

KILLS = 20


@pytest.mark.parametrize("kind", ["smtp", "notify"])
def test_after_many_kills_every_message_has_arrived_once(kind: str, recorded: Engine, cast: Cast, root: Path) -> None:
    url = recorded.url.render_as_string(hide_password=False)
    done = subprocess.run([sys.executable, "-m", "tests.faults.reminding", url, kind, str(KILLS), "433"], cwd=root,
                          capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    copies = figures.pop("copies")
    assert figures == {"messages": A_KILL * KILLS, "left": 0, "taken": A_KILL * KILLS, "killed": KILLS}
    assert copies <= (KILLS if kind == "smtp" else 0)
    outbox = messages(recorded)
    assert len(outbox) == len({(each.account_id, each.about) for each in outbox}) == A_KILL * KILLS
    assert {(each.state, each.problem, each.claimed_until) for each in outbox} == {("sent", "", None)}
