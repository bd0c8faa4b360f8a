"""A server on the other side of what Parley sends, in a process of its own: no kill ends it."""

import json
import os
from collections.abc import Callable
from typing import Any

from tests.faults.killing import Tell

Wait = Callable[[], object]


class Serving:
    """A server for as long as it is needed. `serve` tells its port, waits, and tells as JSON a list of what it took."""

    def __init__(self, serve: Callable[[Tell, Wait], None]) -> None:
        self._hear, tell = os.pipe()
        wait, self._stop = os.pipe()
        self._pid = os.fork()
        if not self._pid:
            serve(lambda said: os.write(tell, said.encode()), lambda: os.read(wait, 1))
            os._exit(0)
        os.close(tell)
        self.port = int(os.read(self._hear, 10))

    def end(self) -> list[Any]:
        """End it. Returns what it took, as often as it took it."""
        os.write(self._stop, b"x")
        with os.fdopen(self._hear) as heard:
            taken: list[Any] = json.load(heard)
        os.waitpid(self._pid, 0)
        return taken
