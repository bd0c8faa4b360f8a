"""Sign-in with the organisation's identity provider, as a browser's requests: a real provider, forged and replayed
answers, and what is switched off."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from urllib.parse import quote

import itsdangerous.timed
import pytest
import streamlit as st
from httpx import Response
from sqlalchemy import Engine, func, select
from sqlmodel import col
from starlette.testclient import TestClient
from streamlit.user_info import generate_login_redirect_url
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from coordination import accounts, sign_ins
from coordination.sign_ins import COOKIE
from coordination.viewers import Viewer
from data_model.accounts import SignIn
from data_model.database import reading, shared_engine
from page_parts.identity import PAGE
from tests.api.conftest import PUBLIC_URL, Visit, application, client
from tests.api.test_sign_in import ELSEWHERE, OWN, problem
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.provider import COOKIE_SECRET, NAME, TestProvider, provider

EXCHANGE = "/sign-in/organisation"
USER = "_streamlit_user"
HOST = "parley.test"
NOTHING = "You are not signed in: nothing came back that says who you are. Try again."


@pytest.fixture(scope="module")
def oidc() -> Iterator[TestProvider]:
    with provider() as running:
        yield running


@pytest.fixture
def organised(recorded: Engine, cast: Cast, oidc: TestProvider, stopped_clock: StoppedClock,
              monkeypatch: pytest.MonkeyPatch) -> Iterator[st.App]:
    """The application with a provider that knows every member of the cast by their account's number."""
    stopped_clock.now = datetime.now(UTC)  # the provider has the real time
    for viewer in cast.everyone():
        oidc.knows(str(viewer.account_id), email=viewer.email, email_verified=True, name=viewer.name)
    yield application(recorded, monkeypatch, **oidc.settings)
    shared_engine(recorded.url.render_as_string(hide_password=False)).dispose()


@pytest.fixture
def browser(organised: st.App) -> TestClient:
    return client(organised)


def to_the_provider(browser: TestClient, wanted: str = "/") -> str:
    """Press the button, and go where st.login leads. Returns the provider's address."""
    began = browser.post(EXCHANGE, data={"next": wanted}, headers=OWN)
    assert (began.status_code, began.headers["location"]) == (303, f"/{PAGE}")
    answer = browser.get(generate_login_redirect_url("default"))
    assert answer.status_code == 302
    return answer.headers["location"]


def back(browser: TestClient, address: str) -> Response:
    """What the browser gets in the end when the provider sends it to this address."""
    answer = browser.get(address)
    assert (answer.status_code, answer.headers["location"]) == (302, EXCHANGE)
    return browser.get(EXCHANGE)


def signs_in(browser: TestClient, oidc: TestProvider, viewer: Viewer, wanted: str = "/") -> Response:
    return back(browser, oidc.authorised(to_the_provider(browser, wanted), str(viewer.account_id)))


def signed(claims: dict[str, object], secret: str = COOKIE_SECRET, name: str = USER) -> str:
    return create_signed_value(secret, name, json.dumps(claims)).decode()


def claims(oidc: TestProvider, viewer: Viewer, **changed: object) -> dict[str, object]:
    return {"iss": oidc.issuer, "sub": "forged", "iat": int(datetime.now(UTC).timestamp()), "email": viewer.email,
            "email_verified": True} | changed


def visits(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalars(select(func.count()).select_from(SignIn).where(col(SignIn.revoked_at).is_(None))).one()


def test_the_sign_in_page_offers_the_provider_beside_the_password(browser: TestClient) -> None:
    page = browser.get("/sign-in?next=/letter").text
    assert f"Sign in with {NAME}</button>" in page
    assert page.count('name="next" value="/letter"') == 2
    assert 'name="password"' in page


def test_a_person_signs_in_and_comes_to_what_they_asked_for(browser: TestClient, oidc: TestProvider, cast: Cast,
                                                            recorded: Engine) -> None:
    answer = signs_in(browser, oidc, cast.official, "/trail?platform=facebook&commitment=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/trail?platform=facebook&commitment=1")
    visitor = sign_ins.visitor(recorded, browser.cookies[COOKIE])
    assert visitor is not None
    assert visitor.viewer == cast.official
    assert browser.get("/downloads/overview.csv").status_code == 200
    assert browser.get(f"/{PAGE}").headers["location"] == "/"


def test_streamlits_own_cookies_are_gone_once_they_were_exchanged(browser: TestClient, oidc: TestProvider,
                                                                  cast: Cast) -> None:
    signs_in(browser, oidc, cast.official)
    assert set(browser.cookies) == {COOKIE}


def test_until_then_they_last_for_minutes(browser: TestClient, oidc: TestProvider, cast: Cast) -> None:
    sent_back = oidc.authorised(to_the_provider(browser), str(cast.official.account_id))
    cookies = [SimpleCookie(value) for value in browser.get(sent_back).headers.get_list("set-cookie")]
    lasting = {name: morsel["max-age"] for cookie in cookies for name, morsel in cookie.items()
               if morsel.value != "null"}
    assert lasting[USER] == "900"
    assert set(lasting.values()) <= {"900", "0"}


def test_behind_https_every_cookie_is_secure(recorded: Engine, organised: st.App, oidc: TestProvider,
                                             monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://parley.test")
    secure = client(application(recorded, monkeypatch, public_url="https://parley.test", **oidc.settings),
                    "https://parley.test")
    answer = secure.post(EXCHANGE, data={"next": "/"}, headers={"origin": "https://parley.test"})
    login = secure.get(generate_login_redirect_url("default"))
    given = [SimpleCookie(value) for each in (answer, login) for value in each.headers.get_list("set-cookie")]
    assert [name for cookie in given for name in cookie] == ["parley_next", "_streamlit_session"]
    assert all(morsel["secure"] and morsel["httponly"] for cookie in given for morsel in cookie.values())


def test_a_callback_works_once(browser: TestClient, oidc: TestProvider, cast: Cast, recorded: Engine) -> None:
    sent_back = oidc.authorised(to_the_provider(browser), str(cast.official.account_id))
    assert back(browser, sent_back).status_code == 303
    browser.post("/sign-out", headers=OWN)
    again = back(browser, sent_back)
    assert (again.status_code, problem(again)) == (403, NOTHING)
    assert visits(recorded) == 0


def test_a_callback_is_for_the_browser_that_began(browser: TestClient, organised: st.App, oidc: TestProvider,
                                                  cast: Cast, recorded: Engine) -> None:
    """Otherwise a link could sign somebody in as the person who made it."""
    sent_back = oidc.authorised(to_the_provider(browser), str(cast.official.account_id))
    answer = back(client(organised), sent_back)
    assert (answer.status_code, problem(answer)) == (403, NOTHING)
    assert visits(recorded) == 0


@pytest.mark.parametrize("forged", ["state=forged", "code=forged", "state=forged&code=forged", "error=access_denied",
                                    "", "state=forged&error=x%0d%0aSet-Cookie:%20a=b"])
def test_a_forged_callback_signs_nobody_in(browser: TestClient, oidc: TestProvider, cast: Cast, recorded: Engine,
                                           forged: str) -> None:
    to_the_provider(browser)
    answer = back(browser, f"/oauth2callback?{forged}")
    assert (answer.status_code, problem(answer)) == (403, NOTHING)
    assert visits(recorded) == 0


def test_a_code_that_the_provider_did_not_give_signs_nobody_in(browser: TestClient, oidc: TestProvider, cast: Cast,
                                                               recorded: Engine) -> None:
    sent_back = oidc.authorised(to_the_provider(browser), str(cast.official.account_id))
    state = sent_back.partition("state=")[2].partition("&")[0]
    answer = back(browser, f"/oauth2callback?code=forged&state={state}")
    assert (answer.status_code, problem(answer)) == (403, NOTHING)
    assert visits(recorded) == 0


def test_a_stolen_identity_cookie_is_worth_nothing_once_it_was_exchanged(
        browser: TestClient, organised: st.App, oidc: TestProvider, cast: Cast, recorded: Engine) -> None:
    browser.get(oidc.authorised(to_the_provider(browser), str(cast.official.account_id)))
    thief = client(organised)
    thief.cookies.set(USER, browser.cookies[USER], domain=HOST)
    assert browser.get(EXCHANGE).status_code == 303
    answer = thief.get(EXCHANGE)
    assert (answer.status_code, problem(answer)) == (403, "This sign-in was used already. Sign in again.")
    assert set(thief.cookies) == set()
    assert visits(recorded) == 1


def test_a_forged_or_old_identity_cookie_is_none(browser: TestClient, oidc: TestProvider, cast: Cast,
                                                 recorded: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    said = claims(oidc, cast.official)
    with monkeypatch.context() as patch:
        old = datetime.now(UTC).timestamp() - 301
        patch.setattr(itsdangerous.timed.time, "time", lambda: old)
        signed_before = signed(said)
    for forged in (json.dumps(said), signed(said, secret="another secret of the same length....."),
                   signed(said, name="_streamlit_user_tokens"), signed(said)[:-1], signed_before, "x" * 5000,
                   create_signed_value(COOKIE_SECRET, USER, "chunks-3").decode(),
                   create_signed_value(COOKIE_SECRET, USER, "[1]").decode()):
        browser.cookies.set(USER, forged, domain=HOST)
        answer = browser.get(EXCHANGE)
        assert (answer.status_code, problem(answer)) == (403, NOTHING)
        assert USER not in browser.cookies
    assert visits(recorded) == 0


def test_what_was_asked_for_is_within_parley(browser: TestClient, oidc: TestProvider, cast: Cast) -> None:
    for wanted in ELSEWHERE:
        assert signs_in(browser, oidc, cast.analyst, wanted).headers["location"] == "/", wanted
    to_the_provider(browser, "/letter")
    browser.cookies.set("parley_next", quote("https://elsewhere.example", safe=""), domain=HOST, path="/sign-in")
    sent_back = oidc.authorised(to_the_provider(browser, "/" + "x" * 5000), str(cast.analyst.account_id))
    assert back(browser, sent_back).headers["location"] == "/"


def test_who_is_refused_reads_why_and_can_try_again(browser: TestClient, oidc: TestProvider) -> None:
    oidc.knows("stranger", email="<b>stranger</b>@example.com", email_verified=True)
    oidc.knows("newcomer", email="newcomer@example.com", email_verified=True)
    for subject, sentence in (("newcomer", "There is no account for newcomer@example.com. Ask an administrator of "
                                           "Parley to add one with this address."),
                              ("stranger", "Your organisation did not say that your email address is verified, so "
                                           "Parley cannot tell which account is yours. Ask whoever runs your "
                                           "organisation's sign-in.")):
        answer = back(browser, oidc.authorised(to_the_provider(browser, "/letter"), subject))
        assert (answer.status_code, problem(answer)) == (403, sentence)
        assert answer.headers["cache-control"] == "no-store"
        assert 'name="next" value="/letter"' in answer.text
        assert "<b>" not in answer.text
        assert USER not in browser.cookies


def test_a_deactivated_account_loses_its_visit_at_the_next_request_and_is_refused(
        browser: TestClient, oidc: TestProvider, cast: Cast, recorded: Engine) -> None:
    signs_in(browser, oidc, cast.analyst)
    assert browser.get("/downloads/overview.csv").status_code == 200
    accounts.set_active(recorded, cast.administrator, cast.analyst.account_id, active=False)
    assert browser.get("/downloads/overview.csv").status_code == 303
    answer = signs_in(browser, oidc, cast.analyst)
    assert answer.status_code == 403
    assert problem(answer) == (f"The account of {cast.analyst.email} is deactivated. Ask an administrator of Parley to "
                               "reactivate it, if you need it.")


def test_signing_out_ends_the_visit_and_leaves_no_cookie(browser: TestClient, oidc: TestProvider, cast: Cast,
                                                         recorded: Engine) -> None:
    signs_in(browser, oidc, cast.analyst)
    browser.cookies.set(USER, "left-over", domain=HOST)
    browser.post("/sign-out", headers=OWN)
    assert set(browser.cookies) == set()
    assert visits(recorded) == 0
    assert f"You may still be signed in to {NAME}" in browser.get("/sign-in?out").text


def test_without_a_provider_there_is_no_way_to_one(visit: Visit) -> None:
    browser = visit(None)
    assert "Sign in with" not in browser.get("/sign-in").text
    for path in ("/auth/login", "/auth/logout", "/oauth2callback?code=1&state=2", EXCHANGE):
        assert browser.get(path).status_code == 404, path
    assert browser.post(EXCHANGE, data={"next": "/"}, headers=OWN).status_code == 404
    assert browser.get(f"/{PAGE}").headers["location"] == f"/sign-in?next=%2F{PAGE}"


def test_streamlits_own_sign_out_stays_shut(browser: TestClient) -> None:
    """It answers a GET, which an image on a page could send."""
    assert browser.get("/auth/logout").status_code == 404


def test_where_passwords_are_switched_off_nobody_uses_one(recorded: Engine, organised: st.App, oidc: TestProvider,
                                                          cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    token = accounts.new_password_link(recorded, cast.administrator, cast.analyst.account_id)
    accounts.set_password(recorded, token, "three random words")
    token = accounts.new_password_link(recorded, cast.administrator, cast.analyst.account_id)
    browser = client(application(recorded, monkeypatch, local_sign_in="false", **oidc.settings))
    page = browser.get("/sign-in").text
    assert "password" not in page.lower()
    assert f"Sign in with {NAME}" in page
    sentence = f"Nobody signs in to Parley with a password here. Sign in with {NAME}."
    sent = {"token": token, "password": "another three words", "again": "another three words",
            "email": cast.analyst.email, "code": "123456"}
    for answer in (browser.post("/sign-in", data=sent | {"password": "three random words"}, headers=OWN),
                   browser.post("/set-password", data=sent, headers=OWN), browser.get(f"/set-password?token={token}"),
                   browser.post("/sign-in/code", data=sent, headers=OWN)):
        assert problem(answer) in {sentence, "This sign-in has ended. Sign in with your password again."}
        assert COOKIE not in browser.cookies
    assert visits(recorded) == 0
    assert signs_in(browser, oidc, cast.analyst).status_code == 303


def test_the_page_on_the_way_is_the_only_one_that_opens_without_a_visit(browser: TestClient) -> None:
    assert browser.get(f"/{PAGE}").status_code == 200
    for path in ("/", "/letter", f"/{PAGE}/x", f"/{PAGE}x"):
        assert browser.get(path).status_code == 303, path
    assert browser.base_url == PUBLIC_URL
