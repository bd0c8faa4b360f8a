"""What was delivered, answered and sent is deleted once nobody needs it: whole, no sooner, and nothing else."""


import pytest
from sqlalchemy import Engine, select, update
from sqlmodel import Session, col

from coordination import api_keys, audit, clock, idempotency, tidying
from coordination.idempotency import Answer
from coordination.reminders import outbox
from coordination.reminders.composing import Composed
from coordination.tidying import Tidied
from coordination.webhooks import deliveries, delivering
from coordination.webhooks.posting import Ended
from data_model.api_keys import StoredAnswer
from data_model.database import reading, writing
from data_model.webhooks import WebhookAttempt, WebhookDelivery
from data_model.words import SendingState
from tests.cast import Cast, a_request
from tests.conftest import StoppedClock
from tests.reminders import messages
from tests.webhooks import all_deliveries, all_events, an_endpoint

NOTHING = Tidied(0, 0, 0)
WAITING, SENDING, SENT, FAILED = SendingState


def deliver(engine: Engine, status: int = 204) -> None:
    """Whatever is due."""
    while delivering.one(engine, "https://parley.example", lambda *_: Ended(status, "", 1)):
        pass


def attempts(engine: Engine) -> int:
    with reading(engine) as session:
        return len(session.scalars(select(WebhookAttempt)).all())


def tell(engine: Engine, by: int, *about: str) -> None:
    """Put messages about these into the outbox, and mark them as sent."""
    with writing(engine) as session:
        outbox.put(session, by, [Composed(each, "Subject", "Words", "<p>Words</p>") for each in about],
                   clock.now(session))
    while message := outbox.claim(engine):
        outbox.sent(engine, message)


def test_deliveries_go_with_their_attempts_and_events_after_90_days(
    recorded: Engine, cast: Cast, stopped_clock: StoppedClock
) -> None:
    an_endpoint(recorded, cast.facebook)
    an_endpoint(recorded, cast.facebook)
    a_request(recorded, cast.official)
    deliver(recorded)
    stopped_clock.advance(days=89, hours=23)
    assert tidying.run(recorded) == NOTHING
    assert attempts(recorded) == 2
    stopped_clock.advance(hours=1)
    assert tidying.run(recorded) == Tidied(2, 0, 0)
    assert (all_deliveries(recorded), all_events(recorded), attempts(recorded)) == ([], [], 0)
    assert tidying.run(recorded) == NOTHING


def test_what_is_under_way_or_was_sent_again_stays(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    for _ in range(2):
        an_endpoint(recorded, cast.facebook)
    a_request(recorded, cast.official)
    with writing(recorded) as session:
        session.execute(update(WebhookDelivery).where(col(WebhookDelivery.id) == 2).values(state=FAILED))
    stopped_clock.advance(days=100)
    deliver(recorded, 500)
    assert [each.state for each in all_deliveries(recorded)] == [WAITING, FAILED]
    deliveries.send_again(recorded, cast.facebook, 2)
    deliver(recorded)
    assert tidying.run(recorded) == NOTHING
    stopped_clock.advance(days=89)
    deliver(recorded, 500)
    stopped_clock.advance(days=2)
    assert tidying.run(recorded) == Tidied(1, 0, 0)
    assert [(each.id, each.state) for each in all_deliveries(recorded)] == [(1, WAITING)]
    assert len(all_events(recorded)) == 1


def test_many_are_deleted_a_few_at_a_time(
    recorded: Engine, cast: Cast, stopped_clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidying, "AT_ONCE", 2)
    an_endpoint(recorded, cast.facebook)
    for _ in range(5):
        a_request(recorded, cast.official)
    deliver(recorded)
    stopped_clock.advance(days=90)
    assert tidying.run(recorded) == Tidied(5, 0, 0)
    assert all_events(recorded) == []


def test_answers_go_after_30_days_whether_anybody_calls_or_not(
    recorded: Engine, cast: Cast, session: Session, stopped_clock: StoppedClock
) -> None:
    key_id, _ = api_keys.make(recorded, cast.facebook, {"name": "Reporting", "scopes": ["submit"]})
    idempotency.once(recorded, key_id, "mine", "hash", lambda: Answer(201, b"{}"), lambda _: Answer(422, b""))
    stopped_clock.advance(days=29, hours=23)
    assert tidying.run(recorded) == NOTHING
    stopped_clock.advance(hours=1)
    assert tidying.run(recorded) == Tidied(0, 1, 0)
    assert session.scalars(select(StoredAnswer)).all() == []


def test_messages_lose_their_words_after_90_days_and_nobody_is_told_twice(
    recorded: Engine, cast: Cast, stopped_clock: StoppedClock
) -> None:
    by = cast.facebook.account_id
    tell(recorded, by, "returned: version 1", "digest 2019-12-02")
    stopped_clock.advance(days=90)
    with writing(recorded) as session:
        outbox.put(session, by, [Composed("overdue: 2", "Subject", "Words", "<p>Words</p>")], stopped_clock.now)
    assert tidying.run(recorded) == Tidied(0, 0, 2)
    assert [(each.about, each.subject, each.text, each.html, each.state) for each in messages(recorded)] == [
        ("returned: version 1", "", "", "", SENT), ("overdue: 2", "Subject", "Words", "<p>Words</p>", WAITING)]
    tell(recorded, by, "returned: version 1")
    assert [each.about for each in messages(recorded)] == ["returned: version 1", "overdue: 2"]
    assert tidying.run(recorded) == NOTHING


def test_the_audit_stays(recorded: Engine, cast: Cast, session: Session, stopped_clock: StoppedClock) -> None:
    an_endpoint(recorded, cast.facebook)
    a_request(recorded, cast.official)
    deliver(recorded)
    before = audit.verify(session)
    stopped_clock.advance(days=365)
    assert tidying.run(recorded).deliveries == 1
    with reading(recorded) as later:
        assert audit.verify(later) == before
