"""How many a second can read the published advice while ten people work, against the same bytes given by Starlette
alone. The people work in every block, so that both share the machine with them alike."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from benchmarks import crowd
from benchmarks.figures import Figure
from benchmarks.installation import Installation
from benchmarks.reading import PAGE
from benchmarks.servers import PROJECT, Server, running

PEOPLE = 10
BAR = 0.5
AIM = 1_000  # requests a second
Say = Callable[[list[Figure]], list[Figure]]


@dataclass(frozen=True)
class Plan:
    """How long everything takes, in seconds."""

    rounds: int
    block: float
    every: float
    """From one rerun of a person to the next."""


FULL = Plan(rounds=6, block=10, every=5)
QUICK = Plan(rounds=2, block=4, every=2)


async def measure(plan: Plan, folder: Path, say: Say) -> list[Figure]:
    """Every figure."""
    installation = Installation(f"sqlite:///{folder / 'reading.db'}")
    async with AsyncExitStack() as stack:
        live = stack.enter_context(installation.server())
        page = folder / "advice.html"
        page.write_bytes(_page(live.port))
        bare = stack.enter_context(running("-m", "benchmarks.reading.server", health="/advice",
                                           **{PAGE: str(page)}))
        people = await crowd.gather(live.port, [installation.sign_in() for _ in range(PEOPLE)])
        found = say(await _read(plan, bare, live, people, page.stat().st_size))
        await people.close()
    installation.close()
    return found


async def _read(plan: Plan, bare: Server, live: Server, people: crowd.Crowd, size: int) -> list[Figure]:
    turns = [0, 1, 1, 0] * plan.rounds
    working = asyncio.create_task(people.paced(len(turns) * (plan.block + 1), plan.every))
    rates: list[list[float]] = [[], []]
    wrong = 0
    for turn in turns:
        rate, failed = await _block((bare, live)[turn].port, plan.block)
        rates[turn].append(rate)
        wrong += failed
    waits = await working
    alone, ours = (median(of_server) for of_server in rates)
    beside = f"beside {PEOPLE} people"
    return [
        Figure(f"Readers of /advice {beside}, Parley : Starlette alone", ours / alone, bar=BAR, at_least=True,
               detail=f"{ours:,.0f} requests a second against {alone:,.0f}; {size:,} bytes each"),
        Figure(f"Requests a second for /advice {beside}", ours, "", detail=f"{AIM:,} is the aim"),
        Figure(f"Rerun of {PEOPLE} people, each every {plan.every:g} s, while all read", median(waits) * 1000, "ms",
               detail=f"longest {max(waits) * 1000:.0f} ms, {len(waits)} reruns"),
        Figure("Errors, readers of /advice", wrong + len(people.errors), "", 0,
               detail="; ".join(sorted(set(people.errors))[:3])),
    ]


async def _block(port: int, seconds: float) -> tuple[float, int]:
    """Requests a second and wrong answers of one block, by a client in a process of its own."""
    client = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.reading.client", str(port), str(seconds), "/advice", cwd=PROJECT,
        stdout=asyncio.subprocess.PIPE)
    said, _ = await client.communicate()
    rate, wrong = said.split()
    return float(rate), int(wrong)


def _page(port: int) -> bytes:
    with urlopen(f"http://127.0.0.1:{port}/advice") as answer:
        return bytes(answer.read())
