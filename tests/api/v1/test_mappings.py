"""Saying by API how a table of one's own is read, as on the page “Send a return”."""

from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from coordination.incidents import mappings
from coordination.incidents.mapping import header_hash
from data_model.database import reading
from tests.api.v1.conftest import Calls
from tests.cast import Cast, platform_id

OWN = b"Date;Country;Reports\r\n05/11/2019;UK;1,234\r\n06/11/2019;Wales;5\r\n"
HEADER = ["Date", "Country", "Reports"]
SAID: dict[str, Any] = {
    "day": {"column": "Date"}, "day_format": "05/11/2019 (day first)", "nation": {"column": "Country"},
    "category": {"constant": "TOTAL"}, "measure": {"constant": "reports-from-candidates"},
    "value": {"column": "Reports"}}
CSV = {"Content-Type": "text/csv"}
DRY = {"platform": "facebook", "dry_run": "true"}


@pytest.fixture
def facebook(calls: Calls, cast: Cast) -> TestClient:
    return calls(cast.facebook)


def said(program: TestClient, platform: str = "facebook", **changed: Any) -> Any:
    return program.put("returns/mappings", params={"platform": platform}, json={"header": HEADER, **SAID, **changed})


def test_a_table_of_ones_own_is_read_once_it_was_said_how(facebook: TestClient) -> None:
    before = facebook.post("returns", params=DRY, content=OWN, headers=CSV)
    assert before.status_code == 422
    assert before.json()["detail"] == (
        "This table is in none of the forms that Parley knows: it has no column “day”, “nation”, “category”, “measure” "
        "and “value”. Its columns are “Date”, “Country” and “Reports”. By name, “Date” could be the day and “Country” "
        "could be the nation. Say once which column is which, with PUT /returns/mappings or on the page “Send a "
        "return”: tables with the same header are then read so. Or send the template.")
    assert said(facebook).status_code == 200
    after = facebook.post("returns", params=DRY, content=OWN, headers=CSV).json()
    assert (after["storable"], after["rows"], after["first_day"]) == (True, 2, "2019-11-05")
    stored = facebook.post("returns", params={"platform": "facebook"}, content=OWN, headers=CSV)
    assert (stored.status_code, stored.json()["added"]) == (201, 2)
    assert facebook.get(f"returns/{stored.json()['return_id']}").json()["form"] == "other table"


def test_what_was_said_is_what_the_screen_remembers(facebook: TestClient, recorded: Engine, cast: Cast) -> None:
    answer = said(facebook).json()
    hashed = header_hash(tuple(HEADER))
    with reading(recorded) as session:
        known = mappings.remembered(session, cast.facebook, platform_id(recorded, "facebook"), hashed)
    assert known == SAID
    assert (answer["header_hash"], answer["saved_by"], answer["mapping"]["day"]) == (
        hashed, "Facebook representative", {"column": "Date", "constant": None})
    assert facebook.get("returns/mappings").json()["items"] == [answer]


def test_what_is_said_anew_takes_its_place(facebook: TestClient) -> None:
    said(facebook)
    tag = facebook.get("returns/mappings").headers["etag"]
    said(facebook, nation={"constant": "uk"})
    after = facebook.get("returns/mappings", headers={"if-none-match": tag})
    assert [each["mapping"]["nation"] for each in after.json()["items"]] == [{"column": None, "constant": "uk"}]


def test_everything_that_is_wrong_is_named_in_its_place(facebook: TestClient) -> None:
    answer = said(facebook, header=["Date", "Country", "country", "Reports"], day_format=None,
                  value={"constant": "5"})
    assert answer.status_code == 422
    assert [(each["pointer"], each["detail"]) for each in answer.json()["errors"]] == [
        ("#/nation", "The file has 2 columns called “Country”. Choose another, or rename them in the file."),
        ("#/value", "Choose the column of the value: it cannot be the same for all rows."),
        ("#/day_format", "Choose how the table writes days.")]
    answer = said(facebook, measure={"constant": "no such measure"})
    assert [each["pointer"] for each in answer.json()["errors"]] == ["#/measure"]
    answer = said(facebook, nation={"column": "Country", "constant": "uk"})
    assert [each["pointer"] for each in answer.json()["errors"]] == ["#/nation"]
    answer = said(facebook, header=["day", "nation", "category", "measure", "value"])
    assert answer.json()["errors"][0]["pointer"] == "#/header"
    assert facebook.get("returns/mappings").json()["items"] == []


def test_only_ones_own_company_says_and_reads_it(calls: Calls, cast: Cast, facebook: TestClient) -> None:
    said(facebook)
    twitter, analyst = calls(cast.twitter), calls(cast.analyst)
    assert said(twitter).status_code == 404
    assert twitter.get("returns/mappings").json()["items"] == []
    assert analyst.get("returns/mappings").status_code == 403
    assert twitter.post("returns", params=DRY | {"platform": "twitter"}, content=OWN, headers=CSV).status_code == 422


def test_said_under_an_idempotency_key_it_is_said_once(facebook: TestClient) -> None:
    body = {"header": HEADER, **SAID}
    answers = [facebook.put("returns/mappings", params={"platform": "facebook"}, json=body,
                            headers={"idempotency-key": "one"}) for _ in range(2)]
    assert [each.headers.get("idempotency-replayed") for each in answers] == [None, "true"]
    assert answers[0].content == answers[1].content
