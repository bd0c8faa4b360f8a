"""Many tabs at once: rerunning as fast as they can, or each at its own pace as people do."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from websockets.exceptions import WebSocketException

from benchmarks.tabs import Broken, Tab

OPEN_AT_ONCE = 8
ERRORS = (Broken, WebSocketException, TimeoutError, OSError)


@dataclass
class Crowd:
    """Open tabs of one server, and what went wrong in any of them."""

    tabs: list[Tab]
    errors: list[str] = field(default_factory=list)

    async def flat_out(self, seconds: float) -> float:
        """All tabs rerun as fast as they can. Returns reruns a second, of those that finished in time."""
        end = time.perf_counter() + seconds
        counts = await asyncio.gather(*(self._until(tab, end) for tab in self.tabs))
        return sum(counts) / seconds

    async def paced(self, seconds: float, every: float) -> list[float]:
        """Each tab reruns every so many seconds, out of step with the others. Returns seconds of each rerun."""
        end = time.perf_counter() + seconds
        taken = await asyncio.gather(*(self._at_times(tab, end, every) for tab in self.tabs))
        return [each for of_tab in taken for each in of_tab]

    async def close(self) -> None:
        """Close all tabs."""
        await asyncio.gather(*(tab.close() for tab in self.tabs))

    async def _until(self, tab: Tab, end: float) -> int:
        count = 0
        while time.perf_counter() < end:
            if await self._rerun(tab) is None:
                break
            count += time.perf_counter() <= end
        return count

    async def _at_times(self, tab: Tab, end: float, every: float) -> list[float]:
        """Waiting for a slow rerun does not postpone the next: it is then late, and counted from when it was due."""
        due, taken = time.perf_counter() + random.uniform(0, every), []
        while due < end:
            await asyncio.sleep(max(0, due - time.perf_counter()))
            if await self._rerun(tab) is None:
                break
            taken.append(time.perf_counter() - due)
            due += every
        return taken

    async def _rerun(self, tab: Tab) -> float | None:
        try:
            return (await tab.rerun()).seconds
        except ERRORS as error:
            self.errors.append(f"{type(error).__name__}: {error}")
            return None


async def gather(port: int, tokens: Sequence[str]) -> Crowd:
    """Open a tab for each token, a few at a time."""
    crowd, gate = Crowd([Tab(port, token) for token in tokens]), asyncio.Semaphore(OPEN_AT_ONCE)

    async def open_one(tab: Tab) -> None:
        async with gate:
            await tab.open()

    await asyncio.gather(*(open_one(tab) for tab in crowd.tabs))
    return crowd
