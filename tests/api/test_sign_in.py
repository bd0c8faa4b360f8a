"""Signing in, signing out and setting a password, as forms sent by a browser."""

import re
from collections.abc import Iterator
from html import unescape
from http.cookies import Morsel, SimpleCookie
from itertools import product

import pytest
import streamlit as st
from httpx import Response
from hypothesis import given, strategies
from sqlalchemy import Engine, func, select
from sqlmodel import col
from starlette.testclient import TestClient

from api.plain import local_address
from coordination import accounts, audit
from coordination.accounts import AccountInput, token_hash
from coordination.sign_ins import COOKIE
from data_model.accounts import Account, Exercise, SignIn
from data_model.base import tables
from data_model.database import reading, shared_engine, writing
from data_model.words import Role
from tests.api.conftest import PUBLIC_URL, Visit, application, client
from tests.cast import Cast
from tests.conftest import StoppedClock

PASSWORD = "three random words"
WRONG = "The email address or the password is not right."
OWN = {"origin": PUBLIC_URL, "sec-fetch-site": "same-origin"}


@pytest.fixture
def browser(visit: Visit) -> TestClient:
    """A browser that nobody has signed in with."""
    return visit(None)


@pytest.fixture
def person(recorded: Engine, cast: Cast) -> str:
    """The address of an analyst whose password is PASSWORD."""
    email = "person@example.com"
    given = AccountInput(name="Another analyst", email=email, role=Role.ANALYST, organisation="Home Office")
    _, token = accounts.add(recorded, cast.administrator, given)
    accounts.set_password(recorded, token, PASSWORD)
    return email


@pytest.fixture
def exercise(exercised: Engine, stopped_clock: StoppedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[st.App]:
    """The application in the exercise."""
    yield application(exercised, monkeypatch, exercise="true")
    shared_engine(exercised.url.render_as_string(hide_password=False)).dispose()


def signs_in(browser: TestClient, email: str, password: str = PASSWORD, **more: str) -> Response:
    return browser.post("/sign-in", data={"email": email, "password": password, **more}, headers=OWN)


def cookie(answer: Response) -> "Morsel[str]":
    return SimpleCookie(answer.headers["set-cookie"])[COOKIE]


def problem(answer: Response) -> str:
    found = re.search(r'<p id="problem">(.*?)</p>', answer.text)
    return unescape(found[1]) if found else ""


def contents(engine: Engine) -> dict[str, int]:
    """How many rows each table has."""
    with reading(engine) as session:
        return {table.name: session.scalars(select(func.count()).select_from(table)).one()
                for table in tables.metadata.sorted_tables}


def test_a_person_signs_in_and_comes_to_what_they_asked_for(browser: TestClient, person: str) -> None:
    answer = signs_in(browser, person.upper(), next="/figures?platform=facebook")
    assert (answer.status_code, answer.headers["location"]) == (303, "/figures?platform=facebook")
    assert answer.headers["cache-control"] == "no-store"
    assert browser.get("/downloads/overview.csv").status_code == 200


def test_the_cookie_is_for_this_site_and_no_script(browser: TestClient, person: str) -> None:
    flags = cookie(signs_in(browser, person))
    assert (flags["httponly"], flags["samesite"], flags["path"], flags["max-age"]) == (True, "lax", "/", "43200")
    assert (flags["secure"], flags["domain"]) == ("", "")


def test_behind_https_the_cookie_is_secure_also_when_it_goes(recorded: Engine, person: str,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    secure = client(application(recorded, monkeypatch, public_url="https://parley.test"), "https://parley.test")
    headers = {"origin": "https://parley.test"}
    answer = secure.post("/sign-in", data={"email": person, "password": PASSWORD}, headers=headers)
    assert cookie(answer)["secure"] is True
    gone = cookie(secure.post("/sign-out", headers=headers))
    assert (gone["secure"], gone["max-age"], gone.value) == (True, "0", "")


def test_the_token_is_long_new_each_time_and_only_its_hash_is_kept(browser: TestClient, person: str,
                                                                   recorded: Engine) -> None:
    tokens = [cookie(signs_in(browser, person)).value for _ in range(2)]
    assert tokens[0] != tokens[1]
    assert min(map(len, tokens)) >= 43
    with reading(recorded) as session:
        kept = set(session.scalars(select(col(SignIn.token_hash))))
    assert {token_hash(token) for token in tokens} <= kept
    assert not set(tokens) & kept


ELSEWHERE = (
    "https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "\\\\elsewhere.example",
    "javascript:alert(1)", "/\r\nSet-Cookie: a=b", "/\t/elsewhere.example", "elsewhere.example", "", " //elsewhere",
    "http:elsewhere.example", "///elsewhere.example", "/ok\x00", "data:text/html,x", "/\x0b/elsewhere.example")


def test_sign_in_sends_nobody_elsewhere(browser: TestClient, person: str) -> None:
    for wanted in ELSEWHERE:
        assert signs_in(browser, person, next=wanted).headers["location"] == "/", wanted


@given(strategies.text(alphabet="/\\:@.a?#\t\n h", max_size=12))
def test_a_local_address_never_names_another_host(wanted: str) -> None:
    local = local_address(wanted)
    assert local.startswith("/")
    # As browsers read it: backslashes are slashes, and tabs and line ends are not there.
    assert not re.sub(r"[\t\r\n]", "", local).replace("\\", "/").startswith("//")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(browser: TestClient, person: str) -> None:
    answers = [signs_in(browser, person, "wrong"), signs_in(browser, "nobody@example.com"),
               signs_in(browser, person, "")]
    assert [(answer.status_code, problem(answer)) for answer in answers] == [(422, WRONG)] * 3
    assert not any("set-cookie" in answer.headers for answer in answers)
    assert f'value="{person}"' in answers[0].text  # the address stays, the password does not
    assert "wrong" not in answers[0].text.replace(WRONG, "")


def test_what_is_typed_is_shown_as_text(browser: TestClient) -> None:
    answer = signs_in(browser, '"><script>alert(1)</script>', next='"><img src=x>')
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text


def test_guessing_slows_down_and_then_the_right_password_works(browser: TestClient, person: str,
                                                               stopped_clock: StoppedClock) -> None:
    for _ in range(5):
        assert problem(signs_in(browser, person, "wrong")) == WRONG
    assert problem(signs_in(browser, person)) == "Too many wrong attempts. Try again in 5 seconds."
    stopped_clock.advance(seconds=5)
    assert signs_in(browser, person).status_code == 303


def test_guessing_at_one_account_leaves_the_others_alone(browser: TestClient, person: str) -> None:
    for _ in range(6):
        signs_in(browser, "victim@example.com", "wrong")
    assert "Too many" in problem(signs_in(browser, "victim@example.com", "wrong"))
    assert signs_in(browser, person).status_code == 303


def test_somebody_deactivated_cannot_sign_in(browser: TestClient, person: str, recorded: Engine, cast: Cast) -> None:
    with reading(recorded) as session:
        id_ = session.scalars(select(col(Account.id)).where(col(Account.email) == person)).one()
    accounts.set_active(recorded, cast.administrator, id_ or 0, active=False)
    assert problem(signs_in(browser, person)) == WRONG


def test_signing_out_ends_the_visit_in_every_tab_and_for_a_copied_cookie(browser: TestClient, person: str,
                                                                         app: st.App) -> None:
    token = cookie(signs_in(browser, person)).value
    copied = client(app)
    copied.cookies.set(COOKIE, token)
    assert copied.get("/downloads/overview.csv").status_code == 200
    answer = browser.post("/sign-out", headers=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?out")
    assert copied.get("/downloads/overview.csv").status_code == 303
    assert copied.get("/").headers["location"] == "/sign-in"
    assert "You have signed out, in every tab." in browser.get("/sign-in?out").text


def test_a_sign_in_ends_after_its_hours(browser: TestClient, person: str, stopped_clock: StoppedClock) -> None:
    signs_in(browser, person)
    stopped_clock.advance(hours=11, minutes=59)
    assert browser.get("/downloads/overview.csv").status_code == 200
    stopped_clock.advance(minutes=1)
    assert browser.get("/downloads/overview.csv").status_code == 303


def test_a_cookie_that_is_none_opens_nothing(browser: TestClient, cast: Cast) -> None:
    for token in ("", "x", "é", "a" * 5000, '"quoted', "a; b", "\x7f"):
        answer = browser.get("/downloads/overview.csv", headers=[(b"cookie", f"{COOKIE}={token}".encode())])
        assert answer.status_code == 303, token


FORMS = ("/sign-in", "/sign-in/cast", "/sign-in/code", "/sign-in/organisation", "/sign-out", "/set-password")
FOREIGN: list[dict[str, str]] = [
    {"origin": "https://elsewhere.example"}, {"origin": "null"}, {"origin": "http://parley.test:81"},
    {"origin": "http://parley.test.elsewhere.example"}, {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"}, {"origin": PUBLIC_URL, "sec-fetch-site": "cross-site"}]


def test_a_form_of_another_site_is_refused(browser: TestClient) -> None:
    for path, headers in product(FORMS, FOREIGN):
        answer = browser.post(path, data={"email": "a", "account": "1"}, headers=headers)
        assert (answer.status_code, answer.text) == (
            403, "This form was sent from another site. Open Parley and try again."), headers


def test_a_foreign_form_signs_nobody_out(browser: TestClient, person: str) -> None:
    signs_in(browser, person)
    browser.post("/sign-out", headers={"origin": "https://elsewhere.example"})
    assert browser.get("/downloads/overview.csv").status_code == 200


def test_nothing_changes_by_looking(browser: TestClient, person: str, recorded: Engine, cast: Cast) -> None:
    signs_in(browser, person)
    _, token = accounts.add(recorded, cast.administrator, AccountInput(
        name="New", email="new@example.com", role=Role.ANALYST, organisation="Home Office"))
    before = contents(recorded)
    for path in ("/sign-in", "/sign-in/cast", "/sign-out", f"/set-password?token={token}", "/", "/healthz",
                 f"/set-password?token={token}&password={PASSWORD}&again={PASSWORD}",
                 f"/sign-in?email={person}&password={PASSWORD}", "/sign-in/cast?account=1",
                 "/sign-in/code", "/sign-in/organisation"):
        for method in ("GET", "HEAD", "OPTIONS"):
            browser.request(method, path)
    assert contents(recorded) == before
    assert browser.get("/downloads/overview.csv").status_code == 200  # and is still signed in


def test_a_password_link_works_once(browser: TestClient, recorded: Engine, cast: Cast) -> None:
    _, token = accounts.add(recorded, cast.administrator, AccountInput(
        name="New", email="new@example.com", role=Role.ANALYST, organisation="Home Office"))
    page = browser.get(f"/set-password?token={token}")
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert "For new@example.com." in page.text
    sent = {"token": token, "password": PASSWORD, "again": PASSWORD}
    assert "Your password is set. Sign in with it." in browser.post("/set-password", data=sent, headers=OWN).text
    assert signs_in(browser, "new@example.com").status_code == 303
    for again in (browser.get(f"/set-password?token={token}"), browser.post("/set-password", data=sent, headers=OWN)):
        assert again.status_code == 404
        assert "This link has been used or is out of date." in again.text


def test_a_password_link_ends_after_three_days(browser: TestClient, recorded: Engine, cast: Cast,
                                               stopped_clock: StoppedClock) -> None:
    token = accounts.new_password_link(recorded, cast.administrator, cast.analyst.account_id)
    stopped_clock.advance(days=3, seconds=-1)
    assert browser.get(f"/set-password?token={token}").status_code == 200
    stopped_clock.advance(seconds=1)
    assert browser.get(f"/set-password?token={token}").status_code == 404


@pytest.mark.parametrize(("password", "again", "sentence"), [
    ("short", "short", "Use at least 12 characters. Three random words work well."),
    (PASSWORD, "another", "The two passwords are not the same. Type them again."),
    ("x" * 201, "x" * 201, "Use at most 200 characters.")])
def test_a_password_that_will_not_do_gets_a_sentence_and_the_link_stays_good(
        password: str, again: str, sentence: str, browser: TestClient, recorded: Engine, cast: Cast) -> None:
    token = accounts.new_password_link(recorded, cast.administrator, cast.analyst.account_id)
    answer = browser.post("/set-password", data={"token": token, "password": password, "again": again}, headers=OWN)
    assert (answer.status_code, problem(answer)) == (422, sentence)
    assert browser.get(f"/set-password?token={token}").status_code == 200


def test_a_new_password_ends_every_visit_of_that_person(browser: TestClient, person: str, recorded: Engine, cast: Cast,
                                                        app: st.App) -> None:
    signs_in(browser, person)
    with reading(recorded) as session:
        id_ = session.scalars(select(col(Account.id)).where(col(Account.email) == person)).one()
    token = accounts.new_password_link(recorded, cast.administrator, id_ or 0)
    sent = {"token": token, "password": "another three words", "again": "another three words"}
    client(app).post("/set-password", data=sent, headers=OWN)
    assert browser.get("/downloads/overview.csv").status_code == 303
    assert problem(signs_in(browser, person)) == WRONG


def test_the_exercise_offers_its_cast_with_one_click(exercise: st.App) -> None:
    browser = client(exercise)
    page = browser.get("/sign-in")
    offered = re.findall(r'name="account" value="(\d+)".*?<button type="submit">(.*?)</button>', page.text, re.DOTALL)
    assert [name for _, name in offered] == [
        "Cabinet Office official", "Home Office official", "DCMS official", "Facebook representative",
        "Twitter representative", "Google representative", "Analyst", "Administrator"]
    chosen = next(id_ for id_, name in offered if name == "Analyst")
    answer = browser.post("/sign-in/cast", data={"account": chosen, "next": "/figures"}, headers=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/figures")
    assert browser.get("/downloads/overview.csv").status_code == 200


def test_outside_the_exercise_there_is_no_cast(browser: TestClient, cast: Cast, recorded: Engine) -> None:
    assert "Exercise" not in browser.get("/sign-in").text
    with reading(recorded) as session:
        everyone = list(session.scalars(select(col(Account.id))))
        assert session.scalars(select(func.count()).select_from(Exercise)).one() == 0
    for account in [*everyone, 0, -1, "1 OR 1=1", "9" * 30, ""]:
        answer = browser.post("/sign-in/cast", data={"account": str(account)}, headers=OWN)
        assert problem(answer) == "There is no such member of the exercise's cast.", account
        assert "set-cookie" not in answer.headers


def test_a_real_account_is_nobodys_one_click_in_the_exercise_either(exercise: st.App, exercised: Engine) -> None:
    id_, _ = accounts.add(exercised, "a test", AccountInput(
        name="Real", email="real@example.com", role=Role.OFFICIAL, organisation="Home Office"))
    answer = client(exercise).post("/sign-in/cast", data={"account": str(id_)}, headers=OWN)
    assert problem(answer) == "There is no such member of the exercise's cast."


def test_signing_in_and_out_is_in_the_audit_without_the_token(browser: TestClient, person: str, recorded: Engine,
                                                              cast: Cast, stopped_clock: StoppedClock) -> None:
    token = cookie(signs_in(browser, person)).value
    browser.post("/sign-out", headers=OWN)
    with reading(recorded) as session:
        told = audit.entries(session, cast.administrator, as_at=stopped_clock.now, newest=2)
    assert list(told["sentence"]) == ["Another analyst signed out.", "Another analyst signed in."]
    assert token not in told.to_csv()


def test_a_file_in_place_of_text_is_no_password(browser: TestClient, person: str) -> None:
    answer = browser.post("/sign-in", data={"email": person}, files={"password": ("x.txt", b"x")}, headers=OWN)
    assert problem(answer) == WRONG


def test_everyone_who_waits_in_the_database_is_known_by_hash_only(person: str, recorded: Engine) -> None:
    with writing(recorded) as session:
        stored = session.scalars(select(col(Account.password_hash)).where(col(Account.email) == person)).one()
    assert stored is not None
    assert stored.startswith("$argon2id$")
