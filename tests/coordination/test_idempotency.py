"""One answer under one Idempotency-Key: repeated, at once, refused, failed, and after a while."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, select
from sqlmodel import col

from coordination import api_keys, idempotency
from coordination.idempotency import Answer, UsedForAnother
from coordination.problems import Fault, Invalid, Problem
from coordination.writes import write
from data_model.audit import AuditEntry
from data_model.database import make_engine, reading
from tests.cast import Cast
from tests.conftest import StoppedClock


@pytest.fixture
def key_id(recorded: Engine, cast: Cast) -> int:
    return api_keys.make(recorded, cast.facebook, {"name": "Nightly", "scopes": ["submit"]})[0]


def acted(engine: Engine) -> int:
    """How often the write of these tests was carried out."""
    with reading(engine) as session:
        return len(session.scalars(select(AuditEntry).where(col(AuditEntry.action) == "test")).all())


def act(engine: Engine) -> Answer:
    with write(engine, "a test") as w:
        w.record("test", "acted.")
        return Answer(201, f"entry {w.session.scalars(select(col(AuditEntry.position))).all()[-1]}".encode(),
                      {"location": "/1"})


def no(problem: Problem) -> Answer:
    return Answer(422, str(problem).encode())


def once(engine: Engine, key_id: int, key: str = "k", request: str = "r") -> Answer:
    return idempotency.once(engine, key_id, key, request, lambda: act(engine), no)


def test_the_same_request_is_carried_out_once_and_answered_alike(recorded: Engine, key_id: int) -> None:
    first = once(recorded, key_id)
    assert (first.status, first.headers) == (201, {"location": "/1"})
    assert once(recorded, key_id) == first
    assert acted(recorded) == 1


def test_another_process_gives_the_same_answer(recorded: Engine, key_id: int) -> None:
    first = once(recorded, key_id)
    restarted = make_engine(recorded.url.render_as_string(hide_password=False))
    try:
        assert once(restarted, key_id) == first
    finally:
        restarted.dispose()
    assert acted(recorded) == 1


def test_another_request_under_the_same_key_is_refused(recorded: Engine, key_id: int) -> None:
    once(recorded, key_id)
    with pytest.raises(UsedForAnother, match=r"^This Idempotency-Key was used for another request\. Use a new one\.$"):
        once(recorded, key_id, request="another")
    assert acted(recorded) == 1


def test_another_key_and_another_holder_carry_it_out_again(recorded: Engine, cast: Cast, key_id: int) -> None:
    once(recorded, key_id)
    once(recorded, key_id, key="another")
    other, _ = api_keys.make(recorded, cast.stranger, {"name": "x", "scopes": ["submit"]})
    once(recorded, other)
    assert acted(recorded) == 3


def test_of_many_at_once_one_is_carried_out(recorded: Engine, key_id: int) -> None:
    ready = Barrier(20)

    def at_once(_: int) -> Answer:
        ready.wait()
        return once(recorded, key_id)

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(at_once, range(20)))
    assert len({answer.body for answer in answers}) == 1
    assert acted(recorded) == 1


def test_what_is_refused_keeps_nothing_and_is_refused_alike(recorded: Engine, key_id: int) -> None:
    def refuse() -> Answer:
        act(recorded)
        raise Invalid(Fault("claim", "Choose a claim."))

    for do in (refuse, lambda: act(recorded)):
        answer = idempotency.once(recorded, key_id, "k", "r", do, no)
        assert (answer.status, answer.body) == (422, b"Choose a claim.")
    assert acted(recorded) == 0


def test_what_fails_stores_no_answer(recorded: Engine, key_id: int) -> None:
    def fail() -> Answer:
        act(recorded)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        idempotency.once(recorded, key_id, "k", "r", fail, no)
    assert acted(recorded) == 0
    assert once(recorded, key_id).status == 201


def test_answers_are_kept_for_thirty_days(recorded: Engine, key_id: int, stopped_clock: StoppedClock) -> None:
    once(recorded, key_id)
    stopped_clock.advance(days=29, hours=23)
    once(recorded, key_id)
    assert acted(recorded) == 1
    stopped_clock.advance(hours=1)
    once(recorded, key_id)
    assert acted(recorded) == 2
