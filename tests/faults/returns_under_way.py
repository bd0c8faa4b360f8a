"""A worker on returns that programs sent, killed with SIGKILL at a random moment; many times over.

    python -m tests.faults.returns_under_way DATABASE_URL REPRESENTATIVE_ID KILLS SEED

Every second return restates the one before it. Prints “ended” for each job that was done to its end, and “killed”
for each kill. What the last kill left is done at the end.
"""

import sys
from dataclasses import replace
from datetime import timedelta
from threading import Event

import structlog
from sqlalchemy import Engine, func, select
from sqlmodel import col

from coordination import api_keys
from coordination.incidents import jobs
from coordination.incidents.sending import Sent
from data_model.database import make_engine, reading
from data_model.jobs import ReturnJob
from tests.faults.imports import Imports
from tests.faults.killing import Tell, kill_often

LONGEST_LIFE = 0.4  # seconds after the first job


class Jobs(Imports):
    """A representative's program that sends return after return, and the worker on them."""

    def __init__(self, engine: Engine, representative_id: int) -> None:
        super().__init__(engine, representative_id)
        key_id, _ = api_keys.make(engine, self.by, {"name": "Nightly counts", "scopes": ["submit"]})
        self.by = replace(self.by, key_id=key_id)

    def once(self, tell: Tell) -> None:
        """Do the job that was left, or else ask for the next one and do that; then tell of it."""
        with reading(self.engine) as session:
            last = session.execute(select(col(ReturnJob.id), col(ReturnJob.state)).order_by(
                col(ReturnJob.id).desc()).limit(1)).first()
            before = session.scalars(select(func.count(col(ReturnJob.id)))).one()
        if last is None or last.state not in jobs.UNDER_WAY:
            jobs.ask(self.engine, self.by, "facebook", Sent(
                self.content(before), "return.csv", reason="Counted again." if before % 2 else "", confirmed=True))
        jobs.work(self.engine, Event())
        tell("ended\n")


def main() -> None:
    url, representative_id, kills, seed = sys.argv[1:]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    jobs.CLAIM = jobs.CLAIM_TO_STORE = timedelta(0)  # who restarts a server waits for it; here nobody else works
    engine = make_engine(url)
    worker = Jobs(engine, int(representative_id))
    kill_often(engine, worker.once, kills=int(kills), seed=int(seed), longest_life=LONGEST_LIFE)
    worker.once(sys.stdout.write)


if __name__ == "__main__":
    main()
