"""Every operation, called with everybody's key and with none, from the routes themselves: tomorrow's operation is
covered by being among them."""

import pytest
import streamlit as st
from httpx import Response
from sqlalchemy import Engine, update
from sqlmodel import col
from starlette.testclient import TestClient

from api.v1.app import OPERATIONS
from api.v1.operations import Operation
from coordination import accounts, api_keys
from coordination.problems import Invalid
from data_model.accounts import Account
from data_model.database import writing
from data_model.words import Role, Scope
from tests.api.conftest import PUBLIC_URL, Record
from tests.api.v1.conftest import Calls, a_key
from tests.cast import Cast, organisation_id
from tests.conftest import StoppedClock

EVERY = [(method, route) for route in OPERATIONS for method in sorted(route.methods or ())]
READS = [route for method, route in EVERY if method == "GET"]
KNOWN = {"evidence_id": 1, "version_id": 1, "request_id": 1, "meeting_id": 1, "action_id": 1, "draft_id": 4,
         "signal_id": 1, "distribution_id": 1, "number": 1, "person_id": 1, "return_id": 1, "job_id": 1,
         "view_id": 1, "board_id": 1, "briefing_id": 1, "file_kind": "csv", "kind": "csv",
         "record_table": "updates", "dialogue_table": "meetings", "reach_table": "distributions",
         "signals_table": "signals", "words_table": "vocabulary",
         "platform": "facebook", "topic": "harassment"}
HOLDERS = ("facebook", "twitter", "analyst", "stranger")
# Whose bodies may hold which of the record's secrets.
MAY_READ = {"facebook": set(Record.SECRETS) - {Record.PRIVATE},
            "analyst": set(Record.SECRETS) - {Record.PRIVATE, Record.DRAFTED}}


def path_of(route: Operation) -> str:
    """The operation's address with numbers of records that exist, as far as there are such records."""
    return route.path_format.format(**KNOWN)


def called(program: TestClient, method: str, route: Operation) -> Response:
    """An operation, called without a body."""
    return program.request(method, path_of(route), headers={"if-match": '"1"'} if method != "GET" else {})


def test_without_a_key_nothing_opens_but_the_document(calls: Calls, record: Record) -> None:
    program = calls(None)
    for method, route in EVERY:
        answer = called(program, method, route)
        assert (answer.status_code, answer.headers["www-authenticate"], answer.json()["detail"]) == (
            401, 'Bearer realm="Parley"', "Send an API key: Authorization: Bearer parley_…"), route.path
    assert program.get("nonsense").status_code == 401
    assert program.get("openapi.json").status_code == 200


@pytest.mark.parametrize("authorization", ["Bearer", "Bearer ", "Basic cGFybGV5Og==", "parley_x", "Bearer parley_x",
                                           f"Bearer {'x' * 5000}"])
def test_what_is_no_key_opens_nothing(calls: Calls, authorization: str) -> None:
    assert calls(None).get("me", headers={"authorization": authorization}).status_code == 401


@pytest.mark.parametrize("ended", ["revoked", "expired", "deactivated", "moved", "made an official"])
def test_a_key_that_has_ended_opens_nothing(calls: Calls, recorded: Engine, cast: Cast, stopped_clock: StoppedClock,
                                            record: Record, ended: str) -> None:
    key_id, secret = a_key(recorded, cast.administrator, cast.facebook, days=1)
    program = calls(None)
    program.headers["authorization"] = f"Bearer {secret}"
    assert program.get("me").status_code == 200
    if ended == "revoked":
        api_keys.revoke(recorded, cast.administrator, key_id)
    elif ended == "expired":
        stopped_clock.advance(days=1)
    elif ended == "deactivated":
        accounts.set_active(recorded, cast.administrator, cast.facebook.account_id, active=False)
    else:
        change = ({"organisation_id": organisation_id(recorded, "Twitter")} if ended == "moved"
                  else {"role": Role.OFFICIAL, "lead": False})
        with writing(recorded) as session:
            session.execute(update(Account).where(col(Account.id) == cast.facebook.account_id).values(**change))
    for method, route in EVERY:
        answer = called(program, method, route)
        if answer.status_code != 429:  # wrong secrets are counted
            assert (answer.status_code, answer.headers["www-authenticate"]) == (
                401, 'Bearer realm="Parley", error="invalid_token"'), route.path
        assert not {secret for secret in Record.SECRETS if secret in answer.text}


@pytest.mark.parametrize("who", HOLDERS)
def test_a_key_without_the_scope_is_refused_everywhere(calls: Calls, cast: Cast, record: Record, who: str) -> None:
    viewer = getattr(cast, who)
    for scope in Scope:
        program = calls(viewer, scope)
        for method, route in EVERY:
            if route.gate.scope in {None, scope}:
                continue
            answer = called(program, method, route)
            assert (answer.status_code, answer.json()["detail"]) == (
                403, f"This API key is not good for “{route.gate.scope}”. Ask for one that is."), route.path


def test_a_role_that_an_operation_is_not_for_is_refused(calls: Calls, cast: Cast, record: Record) -> None:
    for viewer, sentence in ((cast.analyst, "Analysts cannot do this."),
                             (cast.facebook, "Platform representatives cannot do this.")):
        program = calls(viewer)
        for method, route in EVERY:
            if viewer.role in route.gate.roles:
                continue
            answer = called(program, method, route)
            assert (answer.status_code, answer.json()["detail"]) == (403, sentence), route.path


@pytest.mark.parametrize("who", HOLDERS)
def test_nobody_reads_what_is_not_theirs(calls: Calls, cast: Cast, record: Record, who: str) -> None:
    program = calls(getattr(cast, who))
    for route in READS:
        for query in ("", "?as_at=2019-12-02", "?as_at=2030-01-01"):
            for accept in ("application/json", "text/csv"):
                answer = program.get(path_of(route) + query, headers={"accept": accept})
                assert answer.status_code in {200, 403, 404, 422}, (route.path, answer.text)
                leaked = {secret for secret in Record.SECRETS if secret in answer.text} - MAY_READ.get(who, set())
                assert not leaked, f"{who} read {leaked} at {route.path}{query}"


def test_what_is_the_platforms_own_can_be_read_by_it(calls: Calls, cast: Cast, record: Record) -> None:
    """Otherwise the test above could not fail."""
    program = calls(cast.facebook)
    told = "".join(program.get(path_of(route)).text for route in READS)
    found = {secret for secret in Record.SECRETS if secret in told}
    assert found >= {Record.SUBMITTED, Record.RETURNED, Record.ASKED, Record.EVIDENCE, Record.DRAFTED, Record.MET}


OTHERS = ["/updates/{version_id}", "/drafts/{draft_id}", "/evidence/{evidence_id}/file", "/requests/{request_id}",
          "/meetings/{meeting_id}", "/actions/{action_id}", "/distributions/{distribution_id}"]


@pytest.mark.parametrize("who", ["twitter", "stranger"])
def test_another_companys_record_is_not_found(calls: Calls, cast: Cast, record: Record, who: str) -> None:
    owner, other = calls(cast.facebook), calls(getattr(cast, who))
    for path in OTHERS:
        if (who, path) == ("twitter", "/requests/{request_id}"):
            continue  # Twitter was asked too
        address = path.format(**KNOWN)
        statuses = owner.get(address).status_code, other.get(address).status_code
        assert statuses == (200, 404), path


def test_officials_and_administrators_have_no_keys(recorded: Engine, cast: Cast) -> None:
    for viewer in (cast.official, cast.second_official, cast.administrator):
        with pytest.raises(Invalid):
            a_key(recorded, cast.administrator, viewer, Scope.READ)


def test_the_application_answers_under_its_address_alone(app: st.App, calls: Calls, cast: Cast) -> None:
    program = calls(cast.facebook)
    for path in ("/api/me", "/api/v2/me", "/api/v1", "/api/v1/", "/api/v1//me", "/api/v1/me/"):
        answer = program.get(PUBLIC_URL + path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json"), path
