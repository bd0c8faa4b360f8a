"""Every example in the OpenAPI document works as it is written: sent once with what an operation needs alone, and once
with all that it has an example of. Only numbers and revisions are those of records that there are."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from httpx import Response
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.v1 import document
from api.v1.app import OPERATIONS
from coordination import clock
from coordination.briefings.inputs import OverviewPart
from coordination.dialogue import attending, feeds
from coordination.incidents import jobs
from coordination.incidents.sending import Sent
from coordination.updates import drafts, evidence
from data_model.database import reading
from data_model.words import AdviceTopic
from tests import advice
from tests.api.conftest import CSV_EVIDENCE, Record
from tests.api.v1.conftest import Calls, a_key
from tests.briefings import a_briefing
from tests.cast import Cast, a_link, a_meeting, filling, organisation_id
from tests.databases import Fill
from tests.exploring import a_board, a_view
from tests.signals import a_signal

Json = dict[str, Any]
METHODS = {"get", "post", "put", "delete"}
# The record that an operation's example of a number stands for, by the operation and else by the name.
DRAFT, SENT_BY_FACEBOOK, PLANNED = 4, 2, 2
OWN_BRIEFING, NOT_ON_A_BOARD = 2, 2
RECORDS = {"draft_id": DRAFT, "evidence_id": 1}
OWN_RECORDS = {("withdraw_signal", "signal_id"): SENT_BY_FACEBOOK, ("answer_meeting", "meeting_id"): PLANNED,
               ("add_person", "meeting_id"): PLANNED, ("remove_person", "meeting_id"): PLANNED,
               ("take_off_evidence", "evidence_id"): 2, ("delete_view", "view_id"): NOT_ON_A_BOARD,
               **{(name, "briefing_id"): OWN_BRIEFING for name in ("save_briefing", "delete_briefing")}}
AT = {"answer_meeting": "/meetings/2", "close_action": "/actions/1", "restate_distribution": "/distributions/1"}
FILES = {"attach_file": ("reports.csv", CSV_EVIDENCE, "text/csv")}


class Everything(Record):
    """Something for each operation to read or to change."""

    def __init__(self, engine: Engine, cast: Cast) -> None:
        super().__init__(engine, cast)
        with reading(engine) as session:
            observed = clock.now(session) - timedelta(days=2)
            revision = drafts.in_view(session, cast.facebook, DRAFT).revision
        evidence.add_link(engine, cast.facebook, DRAFT, revision, a_link())
        a_signal(engine, cast.twitter, observed_at=observed)
        a_signal(engine, cast.facebook)
        a_meeting(engine, cast.official, day=date(2019, 12, 5))
        attending.add(engine, cast.facebook, PLANNED, organisation_id(engine, "Facebook"), "Bo Example")
        advice.an_agreed_section(engine, cast)
        advice.a_draft(engine, cast.facebook, AdviceTopic.REPORTING)
        a_board(engine, cast.analyst, a_view(engine, cast.analyst), shared=True)
        a_view(engine, cast.analyst, "Not on a board yet")
        a_briefing(engine, cast.analyst, OverviewPart())
        for person in (cast.facebook, cast.analyst):
            feeds.make(engine, person)
        key_id, _ = a_key(engine, cast.administrator, cast.facebook)
        jobs.ask(engine, replace(cast.facebook, key_id=key_id), "facebook", Sent(b"day,nation\r\n", "return.csv"))


def _document() -> Json:
    api = FastAPI(openapi_url=None)
    api.router.routes.extend(OPERATIONS)
    return document.made(api)


DOCUMENT = _document()
SCHEMAS: Json = DOCUMENT["components"]["schemas"]
NAMED = {each.operation_id: each for each in OPERATIONS}
EVERY = {operation["operationId"]: (method, path, operation) for path, methods in DOCUMENT["paths"].items()
         for method, operation in methods.items() if method in METHODS}


with_everything = filling(Everything)


@pytest.fixture
def fill() -> Fill:
    """Everything, written once."""
    return with_everything


def example_of(schema: Json) -> Any:
    """A schema's first example; None where it has none."""
    return next(iter(schema.get("examples", ())), None)


def bodies(operation: Json) -> Iterator[tuple[str, Any]]:
    """The kind and the example of each body that has one."""
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        schema = SCHEMAS.get(content["schema"].get("$ref", "").rpartition("/")[2], content["schema"])
        if kind == "multipart/form-data":
            yield kind, {name: example_of(field) for name, field in schema["properties"].items() if name != "file"}
        elif "example" in content or "examples" in schema:
            yield kind, content.get("example", example_of(schema))


WRITES = [pytest.param(name, kind, body, whole, id=f"{name}-{kind.rpartition('/')[2]}-{'whole' if whole else 'needed'}",
                       marks=pytest.mark.both_databases if whole else ())
         for name, (method, _, operation) in EVERY.items() if method != "get"
          for kind, body in [*bodies(operation)] or [("", None)] for whole in (False, True)]


def parameters(operation: Json, *, whole: bool) -> Iterator[tuple[str, str, Any]]:
    """Place, name and example of what an operation needs, or of all that has an example."""
    for given in operation.get("parameters", ()):
        example = given.get("example", example_of(given["schema"]))
        if given["required"] or given["name"] == "If-Match" or (whole and example is not None):
            yield given["in"], given["name"], example


def revision(program: TestClient, name: str, path: str) -> str:
    """The revision under which what an operation changes is read: its ETag, or its number."""
    within = re.sub(r"/(submission|evidence|figures)\b.*", "", path)
    read = program.get(AT.get(name, within).removeprefix("/"))
    assert read.status_code == 200, read.text
    return read.headers["etag"] if "revision" in read.json() else f'"{read.json()["number"]}"'


def sent(program: TestClient, name: str, kind: str, body: Any, *, whole: bool) -> Response:
    """The answer to an operation's example."""
    method, path, operation = EVERY[name]
    given = {place: {each: example for at, each, example in parameters(operation, whole=whole) if at == place}
             for place in ("path", "query", "header")}
    for each, example in given["path"].items():
        value = OWN_RECORDS.get((name, each), RECORDS.get(each, example))
        path = path.replace(f"{{{each}}}", quote(str(value)))
    headers = {each: str(example) for each, example in given["header"].items()}
    if "If-Match" in headers:
        headers["If-Match"] = revision(program, name, path)
    address = path.removeprefix("/")
    if kind == "multipart/form-data":
        return program.request(method, address, params=given["query"], headers=headers, data=body,
                               files={"file": FILES[name]})
    if kind:
        content = body if isinstance(body, str) else json.dumps(body)
        return program.request(method, address, params=given["query"], content=content.encode(),
                               headers=headers | {"Content-Type": kind})
    return program.request(method, address, params=given["query"], headers=headers)


def works(calls: Calls, cast: Cast, name: str, kind: str, body: Any, *, whole: bool) -> None:
    """Assert that an example gets what the document says of success, by each of those who may send it."""
    for who in (cast.facebook, cast.analyst):
        if who.role in NAMED[name].gate.roles:
            answer = sent(calls(who), name, kind, body, whole=whole)
            assert answer.is_success, f"{name}: {answer.status_code}: {answer.text}"
            assert str(answer.status_code) in EVERY[name][2]["responses"]


@pytest.mark.both_databases
@pytest.mark.parametrize("whole", [False, True])
def test_every_read_works_as_it_is_written(calls: Calls, cast: Cast, whole: bool) -> None:
    for name, (method, _, _) in EVERY.items():
        if method == "get":
            works(calls, cast, name, "", None, whole=whole)


@pytest.mark.parametrize(("name", "kind", "body", "whole"), WRITES)
def test_a_write_works_as_it_is_written(calls: Calls, cast: Cast, name: str, kind: str, body: Any,
                                        whole: bool) -> None:
    works(calls, cast, name, kind, body, whole=whole)


def test_every_operation_has_examples_of_what_it_needs() -> None:
    without = [(name, each) for name, (_, _, operation) in EVERY.items()
               for _, each, example in parameters(operation, whole=False) if example is None]
    assert without == []
    bare = [name for name, (_, _, operation) in EVERY.items()
            if "requestBody" in operation and not list(bodies(operation))]
    assert bare == []
