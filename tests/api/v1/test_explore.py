"""Explore through the API: the same figure, by the same address, with the same data, as on screen."""

import csv
import hashlib
import io

import pytest
from sqlalchemy import Engine

from tests.api.v1.conftest import Calls
from tests.cast import Cast
from tests.counts import REPORTS, a_count, a_sent_return

VIEW = {"measure": REPORTS, "by": "platform", "grain": "week", "from": "2019-11-18", "to": "2019-11-24"}


@pytest.fixture(autouse=True)
def counts(recorded: Engine, cast: Cast) -> None:
    """Something to explore."""
    a_sent_return(recorded, cast.facebook, a_count(41))


def test_a_figure_is_what_its_address_says_with_what_must_be_said_of_it(calls: Calls, cast: Cast) -> None:
    figure = calls(cast.analyst).get("explore", params=VIEW).json()
    assert figure["title"] == "Reports from candidates, by platform, week by week"
    assert figure["address"].startswith("http://parley.test/explore?letter=MCO%2F00433&measure=reports-from-candidates")
    told = {row["group"]: (row["state"], row["value"]) for row in figure["rows"]}
    assert told["Facebook"] == ("reported", 41.0)
    assert told["Twitter"] == ("not reported", None)
    assert [each["name"] for each in figure["meanings"]] == ["Reports from candidates"]


def test_the_csv_is_what_the_figure_is_bound_to(calls: Calls, cast: Cast) -> None:
    analyst = calls(cast.analyst)
    content = analyst.get("explore", params=VIEW, headers={"Accept": "text/csv"}).content
    assert hashlib.sha256(content).hexdigest() == analyst.get("explore", params=VIEW).json()["sha256"]
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert {row["platform"]: row["value"] for row in rows}["Facebook"] == "41"


def test_some_rows_are_named_as_the_page_names_them(calls: Calls, cast: Cast) -> None:
    analyst = calls(cast.analyst)
    first = analyst.get("explore", params=VIEW).json()["rows"][0]
    (only,) = analyst.get("explore", params=VIEW | {"row": first["row"]}).json()["rows"]
    assert only == first


def test_measures_are_told_with_their_definitions_and_what_they_allow(calls: Calls, cast: Cast) -> None:
    measures = {each["key"]: each for each in calls(cast.analyst).get("measures", params={"limit": 500}).json()[
        "items"]}
    assert measures[REPORTS]["by"] == ["platform", "category", "nation"]
    assert measures[REPORTS]["definition"]
    assert {each["subject"] for each in measures.values()} >= {"Incident counts", "Signals and lag", "Reach"}


def test_what_there_is_not_is_refused_and_platforms_do_not_explore(calls: Calls, cast: Cast) -> None:
    analyst = calls(cast.analyst)
    assert analyst.get("explore", params=VIEW | {"grain": "hour"}).status_code == 404
    misspelt = analyst.get("explore", params=VIEW | {"mesure": "x"})
    assert (misspelt.status_code, misspelt.json()["errors"][0]["parameter"]) == (422, "mesure")
    assert calls(cast.facebook).get("explore", params=VIEW).status_code == 403
