"""How many a second read what a platform owes through the API, against FastAPI answering a constant JSON of the same
size. The same client asks both in turns."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

from benchmarks.calling import ANSWER, PATH
from benchmarks.figures import Figure
from benchmarks.installation import Installation
from benchmarks.servers import PROJECT, running
from coordination import api_keys, sign_ins
from coordination.viewers import ROLE_NAMES, Viewer
from data_model.accounts import Account
from data_model.database import reading
from data_model.words import Role

BAR = 0.5
NO_LIMIT = "1000000"  # calls a minute
Say = Callable[[list[Figure]], list[Figure]]


@dataclass(frozen=True)
class Plan:
    """How long everything takes, in seconds."""

    rounds: int
    block: float


FULL = Plan(rounds=10, block=8)
QUICK = Plan(rounds=2, block=3)


async def measure(plan: Plan, folder: Path, say: Say) -> list[Figure]:
    """Every figure."""
    installation = Installation(f"sqlite:///{folder / 'calling.db'}")
    secret = _key(installation)
    with ExitStack() as stack:
        live = stack.enter_context(running("server.py", DATABASE_URL=installation.url, EXERCISE="true",
                                           API_CALLS_PER_MINUTE=NO_LIMIT))
        answer = folder / "obligations.json"
        answer.write_bytes(_answer(live.port, secret))
        bare = stack.enter_context(running("-m", "benchmarks.calling.server", health=PATH, **{ANSWER: str(answer)}))
        rates: list[list[float]] = [[], []]
        wrong = 0
        for turn in [0, 1, 1, 0] * plan.rounds:
            rate, failed = await _block((bare, live)[turn].port, plan.block, secret)
            rates[turn].append(rate)
            wrong += failed
        size = answer.stat().st_size
    installation.close()
    alone, ours = (median(of_server) for of_server in rates)
    return say([
        Figure("API, one platform's obligations, Parley : FastAPI alone", ours / alone, bar=BAR, at_least=True,
               detail=f"{ours:,.0f} requests a second against {alone:,.0f}; {size:,} bytes each"),
        Figure("Errors, calls of the API", wrong, "", 0),
    ])


def _key(installation: Installation) -> str:
    """A key of the exercise's Facebook representative, good for reading."""
    with reading(installation.engine) as session:
        cast = sign_ins.cast(session)
        mine = cast[(cast["role"] == ROLE_NAMES[Role.PLATFORM]) & (cast["organisation"] == "Facebook")]
        account = session.get_one(Account, int(mine["id"].iloc[0]))
        person = Viewer(account.id or 0, account.name, account.email, account.role, account.organisation_id, "Facebook")
    return api_keys.make(installation.engine, person, {"name": "Benchmark", "scopes": ["read"]})[1]


def _answer(port: int, secret: str) -> bytes:
    asked = Request(f"http://127.0.0.1:{port}{PATH}", headers={"Authorization": f"Bearer {secret}"})
    with urlopen(asked) as answer:
        return bytes(answer.read())


async def _block(port: int, seconds: float, secret: str) -> tuple[float, int]:
    """Requests a second and wrong answers of one block, by a client in a process of its own."""
    client = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.reading.client", str(port), str(seconds), PATH, f"Bearer {secret}",
        cwd=PROJECT, stdout=asyncio.subprocess.PIPE)
    said, _ = await client.communicate()
    rate, wrong = said.split()
    return float(rate), int(wrong)
