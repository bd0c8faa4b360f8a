"""Signals through the API: shared, read by whom they are for, and answered."""

import json

from sqlalchemy import Engine

from coordination.signals import answering
from data_model.words import Role, Scope, Tlp
from tests.api.v1.conftest import Calls
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.coordination.signals.a_bundle import a_bundle, an_indicator
from tests.signals import KNOWS, READS, THREAT, WHO, a_signal, an_audience, cases, every_signal

OBSERVED = "2019-12-02T08:00:00Z"
SIGNAL = {"platform": "twitter", "kind": "content", "category": THREAT, "summary": "The same picture, again.",
          "indicator_kind": "URL", "indicator": "hxxps://Example[.]com/picture", "observed_at": OBSERVED,
          "tlp": "TLP:AMBER+STRICT", "platforms": ["facebook"]}


def test_a_signal_is_shared_and_its_addressee_reads_and_answers_it(calls: Calls, cast: Cast) -> None:
    made = calls(cast.twitter).post("signals", json=SIGNAL)
    assert (made.status_code, made.headers["Location"]) == (201, "/api/v1/signals/1")
    assert made.json()["indicator"] == "https://example.com/picture"
    facebook = calls(cast.facebook)
    waiting = facebook.get("signals", params={"state": "waiting", "mine": True}).json()["items"]
    assert [(each["id"], each["summary"], each["addressed"]) for each in waiting] == [
        (1, "The same picture, again.", ["Facebook"])]
    facebook.post("signals/1/acknowledgement").raise_for_status()
    facebook.post("signals/1/opinion", json={"opinion": "breaches here", "words": "Rule 4."}).raise_for_status()
    acted = facebook.post("signals/1/action", json={"acted_at": "2019-12-02T08:30:00Z", "words": "Gone."}).json()
    assert acted["addressees"] == [{
        "platform": "facebook", "name": "Facebook", "person": None, "own": True,
        "acknowledged_at": "2019-12-02T09:00:00Z", "opinion": "breaches here", "opinion_at": "2019-12-02T09:00:00Z",
        "opinion_words": "Rule 4.", "acted_at": "2019-12-02T08:30:00Z", "acted_words": "Gone."}]
    assert facebook.get("signals", params={"state": "waiting", "mine": True}).json()["items"] == []


def test_what_is_wrong_is_said_in_the_fields_of_the_body(calls: Calls, cast: Cast) -> None:
    wrong = {"platform": "facebook", "category": "NONE", "observed_at": "2019-12-02T10:00:00Z", "platforms": ["nobody"]}
    answer = calls(cast.twitter).post("signals", json=SIGNAL | wrong)
    assert answer.status_code == 422
    assert {error["pointer"]: error["detail"] for error in answer.json()["errors"]} == {
        "#/platform": "Share for your own platform, to which the letter is addressed.",
        "#/category": "Choose one of the categories.",
        "#/observed_at": "It cannot have been observed in the future. Enter London time.",
        "#/platforms": "Choose platforms that the letter is addressed to, and government departments."}


def test_only_its_sharer_withdraws_a_signal_and_nobody_answers_it_then(
        calls: Calls, cast: Cast, recorded: Engine) -> None:
    id_ = a_signal(recorded, cast.twitter)
    facebook, twitter = calls(cast.facebook), calls(cast.twitter)
    assert facebook.post(f"signals/{id_}/withdrawal", json={"reason": "No."}).status_code == 403
    gone = twitter.post(f"signals/{id_}/withdrawal", json={"reason": "It was somebody else."}).json()
    assert (gone["withdrawn_at"], gone["withdrawn_reason"]) == ("2019-12-02T09:00:00Z", "It was somebody else.")
    refused = facebook.post(f"signals/{id_}/acknowledgement")
    assert (refused.status_code, refused.json()["detail"]) == (
        409, "This signal was withdrawn on 2 December 2019 at 09:00.")


def test_a_key_for_signals_opens_nothing_else_and_one_without_opens_no_signals(
        calls: Calls, cast: Cast, recorded: Engine) -> None:
    id_ = a_signal(recorded, cast.twitter)
    without = calls(cast.facebook, Scope.READ, Scope.SUBMIT)
    for address in ("signals", f"signals/{id_}", "signals/choices", "signals/answers", "signals/lag", "signals/bundle"):
        assert without.get(address).status_code == 403, address
    assert without.post(f"signals/{id_}/acknowledgement").status_code == 403
    with_it = calls(cast.facebook, Scope.SIGNALS)
    assert with_it.get(f"signals/{id_}").status_code == 200
    assert with_it.get("meetings").status_code == 403


def test_every_program_reads_what_its_person_may_whoever_asked_before(
        calls: Calls, cast: Cast, recorded: Engine) -> None:
    """One server, one caller after the other: what was kept for one is not given to another, colleagues included."""
    audience = an_audience(recorded, cast)
    signals = every_signal(recorded, audience)
    expected = {(case.viewer, case.signal): case.expected for case in cases()}
    keys = {who: calls(audience[who]) for who in WHO if audience[who].role in {Role.PLATFORM, Role.ANALYST}}
    for who in [*keys, *reversed(keys)]:
        listed = keys[who].get("signals", params={"limit": 500})
        bundle = keys[who].get("signals/bundle")
        known = {each["id"] for each in listed.json()["items"]} if listed.status_code == 200 else set()
        for key, signal in signals.items():
            may = expected[who, key]
            answer = keys[who].get(f"signals/{signal.id}")
            assert answer.status_code == (200 if may in {READS, KNOWS} else 404), (who, key)
            assert (signal.id in known) is (may in {READS, KNOWS}), (who, key)
            for seen in (listed.text, bundle.text, answer.text):
                assert (signal.mark in seen) is (may == READS), (who, key)


def test_the_same_list_is_csv_for_who_asks_for_it(calls: Calls, cast: Cast, recorded: Engine) -> None:
    a_signal(recorded, cast.twitter, summary="=HYPERLINK(1)")
    told = calls(cast.facebook).get("signals", headers={"Accept": "text/csv"})
    header, row, _ = told.text.split("\r\n")
    assert header.startswith("id,shared_at,observed_at,platform,platform_name,kind,")
    assert row.startswith("1,2019-12-02T09:00:00Z,2019-12-02T08:00:00Z,twitter,Twitter,content,")
    assert ",'=HYPERLINK(1),URL," in row


def test_answers_and_lag_are_told_as_on_screen(calls: Calls, cast: Cast, recorded: Engine,
                                               stopped_clock: StoppedClock) -> None:
    id_ = a_signal(recorded, cast.twitter)
    stopped_clock.advance(hours=3)
    answering.act(recorded, cast.facebook, id_, stopped_clock.now)
    analyst = calls(cast.analyst)
    timings = {each["to_platform"]: each for each in analyst.get("signals/answers").json()["items"]}
    assert (timings["facebook"]["acted_at"], timings["google"]["acted_at"]) == ("2019-12-02T12:00:00Z", None)
    pair = next(each for each in analyst.get("signals/lag").json()["items"]
                if (each["step"], each["by"], each["to_platform_name"]) == ("acted", "pair", "Facebook"))
    assert (pair["signals"], pair["answered"], pair["median"]) == (1, 1, 3.0)


def test_whom_one_may_address_is_said_by_the_names_that_bodies_take(calls: Calls, cast: Cast) -> None:
    may = calls(cast.twitter).get("signals/choices").json()
    assert may["own"] == [{"platform": "twitter", "name": "Twitter"}]
    assert may["platforms"] == [{"platform": "facebook", "name": "Facebook"}, {"platform": "google", "name": "Google"}]
    assert {"id": cast.facebook.account_id, "name": "Facebook representative", "organisation": "Facebook"} in may[
        "people"]
    red = SIGNAL | {"tlp": Tlp.RED, "platforms": [], "people": [cast.facebook.account_id]}
    assert calls(cast.twitter).post("signals", json=red).status_code == 201
    assert calls(cast.analyst).get("signals/choices").status_code == 403


def test_a_bundle_is_tried_then_shared_once_and_comes_back(calls: Calls, cast: Cast) -> None:
    content, twitter = a_bundle(an_indicator()), calls(cast.twitter)
    given = {"platform": "twitter", "category": THREAT, "platforms": ["facebook"]}
    kind = {"Content-Type": "application/stix+json"}

    def share(**more: object) -> tuple[int, list[str], list[int]]:
        answer = twitter.post("signals/bundle", content=content, headers=kind, params=given | more)
        told = answer.json()
        return answer.status_code, [each["becomes"] for each in told["objects"]], told["shared"]

    assert share(dry_run=True) == (200, ["will be shared"], [])
    assert share() == (201, ["will be shared"], [1])
    assert share() == (200, ["already here"], [])
    out = calls(cast.facebook).get("signals/bundle")
    assert out.headers["Content-Type"] == "application/stix+json;version=2.1"
    assert json.loads(content)["objects"][-1]["id"] in {each["id"] for each in out.json()["objects"]}


def test_a_shared_signal_is_shared_once_under_one_idempotency_key(calls: Calls, cast: Cast) -> None:
    twitter = calls(cast.twitter)
    first, again = (twitter.post("signals", json=SIGNAL, headers={"Idempotency-Key": "one"}) for _ in range(2))
    assert (first.content, again.headers["Idempotency-Replayed"]) == (again.content, "true")
    assert len(twitter.get("signals").json()["items"]) == 1
