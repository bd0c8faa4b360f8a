"""In front of every request: who may come in, which headers go out, and what is never shown."""

import json
import re

import pytest
import structlog
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.guard import HEADERS, LARGEST_FORM, streamlit_page
from page_parts.directory import PAGES, address
from tests.api.conftest import PUBLIC_URL, Visit, application, client
from tests.cast import Cast

ANSWERS = {  # an address of each kind, and what it answers to somebody who is signed in
    "/": 200, "/figures": 200, "/sign-in": 200, "/healthz": 200, "/assets/plain.css": 200, "/assets/nothing.css": 404,
    "/downloads/overview.csv": 200, "/downloads/nothing.csv": 404, "/set-password?token=x": 404, "/favicon.png": 200,
    "/_stcore/health": 200, "/_stcore/host-config": 200, "/_stcore/metrics": 404, "/media/nothing.png": 404,
    "/component/nothing": 404, "/audit/_stcore/health": 404,
}
FORM = {"origin": PUBLIC_URL, "content-type": "application/x-www-form-urlencoded"}


def test_every_answer_carries_the_security_headers(visit: Visit, cast: Cast) -> None:
    browser = visit(cast.official)
    answers = {path: browser.get(path) for path in ANSWERS}
    refused = [browser.get("/", headers={"host": "elsewhere.example"}), visit(None).get("/"),
               browser.post("/sign-in", headers={"origin": "https://elsewhere.example"}),
               visit(None).put("/_stcore/upload_file/a/b"), browser.delete("/figures", headers={"content-length": "0"})]
    for answer in [*answers.values(), *refused]:
        assert {name: answer.headers.get_list(name)[0] for name in HEADERS} == HEADERS, answer.url
        assert "server" not in answer.headers
        assert "strict-transport-security" not in answer.headers
    assert {path: answer.status_code for path, answer in answers.items()} == ANSWERS
    assert [answer.status_code for answer in refused] == [400, 303, 403, 403, 405]


def test_a_failure_carries_them_too_and_says_nothing_of_what_failed(visit: Visit, recorded: Engine, cast: Cast,
                                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("coordination.standing.matrix", fails)
    browser = visit(cast.official)
    browser._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    answer = browser.get("/downloads/overview.csv")
    assert (answer.status_code, answer.text) == (
        500, "Parley could not do this. What went wrong is in its log. Try again, or tell an administrator.")
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert not re.search(r"https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline", policy)
    for directive in ("object-src 'none'", "base-uri 'self'", "form-action 'self'", "frame-ancestors 'none'"):
        assert directive in policy


def test_behind_https_browsers_are_told_to_stay_there(recorded: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    secure = client(application(recorded, monkeypatch, public_url="https://parley.test"), "https://parley.test")
    for path in ("/sign-in", "/healthz", "/", "/downloads/overview.csv"):
        assert secure.get(path).headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_another_host_is_refused(recorded: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = client(application(recorded, monkeypatch, host="0.0.0.0"))
    for host in ("elsewhere.example", "parley.test.elsewhere.example", "", "127.0.0.1"):
        assert browser.get("/sign-in", headers={"host": host}).status_code == 400, host
    assert browser.get("/sign-in", headers={"host": "parley.test:8501"}).status_code == 200


def test_what_streamlit_would_tell_strangers_is_not_found(visit: Visit, cast: Cast) -> None:
    for path in ("/_stcore/metrics", "/_stcore/metrics/", "/_stcore/agent", "/_stcore/agent/state", "/auth/login",
                 "/auth/callback", "/oauth2callback"):
        for viewer in (None, cast.administrator):
            assert visit(viewer).get(path).status_code == 404, path


def test_uploads_need_a_sign_in(visit: Visit, cast: Cast) -> None:
    path = "/_stcore/upload_file/some-session/some-file"
    for method in ("PUT", "POST", "DELETE", "GET"):
        answer = visit(None).request(method, path, content=b"x" * 100)
        assert (answer.status_code, answer.text) == (403, "Sign in first."), method
        assert visit(cast.facebook).request(method, path, content=b"x").text != "Sign in first."


def test_a_deep_link_leads_through_sign_in_and_back(visit: Visit, cast: Cast) -> None:
    for page in PAGES:
        answer = visit(None).get(f"/{page}?letter=MCO/00433&as_at=2019-11-20")
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/sign-in?next=%2F{page}%3Fletter%3DMCO%2F00433%26as_at%3D2019-11-20"
        opened = visit(cast.official).get(address(page, cast.official.role, letter="MCO/00433"))
        assert opened.text == streamlit_page()
        assert opened.headers["cache-control"] == "no-cache"


def test_a_very_long_address_leads_through_sign_in_without_it(visit: Visit) -> None:
    assert visit(None).get("/figures?x=" + "a" * 3000).headers["location"] == "/sign-in"


def test_the_page_holds_no_inline_script_and_our_language() -> None:
    page = streamlit_page()
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", page)
    assert '<html lang="en-GB">' in page
    assert "<title>Parley</title>" in page
    assert '<script src="/assets/parley.js" defer></script>' in page
    assert not re.search(r"""(src|href)=["']?https?:""", page)


def test_a_form_larger_than_any_of_ours_is_refused_unread(visit: Visit) -> None:
    browser = visit(None)
    for size, status in ((LARGEST_FORM, 422), (LARGEST_FORM + 1, 413)):
        body = b"email=" + b"a" * (size - len(b"email="))
        assert browser.post("/sign-in", content=body, headers=FORM).status_code == status
    assert browser.post("/sign-in", content=iter([b"email=a"]), headers=FORM).status_code == 413  # of unknown length
    for length in ("-1", "1e9", "ten", "٣"):
        headers = [*((name.encode(), value.encode()) for name, value in FORM.items()),
                   (b"content-length", length.encode())]
        assert browser.post("/sign-in", content=b"", headers=headers).status_code == 413


def test_pages_are_only_for_looking(visit: Visit, cast: Cast) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT"):
        for viewer in (None, cast.official):
            answer = visit(viewer).request(method, "/figures", headers={**FORM, "content-length": "0"})
            assert answer.status_code == 405, method


def test_a_first_page_asked_for_by_its_name_is_at_the_root_with_what_was_asked(visit: Visit, cast: Cast) -> None:
    for viewer, name in ((cast.official, "overview"), (cast.facebook, "home"), (cast.administrator, "accounts")):
        answer = visit(viewer).get(f"/{name}?as_at=2019-11-20")
        assert (answer.status_code, answer.headers["location"]) == (303, "/?as_at=2019-11-20"), name
        assert visit(viewer).get(f"/{name}").headers["location"] == "/"
    assert visit(cast.facebook).get("/overview").status_code == 200  # not a page of theirs: Streamlit says not found


def test_under_our_own_paths_only_our_routes_answer(visit: Visit, cast: Cast) -> None:
    """Streamlit answers any other address with its page."""
    for viewer in (None, cast.administrator):
        for path in ("/downloads/x", "/downloads/a/b/c", "/sign-in/x", "/healthz/x", "/set-password/x", "/assets/x"):
            answer = visit(viewer).get(path)
            assert (answer.status_code, "<html" in answer.text) == (404, False), path


def test_the_health_page_tells_the_databases_state_and_nothing_else(visit: Visit) -> None:
    answer = visit(None).get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok"})


def test_without_tables_the_health_page_says_so(empty: TestClient) -> None:
    answer = empty.get("/healthz")
    assert (answer.status_code, answer.json()) == (
        503, {"status": "unavailable", "database": "unreachable or not migrated"})


def test_the_log_has_a_line_a_request_and_nobody_in_it(visit: Visit, cast: Cast) -> None:
    browser = visit(cast.official)
    with structlog.testing.capture_logs() as logged:
        browser.get("/figures?platform=facebook&search=somebody@example.com", headers={"user-agent": "Somebody's"})
        browser.get("/downloads/overview.csv?letter=MCO/00433")
        browser.post("/sign-in", data={"email": "somebody@example.com", "password": "three random words"}, headers=FORM)
    lines = [line for line in logged if line["event"] == "http"]
    assert [(line["method"], line["path"], line["status"]) for line in lines] == [
        ("GET", "/figures", 200), ("GET", "/downloads/overview.csv", 200), ("POST", "/sign-in", 422)]
    told = json.dumps(logged)
    for secret in ("somebody", "random words", "testclient", "official@", str(dict(browser.cookies))):
        assert secret not in told


@pytest.fixture
def empty(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The application on a database without Parley's tables."""
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE audit_head")
    return client(application(engine, monkeypatch))
