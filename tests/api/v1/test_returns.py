"""Returns by API: checked, stored and read back as on screen."""

import io
import json
from threading import Event
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, func, select
from starlette.testclient import TestClient

from api.v1 import returns as returns_api
from coordination.incidents import files, jobs, mappings
from coordination.incidents.mapping import header_hash
from data_model.database import reading
from data_model.incidents import Return
from data_model.jobs import ReturnJob
from data_model.words import Scope
from tests.api.conftest import PUBLIC_URL
from tests.api.v1.conftest import Calls
from tests.cast import Cast, platform_id
from tests.returning import a_template, sent

URL = "/api/v1/returns?platform=facebook"
WEEK: list[tuple[object, ...]] = [("2019-11-18", 120), ("2019-11-19", 0), ("2019-11-20", "not reported")]
CSV = {"Content-Type": "text/csv"}
XLSX = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@pytest.fixture
def facebook(calls: Calls, cast: Cast) -> TestClient:
    return at_the_top(calls(cast.facebook))


@pytest.fixture
def analyst(calls: Calls, cast: Cast) -> TestClient:
    return at_the_top(calls(cast.analyst))


def at_the_top(program: TestClient) -> TestClient:
    """The same, for the addresses that answers name."""
    program.base_url = PUBLIC_URL  # type: ignore[assignment]
    return program


def a_row(day: str, value: object, **said: object) -> dict[str, object]:
    return {"day": day, "nation": "uk", "category": "TOTAL", "measure": "reports-from-candidates", "value": value,
            **said}


def number_of(engine: Engine, table: type) -> int:
    with reading(engine) as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def csv_sent(to: TestClient, rows: list[Any], said: str = "", **headers: str) -> Any:
    return to.post(URL + said, content=a_template(rows), headers=CSV | headers)


def test_a_dry_run_says_what_would_change_and_stores_nothing(facebook: TestClient, recorded: Engine) -> None:
    answer = csv_sent(facebook, WEEK, "&dry_run=true")
    assert answer.status_code == 200
    said = answer.json()
    assert {name: said[name] for name in ("rows", "added", "changed", "kept", "first_day", "last_day", "storable",
                                          "return_id")} == {
        "rows": 3, "added": 3, "changed": 0, "kept": 0, "first_day": "2019-11-18", "last_day": "2019-11-20",
        "storable": True, "return_id": None}
    assert number_of(recorded, Return) == 0


def test_a_return_is_stored_and_can_be_read_back(facebook: TestClient, recorded: Engine) -> None:
    answer = csv_sent(facebook, WEEK, "&file_name=week.csv")
    assert answer.status_code == 201
    location = answer.headers["Location"]
    assert location == f"/api/v1/returns/{answer.json()['return_id']}"
    found = facebook.get(location).json()
    assert {name: found[name] for name in ("number", "platform", "form", "file_name", "added", "submitted_by")} == {
        "number": 1, "platform": "facebook", "form": "template", "file_name": "week.csv", "added": 3,
        "submitted_by": "Facebook representative"}
    assert facebook.get("/api/v1/returns").json() == {"items": [found], "next": None}


def test_rows_of_json_and_a_file_are_stored_alike(facebook: TestClient, recorded: Engine) -> None:
    answer = facebook.post(URL, json=[a_row(str(day), value) for day, value in WEEK])
    assert answer.status_code == 201
    assert csv_sent(facebook, WEEK).json()["changes_nothing"] is True
    assert facebook.get(answer.headers["Location"]).json()["form"] == "typed"


def test_the_same_return_again_changes_nothing_and_is_no_error(facebook: TestClient, recorded: Engine) -> None:
    assert csv_sent(facebook, WEEK).status_code == 201
    again = csv_sent(facebook, WEEK)
    assert again.status_code == 200
    assert (again.json()["changes_nothing"], again.json()["kept"], again.json()["same_as"]) == (True, 3, 1)
    assert number_of(recorded, Return) == 1


def test_under_one_idempotency_key_it_is_stored_once_and_answered_alike(facebook: TestClient, recorded: Engine) -> None:
    first, second = (csv_sent(facebook, WEEK, **{"Idempotency-Key": "week-47"}) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert number_of(recorded, Return) == 1
    other = csv_sent(facebook, WEEK[:1], **{"Idempotency-Key": "week-47"})
    assert other.status_code == 409


def test_a_restatement_needs_a_reason(facebook: TestClient) -> None:
    csv_sent(facebook, WEEK)
    restated = [("2019-11-18", 121)]
    tried = csv_sent(facebook, restated, "&dry_run=true").json()
    assert (tried["needs_reason"], tried["changes"]) == (True, [
        {"row": 2, "day": "2019-11-18", "nation": "uk", "category": "TOTAL", "measure": "reports-from-candidates",
         "before": 120, "value": 121}])
    refused = csv_sent(facebook, restated)
    assert (refused.status_code, refused.json()["detail"], refused.json()["errors"]) == (
        422, "Say why earlier counts are restated.",
        [{"parameter": "reason", "detail": "Say why earlier counts are restated."}])
    stored = csv_sent(facebook, restated, "&reason=Counted again.")
    assert (stored.status_code, stored.json()["changed"]) == (201, 1)
    restatements = facebook.get(stored.headers["Location"] + "/restated").json()["items"]
    assert restatements == [{"day": "2019-11-18", "nation": "uk", "category": "TOTAL",
                             "measure": "reports-from-candidates", "before": 120, "value": 121}]


def test_what_is_asked_about_is_confirmed(facebook: TestClient, recorded: Engine) -> None:
    csv_sent(facebook, [("2019-11-18", 10)])
    asked = csv_sent(facebook, [("2019-11-20", 11)])
    assert asked.status_code == 422
    assert [each.get("parameter") for each in asked.json()["errors"]] == ["confirmed", None]
    assert asked.json()["errors"][1]["remedy"].startswith("Add them if you have them")
    assert csv_sent(facebook, [("2019-11-20", 11)], "&confirmed=true").status_code == 201


def test_every_row_at_fault_is_named_with_column_value_and_remedy(facebook: TestClient, recorded: Engine) -> None:
    answer = csv_sent(facebook, [("2019-11-18", 1), ("18/11/2019", "1E5")])
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "2 problems must be put right first. Nothing was stored."
    assert answer.json()["errors"] == [
        {"row": 3, "column": "day", "value": "18/11/2019", "detail": "The day is not written year first.",
         "remedy": "Write 2019-11-18."},
        {"row": 3, "column": "value", "value": "1E5", "detail": "The number has an exponent.",
         "remedy": "Write all its digits: 100000, not 1E5."}]
    assert number_of(recorded, Return) == 0


def test_rows_of_json_are_pointed_at(facebook: TestClient) -> None:
    answer = facebook.post(URL, json=[a_row("2019-11-18", 1), a_row("2019-11-19", -1)])
    assert answer.json()["errors"] == [
        {"pointer": "#/1/value", "row": 2, "column": "value", "value": "-1", "detail": "A value cannot be negative.",
         "remedy": "Write the number itself, or 0."}]


def test_what_is_no_row_is_pointed_at_and_what_is_no_json_refused(facebook: TestClient) -> None:
    answer = facebook.post(URL, json=[a_row("2019-11-18", 1), a_row("2019-11-19", None, extra=1)])
    assert answer.status_code == 422
    assert {each["pointer"] for each in answer.json()["errors"]} == {"#/1/value", "#/1/extra"}
    assert facebook.post(URL, content=b"[{", headers={"Content-Type": "application/json"}).status_code == 400
    wrong = facebook.post(URL, json={"day": "2019-11-18"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#")
    no_number = json.dumps([a_row("2019-11-18", float("nan"))])
    assert facebook.post(URL, content=no_number, headers={"Content-Type": "application/json"}).status_code == 422


def test_a_file_that_is_no_table_is_refused_in_the_screens_sentence(facebook: TestClient) -> None:
    answer = facebook.post(URL, content=b"%PDF-1.7\n", headers=CSV)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("This is not a table that we can read.")
    assert "pointer" not in answer.json()["errors"][0]


def test_a_table_of_ones_own_is_read_as_was_remembered(facebook: TestClient, cast: Cast, recorded: Engine) -> None:
    content = b"when,how many\r\n2019-11-18,4\r\n"
    unknown = facebook.post(URL, content=content, headers=CSV)
    assert (unknown.status_code, "Send a return" in unknown.json()["detail"]) == (422, True)
    mappings.remember(recorded, cast.facebook, platform_id(recorded, "facebook"), header_hash(("when", "how many")), {
        "day": {"column": "when"}, "day_format": "2019-11-05", "value": {"column": "how many"},
        "nation": {"constant": "uk"}, "category": {"constant": "TOTAL"},
        "measure": {"constant": "reports-from-candidates"}})
    assert facebook.post(URL, content=content, headers=CSV).status_code == 201


def test_our_own_files_are_taken_and_change_nothing(facebook: TestClient, visit: Any, cast: Cast) -> None:
    csv_sent(facebook, WEEK)
    for kind, media in (("csv", CSV), ("xlsx", XLSX)):
        file = visit(cast.facebook).get(f"/downloads/counts.{kind}").content
        answer = facebook.post(URL, content=file, headers=media)
        assert (answer.status_code, answer.json()["kept"]) == (200, 3)
    rows = facebook.get("/api/v1/counts").json()["items"]
    answer = facebook.post(URL, json=rows)
    assert (answer.status_code, answer.json()["kept"]) == (200, 3)


def test_another_kind_of_body_and_one_that_is_too_large_are_refused(
        facebook: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert facebook.post(URL, content=b"x", headers={"Content-Type": "application/pdf"}).status_code == 415
    most = files.LARGEST_SENT_MB * 1024 * 1024
    assert facebook.post(URL, content=b"x", headers=CSV | {"Content-Length": str(most + 1)}).status_code == 413
    monkeypatch.setattr(returns_api, "LARGEST_JSON", 100)
    answer = facebook.post(URL, json=[a_row("2019-11-18", 1)])
    assert (answer.status_code, "as CSV" in answer.json()["detail"]) == (413, True)


def test_nobody_sends_for_another_company(facebook: TestClient, analyst: TestClient, recorded: Engine) -> None:
    assert facebook.post("/api/v1/returns?platform=twitter", content=a_template(WEEK), headers=CSV).status_code == 404
    in_the_file = a_template(WEEK).replace(b"value", b"value,platform").replace(b"120", b"120,Twitter")
    answer = facebook.post(URL, content=in_the_file, headers=CSV)
    assert answer.status_code == 422
    assert facebook.post(URL, json=[a_row("2019-11-18", 1, platform="twitter")]).json()["errors"][0]["pointer"] == (
        "#/0/platform")
    assert csv_sent(analyst, WEEK).status_code == 403
    assert number_of(recorded, Return) == 0


def test_a_large_return_becomes_a_job_that_can_be_followed(
        facebook: TestClient, recorded: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returns_api, "AT_ONCE", 100)
    answer = csv_sent(facebook, WEEK)
    assert answer.status_code == 202
    location = answer.headers["Location"]
    assert (location, answer.json()["state"]) == ("/api/v1/jobs/1", "waiting")
    before = facebook.get(location).headers["ETag"]
    jobs.work(recorded, Event())
    job = facebook.get(location, headers={"If-None-Match": before}).json()
    assert (job["state"], job["rows_done"], job["outcome"]["added"], job["refusal"]) == ("stored", 3, 3, None)
    assert facebook.get(f"/api/v1/returns/{job['return_id']}").status_code == 200


def test_a_small_one_becomes_a_job_where_that_is_preferred_and_can_be_cancelled(
        facebook: TestClient, recorded: Engine) -> None:
    location = csv_sent(facebook, WEEK, Prefer="respond-async, wait=10").headers["Location"]
    assert facebook.delete(location).json()["state"] == "cancelled"
    jobs.work(recorded, Event())
    assert facebook.get(location).json()["state"] == "cancelled"
    assert facebook.delete(location).status_code == 409
    assert number_of(recorded, Return) == 0


def test_a_job_is_refused_as_a_small_return_is(facebook: TestClient, recorded: Engine) -> None:
    wrong = [("18/11/2019", 1)]
    small = csv_sent(facebook, wrong).json()
    location = csv_sent(facebook, wrong, Prefer="respond-async").headers["Location"]
    jobs.work(recorded, Event())
    job = facebook.get(location).json()
    assert (job["state"], job["refusal"]["detail"]) == ("refused", small["detail"])
    assert [{name: value for name, value in each.items() if value is not None}
            for each in job["refusal"]["errors"]] == small["errors"]


def test_a_job_under_one_idempotency_key_is_asked_for_once(facebook: TestClient, recorded: Engine) -> None:
    first, second = (csv_sent(facebook, WEEK, Prefer="respond-async", **{"Idempotency-Key": "a"}) for _ in range(2))
    assert first.content == second.content
    assert number_of(recorded, ReturnJob) == 1


def test_a_job_of_another_company_is_not_found(
        facebook: TestClient, calls: Calls, cast: Cast) -> None:
    location = csv_sent(facebook, WEEK, Prefer="respond-async").headers["Location"]
    twitter = at_the_top(calls(cast.twitter))
    assert (twitter.get(location).status_code, twitter.delete(location).status_code) == (404, 404)
    reader = at_the_top(calls(cast.facebook, Scope.READ))
    assert reader.get(location).status_code == 403


def test_counts_and_those_of_a_return_are_the_screens_files(
        facebook: TestClient, analyst: TestClient, visit: Any, recorded: Engine, cast: Cast) -> None:
    csv_sent(facebook, WEEK)
    sent(recorded, cast.twitter, WEEK[:2], slug="twitter")
    for mine, file in (("/api/v1/counts?limit=500", "/downloads/counts.csv"),
                       ("/api/v1/returns/1/counts", "/downloads/returns/1.csv")):
        answer = analyst.get(mine, headers={"Accept": "text/csv"})
        table = pd.read_csv(io.BytesIO(answer.content), dtype="str", keep_default_na=False)
        screen = table_of(visit(cast.analyst).get(file).content)
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert list(table.columns) == [each.lower() for each in screen.columns]
        assert sorted(map(tuple, table.to_numpy())) == sorted(map(tuple, screen.to_numpy()))


def table_of(content: bytes) -> pd.DataFrame:
    """The table of one of our files, under the lines that say where it comes from."""
    lines = content.decode("utf-8-sig").split("\r\n")
    body = "\r\n".join(line for line in lines if not line.startswith("# "))
    return pd.read_csv(io.StringIO(body), dtype="str", keep_default_na=False)


def test_counts_come_in_pages_that_together_are_all_of_them(facebook: TestClient, recorded: Engine) -> None:
    csv_sent(facebook, [(f"2019-11-{day}", day) for day in range(10, 20)])
    seen, address = [], "/api/v1/counts?limit=3&platform=facebook&first_day=2019-11-11"
    while address:
        page = facebook.get(address)
        seen += page.json()["items"]
        address = page.links["next"]["url"] if "next" in page.links else ""
    assert sorted(each["day"] for each in seen) == [f"2019-11-{day}" for day in range(11, 20)]


@pytest.mark.parametrize(("query", "status"), [
    ("cursor=x", 422), ("cursor=WzEsMl0", 422), ("cursor=WzEsMiwzLDk5OTk5OTk5OTk5OTld", 422), ("measure=x", 404),
    ("platform=twitter", 404), ("first_day=2019-12-02&last_day=2019-12-01", 422), ("limit=501", 422),
    ("first_day=tomorrow", 422)])
def test_what_an_address_may_not_say_is_refused(facebook: TestClient, query: str, status: int) -> None:
    assert facebook.get(f"/api/v1/counts?{query}").status_code == status


def test_characters_that_no_database_stores_are_left_out(facebook: TestClient, recorded: Engine) -> None:
    for address in ("/api/v1/returns?platform=facebook%00", "/api/v1/counts?platform=facebook%00&measure=%00",
                    "/api/v1/incidents?measure=%00&platform=%00", "/api/v1/jobs/1?x=%00"):
        assert facebook.get(address).status_code in {200, 404, 422}
    csv_sent(facebook, WEEK)
    stored = csv_sent(facebook, [("2019-11-18", 9)], "&reason=Counted%00 again.&file_name=%00a.csv")
    assert stored.status_code == 201
    found = facebook.get(stored.headers["Location"]).json()
    assert (found["reason"], found["file_name"]) == ("Counted again.", "a.csv")
    odd = csv_sent(facebook, [("2019-11-18\x00", "\x00")], "&reason=%00", Prefer="respond-async")
    jobs.work(recorded, Event())
    assert facebook.get(odd.headers["Location"]).json()["state"] == "refused"


def test_the_vocabulary_is_the_screens_file(analyst: TestClient, visit: Any, cast: Cast) -> None:
    answer = analyst.get("/api/v1/vocabulary?limit=500", headers={"Accept": "text/csv"})
    mine = pd.read_csv(io.BytesIO(answer.content), dtype="str", keep_default_na=False)
    screen = table_of(visit(cast.analyst).get("/downloads/vocabulary.csv").content)
    assert mine.to_numpy().tolist() == screen.to_numpy().tolist()


def test_figures_are_the_screens_each_under_its_definition(
        facebook: TestClient, analyst: TestClient, visit: Any, recorded: Engine, cast: Cast) -> None:
    csv_sent(facebook, WEEK)
    query = "?measure=reports-from-candidates&grain=day&from=2019-11-18&to=2019-11-21&platform=facebook"
    items = analyst.get(f"/api/v1/incidents{query}").json()["items"]
    assert [(each["first_day"], each["state"], each["value"]) for each in items] == [
        ("2019-11-18", "reported", 120), ("2019-11-19", "zero", 0), ("2019-11-20", "not reported", None),
        ("2019-11-21", "not reported", None)]
    screen = table_of(visit(cast.analyst).get(f"/downloads/incidents.csv{query}").content)
    assert screen["Value"].tolist() == ["120", "0", "", ""]
    assert {each["definition"] for each in items} == set(screen["Definition"])
    assert analyst.get("/api/v1/incidents?category=x").status_code == 404
    assert analyst.get("/api/v1/incidents?by=x").status_code == 422


def test_a_read_that_nothing_has_changed_is_not_made_again(facebook: TestClient) -> None:
    csv_sent(facebook, WEEK)
    tag = facebook.get("/api/v1/counts").headers["ETag"]
    assert facebook.get("/api/v1/counts", headers={"If-None-Match": tag}).status_code == 304
    csv_sent(facebook, [("2019-11-21", 5)])
    assert facebook.get("/api/v1/counts", headers={"If-None-Match": tag}).status_code == 200


def test_a_file_may_come_as_bytes_of_no_kind_and_its_name_says_which(facebook: TestClient) -> None:
    kind = {"Content-Type": "application/octet-stream"}
    told = facebook.post(URL.replace("returns?", "returns/files?"), content=a_template(WEEK), headers=kind)
    assert (told.status_code, told.json()["added"]) == (201, len(WEEK))
    assert facebook.post(URL, content=a_template(WEEK), headers=kind).status_code == 415
