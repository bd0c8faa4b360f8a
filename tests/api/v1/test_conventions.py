"""What holds for every operation: conditional reads, pages, CSV, idempotency, limits, and how the API refuses."""

import csv
import io
import json

import pytest
from httpx import Response
from sqlalchemy import Engine, func, select
from sqlmodel import col

from api.v1 import problems
from api.v1.limits import WRONG_SECRETS, Limits
from api.v1.paging import _cursor
from api.v1.problems import Refused
from api.v1.tables import wants_csv
from coordination import standing
from data_model.api_keys import StoredAnswer
from data_model.database import reading
from data_model.updates import UpdateVersion
from tests.api.v1.conftest import Calls
from tests.cast import Cast, a_draft, a_version
from tests.conftest import StoppedClock

UPDATE = {"platform": "facebook", "commitment": 1, "claim": "in progress", "narrative": "=1+1",
          "remaining": "The rest.", "delay_reason": "We started late."}


def refused(answer: Response, status: int, slug: str, detail: str, *errors: dict[str, object]) -> None:
    """Assert that an answer is this problem."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.headers["cache-control"] == "no-store"
    said = answer.json()
    assert (said["type"], said["status"], said["detail"]) == (
        f"http://parley.test/for-developers#problem-{slug}", status, detail)
    assert said["instance"] == answer.request.url.path
    assert said["errors"] == list(errors)


def test_a_read_that_nothing_has_changed_is_not_read_again(calls: Calls, recorded: Engine, cast: Cast,
                                                           monkeypatch: pytest.MonkeyPatch) -> None:
    program = calls(cast.analyst)
    first = program.get("overview")
    assert (first.status_code, first.headers["cache-control"], first.headers["vary"]) == (
        200, "private, no-cache", "Accept")
    tag = first.headers["etag"]
    with monkeypatch.context() as patch:
        patch.setattr(standing, "matrix", lambda *_, **__: pytest.fail("It was read again."))
        assert program.get("overview").content == first.content
        for has in (tag, f'"other", {tag}', f"W/{tag}", "*"):
            again = program.get("overview", headers={"if-none-match": has})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), has
        assert program.get("overview", headers={"if-none-match": '"other"'}).status_code == 200
    a_version(recorded, cast.facebook)
    changed = program.get("overview", headers={"if-none-match": tag})
    assert (changed.status_code, changed.headers["etag"] != tag) == (200, True)


def test_a_tag_is_of_one_person_day_address_and_kind_of_answer(calls: Calls, cast: Cast,
                                                               stopped_clock: StoppedClock) -> None:
    program = calls(cast.facebook)
    asked = [("obligations", "*/*"), ("obligations?limit=5", "*/*"), ("obligations?as_at=2019-12-01", "*/*"),
             ("obligations", "text/csv"), ("requests", "*/*")]
    tags = [program.get(path, headers={"accept": accept}).headers["etag"] for path, accept in asked]
    tags.append(calls(cast.analyst).get("obligations").headers["etag"])
    tags.append(program.get("obligations").headers["etag"])  # a key was made meanwhile
    stopped_clock.advance(days=1)
    tags.append(program.get("obligations").headers["etag"])
    assert len(set(tags)) == len(tags)


def test_what_has_changed_at_midnight_is_told(calls: Calls, cast: Cast, stopped_clock: StoppedClock) -> None:
    program = calls(cast.facebook)
    assert {each["due_on"] for each in program.get("obligations").json()["items"]} != {"2019-12-13"}
    stopped_clock.set_to(2019, 12, 7)
    assert program.get("me").json()["today"] == "2019-12-07"


@pytest.mark.both_databases
def test_a_list_comes_in_pages_that_stay_right_while_rows_are_added(calls: Calls, recorded: Engine, cast: Cast,
                                                                    stopped_clock: StoppedClock) -> None:
    for number in (1, 2, 3):
        a_version(recorded, cast.facebook, commitment=number)
        stopped_clock.advance(minutes=1)
    program = calls(cast.facebook)
    first = program.get("updates?limit=2")
    assert [each["id"] for each in first.json()["items"]] == [3, 2]
    following = first.json()["next"]
    assert first.headers["link"] == f'<http://parley.test/api/v1/updates?limit=2&cursor={following}>; rel="next"'
    a_version(recorded, cast.facebook, commitment=4)
    second = program.get(first.headers["link"].partition(">")[0].removeprefix("<"))
    assert ([each["id"] for each in second.json()["items"]], second.json()["next"]) == ([1], None)
    assert "link" not in second.headers


@pytest.mark.parametrize("cursor", ["x", "é", "bnVsbA", _cursor((1, 2)), _cursor((1, 2, 3, 4)),
                                    _cursor(("a", "b", 1.5)), "W" * 999])
def test_a_cursor_that_is_none_is_refused(calls: Calls, cast: Cast, cursor: str) -> None:
    answer = calls(cast.facebook).get("obligations", params={"cursor": cursor})
    sentence = "This cursor is not one that this list gave. Leave it out, to begin with the first page."
    refused(answer, 422, "invalid", sentence, {"parameter": "cursor", "detail": sentence})


@pytest.mark.parametrize(("query", "name", "sentence"), [
    ("limit=0", "limit", "Limit: this is not a number that can be chosen."),
    ("limit=501", "limit", "Limit: this is not a number that can be chosen."),
    ("limit=x", "limit", "Limit: this is not a number that can be chosen."),
    ("as_at=2019-02-30", "as_at", "As at: enter a real date, like 2019-12-02."),
    ("as_at=1575244800", "as_at", "“1575244800”: enter a real day, like 2019-12-02."),
    ("limit=1&limit=2", "limit", "Give “limit” once."),
    ("platfrom=facebook", "platfrom", "There is no parameter “platfrom” here."),
])
def test_a_wrong_parameter_is_named(calls: Calls, cast: Cast, query: str, name: str, sentence: str) -> None:
    refused(calls(cast.facebook).get(f"obligations?{query}"), 422, "invalid", sentence,
            {"parameter": name, "detail": sentence})


def test_a_letter_that_is_not_theirs_is_not_found(calls: Calls, cast: Cast) -> None:
    for letter in ("MCO/1", "\x00"):
        answer = calls(cast.facebook).get("obligations", params={"letter": letter})
        assert answer.status_code in {404, 200}
    refused(calls(cast.stranger).get("obligations"), 404, "not-found", "No letter is on record yet.")


def test_the_same_rows_come_as_csv_that_no_spreadsheet_runs(calls: Calls, recorded: Engine, cast: Cast) -> None:
    a_version(recorded, cast.facebook, commitment=1, narrative="=cmd", statements={"1a": "=1+1"})
    answer = calls(cast.analyst).get("findings", headers={"accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text == (
        "version_id,platform,platform_name,commitment,due_on,version,code,criterion,statement,finding\r\n"
        "1,facebook,Facebook,1,2019-12-06,1,1a,The advice says what content breaches terms and conditions,'=1+1,\r\n")
    owed = calls(cast.analyst).get("obligations", headers={"accept": "text/csv"}).text
    rows = list(csv.DictReader(io.StringIO(owed)))
    items = calls(cast.analyst).get("obligations").json()["items"]
    assert [(row["platform"], row["commitment"], row["period_due_on"], row["late"]) for row in rows] == [
        (each["platform"], str(each["commitment"]), each["period"]["due_on"], json.dumps(each["late"]))
        for each in items]


@pytest.mark.parametrize(("accept", "csv_"), [
    ("", False), ("*/*", False), ("application/json", False), ("text/csv", True), ("text/csv;q=0", False),
    ("application/json, text/csv", False), ("application/json;q=0.5, text/csv", True), ("text/csv, */*", True),
    ("text/csv;q=0.5, */*", False), ("text/csv;q=x", False), ("TEXT/CSV; charset=utf-8", True), ("image/png", False),
])
def test_csv_is_for_who_asks_for_it_first(accept: str, csv_: bool) -> None:
    assert wants_csv(accept) is csv_


@pytest.mark.both_databases
def test_a_write_under_an_idempotency_key_is_done_once(calls: Calls, recorded: Engine, cast: Cast) -> None:
    program = calls(cast.facebook)
    key = {"idempotency-key": "one"}
    first = program.post("updates", json=UPDATE, headers=key)
    again = program.post("updates", json=UPDATE, headers=key)
    assert (first.status_code, "idempotency-replayed" in first.headers) == (201, False)
    assert again.headers["idempotency-replayed"] == "true"
    for name in ("location", "content-type"):
        assert first.headers[name] == again.headers[name]
    assert (again.status_code, again.content) == (201, first.content)
    refused(program.post("updates", json=UPDATE | {"narrative": "Other."}, headers=key), 409, "conflict",
            "This Idempotency-Key was used for another request. Use a new one.")
    assert program.post("updates", json=UPDATE, headers={"idempotency-key": "two"}).json()["version"] == 2
    other = calls(cast.facebook)  # another key of the same person's
    assert other.post("updates", json=UPDATE, headers=key).json()["version"] == 3
    draft, revision = a_draft(recorded, cast.facebook)
    refused(program.put(f"drafts/{draft}", json={}, headers=key | {"if-match": f'"{revision}"'}), 409, "conflict",
            "This Idempotency-Key was used for another request. Use a new one.")
    with reading(recorded) as session:
        assert session.scalars(select(func.count(col(UpdateVersion.id)))).one() == 3
        assert session.scalars(select(func.count(col(StoredAnswer.key_id)))).one() == 3


@pytest.mark.both_databases
def test_a_refusal_under_an_idempotency_key_stays(calls: Calls, cast: Cast) -> None:
    program = calls(cast.facebook)
    key = {"idempotency-key": "one"}
    body = UPDATE | {"claim": "delivered", "remaining": ""}
    first = program.post("updates", json=body, headers=key)
    again = program.post("updates", json=body, headers=key)
    assert (first.status_code, again.status_code, again.content) == (422, 422, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("key", ["", "x" * 256, "a b", "é"])
def test_an_idempotency_key_is_visible_ascii(calls: Calls, cast: Cast, key: str) -> None:
    answer = calls(cast.facebook).post("updates", json=UPDATE, headers={"idempotency-key": key.encode("latin-1")})
    assert (answer.status_code, answer.json()["errors"][0]["header"]) == (422, "Idempotency-Key")


@pytest.mark.both_databases
def test_what_is_changed_must_be_named_as_it_was_read(calls: Calls, recorded: Engine, cast: Cast) -> None:
    update, revision = a_draft(recorded, cast.facebook)
    program = calls(cast.facebook)
    refused(program.put(f"drafts/{update}", json={}), 428, "if-match",
            "Say in If-Match which revision you change: the ETag under which you read it.",
            {"header": "If-Match", "detail": "This header is needed."})
    answer = program.put(f"drafts/{update}", json={}, headers={"if-match": f'"{revision - 1}"'})
    refused(answer, 412, "changed", "Facebook representative saved this draft from another window on 2 December 2019 "
            "at 09:00. Your text is still on your screen. Copy what you need, then load the saved draft.")
    for wrong in ("*", f'W/"{revision}"', str(revision), '"x"'):
        answer = program.put(f"drafts/{update}", json={}, headers={"if-match": wrong})
        assert (answer.status_code, answer.json()["errors"][0]["header"]) == (422, "If-Match"), wrong
    unchanged = program.get(f"drafts/{update}", headers={"if-none-match": f'"{revision}"'})
    assert unchanged.status_code == 304


def test_a_body_that_cannot_be_read_or_taken_is_refused(calls: Calls, cast: Cast) -> None:
    program = calls(cast.facebook)
    as_json = {"content-type": "application/json"}
    refused(program.post("updates", content=b"{", headers=as_json), 400, "malformed",
            "The body is not JSON: Expecting property name enclosed in double quotes (at character 1).")
    refused(program.post("updates", content=b"\xff", headers=as_json), 400, "malformed",
            "The body cannot be read. Check how it was encoded.")
    as_text = program.post("updates", content=b"a=1", headers={"content-type": "text/plain"})
    refused(as_text, 415, "media-type", "Send the body as application/json.",
            {"header": "Content-Type", "detail": "“text/plain” is not taken here."})
    refused(program.post("updates", content=b"{}"), 415, "media-type", "Send the body as application/json.",
            {"header": "Content-Type", "detail": "This header is needed."})


def test_a_body_that_is_too_large_is_refused_unread(calls: Calls, cast: Cast) -> None:
    program = calls(cast.facebook)
    sentence = "The body is too large. The most is 1,024 KB."
    as_json = {"content-type": "application/json"}
    refused(program.post("updates", content=b" " * (1024 * 1024 + 1), headers=as_json), 413, "too-large", sentence)
    refused(program.post("updates", content=iter([b" " * 1024] * 1025), headers=as_json), 413, "too-large", sentence)
    assert program.post("updates", content=b" " * (1024 * 1024), headers=as_json).status_code == 400


def test_another_method_is_refused_with_those_there_are(calls: Calls, cast: Cast) -> None:
    for path, allowed in (("updates", "GET, POST"), ("drafts/1", "DELETE, GET, PUT"), ("me", "GET")):
        answer = calls(cast.facebook).request("PATCH", path)
        refused(answer, 405, "method", f"At this address: {allowed}.")
        assert answer.headers["allow"] == allowed


def test_what_fails_is_a_problem_too_and_says_nothing_of_itself(calls: Calls, cast: Cast,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "matrix", lambda *_, **__: 1 / 0)
    program = calls(cast.analyst)
    program._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    refused(program.get("overview"), 500, "failed", problems.FAILED)


def test_too_many_calls_must_wait() -> None:
    limits = Limits(2)
    limits.count_call(1)
    limits.count_call(1)
    limits.count_call(2)
    with pytest.raises(Refused) as refusal:
        limits.count_call(1)
    headers = dict(refusal.value.headers)
    assert refusal.value.status == 429
    assert 1 <= int(headers["Retry-After"]) <= 60
    assert headers["RateLimit-Policy"] == '"calls";q=2;w=60'
    assert headers["RateLimit"] == f'"calls";r=0;t={headers["Retry-After"]}'


def test_wrong_secrets_from_an_address_must_wait(calls: Calls, cast: Cast) -> None:
    program = calls(cast.facebook)
    right = program.headers["authorization"]
    for _ in range(WRONG_SECRETS.amount):
        assert program.get("me", headers={"authorization": "Bearer parley_wrong"}).status_code == 401
    for secret in ("Bearer parley_wrong", right):
        answer = program.get("me", headers={"authorization": secret})
        assert (answer.status_code, "retry-after" in answer.headers) == (429, True)


def test_a_secret_is_in_no_answer_and_no_log(calls: Calls, cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    program = calls(cast.facebook)
    secret = program.headers["authorization"].removeprefix("Bearer ")
    told = "".join(program.get(path).text for path in ("me", f"updates?letter={secret}", "nonsense"))
    logged = capsys.readouterr()
    assert secret not in told.replace(f"letter={secret}", "") + logged.out + logged.err
