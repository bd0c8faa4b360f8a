"""Measure Parley against the bars: `make bench`, or `python -m benchmarks --quick` for a first impression.

First the overview of an official, over real websocket sessions, as browsers hold them. The bar is the same page drawn
from constants (benchmarks/constants), by the same web server with the same settings: what Streamlit itself costs. It
is compared with the exercise, and with ten years of letters and updates (ten_years.py).

A rerun is timed from asking for it until its script has finished and everything was received. “Flat out”, sessions
never pause. Paced, each reruns at its own times, late reruns are timed from when they were due, and there is a write
in every round, after which nothing is kept.

Then counts, on SQLite and on PostgreSQL (counts/): importing a million rows against putting the bare file into a plain
table, the incidents page with ten million rows against ten thousand and against the page that most people write
(usual/), and reading with nothing kept against Datasette over the same file.

Then the published advice (reading/): how many a second read /advice while ten people work, against Starlette alone.

Then dialogue and signals, on both as well (talking/): their pages with 100,000 signals and 5,000 meetings against those
with 100 of each.

Then the API (calling/): how many a second read what one platform owes, against FastAPI answering a constant JSON.

Then figures that are taken away (taking/): a picture from click to file against kaleido drawing the same figure alone,
and a briefing of twelve figures against one.

Each of these is a part of its own: `python -m benchmarks counts` measures one. Exits with 1 if a bar falls short. What
is not quick is written to results.md, part by part.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import figures, measures, ten_years
from benchmarks.calling import measures as calling
from benchmarks.counts import measures as counts
from benchmarks.counts.measures import Say
from benchmarks.figures import Figure
from benchmarks.installation import Installation
from benchmarks.measures import Plan
from benchmarks.reading import measures as reading
from benchmarks.servers import running
from benchmarks.taking import measures as taking
from benchmarks.talking import measures as talking


async def measure(plan: Plan, amount: ten_years.Amount, folder: Path) -> list[Figure]:
    """The overview's figures. Prints each as soon as it is known."""
    exercise = Installation(f"sqlite:///{folder / 'exercise.db'}")
    large = Installation(f"sqlite:///{folder / 'ten_years.db'}", partial(ten_years.fill, amount=amount))
    print(f"The exercise, and ten years with {amount.updates:,} updates, are written.", flush=True)
    found: list[Figure] = []
    recorded = folder / "recording"
    async with AsyncExitStack() as stack:
        live = stack.enter_context(exercise.server())
        await measures.record(live, exercise.sign_in(), recorded)
        constants = stack.enter_context(running("-m", "benchmarks.constants.server", RECORDING=str(recorded)))
        with large.server() as old:
            found += _said(await measures.latency(plan, constants, (live, exercise.sign_in()), (old, large.sign_in())))
            found += _said([await measures.after_a_write(plan, "exercise", exercise, live),
                            await measures.after_a_write(plan, "ten years", large, old)])
        tokens = [exercise.sign_in() for _ in range(plan.sessions)]
        found += _said(await measures.flat_out(plan, constants, live, tokens))
    with exercise.server() as fresh:
        found += _said(await measures.paced(plan, exercise, fresh, tokens))
    exercise.close()
    large.close()
    return found


async def measure_overview(quick: bool, folder: Path, _say: Say) -> list[Figure]:
    """The overview's figures, of the plan for a first impression or of the full one."""
    return await measure(*((measures.QUICK, ten_years.QUICK) if quick else (measures.FULL, ten_years.FULL)), folder)


PARTS: dict[str, Callable[[bool, Path, Say], Coroutine[None, None, list[Figure]]]] = {
    "overview": measure_overview,
    "counts": lambda quick, *rest: counts.measure(counts.QUICK if quick else counts.FULL, *rest),
    "advice": lambda quick, *rest: reading.measure(reading.QUICK if quick else reading.FULL, *rest),
    "api": lambda quick, *rest: calling.measure(calling.QUICK if quick else calling.FULL, *rest),
    "files": lambda quick, *rest: taking.measure(taking.QUICK if quick else taking.FULL, *rest),
    "dialogue": lambda quick, *rest: talking.measure(talking.QUICK if quick else talking.FULL, *rest),
}


def _said(found: list[Figure]) -> list[Figure]:
    for figure in found:
        print(figure.line(), flush=True)
    return found


def main() -> None:
    """Measure, print a line a figure, and keep the results of a full run, part by part."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure Parley against the bars.")
    parser.add_argument("--quick", action="store_true", help="small and short, for a first impression")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"which to measure: {', '.join(PARTS)}; all without")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - PARTS.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if asked.quick:
        print("A first impression: small, short, and not written to results.md.")
    short = False
    for part in asked.parts or PARTS:
        with TemporaryDirectory(prefix="parley-bench-") as folder:
            found = asyncio.run(PARTS[part](asked.quick, Path(folder), _said))
        if not asked.quick:
            figures.keep(part.capitalize(), found, date.today())  # noqa: DTZ011
        short |= not all(figure.holds for figure in found)
    sys.exit(short)


if __name__ == "__main__":
    main()
