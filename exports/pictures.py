"""Pictures of figures, drawn by Chromium on this machine: kaleido, kept warm. Nothing is fetched from any network.

Chromium starts with the first picture that is asked for, waits for the next, and starts anew should it have died. Where
there is none, `missing()` says what to do, and no picture can be made here.
"""

import asyncio
import atexit
from collections.abc import Coroutine, Sequence
from concurrent.futures import CancelledError
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Literal, Protocol, TypeVar

import structlog
from choreographer.browsers.chromium import Chromium
from choreographer.errors import DevtoolsProtocolError
from kaleido import Kaleido
from kaleido.errors import KaleidoError

from coordination.problems import Problem

log = structlog.get_logger()
Kind = Literal["png", "svg", "pdf"]
Made = TypeVar("Made")
WIDTH = 1200  # pixels
TABS = 2  # that draw side by side: as many as the smallest machine that Parley is for has cores
TRIES = 2  # for Chromium may have died since the last picture
LONGEST_S = 30  # for one picture; then Chromium has gone astray
NOWHERE = "127.0.0.1:9"  # the proxy for whatever Chromium might want to fetch: nobody listens there
MISSING = ("Pictures cannot be made on this installation, because it has no Chromium. Install Chromium (on Debian: "
           "apt install chromium), or set BROWSER_PATH to where Chromium or Chrome is, and start Parley again.")
FAILED = ("Chromium did not draw this picture. Try again. If it fails again, ask whoever runs Parley whether Chromium "
          "starts on its machine and has memory enough.")
# What kaleido raises: most of its errors are RuntimeError, OSError if Chromium has gone or takes too long.
ASTRAY = (RuntimeError, OSError, CancelledError, KaleidoError, DevtoolsProtocolError)


class Figure(Protocol):
    """A plotly figure, as charts draw it."""

    def to_dict(self) -> dict[str, Any]: ...

    def to_json(self) -> str: ...


class NoPictures(Problem):
    """Pictures cannot be made here, or not now; `str()` says what to do."""


class _Warm(Kaleido):  # type: ignore[misc]
    """Kaleido whose pages stay as they are after a picture. It would load plotly.js anew each time, which takes twice
    as long as the drawing; figures leave nothing behind in a page that the next one could see."""

    async def _return_kaleido_tab(self, tab: Any) -> None:
        await self.tabs_ready.put(tab)


class _Studio:
    """A running Chromium, and the thread in which kaleido talks to it. Any thread may have pictures drawn."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        Thread(target=self._loop.run_forever, name="pictures", daemon=True).start()
        self._kaleido = _Warm(n=TABS, timeout=LONGEST_S, mathjax=False, proxy_server=NOWHERE)
        try:
            self._wait_for(self._kaleido.open())
        except ASTRAY:
            self.close()
            raise

    def drawn(self, figures: Sequence[Figure], options: dict[str, Any]) -> list[bytes]:
        async def all_of_them() -> list[bytes]:
            drawing = [self._kaleido.calc_fig(each, options) for each in figures]
            return list(await asyncio.gather(*drawing))

        return self._wait_for(all_of_them())

    def close(self) -> None:
        try:
            self._wait_for(self._kaleido.close())
        except ASTRAY:  # it is gone already
            return
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)

    def _wait_for(self, doing: Coroutine[Any, Any, Made]) -> Made:
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result()


_starting = Lock()
_studio: _Studio | None = None


def missing() -> str | None:
    """Why no picture can be made on this installation and what to do about it, in a sentence; None where they can."""
    found = Chromium.find_browser(skip_local=False)
    return None if found and Path(found).is_file() else MISSING


def picture(figure: Figure, kind: Kind, *, width: int = WIDTH, scale: float = 1) -> bytes:
    """The figure as a file, `width` pixels wide and as high as it is; a PNG has `scale` times as many. The first one
    takes seconds, in which Chromium starts. Raises NoPictures."""
    return several([figure], kind, width=width, scale=scale)[0]


def several(figures: Sequence[Figure], kind: Kind = "svg", *, width: int = WIDTH, scale: float = 1) -> list[bytes]:
    """The figures as files, in their order, drawn side by side. Raises NoPictures."""
    options = {"format": kind, "width": width, "scale": scale}
    for _ in range(TRIES):
        studio = _warm()
        try:
            return studio.drawn(figures, options)
        except ASTRAY as astray:
            log.warning("pictures.astray", error=repr(astray))
            _close(studio)
    raise NoPictures(FAILED)


def stop() -> None:
    """Let Chromium go, if it runs. The next picture starts it again."""
    if _studio:
        _close(_studio)


def _warm() -> _Studio:
    """The running Chromium, started where there is none. Raises NoPictures where that cannot be."""
    global _studio
    why_not = missing()
    if why_not:
        raise NoPictures(why_not)
    with _starting:
        if _studio is None:
            try:
                _studio = _Studio()
            except ASTRAY as astray:
                raise NoPictures(FAILED) from astray
        return _studio


def _close(studio: _Studio) -> None:
    """Close it, once, whoever finds that it has gone astray."""
    global _studio
    with _starting:
        if _studio is studio:
            _studio = None
            studio.close()


atexit.register(stop)
