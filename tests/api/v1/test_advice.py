"""Advice through the API: a platform drafts its own sections and sends them; everybody reads what is published."""

from sqlalchemy import Engine

from coordination.advice import agreeing
from data_model.words import AdviceTopic
from tests.advice import a_draft, an_agreed_section, an_edition
from tests.api.v1.conftest import Calls
from tests.cast import Cast

DRAFT = "advice/drafts/facebook/where to report"
PLACE = {"platform": "facebook", "topic": "where to report"}
WORDS = {"english": "Use our form.", "welsh": "Defnyddiwch ein ffurflen.", "report_address": "https://example.com/form"}


def test_a_section_is_drafted_saved_and_sent(calls: Calls, cast: Cast, recorded: Engine) -> None:
    facebook = calls(cast.facebook)
    begun = facebook.post("advice/drafts", json=PLACE)
    assert (begun.status_code, begun.headers["Location"]) == (
        201, "/api/v1/advice/drafts/facebook/where%20to%20report")
    assert facebook.get(DRAFT).json()["english"] == ""
    saved = facebook.put(DRAFT, json=WORDS, headers={"If-Match": begun.headers["ETag"]})
    assert facebook.get(DRAFT).json()["english"] == "Use our form."
    assert facebook.get(DRAFT).headers["ETag"] == saved.headers["ETag"] == f'"{saved.json()["revision"]}"'
    assert facebook.get(DRAFT, headers={"If-None-Match": saved.headers["ETag"]}).status_code == 304
    sent = facebook.post(f"{DRAFT}/submission", headers={"If-Match": saved.headers["ETag"]})
    assert (sent.status_code, sent.json()["number"], sent.json()["decision"]) == (201, 1, None)
    assert facebook.get(DRAFT).status_code == 404
    agreeing.give_back(recorded, cast.official, sent.json()["version_id"], "Say by when.")
    (own,) = [each for each in facebook.get("advice/sections").json()["items"]
              if each["own"] and each["topic"] == "where to report"]
    assert (own["state"], own["reason"]) == ("returned", "Say by when.")


def test_an_amendment_names_the_draft_as_it_was_read(calls: Calls, cast: Cast, recorded: Engine) -> None:
    revision = a_draft(recorded, cast.facebook, AdviceTopic.REPORTING)
    facebook = calls(cast.facebook)
    assert facebook.put(DRAFT, json=WORDS).status_code == 428
    moved_on = facebook.put(DRAFT, json=WORDS, headers={"If-Match": f'"{revision - 1}"'})
    assert (moved_on.status_code, moved_on.json()["title"]) == (412, "It has changed meanwhile")
    assert "saved this draft from another window" in moved_on.json()["detail"]
    assert facebook.delete(DRAFT, headers={"If-Match": f'"{revision}"'}).status_code == 204
    assert facebook.get(DRAFT).status_code == 404


def test_what_stands_in_the_way_of_sending_is_said_field_by_field(
        calls: Calls, cast: Cast) -> None:
    facebook = calls(cast.facebook)
    tag = facebook.post("advice/drafts", json=PLACE).headers["ETag"]
    refused = facebook.post(f"{DRAFT}/submission", headers={"If-Match": tag})
    assert refused.status_code == 422
    assert refused.json()["errors"] == [
        {"pointer": "#/english", "detail": "Write the advice in English."},
        {"pointer": "#/report_address", "detail": "Give the address where candidates report: a web page, or an email "
                                                  "address after “mailto:”."}]


def test_nobody_sees_or_touches_a_draft_of_another_company(calls: Calls, cast: Cast, recorded: Engine) -> None:
    revision = a_draft(recorded, cast.facebook, AdviceTopic.REPORTING, english="Ours alone.")
    twitter = calls(cast.twitter)
    tag = {"If-Match": f'"{revision}"'}
    assert [answer.status_code for answer in (
        twitter.get(DRAFT), twitter.put(DRAFT, json=WORDS, headers=tag), twitter.delete(DRAFT, headers=tag),
        twitter.post(f"{DRAFT}/submission", headers=tag), twitter.post("advice/drafts", json=PLACE))] == [
        404, 404, 404, 404, 422]
    assert calls(cast.analyst).get(DRAFT).status_code == 403
    assert "Ours alone." not in twitter.get("advice/sections").text + calls(cast.analyst).get("advice/sections").text


def test_advice_that_is_still_right_counts_as_checked(calls: Calls, cast: Cast, recorded: Engine) -> None:
    version = an_agreed_section(recorded, cast)
    assert calls(cast.twitter).post(f"advice/versions/{version}/check").status_code == 404
    assert calls(cast.facebook).post(f"advice/versions/{version}/check").status_code == 204


def test_editions_are_read_as_everybody_reads_them_and_by_whom_by_the_government_alone(
        calls: Calls, cast: Cast, recorded: Engine) -> None:
    an_agreed_section(recorded, cast, english="We take threats down.")
    an_edition(recorded, cast.official, "The first one.")
    for who, published_by in ((cast.twitter, None), (cast.analyst, "Cabinet Office official")):
        calling = calls(who)
        (listed,) = calling.get("advice/editions").json()["items"]
        assert (listed["number"], listed["note"], listed["published_by"]) == (1, "The first one.", published_by)
        edition = calling.get("advice/editions/1").json()
        assert [(each["platform"], [one["english"] for one in each["sections"]]) for each in edition["platforms"]] == [
            ("facebook", ["We take threats down."]), ("google", []), ("twitter", [])]
        assert edition["changes"] == [{"platform_name": "Facebook", "topic": "what breaches", "what": "added"}]
    assert calls(cast.twitter).get("advice/editions/2").status_code == 404


def test_versions_of_a_section_are_all_ones_own_or_what_is_published(
        calls: Calls, cast: Cast, recorded: Engine) -> None:
    an_agreed_section(recorded, cast, english="The first words.")
    asked = {"platform": "facebook", "topic": "what breaches"}
    own = calls(cast.facebook).get("advice/versions", params=asked).json()["items"]
    assert [(each["number"], each["english"], each["decision"]) for each in own] == [(1, "The first words.", "agreed")]
    assert calls(cast.twitter).get("advice/versions", params=asked).json()["items"] == []
    nobody = calls(cast.facebook).get("advice/versions", params=asked | {"platform": "nobody"})
    assert nobody.status_code == 404
