"""The record of updates through the API, as tables: the same rows as the files that screens give."""

from sqlalchemy import Engine

from data_model.words import FindingWord
from tests.api.v1.conftest import Calls
from tests.cast import Cast, a_version, an_acceptance


def test_an_analyst_reads_every_version_in_its_own_words(calls: Calls, cast: Cast, recorded: Engine) -> None:
    first = a_version(recorded, cast.facebook, narrative="Facebook's words.", statements={"1a": "It says so."},
                      link="Our announcement")
    an_acceptance(recorded, cast.official, first, word=FindingWord.MET)
    a_version(recorded, cast.twitter, narrative="Twitter's words.")
    analyst = calls(cast.analyst)
    told = {each["platform"]: each for each in analyst.get("record/updates").json()["items"]}
    assert (told["facebook"]["narrative"], told["facebook"]["finding"]) == ("Facebook's words.", "met")
    assert (told["twitter"]["narrative"], told["twitter"]["outcome"]) == ("Twitter's words.", None)
    said = {each["code"]: each for each in analyst.get("record/criteria", params={"platform": "facebook"}).json()[
        "items"]}
    assert (said["1a"]["statement"], said["1a"]["finding"], said["1b"]["statement"]) == ("It says so.", "met", None)
    (piece,) = analyst.get("record/evidence").json()["items"]
    assert (piece["evidence"], piece["url"], piece["file_name"]) == (
        "Our announcement", "https://example.com/news", None)
    days = analyst.get("record/days", params={"platform": "facebook", "commitment": 1}).json()["items"]
    assert (days[0]["day"], days[0]["finding"], days[-1]["day"], days[-1]["finding"]) == (
        "2019-11-05", None, "2019-12-02", "met")


def test_a_platform_reads_its_own_record_alone(calls: Calls, cast: Cast, recorded: Engine) -> None:
    a_version(recorded, cast.facebook, narrative="Facebook's words.", link="Facebook's link")
    twitter = calls(cast.twitter)
    for table in ("updates", "criteria", "evidence"):
        assert twitter.get(f"record/{table}").json() == {"items": [], "next": None}
    assert {each["platform"] for each in twitter.get("record/days").json()["items"]} == {"twitter"}
    assert {each["platform"] for each in twitter.get("record/figures").json()["items"]} <= {"twitter"}


def test_computed_figures_stand_beside_the_criteria(calls: Calls, cast: Cast, recorded: Engine) -> None:
    a_version(recorded, cast.facebook)
    (found,) = [each for each in calls(cast.analyst).get("record/figures", params={"platform": "facebook"}).json()[
        "items"] if each["code"] == "5a"]
    assert (found["commitment"], found["value"], found["out_of"]) == (5, 1, 4)
    assert found["sentence"] == "A submitted update is on record for 1 of the 4 other commitments."


def test_a_list_goes_on_where_its_cursor_says_while_rows_are_added(
        calls: Calls, cast: Cast, recorded: Engine) -> None:
    for commitment in (1, 2, 3):
        a_version(recorded, cast.facebook, commitment=commitment)
    analyst = calls(cast.analyst)
    first = analyst.get("record/updates", params={"limit": 2})
    assert [each["commitment"] for each in first.json()["items"]] == [3, 2]
    a_version(recorded, cast.facebook, commitment=4)
    rest = analyst.get(first.links["next"]["url"])
    assert [each["commitment"] for each in rest.json()["items"]] == [1]
    assert rest.json()["next"] is None
