"""Letting a process write without end and killing it with SIGKILL at a random moment; many times over."""

import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable

from sqlalchemy import Engine

from coordination.viewers import Viewer
from data_model.accounts import Account
from data_model.database import reading
from data_model.organisations import Organisation

LONGEST_START = 60
Tell = Callable[[str], object]


def viewer(engine: Engine, account_id: int) -> Viewer:
    """The person of an account."""
    with reading(engine) as session:
        account = session.get_one(Account, account_id)
        organisation = session.get_one(Organisation, account.organisation_id)
        return Viewer(account_id, account.name, account.email, account.role, account.organisation_id, organisation.name)


def kill_often(engine: Engine, act: Callable[[Tell], None], *, kills: int, seed: int, longest_life: float) -> None:
    """Act once, then let a fork act on and on and kill it, `kills` times. Prints every line that was told, and
    “killed” for each kill. A fork lives at most `longest_life` seconds after the first that it told."""
    act(sys.stdout.write)  # so that every statement is compiled before the forks
    moments = random.Random(seed)
    for _ in range(kills):
        engine.dispose()  # no connection may be shared with the fork
        sys.stdout.flush()
        sys.stdout.write(_one_life(act, moments.uniform(0, longest_life)) + "killed\n")


def fork(engine: Engine, act: Callable[[], None]) -> int:
    """A process that acts until it is killed."""
    engine.dispose()  # no connection may be shared with the fork
    child = os.fork()
    if not child:
        act()
        os._exit(1)
    return child


def kill(child: int) -> None:
    """Kill a process that should be at work still."""
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "A worker ended by itself."


def _one_life(act: Callable[[Tell], None], after: float) -> str:
    """Let it act, kill it `after` seconds from the first that it told, and return all of that."""
    hear, tell = os.pipe()
    child = os.fork()
    if not child:
        while True:
            act(lambda line: os.write(tell, line.encode()))
    os.close(tell)
    if not select.select([hear], [], [], LONGEST_START)[0]:
        raise TimeoutError("Nothing was written.")
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(hear) as heard:
        return heard.read()
