"""A page over real websocket sessions: against itself with fewer rows; and incidents against the page that most people
write. Servers take turns in short blocks, forwards and back again."""

from collections.abc import Sequence
from datetime import timedelta
from statistics import median
from urllib.parse import urlencode

from benchmarks.counts.making import LAST
from benchmarks.counts.reads import FIRST, Reader
from benchmarks.figures import Figure
from benchmarks.installation import Installation
from benchmarks.servers import Server, running
from benchmarks.tabs import Tab
from benchmarks.usual import table

PAGE = "incidents"
WARM = 5  # reruns before any is timed
WRITES = 5
EXPLORE = "explore"
SPLITS = ("platform", "category", "nation")


async def reruns(name: str, large: Installation, small: Installation, rounds: int, block: int, *, page: str = PAGE,
                 bar: float = 1.2) -> list[Figure]:
    """Reruns with many rows against few, and the first one after a write, when nothing is kept."""
    with large.server() as of_large, small.server() as of_small:
        tabs = [await _opened(of_large, large, page), await _opened(of_small, small, page)]
        of_many, of_few = await _times(tabs, rounds, block)
        written = await _after_a_write(tabs[0], large)
        for tab in tabs:
            await tab.close()
    return [
        Figure(f"Rerun of {page}, {name} : few rows", of_many / of_few, bar=bar,
               detail=f"{of_many * 1000:.1f} ms against {of_few * 1000:.1f} ms"),
        Figure(f"First rerun of {page} after a write, {name}", written * 1000, "ms"),
    ]


async def clicks(name: str, large: Installation, small: Installation, times: int, bar: float) -> list[Figure]:
    """A view of figures that nobody has opened before, with many rows against few: from asking to the whole page."""
    seconds: list[list[float]] = [[], []]
    with large.server() as of_large, small.server() as of_small:
        servers = [(of_large, large.sign_in()), (of_small, small.sign_in())]
        for time in range(-1, times):  # the first pair warms up
            for place in ((0, 1), (1, 0))[time % 2]:
                took = await _first_look(*servers[place], time)
                seconds[place] += [took] if time >= 0 else []
    of_many, of_few = (median(each) for each in seconds)
    return [Figure(f"From click to a new figure, {name} : few rows", of_many / of_few, bar=bar,
                   detail=f"{of_many * 1000:.0f} ms against {of_few * 1000:.0f} ms")]


async def _first_look(server: Server, token: str, time: int) -> float:
    """Seconds that the view number `time` takes, whose days no other one has."""
    days, split = divmod(time + 1, len(SPLITS))
    tab = Tab(server.port, token, EXPLORE, urlencode({
        "by": SPLITS[split], "grain": "day", "from": FIRST + timedelta(days=days), "to": LAST}))
    took = await tab.open()
    await tab.close()
    return took.seconds


async def against_the_usual(name: str, installation: Installation, rounds: int, bar: float) -> Figure:
    """Reruns of the page that most people write against those of ours, with the same rows."""
    reader = Reader(installation)
    table.make(installation.engine)
    measure = reader.words.measure[reader.usual.measure_id].slug
    _same(installation, reader, measure)
    settings = {"DATABASE_URL": installation.url, "MEASURE": measure, "FIRST_DAY": str(FIRST), "LAST_DAY": str(LAST)}
    with installation.server() as parley, running("-m", "benchmarks.usual.server", **settings) as usual:
        tabs = [await _opened(parley, installation), await _opened(usual, installation, "", warm=1)]
        ours, theirs = await _times(tabs, rounds, 1)
        for tab in tabs:
            await tab.close()
    return Figure(f"Rerun of the page most people write : incidents, {name}", theirs / ours, bar=bar, at_least=True,
                  detail=f"{theirs * 1000:.0f} ms against {ours * 1000:.1f} ms")


def _same(installation: Installation, reader: Reader, measure: str) -> None:
    """Both pages draw the same figures."""
    found = table.grouped(installation.engine, measure, FIRST, LAST)
    _, ours = reader.figures(reader.usual)
    theirs = found.set_index([found["day"].dt.date, "platform"])["value"]
    own = ours.dropna(subset="value").set_index(["first_day", "group"])["value"]
    assert theirs.rename_axis(own.index.names).sort_index().equals(own.sort_index()), "the figures differ"


async def _opened(server: Server, installation: Installation, page: str = PAGE, warm: int = WARM) -> Tab:
    tab = Tab(server.port, installation.sign_in(), page)
    await tab.open()
    for _ in range(warm):
        await tab.rerun()
    return tab


async def _times(tabs: Sequence[Tab], rounds: int, block: int) -> list[float]:
    """Seconds of each tab's usual rerun."""
    times: list[list[float]] = [[] for _ in tabs]
    order = list(range(len(tabs)))
    for turn in [*order, *reversed(order)] * rounds:
        times[turn] += [(await tabs[turn].rerun()).seconds for _ in range(block)]
    return [median(of_tab) for of_tab in times]


async def _after_a_write(tab: Tab, installation: Installation) -> float:
    times = []
    for _ in range(WRITES):
        installation.sign_in()
        times.append((await tab.rerun()).seconds)
    return median(times)
