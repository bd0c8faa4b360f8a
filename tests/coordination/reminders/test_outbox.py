"""The outbox: a message is put in once, claimed by one worker, tried again with patience, and given up after a day."""

from datetime import timedelta

import pandas as pd
import pytest
from sqlalchemy import Engine

from coordination import accounts
from coordination.problems import NotAllowed
from coordination.reminders import choices, outbox
from coordination.reminders.composing import Composed
from coordination.reminders.sending import NotNow, Refused, Unreachable
from coordination.viewers import Viewer
from data_model.database import reading, writing
from data_model.words import ReminderKind, ReminderTime, SendingState
from tests.cast import OPENING, Cast
from tests.conftest import StoppedClock
from tests.faults.crowd import at_once
from tests.reminders import Box, messages, send

DIGEST = Composed("digest 2019-12-02", "Subject", "Text", "<p>Text</p>")
RETURNED = Composed("returned: version 1", "Subject", "Text", "<p>Text</p>")


def put(engine: Engine, viewer: Viewer, *given: Composed) -> int:
    with writing(engine) as session:
        assert outbox.lock(session, viewer.account_id) is not None
        return outbox.put(session, viewer.account_id, given, OPENING)


def states(engine: Engine) -> list[tuple[str, str]]:
    return [(each.state, each.problem) for each in messages(engine)]


def test_of_the_same_a_person_gets_one(recorded: Engine, cast: Cast) -> None:
    assert put(recorded, cast.facebook, DIGEST, RETURNED) == 2
    assert put(recorded, cast.facebook, RETURNED, DIGEST) == 0
    assert put(recorded, cast.twitter, DIGEST) == 1
    assert len({each.uuid for each in messages(recorded)}) == 3


def test_put_in_at_once_by_many_it_is_there_once(recorded: Engine, cast: Cast) -> None:
    assert sorted(at_once(recorded, [lambda engine: put(engine, cast.facebook, DIGEST, RETURNED)] * 8)) == (
        [0] * 7 + [2])


def test_what_is_sent_is_sent_once_and_says_when(recorded: Engine, cast: Cast) -> None:
    put(recorded, cast.facebook, DIGEST, RETURNED)
    box = Box()
    assert send(recorded, box).sent == 2
    assert send(recorded, box).sent == 0
    assert [(each.to, each.about, each.attempts) for each in box.got] == [
        ("facebook.representative@example.com", "digest 2019-12-02", 1),
        ("facebook.representative@example.com", "returned: version 1", 1)]
    assert [(each.state, each.sent_at, each.claimed_until) for each in messages(recorded)] == [
        (SendingState.SENT, OPENING, None)] * 2


def test_what_one_worker_has_claimed_no_other_gets(recorded: Engine, cast: Cast) -> None:
    put(recorded, cast.facebook, DIGEST, RETURNED)
    claimed = at_once(recorded, [outbox.claim] * 6)
    assert sorted(each.about for each in claimed if isinstance(each, outbox.Outgoing)) == [
        "digest 2019-12-02", "returned: version 1"]


def test_a_claim_that_has_run_out_is_taken_up_by_another_worker(
    recorded: Engine, cast: Cast, stopped_clock: StoppedClock
) -> None:
    put(recorded, cast.facebook, DIGEST)
    dead = outbox.claim(recorded)
    assert dead is not None
    stopped_clock.advance(minutes=9)
    assert outbox.claim(recorded) is None
    stopped_clock.advance(minutes=1)
    alive = outbox.claim(recorded)
    assert alive is not None
    assert (alive.uuid, alive.attempts) == (dead.uuid, 2)
    outbox.refused(recorded, dead, "too late to say so")
    assert states(recorded) == [("sending", "")]
    outbox.sent(recorded, alive)
    assert states(recorded) == [("sent", "")]


def test_what_was_not_taken_is_tried_after_a_minute_then_twice_as_long_to_an_hour_and_given_up_after_a_day(
    recorded: Engine, cast: Cast, stopped_clock: StoppedClock
) -> None:
    put(recorded, cast.facebook, DIGEST)
    box, waits = Box(refusing=NotNow("Busy.")), []
    while send(recorded, box).later:
        row, = messages(recorded)
        assert (row.state, row.problem) == (SendingState.WAITING, "Busy.")
        waits.append((row.next_attempt_at - stopped_clock.now) // timedelta(minutes=1))
        stopped_clock.now = row.next_attempt_at - timedelta(seconds=1)
        assert outbox.claim(recorded) is None
        stopped_clock.advance(seconds=1)
    assert waits == [1, 2, 4, 8, 16, 32] + [60] * 22
    assert states(recorded) == [("failed", "Busy.")]
    assert send(recorded, box).failed == []


def test_what_is_refused_is_given_up_at_once_and_told(recorded: Engine, cast: Cast) -> None:
    put(recorded, cast.facebook, DIGEST)
    done = send(recorded, Box(refusing=Refused("550 No such user.")))
    assert done.failed == [f"Message {messages(recorded)[0].id} to facebook.representative@example.com "
                           "(digest 2019-12-02): 550 No such user."]
    assert states(recorded) == [("failed", "550 No such user.")]


def test_where_nothing_can_be_sent_the_other_messages_are_left_for_later(recorded: Engine, cast: Cast) -> None:
    put(recorded, cast.facebook, DIGEST, RETURNED)
    assert send(recorded, Box(refusing=Unreachable("Connection refused."))).later == 1
    assert [each.attempts for each in messages(recorded)] == [1, 0]


def test_whoever_was_deactivated_gets_nothing(recorded: Engine, cast: Cast) -> None:
    put(recorded, cast.facebook, DIGEST)
    put(recorded, cast.twitter, DIGEST)
    accounts.set_active(recorded, cast.administrator, cast.facebook.account_id, active=False)
    box = Box()
    send(recorded, box)
    assert [each.to for each in box.got] == ["twitter.representative@example.com"]
    assert states(recorded) == [("failed", "The account was deactivated before this was sent."), ("sent", "")]


def test_another_address_is_used_at_once(recorded: Engine, cast: Cast) -> None:
    put(recorded, cast.facebook, DIGEST)
    accounts.change(recorded, cast.administrator, cast.facebook.account_id, accounts.AccountInput(
        name="New", email="new@example.com", role=cast.facebook.role, organisation="Facebook"))
    box = Box()
    send(recorded, box)
    assert [each.to for each in box.got] == ["new@example.com"]


def test_what_has_waited_for_more_than_a_day_is_not_sent(
    recorded: Engine, cast: Cast, stopped_clock: StoppedClock
) -> None:
    put(recorded, cast.facebook, DIGEST)
    stopped_clock.advance(days=1, seconds=1)
    assert send(recorded, Box()).sent == 0
    assert states(recorded) == [("failed", "It could not be sent within a day.")]


def test_what_a_person_no_longer_wants_is_kept_back_and_the_days_message_composed_anew(
    recorded: Engine, cast: Cast
) -> None:
    put(recorded, cast.facebook, DIGEST, RETURNED)
    put(recorded, cast.twitter, DIGEST, RETURNED)
    choices.choose(recorded, cast.facebook, {ReminderKind.RETURNED: ReminderTime.NEVER})
    box = Box()
    send(recorded, box)
    assert [each.to for each in box.got] == ["twitter.representative@example.com"] * 2
    assert [(each.about, each.problem) for each in messages(recorded)] == [
        ("returned: version 1", "The person chose never to be told of this."), ("digest 2019-12-02", ""),
        ("returned: version 1", "")]


def test_administrators_see_what_was_not_delivered_and_why(
    recorded: Engine, cast: Cast, stopped_clock: StoppedClock
) -> None:
    put(recorded, cast.facebook, DIGEST)
    put(recorded, cast.twitter, DIGEST)
    send(recorded, Box(refusing=Refused("550 No such user.")))
    put(recorded, cast.official, DIGEST)
    send(recorded, Box())
    with reading(recorded) as session:
        found = outbox.not_delivered(session, cast.administrator, since=OPENING)
        pd.testing.assert_frame_equal(found.drop(columns="id"), pd.DataFrame({
            "account_id": [cast.twitter.account_id, cast.facebook.account_id],
            "email": ["twitter.representative@example.com", "facebook.representative@example.com"],
            "about": ["digest 2019-12-02"] * 2, "made_at": [OPENING] * 2, "state": ["failed"] * 2, "attempts": [1, 1],
            "problem": ["550 No such user."] * 2}), check_dtype=False)
        assert outbox.not_delivered(session, cast.administrator, since=OPENING + timedelta(seconds=1)).empty
        for viewer in (cast.official, cast.facebook, cast.analyst):
            with pytest.raises(NotAllowed):
                outbox.not_delivered(session, viewer, since=OPENING)
