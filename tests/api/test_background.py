"""Jobs that the server does by itself: again and again, whatever one of them runs into, until it stops."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from threading import Event

from sqlalchemy import Engine

from api import background
from api.background import Job
from api.doors import Installation


def serve(engine: Engine, *jobs: Job, until: Callable[[], bool]) -> None:
    """Let jobs work until something holds, half a minute at most, then stop."""
    async def served() -> None:
        async with background.working(Installation(engine, timedelta(hours=1), False, "http://parley.test"), jobs):
            for _ in range(3000):
                if until():
                    break
                await asyncio.sleep(0.01)

    asyncio.run(served())


def test_a_job_is_done_again_and_again_until_the_server_stops(engine: Engine) -> None:
    seen: list[Engine] = []
    look = Job("look", 0.01, lambda installation, _stopping: seen.append(installation.engine))
    serve(engine, look, until=lambda: len(seen) > 2)
    assert seen == [engine] * len(seen)
    assert len(seen) > 2


def test_a_job_that_fails_is_tried_again_and_holds_up_no_other(engine: Engine) -> None:
    failed, seen = [], []

    def fail(_installation: Installation, _stopping: Event) -> None:
        failed.append(True)
        raise ValueError

    look = Job("look", 0.01, lambda _installation, _stopping: seen.append(True))
    serve(engine, Job("fail", 0.01, fail), look, until=lambda: len(failed) > 2)
    assert len(failed) > 2
    assert len(seen) > 2


def test_a_long_job_is_told_to_leave_off_and_is_waited_for(engine: Engine) -> None:
    begun, left_off = [], []

    def wait(_installation: Installation, stopping: Event) -> None:
        begun.append(True)
        left_off.append(stopping.wait(10))

    serve(engine, Job("wait", 0.01, wait), until=lambda: bool(begun))
    assert left_off == [True]
