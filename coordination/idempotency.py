"""One answer to a write, however often it is asked for under the same Idempotency-Key.

The answer is stored in the transaction that the write itself is in, behind the one writer's lock: of requests at
once, one is carried out and the others are given its answer, also after a restart.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete
from sqlmodel import Session, col

from coordination import audit, clock
from coordination.problems import Problem
from data_model.api_keys import StoredAnswer
from data_model.database import together

KEPT = timedelta(days=30)
LONGEST_KEY = 255


class UsedForAnother(Problem):
    """The Idempotency-Key was used for another request."""


@dataclass(frozen=True)
class Answer:
    """What a program was answered."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def once(engine: Engine, key_id: int, idempotency_key: str, request_hash: str, do: Callable[[], Answer],
         refused: Callable[[Problem], Answer]) -> Answer:
    """The answer under this key: the stored one, or that of `do`, which is then stored. All that `do` writes is
    committed together with its answer; where it raises a Problem nothing of it is kept, and what `refused` makes of
    the problem is the answer. Anything else that it raises is raised, and stores nothing.

    Raises UsedForAnother where the key was used with another request, within KEPT.
    """
    with together(engine) as session:
        audit.lock_head(session)
        now = clock.now(session)
        forget(session, now)
        stored = session.get(StoredAnswer, (key_id, idempotency_key))
        if stored is not None:
            if stored.request_hash != request_hash:
                raise UsedForAnother("This Idempotency-Key was used for another request. Use a new one.")
            return Answer(stored.status, stored.body, dict(stored.headers))
        try:
            with session.begin_nested():
                answer = do()
        except Problem as problem:
            answer = refused(problem)
        session.add(StoredAnswer(key_id=key_id, idempotency_key=idempotency_key, request_hash=request_hash,
                                 status=answer.status, headers=dict(answer.headers), body=answer.body,
                                 answered_at=now))
        return answer


def forget(session: Session, now: datetime) -> int:
    """Delete the answers whose time is up, within the caller's write. Returns how many."""
    old = delete(StoredAnswer).where(col(StoredAnswer.answered_at) <= now - KEPT)
    return session.connection().execute(old).rowcount
