"""The same submission many times at once, over real HTTP, and across a server that is killed: it is stored once, and
everybody is given the same answer."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import col

from coordination import api_keys
from data_model.api_keys import StoredAnswer
from data_model.database import reading
from data_model.updates import UpdateVersion
from data_model.words import Role
from tests.cast import somebody

pytestmark = pytest.mark.both_databases
ROOT = Path(__file__).parents[3]
AT_ONCE = 200
LONGEST_START = 90
UPDATE = {"platform": "facebook", "commitment": 3, "claim": "in progress", "narrative": "Sent many times.",
          "remaining": "The rest.", "delay_reason": "We started late.", "statements": {"3a": "Weekly."}}


@contextmanager
def served(engine: Engine) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Parley itself, in a process of its own: its address, and the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": engine.url.render_as_string(hide_password=False), "EXERCISE": "true", "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}", "API_CALLS_PER_MINUTE": "10000", "LOG_LEVEL": "warning"}
    process = subprocess.Popen([sys.executable, "server.py"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}/api/v1/updates", process
    finally:
        process.kill()
        process.wait()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(LONGEST_START * 10):
        assert process.poll() is None, "The server did not start."
        try:
            if httpx.get(address, timeout=10).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError("The server did not answer.")


def a_secret(engine: Engine) -> str:
    """A key of the exercise's Facebook representative."""
    administrator = somebody(engine, Role.ADMINISTRATOR, "Cabinet Office")
    facebook = somebody(engine, Role.PLATFORM, "Facebook")
    return api_keys.make(engine, administrator, {"name": "Many", "scopes": ["submit"],
                                                 "account_id": facebook.account_id})[1]


async def sent(address: str, secret: str, times: int, **changed: object) -> list[httpx.Response | Exception]:
    """The answers to the same request, sent as often at once."""
    headers = {"authorization": f"Bearer {secret}", "idempotency-key": "the-same"}
    limits = httpx.Limits(max_connections=times)
    async with httpx.AsyncClient(headers=headers, timeout=120, limits=limits) as program:
        asked = (program.post(address, json=UPDATE | changed) for _ in range(times))
        return await asyncio.gather(*asked, return_exceptions=True)  # type: ignore[return-value]


def stored(engine: Engine) -> tuple[int, int]:
    """How many such versions and how many answers are on record."""
    ours = select(func.count(col(UpdateVersion.id))).where(col(UpdateVersion.narrative) == UPDATE["narrative"])
    with reading(engine) as session:
        return session.scalars(ours).one(), session.scalars(select(func.count(col(StoredAnswer.key_id)))).one()


def test_of_two_hundred_at_once_one_is_stored_and_all_are_answered_alike(exercised: Engine) -> None:
    secret = a_secret(exercised)
    with served(exercised) as (address, _):
        answers = asyncio.run(sent(address, secret, AT_ONCE))
        other = asyncio.run(sent(address, secret, 1, narrative="Another."))[0]
    given = [(each.status_code, each.content, each.headers.get("location")) for each in answers
             if isinstance(each, httpx.Response)]
    assert (len(given), set(given)) == (AT_ONCE, {given[0]})
    assert given[0][0] == 201, given[0][1]
    replayed = [each for each in answers if isinstance(each, httpx.Response)
                and each.headers.get("idempotency-replayed") == "true"]
    assert len(replayed) == AT_ONCE - 1
    assert isinstance(other, httpx.Response)
    assert other.status_code == 409
    assert stored(exercised) == (1, 1)


@pytest.mark.parametrize("after", [0.05, 0.3])
def test_a_server_killed_meanwhile_stores_it_once_and_the_next_answers_as_it_did(exercised: Engine,
                                                                                after: float) -> None:
    secret = a_secret(exercised)

    async def killed(address: str, process: subprocess.Popen[bytes]) -> list[httpx.Response | Exception]:
        asked = asyncio.create_task(sent(address, secret, 50))
        await asyncio.sleep(after)
        process.send_signal(signal.SIGKILL)
        return await asked

    with served(exercised) as (address, process):
        before = asyncio.run(killed(address, process))
    assert stored(exercised) in {(0, 0), (1, 1)}  # the update and its answer, or neither
    with served(exercised) as (address, _):
        later = asyncio.run(sent(address, secret, 3))
    bodies = {each.content for each in [*before, *later] if isinstance(each, httpx.Response)}
    statuses = [each.status_code for each in later if isinstance(each, httpx.Response)]
    assert (len(bodies), statuses) == (1, [201, 201, 201])
    assert stored(exercised) == (1, 1)
