"""Reach through the API: a platform records what it sent itself; figures are for everybody whom the letter concerns."""

import pytest
from sqlalchemy import Engine

from coordination.reach import recording
from tests.api.v1.conftest import Calls
from tests.cast import Cast
from tests.reach import a_distribution, an_empty_edition, by_platform

SENT = {"platform": "facebook", "edition": 1, "audience": "candidates", "channel": "email", "sent_on": "2019-12-02",
        "people": 600}


@pytest.fixture(autouse=True)
def edition(recorded: Engine, cast: Cast) -> None:
    """Something to send."""
    an_empty_edition(recorded, cast)


def test_what_was_sent_is_recorded_and_restated_and_both_numbers_stay(calls: Calls, cast: Cast) -> None:
    facebook = calls(cast.facebook)
    made = facebook.post("distributions", json=SENT)
    assert (made.status_code, made.headers["Location"], made.headers["ETag"]) == (
        201, "/api/v1/distributions/1", '"1"')
    assert (made.json()["sender_kind"], made.json()["sender"]) == ("platform", "Facebook")
    again = facebook.put("distributions/1", json={"people": 590, "reason": "Ten came back."},
                         headers={"If-Match": '"1"'})
    assert [(each["number"], each["people"]) for each in again.json()["versions"]] == [(2, 590), (1, 600)]
    late = facebook.put("distributions/1", json={"people": 580, "reason": "Ten more."}, headers={"If-Match": '"1"'})
    assert late.status_code == 412
    reached = {(each["audience"], each["party"]): each for each in facebook.get("reach").json()["items"]}
    assert (reached["candidates", ""]["at_least"], reached["candidates", ""]["at_most"]) == (590, 590)


def test_more_people_than_there_are_is_asked_about(calls: Calls, cast: Cast) -> None:
    facebook = calls(cast.facebook)
    asked = facebook.post("distributions", json=SENT | {"people": 9_000})
    assert [error["pointer"] for error in asked.json()["errors"]] == ["#/confirmed"]
    assert facebook.post("distributions", json=SENT | {"people": 9_000, "confirmed": True}).status_code == 201


def test_a_platform_records_and_reads_its_own_alone(calls: Calls, cast: Cast, recorded: Engine) -> None:
    id_ = a_distribution(recorded, cast.facebook, by_platform())
    recording.restate(recorded, cast.facebook, id_, 1, 40, "Some came back.")
    twitter = calls(cast.twitter)
    assert twitter.get("distributions").json()["items"] == []
    assert twitter.get(f"distributions/{id_}").status_code == 404
    refused = twitter.post("distributions", json=SENT)
    assert refused.json()["errors"] == [
        {"pointer": "#/platform", "detail": "The letter is addressed to no platform of yours by this name."}]
    read = calls(cast.analyst).get(f"distributions/{id_}").json()
    assert (read["people"], read["reason"], len(read["versions"])) == (40, "Some came back.", 2)


def test_an_edition_that_there_is_not_has_no_distributions(calls: Calls, cast: Cast, recorded: Engine) -> None:
    a_distribution(recorded, cast.facebook, by_platform())
    facebook = calls(cast.facebook)
    assert len(facebook.get("distributions", params={"edition": 1}).json()["items"]) == 1
    assert facebook.get("distributions", params={"edition": 2}).json()["items"] == []
