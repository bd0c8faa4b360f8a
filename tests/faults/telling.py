"""Several workers that tell companies' servers of what happened, and are killed with SIGKILL at random moments; many
times over.

    python -m tests.faults.telling DATABASE_URL KILLS SEED

The database has the letter, the cast and no webhooks. An official in each worker asks platforms for updates, which is
what they are told of. The companies' servers answer a moment after they have taken an event, so many a worker is
killed then; and every fifth time they refuse. Prints what `figures` says as JSON.
"""

import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler
from threading import Event

import structlog
from sqlalchemy import Engine, func, select
from sqlmodel import col
from standardwebhooks import Webhook

from coordination import clock
from coordination.viewers import Viewer
from coordination.webhooks import delivering, posting
from data_model.database import make_engine, reading
from data_model.organisations import Platform
from data_model.requests import RequestPlatform, UpdateRequest
from data_model.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from data_model.words import Role, SendingState
from tests.cast import a_request, somebody, viewer
from tests.faults.killing import Tell, fork, kill
from tests.faults.serving import Serving, Wait
from tests.webhooks import Arrived, an_endpoint, listening

WORKERS = 3
A_KILL = 4  # requests for each kill
PAUSE = 0.01  # seconds between taking an event and saying so
REFUSES_EVERY = 5
REST = 0.02  # seconds that a worker leaves the machine to others
LONGEST_LIFE = 0.4  # seconds
LONGEST_END = 60  # seconds that the last workers have for what is left, and as many again for every 40 kills
ASKED = (("facebook",), ("twitter",), ("facebook", "twitter"))
# By path: whose server it is.
COMPANIES = {"/facebook-1": "facebook", "/facebook-2": "facebook", "/twitter-1": "twitter"}


@dataclass(frozen=True)
class Taken:
    """One event as it arrived at a company's server, and whether that said it had taken it."""

    path: str
    id: str
    timestamp: str
    signature: str
    body: str
    accepted: bool

    @property
    def request(self) -> tuple[str, int]:
        """Where it arrived, and of which request it tells."""
        return self.path, json.loads(self.body)["data"]["request_id"]


def serve(tell: Tell, wait: Wait) -> None:
    """The companies' servers, on one port."""
    taken: list[list[object]] = []

    def answer(arrived: Arrived, handler: BaseHTTPRequestHandler) -> None:
        accepted = len(taken) % REFUSES_EVERY != 0
        taken.append([arrived.path, *(arrived.headers[f"webhook-{name}"] for name in ("id", "timestamp", "signature")),
                      arrived.body.decode(), accepted])
        time.sleep(PAUSE)
        handler.send_response(204 if accepted else 503)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    with listening() as listener:
        listener.answer = answer
        tell(str(listener.port))
        wait()
    tell(json.dumps(taken))


def endpoints(engine: Engine, port: int) -> dict[str, str]:
    """Make the companies' endpoints. Returns their secrets by path."""
    leads = {slug: viewer(engine, name=f"{slug} lead", role=Role.PLATFORM, organisation=slug.title(), lead=True)
             for slug in set(COMPANIES.values())}
    return {path: an_endpoint(engine, leads[slug], f"http://127.0.0.1:{port}{path}")[1]
            for path, slug in COMPANIES.items()}


def work(engine: Engine, official: Viewer, total: int) -> None:
    """Ask until there are `total` requests, and deliver, without end."""
    tomorrow = clock.day(clock.real_now()) + timedelta(days=1)
    while True:
        with reading(engine) as session:
            asked = session.scalars(select(func.count(col(UpdateRequest.id)))).one()
        if asked < total:
            a_request(engine, official, platforms=ASKED[asked % len(ASKED)], due_on=tomorrow)
        delivering.deliver(engine, "https://parley.example", private=True, stopping=Event())
        time.sleep(REST)


def left(engine: Engine, total: int) -> int:
    """How many requests are still to be made, and deliveries to be ended."""
    with reading(engine) as session:
        asked = session.scalars(select(func.count(col(UpdateRequest.id)))).one()
        return max(0, total - asked) + session.scalars(select(func.count(col(WebhookDelivery.id))).where(
            col(WebhookDelivery.state) != SendingState.SENT)).one()


def wanted(engine: Engine) -> set[tuple[str, int]]:
    """By the requests on record, and not by the events: where each of them should have arrived."""
    query = (select(col(RequestPlatform.request_id), col(Platform.slug))
             .join(Platform, col(Platform.id) == RequestPlatform.platform_id))
    with reading(engine) as session:
        asked = session.execute(query).all()
    return {(path, request) for request, slug in asked for path, whose in COMPANIES.items() if whose == slug}


def figures(engine: Engine, secrets: Mapping[str, str], taken: Collection[Taken]) -> dict[str, int]:
    """What there was to tell and what became of it. `lost`: told to nobody who said so; `strange`: not theirs, or told
    of nothing; `ids`: more than one for the same; `forged`: not signed as it should be."""
    whole, accepted = wanted(engine), {each.request for each in taken if each.accepted}
    ids = defaultdict(set)
    for each in taken:
        ids[each.request].add(each.id)
    told = {each.request for each in taken}
    return {"wanted": len(whole), "lost": len(whole - accepted), "strange": len(told - whole),
            "ids": sum(len(each) - 1 for each in ids.values()), "arrived": len(taken),
            "copies": sum(each.accepted for each in taken) - len(accepted),
            "forged": sum(not genuine(each, secrets) for each in taken)} | on_record(engine)


def on_record(engine: Engine) -> dict[str, int]:
    """`deliveries`, those of them `sent`, those with an attempt that was taken (`noted`), and all `attempts`."""
    sent = select(func.count(col(WebhookDelivery.id))).where(
        col(WebhookDelivery.state) == SendingState.SENT, col(WebhookDelivery.claimed_until).is_(None))
    noted = select(func.count(func.distinct(col(WebhookAttempt.delivery_id)))).where(col(WebhookAttempt.status) == 204)
    with reading(engine) as session:
        return {"deliveries": session.scalars(select(func.count(col(WebhookDelivery.id)))).one(),
                "sent": session.scalars(sent).one(), "noted": session.scalars(noted).one(),
                "attempts": session.scalars(select(func.count(col(WebhookAttempt.id)))).one(),
                "stopped": session.scalars(select(func.count(col(WebhookEndpoint.stopped_at)))).one()}


def genuine(each: Taken, secrets: Mapping[str, str]) -> bool:
    """Whether it is signed with the secret of the endpoint where it arrived."""
    at = datetime.fromtimestamp(int(each.timestamp), UTC)
    return Webhook(secrets[each.path]).sign(each.id, at, each.body) == each.signature


def main() -> None:
    url, kills, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    delivering.CLAIM = timedelta(seconds=1)  # who restarts a server waits for two minutes
    delivering.WAITS = (timedelta(seconds=0.1),) * (kills + 10)
    posting.certificates()  # read once, and not after each fork
    engine, serving, moments = make_engine(url), Serving(serve), random.Random(seed)
    secrets = endpoints(engine, serving.port)
    act = partial(work, engine, somebody(engine, Role.OFFICIAL, "Cabinet Office"), A_KILL * kills)
    workers = [fork(engine, act) for _ in range(WORKERS)]
    try:
        for _ in range(kills):
            time.sleep(moments.uniform(0, LONGEST_LIFE))
            kill(workers.pop(moments.randrange(WORKERS)))
            workers.append(fork(engine, act))
        end = time.monotonic() + LONGEST_END * (1 + kills // 40)
        while left(engine, A_KILL * kills) and time.monotonic() < end:
            time.sleep(0.1)
    finally:
        for worker in workers:
            kill(worker)
    taken = [Taken(*each) for each in serving.end()]
    json.dump(figures(engine, secrets, taken) | {"killed": kills}, sys.stdout)


if __name__ == "__main__":
    main()
