"""The measurements. Servers take turns in short blocks, forwards and back again, so that what else the machine does
meanwhile bears on all of them alike."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from benchmarks import crowd
from benchmarks.constants import recording
from benchmarks.figures import Figure
from benchmarks.installation import Installation
from benchmarks.servers import Server
from benchmarks.tabs import Tab

MEMORY_EVERY = 2  # seconds
SAME_SIZE = 0.01  # by so much may the bytes of a rerun differ: the server's own path is in them


@dataclass(frozen=True)
class Plan:
    """How long everything takes. Times in seconds."""

    rounds: int
    block: int
    """Reruns in a row of one server."""
    writes: int
    sessions: int
    flat_out: float
    flat_out_rounds: int
    paced: float
    every: float


FULL = Plan(rounds=40, block=15, writes=15, sessions=200, flat_out=8, flat_out_rounds=4, paced=600, every=10)
QUICK = Plan(rounds=8, block=15, writes=5, sessions=30, flat_out=3, flat_out_rounds=2, paced=30, every=3)


async def record(server: Server, token: str, file: Path) -> None:
    """Keep what the overview draws for the constants' server."""
    tab = Tab(server.port, token)
    await tab.open()
    await tab.close()
    recording.keep(tab.elements, file)


async def latency(plan: Plan, constants: Server, exercise: tuple[Server, str], ten_years: tuple[Server, str]
                  ) -> list[Figure]:
    """Rerun times of one tab each, against the constants'."""
    tabs = [Tab(constants.port, exercise[1]), Tab(exercise[0].port, exercise[1]), Tab(ten_years[0].port, ten_years[1])]
    for tab in tabs:
        await tab.open()
        for _ in range(2 * plan.block):
            await tab.rerun()
    same = await _same(tabs[0], tabs[1])
    times: list[list[float]] = [[], [], []]
    for turn in [0, 1, 2, 2, 1, 0] * plan.rounds:
        times[turn] += [(await tabs[turn].rerun()).seconds for _ in range(plan.block)]
    for tab in tabs:
        await tab.close()
    streamlit, of_exercise, of_ten_years = (median(of_tab) for of_tab in times)
    against = f"ms against {streamlit * 1000:.2f} ms"
    return [
        same,
        Figure("Rerun of the overview, exercise : constants", of_exercise / streamlit, bar=1.3,
               detail=f"{of_exercise * 1000:.2f} {against}"),
        Figure("Rerun of the overview, ten years : constants", of_ten_years / streamlit, bar=1.5,
               detail=f"{of_ten_years * 1000:.2f} {against}"),
    ]


async def _same(constants: Tab, real: Tab) -> Figure:
    """Whether both draw the same elements, and how their bytes a rerun compare."""
    ours, theirs = (await real.rerun()).size, (await constants.rerun()).size
    alike = recording.alike(real.elements, constants.elements)
    differ = abs(ours - theirs) / theirs if alike else 1
    return Figure("Constants draw the same: elements alike, bytes differ by", differ * 100, "%", SAME_SIZE * 100,
                  detail=f"{len(real.elements)} elements, {ours} bytes against {theirs}")


async def after_a_write(plan: Plan, name: str, installation: Installation, server: Server) -> Figure:
    """The first rerun after a write, when nothing of the new version is kept yet."""
    tab = Tab(server.port, installation.sign_in())
    await tab.open()
    times = []
    for _ in range(plan.writes):
        installation.sign_in()
        times.append((await tab.rerun()).seconds)
    await tab.close()
    history, matrix = installation.reading_times()
    return Figure(f"First rerun after a write, {name}", median(times) * 1000, "ms",
                  detail=f"of which history {history * 1000:.0f} ms, matrix {matrix * 1000:.0f} ms")


async def flat_out(plan: Plan, constants: Server, exercise: Server, tokens: Sequence[str]) -> list[Figure]:
    """Reruns a second of many sessions that never pause."""
    crowds = [await crowd.gather(server.port, tokens) for server in (constants, exercise)]
    for each in crowds:
        await each.flat_out(plan.flat_out / 2)
    rates: list[list[float]] = [[], []]
    for turn in [0, 1, 1, 0] * plan.flat_out_rounds:
        rates[turn].append(await crowds[turn].flat_out(plan.flat_out))
    for each in crowds:
        await each.close()
    streamlit, ours = (median(of_server) for of_server in rates)
    errors = [error for each in crowds for error in each.errors]
    return [
        Figure(f"Flat out, {plan.sessions} sessions, exercise : constants", ours / streamlit, bar=0.8, at_least=True,
               detail=f"{ours:.0f} reruns a second against {streamlit:.0f}"),
        _errors("Flat out", errors),
    ]


async def paced(plan: Plan, installation: Installation, exercise: Server, tokens: Sequence[str]) -> list[Figure]:
    """Sessions that rerun as people do, while somebody writes as often: how long they wait, and the server's memory."""
    sessions = await crowd.gather(exercise.port, tokens)
    memory: list[float] = []
    beside = [asyncio.create_task(_watch(exercise, memory)), asyncio.create_task(_write(installation, plan.every))]
    times = await sessions.paced(plan.paced, plan.every)
    for task in beside:
        task.cancel()
    done = await asyncio.gather(*beside, return_exceptions=True)
    failed = [error for error in done if isinstance(error, Exception)]
    await sessions.close()
    tenth = len(memory) // 10
    early, late = median(memory[tenth:2 * tenth]), median(memory[-tenth:])
    who = f"{plan.sessions} sessions, each every {plan.every:g} s"
    return [
        Figure(f"95th percentile, {who}", quantiles(times, n=20)[-1] * 1000, "ms", 1000,
               detail=f"median {median(times) * 1000:.0f} ms, longest {max(times) * 1000:.0f} ms, {len(times)} reruns"),
        _errors(who, [*sessions.errors, *map(repr, failed)]),
        Figure(f"Memory, last tenth : second tenth of {plan.paced / 60:g} minutes", late / early, bar=1.1,
               detail=f"{late:.0f} MiB against {early:.0f} MiB"),
    ]


async def _watch(server: Server, memory: list[float]) -> None:
    while True:
        memory.append(server.memory())
        await asyncio.sleep(MEMORY_EVERY)


async def _write(installation: Installation, every: float) -> None:
    while True:
        await asyncio.to_thread(installation.sign_in)
        await asyncio.sleep(every)


def _errors(where: str, errors: Sequence[str]) -> Figure:
    return Figure(f"Errors, {where}", len(errors), "", 0, detail="; ".join(sorted(set(errors))[:3]))
