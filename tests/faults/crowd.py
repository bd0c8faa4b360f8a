"""Many people at once: each in a thread and with a connection of their own, all starting at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from sqlalchemy import Engine

from coordination.problems import Problem
from data_model.database import make_engine

Answer = TypeVar("Answer")


def at_once(engine: Engine, actions: Sequence[Callable[[Engine], Answer]]) -> list[Answer | Problem]:
    """Do all of them at the same moment. Returns for each, in their order, its answer or the problem it met.

    Anything but a Problem (a lost connection, a locked database) is raised.
    """
    url = engine.url.render_as_string(hide_password=False)
    ready = Barrier(len(actions))

    def one(action: Callable[[Engine], Answer]) -> Answer | Problem:
        own = make_engine(url)
        with own.connect():
            ready.wait(timeout=60)
        try:
            return action(own)
        except Problem as problem:
            return problem
        finally:
            own.dispose()

    with ThreadPoolExecutor(len(actions)) as threads:
        return list(threads.map(one, actions))
