"""What the server does by itself, beside answering people: each job again and again, for as long as it runs."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from threading import Event

import structlog
from anyio import to_thread

from api import reminders
from api.doors import Installation
from coordination import tidying
from coordination.incidents import jobs
from coordination.signals import retention
from coordination.webhooks import delivering

log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """One job. `do` runs in a thread. The server waits for it when it stops, so what lasts longer than some seconds
    looks at the event now and then, and leaves off once it is set; whatever it leaves must be taken up again after a
    kill anyway. What several servers must not do twice, it claims in the database."""

    name: str
    seconds: float
    """How long to rest between one time and the next."""
    do: Callable[[Installation, Event], object]


def _deliver_webhooks(installation: Installation, stopping: Event) -> None:
    delivering.deliver(installation.engine, installation.public_url,
                       private=installation.webhooks_to_private_addresses, stopping=stopping)


def _tidy(installation: Installation, _stopping: Event) -> None:
    retention.run(installation.engine, "Every day")
    log.info("tidied", **vars(tidying.run(installation.engine)))


JOBS: Sequence[Job] = (
    Job("webhooks", 2, _deliver_webhooks),
    Job("returns", 1, lambda installation, stopping: jobs.work(installation.engine, stopping)),
    Job("reminders", 30, reminders.remind),
    Job("tidying", 24 * 3600, _tidy),
)


@asynccontextmanager
async def working(installation: Installation, todo: Sequence[Job] = JOBS) -> AsyncIterator[None]:
    """Within it, every job is done again and again."""
    stopping, stopped = Event(), asyncio.get_running_loop().create_future()
    tasks = [asyncio.create_task(_again(job, installation, stopping, stopped)) for job in todo]
    try:
        yield
    finally:
        stopping.set()
        stopped.set_result(None)
        await asyncio.gather(*tasks)


async def _again(job: Job, installation: Installation, stopping: Event, stopped: asyncio.Future[None]) -> None:
    """Do a job until the server stops. Where it fails the log says so, and it has another try when its time comes."""
    while not stopping.is_set():
        once = asyncio.create_task(to_thread.run_sync(job.do, installation, stopping))
        await asyncio.wait([once])
        if error := once.exception():
            log.error("background.failed", job=job.name, exc_info=error)
        await asyncio.wait([stopped], timeout=job.seconds)
