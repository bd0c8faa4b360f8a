"""Events on their way: signed, tried again, taken up after a kill, and sent once more by hand."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event

import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from standardwebhooks import Webhook, WebhookVerificationError

from coordination.problems import Changed, NotAllowed, NotFound
from coordination.webhooks import deliveries, delivering, endpoints, posting
from coordination.webhooks.posting import Ended
from data_model.database import reading
from data_model.webhooks import WebhookDelivery, WebhookEndpoint
from data_model.words import EventKind, Role, SendingState
from tests.cast import Cast, a_request, viewer
from tests.conftest import StoppedClock
from tests.webhooks import Listener, all_deliveries, all_events, an_endpoint, listening

PARLEY = "https://parley.example"
WAITING, SENDING, SENT, FAILED = SendingState


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as opened:
        yield opened


class Server:
    """What answers with these statuses, one a time, the last one again and again; None is no answer."""

    def __init__(self, *statuses: int | None) -> None:
        self.statuses, self.got = list(statuses), list[tuple[str, bytes, Mapping[str, str]]]()

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> Ended:
        self.got.append((url, body, headers))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return Ended(status, "" if status else "No connection could be made, or it broke off.", 12)


def deliver(engine: Engine) -> None:
    """Everything that is due, to real servers."""
    delivering.deliver(engine, PARLEY, private=True, stopping=Event())


def the_delivery(engine: Engine) -> WebhookDelivery:
    [found] = all_deliveries(engine)
    return found


def attempts(engine: Engine, cast: Cast) -> list[tuple[object, object]]:
    """Status and problem of each attempt at the first delivery, newest first."""
    with reading(engine) as session:
        found = deliveries.attempts(session, cast.facebook, [1])
        return list(zip(found["status"], found["problem"], strict=True))


def test_an_event_arrives_signed(recorded: Engine, cast: Cast, listener: Listener, monkeypatch: pytest.MonkeyPatch
                                 ) -> None:
    _, secret = an_endpoint(recorded, cast.facebook, listener.url)
    a_request(recorded, cast.official)
    monkeypatch.undo()  # the library looks at the real clock, as a company's server does
    deliver(recorded)
    [got] = listener.got
    [event] = all_events(recorded)
    assert got.headers["content-type"] == "application/json"
    assert got.headers["webhook-id"] == event.uuid
    assert Webhook(secret).verify(got.body, got.headers) == json.loads(got.body)
    assert json.loads(got.body)["data"]["page_url"] == f"{PARLEY}/requests?letter=MCO%2F00433&request=1"
    by_hand = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), b".".join((
        got.headers["webhook-id"].encode(), got.headers["webhook-timestamp"].encode(), got.body)), hashlib.sha256)
    assert got.headers["webhook-signature"] == f"v1,{base64.b64encode(by_hand).decode()}"
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(got.body + b" ", got.headers)
    delivery = the_delivery(recorded)
    assert (delivery.state, delivery.attempts, delivery.claimed_until) == (SENT, 1, None)
    assert attempts(recorded, cast) == [(204, "")]
    deliver(recorded)
    assert len(listener.got) == 1


def test_a_test_is_signed_and_delivered_as_any_other_event(
    recorded: Engine, cast: Cast, session: Session, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_endpoint(recorded, cast.facebook)
    id_, secret = an_endpoint(recorded, cast.facebook, listener.url, EventKind.UPDATE_RETURNED)
    delivery_id = endpoints.send_test(recorded, cast.facebook, id_)
    monkeypatch.undo()
    deliver(recorded)
    [got] = listener.got
    assert Webhook(secret).verify(got.body, got.headers) == {
        "type": "test", "timestamp": "2019-12-02T09:00:00Z", "data": {
            "webhook_id": id_, "api_url": f"{PARLEY}/api/v1/me", "page_url": f"{PARLEY}/webhooks?webhook={id_}"}}
    opened = deliveries.opened(session, cast.facebook, delivery_id)
    assert (opened["kind"], opened["state"], opened["endpoint_id"], opened["attempts"]) == ("test", SENT, id_, 1)


def test_a_rotated_secret_signs_what_comes_after(recorded: Engine, cast: Cast) -> None:
    id_, old = an_endpoint(recorded, cast.facebook)
    a_request(recorded, cast.official)
    new = endpoints.rotate(recorded, cast.facebook, id_)
    server, at = Server(200), datetime(2019, 12, 2, 9, 0, tzinfo=UTC)
    assert delivering.one(recorded, PARLEY, server)
    [(url, body, headers)] = server.got
    assert url == "https://example.com/hook"
    signature = Webhook(new).sign(headers["webhook-id"], at, body.decode())
    assert headers["webhook-signature"] == signature != Webhook(old).sign(headers["webhook-id"], at, body.decode())


def test_what_nobody_took_is_tried_again_until_it_has_failed(
    recorded: Engine, cast: Cast, stopped_clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "JITTER", 0)
    an_endpoint(recorded, cast.facebook)
    a_request(recorded, cast.official)
    server, waited = Server(500, None, 302, 500), []
    for _ in range(8):
        assert delivering.one(recorded, PARLEY, server)
        assert not delivering.one(recorded, PARLEY, server)
        waited.append(the_delivery(recorded).next_attempt_at - stopped_clock.now)
        stopped_clock.now = the_delivery(recorded).next_attempt_at
    assert waited == [timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30),
                      timedelta(hours=2), timedelta(hours=6), timedelta(hours=24), timedelta()]
    assert (the_delivery(recorded).state, the_delivery(recorded).attempts) == (FAILED, 8)
    stopped_clock.advance(days=30)
    assert not delivering.one(recorded, PARLEY, server)
    assert attempts(recorded, cast)[-3:] == [(302, ""), (None, "No connection could be made, or it broke off."),
                                             (500, "")]
    assert len({headers["webhook-id"] for _, _, headers in server.got}) == 1
    assert len({headers["webhook-timestamp"] for _, _, headers in server.got}) == 8
    assert len({body for _, body, _ in server.got}) == 1


def test_waits_are_a_fifth_longer_or_shorter_at_most() -> None:
    assert delivering.wait_after(1, 1) == timedelta(seconds=6)
    assert delivering.wait_after(1, -1) == timedelta(seconds=4)
    assert delivering.wait_after(7, 0) == timedelta(hours=24)
    assert delivering.wait_after(8, 0) is None


def test_what_is_gone_is_told_nothing_more(recorded: Engine, cast: Cast, session: Session) -> None:
    an_endpoint(recorded, cast.facebook)
    a_request(recorded, cast.official)
    a_request(recorded, cast.official)
    server = Server(410)
    assert delivering.one(recorded, PARLEY, server)
    assert not delivering.one(recorded, PARLEY, server)
    assert [each.state for each in all_deliveries(recorded)] == [FAILED, FAILED]
    assert session.get_one(WebhookEndpoint, 1).stopped_at is not None


def test_an_endpoint_that_was_stopped_meanwhile_gets_nothing(recorded: Engine, cast: Cast, listener: Listener) -> None:
    id_, _ = an_endpoint(recorded, cast.facebook, listener.url)
    a_request(recorded, cast.official)
    endpoints.stop(recorded, cast.facebook, id_)
    deliver(recorded)
    assert listener.got == []


def test_a_stop_during_the_attempt_lasts(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    id_, _ = an_endpoint(recorded, cast.facebook)
    a_request(recorded, cast.official)
    claimed = delivering.claim(recorded, PARLEY)
    assert claimed
    endpoints.stop(recorded, cast.facebook, id_)
    delivering.finish(recorded, claimed, Ended(500, "", 1))
    stopped_clock.advance(days=1)
    assert the_delivery(recorded).state == FAILED
    assert delivering.claim(recorded, PARLEY) is None


def test_what_a_killed_worker_had_is_taken_up_under_the_same_id(
    recorded: Engine, cast: Cast, stopped_clock: StoppedClock
) -> None:
    an_endpoint(recorded, cast.facebook)
    a_request(recorded, cast.official)
    killed = delivering.claim(recorded, PARLEY)
    assert killed
    assert the_delivery(recorded).state == SENDING
    stopped_clock.advance(minutes=1, seconds=59)
    assert delivering.claim(recorded, PARLEY) is None
    stopped_clock.advance(seconds=1)
    again = delivering.claim(recorded, PARLEY)
    assert again
    assert (again.event, again.body) == (killed.event, killed.body)
    # It was not killed after all: what it has to say is noted, and the other one goes on.
    delivering.finish(recorded, killed, Ended(500, "", 1))
    assert the_delivery(recorded).claimed_until == again.until
    delivering.finish(recorded, again, Ended(200, "", 1))
    assert the_delivery(recorded).state == SENT
    assert attempts(recorded, cast) == [(200, ""), (500, "")]


def test_what_was_taken_is_delivered_whoever_has_it_now(
    recorded: Engine, cast: Cast, stopped_clock: StoppedClock
) -> None:
    an_endpoint(recorded, cast.facebook)
    a_request(recorded, cast.official)
    slow = delivering.claim(recorded, PARLEY)
    stopped_clock.advance(minutes=2)
    other = delivering.claim(recorded, PARLEY)
    assert slow
    assert other
    delivering.finish(recorded, slow, Ended(200, "", 1))
    delivering.finish(recorded, other, Ended(500, "", 1))
    assert the_delivery(recorded).state == SENT


def test_an_endpoint_gets_one_event_at_a_time_and_holds_up_no_other(recorded: Engine, cast: Cast) -> None:
    slow, _ = an_endpoint(recorded, cast.facebook)
    a_request(recorded, cast.official)
    a_request(recorded, cast.official)
    first = delivering.claim(recorded, PARLEY)
    assert first
    assert delivering.claim(recorded, PARLEY) is None
    other, _ = an_endpoint(recorded, cast.facebook)
    a_request(recorded, cast.official)
    second = delivering.claim(recorded, PARLEY)
    assert second
    assert (first.endpoint_id, second.endpoint_id) == (slow, other)


def test_many_workers_deliver_each_event_once(recorded: Engine, cast: Cast) -> None:
    for _ in range(4):
        an_endpoint(recorded, cast.facebook)
    for _ in range(10):
        a_request(recorded, cast.official)
    server = Server(204)
    # Each begins again when nothing is due for it: while one has an endpoint's event, its others wait.
    def work() -> None:
        while any(each.state is not SENT for each in all_deliveries(recorded)):
            delivering.one(recorded, PARLEY, server)

    workers = [threading.Thread(target=work) for _ in range(6)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    pairs = [headers["webhook-id"] for _, _, headers in server.got]
    assert len(pairs) == 40
    assert len(set(pairs)) == 10
    assert {each.attempts for each in all_deliveries(recorded)} == {1}


def test_work_is_left_off_when_the_server_stops(recorded: Engine, cast: Cast, listener: Listener) -> None:
    an_endpoint(recorded, cast.facebook, listener.url)
    a_request(recorded, cast.official)
    stopping = Event()
    stopping.set()
    delivering.deliver(recorded, PARLEY, private=True, stopping=stopping)
    assert listener.got == []
    assert the_delivery(recorded).state == WAITING


def test_private_addresses_are_not_called_unless_they_may(recorded: Engine, cast: Cast, listener: Listener) -> None:
    an_endpoint(recorded, cast.facebook, listener.url)
    a_request(recorded, cast.official)
    assert delivering.one(recorded, PARLEY, partial(posting.post, private=False))
    assert listener.got == []
    assert attempts(recorded, cast) == [(None, "The address leads to 127.0.0.1, which is not a public one.")]


def test_an_event_is_sent_again_by_hand_under_its_id(
    recorded: Engine, cast: Cast, stopped_clock: StoppedClock, session: Session
) -> None:
    an_endpoint(recorded, cast.facebook)
    a_request(recorded, cast.official)
    server = Server(204)
    assert delivering.one(recorded, PARLEY, server)
    deliveries.send_again(recorded, cast.facebook, 1)
    assert (the_delivery(recorded).state, the_delivery(recorded).sent_at) == (WAITING, None)
    assert delivering.one(recorded, PARLEY, server)
    assert server.got[0][2]["webhook-id"] == server.got[1][2]["webhook-id"]
    found, count = deliveries.listing(session, cast.facebook, first=0, most=10)
    [row] = found.to_dict("records")
    assert count == 1
    assert (row["kind"], row["state"], row["attempts"], row["data"]["request_id"]) == ("request.made", SENT, 2, 1)
    assert attempts(recorded, cast) == [(204, ""), (204, "")]


def test_only_the_lead_has_its_companys_events_sent_again(recorded: Engine, cast: Cast) -> None:
    id_, _ = an_endpoint(recorded, cast.facebook)
    a_request(recorded, cast.official)
    for other in (cast.twitter, cast.official, cast.analyst, cast.administrator):
        with pytest.raises(NotAllowed):
            deliveries.send_again(recorded, other, 1)
    with pytest.raises(NotFound):
        deliveries.send_again(recorded, cast.stranger, 1)
    assert delivering.claim(recorded, PARLEY)
    with pytest.raises(Changed, match="This event is being sent at this moment"):
        deliveries.send_again(recorded, cast.facebook, 1)
    endpoints.stop(recorded, cast.facebook, id_)
    with pytest.raises(Changed, match="This webhook has been stopped"):
        deliveries.send_again(recorded, cast.facebook, 1)


def test_deliveries_are_read_by_their_own_company(recorded: Engine, cast: Cast, session: Session) -> None:
    colleague = viewer(recorded, name="Second at Facebook", role=Role.PLATFORM, organisation="Facebook")
    an_endpoint(recorded, cast.facebook)
    for _ in range(3):
        a_request(recorded, cast.official)
    assert delivering.one(recorded, PARLEY, Server(500))
    for reader in (cast.facebook, colleague):
        found, count = deliveries.listing(session, reader, first=1, most=5)
        assert (list(found["id"]), count) == ([2, 1], 3)
        assert len(deliveries.attempts(session, reader, [1, 2, 3])) == 1
    for other in (cast.twitter, cast.stranger, cast.official, cast.analyst, cast.administrator):
        found, count = deliveries.listing(session, other, first=0, most=5)
        assert (len(found), count) == (0, 0)
        assert deliveries.attempts(session, other, [1, 2, 3]).empty
