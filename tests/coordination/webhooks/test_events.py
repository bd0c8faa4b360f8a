"""What companies are told of: raised with what happened or not at all, for those who may see it, in numbers only."""

import json
from datetime import date

import pytest
from sqlalchemy import Engine, select

from coordination.dialogue import actions
from coordination.problems import Changed
from coordination.signals import bundles
from coordination.webhooks import delivering, endpoints
from data_model.database import together
from data_model.webhooks import WebhookEvent
from data_model.words import EventKind, SendingState, Tlp
from tests.cast import (
    Cast,
    a_held_meeting,
    a_request,
    a_return,
    a_version,
    an_action,
    commitment_id,
    letter_id,
    platform_id,
)
from tests.coordination.signals.a_bundle import a_bundle, an_indicator
from tests.signals import EXPECTED, a_signal, addressees, an_audience
from tests.webhooks import all_deliveries, all_events, an_endpoint

SECRET = "people-wrote-this"


def told(engine: Engine) -> list[tuple[str, dict[str, object]]]:
    """Kind and data of every event."""
    return [(each.kind, each.data) for each in all_events(engine)]


def test_a_request_tells_each_platform_asked(recorded: Engine, cast: Cast) -> None:
    first, _ = an_endpoint(recorded, cast.facebook)
    second, _ = an_endpoint(recorded, cast.facebook)
    request = a_request(recorded, cast.official, platforms=("facebook", "twitter"), commitments=(2, 1), message=SECRET)
    assert told(recorded) == [("request.made", {
        "platform": "facebook", "letter": "MCO/00433", "request_id": request, "commitments": [1, 2],
        "due_on": "2019-12-09", "api_url": f"/api/v1/requests/{request}",
        "page_url": f"/requests?letter=MCO%2F00433&request={request}",
    })]
    assert [(each.endpoint_id, each.state, each.attempts, each.next_attempt_at)
            for each in all_deliveries(recorded)] == [
        (id_, SendingState.WAITING, 0, all_events(recorded)[0].raised_at) for id_ in (first, second)]


def test_a_returned_update_tells_its_platform(recorded: Engine, cast: Cast) -> None:
    an_endpoint(recorded, cast.facebook)
    version = a_version(recorded, cast.facebook, narrative=SECRET)
    a_return(recorded, cast.official, version, SECRET)
    [(kind, data)] = told(recorded)
    assert kind == "update.returned"
    assert data == {"platform": "facebook", "letter": "MCO/00433", "version_id": version, "commitment": 1,
                    "due_on": data["due_on"], "api_url": f"/api/v1/updates/{version}",
                    "page_url": f"/update?letter=MCO%2F00433&version={version}"}


def test_a_signal_tells_the_platforms_addressed(recorded: Engine, cast: Cast) -> None:
    an_endpoint(recorded, cast.facebook)
    signal = a_signal(recorded, cast.twitter, summary=SECRET, indicator=f"https://example.com/{SECRET}")
    assert told(recorded) == [("signal.addressed", {
        "platform": "facebook", "letter": "MCO/00433", "signal_id": signal, "api_url": f"/api/v1/signals/{signal}",
        "page_url": f"/signals?letter=MCO%2F00433&signal={signal}",
    })]


def test_a_signal_of_a_bundle_tells_them_too(recorded: Engine, cast: Cast) -> None:
    an_endpoint(recorded, cast.facebook)
    [signal] = bundles.store(recorded, cast.twitter, bundles.read(a_bundle(an_indicator())), {
        "letter_id": letter_id(recorded), "platform_id": platform_id(recorded, "twitter"), "category_id": 2,
        "platform_ids": [platform_id(recorded, "facebook")]})
    assert [(kind, data["signal_id"]) for kind, data in told(recorded)] == [("signal.addressed", signal)]


def test_no_marking_tells_a_company_more_than_its_people_may_know(recorded: Engine, cast: Cast) -> None:
    """Whom TLP:RED names is told by nobody but Parley's own pages: a colleague is not to know of the signal."""
    audience = an_audience(recorded, cast)
    an_endpoint(recorded, cast.facebook)
    for (tlp, addressed), line in EXPECTED.items():
        before = len(all_events(recorded))
        a_signal(recorded, audience["twitter"], tlp=tlp, **addressees(recorded, audience, addressed))
        colleague_reads = line.split()[3] == "R"
        assert len(all_events(recorded)) - before == colleague_reads, (tlp, addressed)
        assert not (tlp is Tlp.RED and colleague_reads)


def test_an_endpoint_is_told_what_it_wants_until_it_is_stopped(recorded: Engine, cast: Cast) -> None:
    wants, _ = an_endpoint(recorded, cast.facebook, "https://example.com/1", EventKind.SIGNAL_ADDRESSED)
    a_request(recorded, cast.official)
    a_signal(recorded, cast.twitter)
    assert [kind for kind, _ in told(recorded)] == ["signal.addressed"]
    endpoints.stop(recorded, cast.facebook, wants)
    a_signal(recorded, cast.twitter)
    assert len(all_events(recorded)) == 1
    assert [each.state for each in all_deliveries(recorded)] == [SendingState.FAILED]


def test_nobody_is_told_of_what_was_taken_back(recorded: Engine, cast: Cast) -> None:
    an_endpoint(recorded, cast.facebook)

    def ask_and_fail() -> None:
        with together(recorded) as session:
            a_request(recorded, cast.official)
            assert len(session.scalars(select(WebhookEvent)).all()) == 1
            raise Changed

    with pytest.raises(Changed):
        ask_and_fail()
    assert all_events(recorded) == []


def test_a_request_that_an_action_becomes_tells_its_platform(recorded: Engine, cast: Cast) -> None:
    an_endpoint(recorded, cast.facebook)
    action = an_action(recorded, cast.official, a_held_meeting(recorded, cast.official, "Facebook"))
    request = actions.ask_for_update(recorded, cast.official, action, {
        "letter_id": letter_id(recorded), "platform_ids": [platform_id(recorded, "facebook")],
        "commitment_ids": [commitment_id(recorded, 1)], "due_on": date(2019, 12, 9)})
    assert [(kind, data["request_id"]) for kind, data in told(recorded)] == [("request.made", request)]


def test_what_is_sent_holds_numbers_days_and_addresses_alone(recorded: Engine, cast: Cast) -> None:
    an_endpoint(recorded, cast.facebook)
    a_request(recorded, cast.official, message=SECRET)
    a_return(recorded, cast.official, a_version(recorded, cast.facebook, narrative=SECRET), SECRET)
    a_signal(recorded, cast.twitter, summary=SECRET, indicator=f"https://example.com/{SECRET}")
    for event in all_events(recorded):
        body = delivering.body(event, "https://parley.example")
        assert SECRET not in body.decode()
        sent = json.loads(body)
        assert list(sent) == ["type", "timestamp", "data"]
        assert sent["timestamp"] == "2019-12-02T09:00:00Z"
        assert sent["data"]["page_url"].startswith("https://parley.example/")
        assert sent["data"]["api_url"].startswith("https://parley.example/api/v1/")
