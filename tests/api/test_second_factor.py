"""The second factor between the password and Parley, as forms sent by a browser."""

import re
from http.cookies import SimpleCookie

import pyotp
import pytest
from httpx import Response
from sqlalchemy import Engine, func, select
from starlette.testclient import TestClient

from coordination import second_factors
from coordination.sign_ins import COOKIE
from coordination.viewers import Viewer
from data_model.accounts import SecondFactor, SignIn
from data_model.database import reading
from tests.api.conftest import Visit, application, client
from tests.api.test_sign_in import ELSEWHERE, OWN, PASSWORD, contents, problem, signs_in
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.coordination.test_second_factors import set_up, with_password

CODE = "/sign-in/code"
PENDING = "parley_pending"
WRONG = "This code is not right. Wait for the next one that your app shows, and type that."
ENDED = "This sign-in has ended. Sign in with your password again."


@pytest.fixture
def browser(visit: Visit) -> TestClient:
    """A browser that nobody has signed in with."""
    return visit(None)


def gives(browser: TestClient, code: str, wanted: str = "/") -> Response:
    return browser.post(CODE, data={"code": code, "next": wanted}, headers=OWN)


def shown_by_the_app(engine: Engine, viewer: Viewer, clock: StoppedClock) -> str:
    with reading(engine) as session:
        return pyotp.TOTP(session.get_one(SecondFactor, viewer.account_id).secret).at(clock.now)


def visits(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalars(select(func.count()).select_from(SignIn)).one()


def test_an_official_sets_up_a_factor_and_gets_recovery_codes_once(
        browser: TestClient, recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    with_password(recorded, cast.official)
    answer = signs_in(browser, cast.official.email, next="/letter?x=1&y=2")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{CODE}?next=%2Fletter%3Fx%3D1%26y%3D2")
    assert COOKIE not in browser.cookies
    page = browser.get(answer.headers["location"])
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    secret = "".join(re.findall(r'<p class="key">(.*?)</p>', page.text)).replace(" ", "")
    assert 'src="data:image/svg+xml' in page.text
    done = gives(browser, pyotp.TOTP(secret).at(stopped_clock.now), "/letter?x=1&y=2")
    assert (done.status_code, done.headers["cache-control"]) == (200, "no-store")
    assert len(re.findall(r"<code>[A-Z2-7 ]{19}</code>", done.text)) == 10
    assert '<a href="/letter?x=1&amp;y=2">' in done.text
    assert set(browser.cookies) == {COOKIE}
    assert browser.get("/downloads/overview.csv").status_code == 200
    assert ENDED in browser.get(CODE).text  # and no codes again


def test_until_the_code_is_right_nothing_opens(browser: TestClient, recorded: Engine, cast: Cast,
                                               stopped_clock: StoppedClock) -> None:
    with_password(recorded, cast.official)
    signs_in(browser, cast.official.email)
    answer = gives(browser, "000000", "/letter")
    assert (answer.status_code, problem(answer)) == (422, WRONG)
    assert 'name="next" value="/letter"' in answer.text
    assert browser.get("/downloads/overview.csv").status_code == 303
    assert browser.get("/").headers["location"] == "/sign-in"
    browser.cookies.set(COOKIE, browser.cookies[PENDING])
    assert browser.get("/downloads/overview.csv").status_code == 303
    assert visits(recorded) == 0


def test_whoever_has_a_factor_gives_its_code(browser: TestClient, recorded: Engine, cast: Cast,
                                             stopped_clock: StoppedClock) -> None:
    codes = set_up(recorded, cast.facebook, stopped_clock)
    signs_in(browser, cast.facebook.email)
    page = browser.get(CODE).text
    assert "Six-digit code" in page
    assert "data:image" not in page
    answer = gives(browser, shown_by_the_app(recorded, cast.facebook, stopped_clock), "/home")
    assert (answer.status_code, answer.headers["location"]) == (303, "/home")
    browser.post("/sign-out", headers=OWN)
    signs_in(browser, cast.facebook.email)
    assert gives(browser, codes[0]).status_code == 303
    assert browser.get("/downloads/overview.csv").status_code == 404  # signed in, and not theirs


def test_the_pending_cookie_is_for_this_page_and_for_minutes(browser: TestClient, recorded: Engine,
                                                             cast: Cast) -> None:
    with_password(recorded, cast.official)
    given = SimpleCookie(signs_in(browser, cast.official.email).headers["set-cookie"])[PENDING]
    assert (given["httponly"], given["samesite"], given["path"], given["max-age"]) == (True, "strict", "/sign-in",
                                                                                       "600")


def test_behind_https_the_pending_cookie_is_secure(recorded: Engine, cast: Cast,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    with_password(recorded, cast.official)
    secure = client(application(recorded, monkeypatch, public_url="https://parley.test"), "https://parley.test")
    answer = secure.post("/sign-in", data={"email": cast.official.email, "password": PASSWORD},
                         headers={"origin": "https://parley.test"})
    assert SimpleCookie(answer.headers["set-cookie"])[PENDING]["secure"] is True


def test_a_code_leads_nobody_elsewhere(browser: TestClient, recorded: Engine, cast: Cast,
                                       stopped_clock: StoppedClock) -> None:
    codes = set_up(recorded, cast.facebook, stopped_clock)
    for wanted, code in zip(ELSEWHERE, codes, strict=False):
        assert signs_in(browser, cast.facebook.email, next=wanted).headers["location"] == f"{CODE}?next=%2F"
        assert gives(browser, code, wanted).headers["location"] == "/", wanted


def test_five_wrong_codes_lead_back_to_the_password(browser: TestClient, recorded: Engine, cast: Cast,
                                                    stopped_clock: StoppedClock) -> None:
    set_up(recorded, cast.facebook, stopped_clock)
    signs_in(browser, cast.facebook.email)
    for _ in range(4):
        assert problem(gives(browser, "000000")) == WRONG
    assert problem(gives(browser, "000000")) == f"Too many wrong codes. {ENDED}"
    assert PENDING not in browser.cookies
    signs_in(browser, cast.facebook.email)
    assert problem(gives(browser, "000000")) == "Too many wrong attempts. Try again in 5 seconds."


def test_without_a_pending_sign_in_there_is_nothing_to_give_a_code_to(browser: TestClient, recorded: Engine,
                                                                      cast: Cast) -> None:
    for token in ("", "x", "a" * 5000):
        browser.cookies.set(PENDING, token)
        for answer in (browser.get(CODE), gives(browser, "123456")):
            assert (answer.status_code, problem(answer)) == (422, ENDED)


def test_looking_at_the_page_changes_nothing(browser: TestClient, recorded: Engine, cast: Cast) -> None:
    with_password(recorded, cast.official)
    signs_in(browser, cast.official.email)
    before, page = contents(recorded), browser.get(CODE).text
    assert browser.get(f"{CODE}?code=123456").text == page
    assert contents(recorded) == before


def test_what_people_are_called_and_type_is_shown_as_text(browser: TestClient, recorded: Engine, cast: Cast) -> None:
    with_password(recorded, cast.official)
    signs_in(browser, cast.official.email)
    for answer in (browser.get(f"{CODE}?next=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"),
                   gives(browser, '"><script>alert(1)</script>', '/"><script>alert(1)</script>')):
        assert "<script>" not in answer.text


def test_a_removed_factor_is_set_up_anew_at_the_next_sign_in(browser: TestClient, recorded: Engine, cast: Cast,
                                                             stopped_clock: StoppedClock) -> None:
    set_up(recorded, cast.official, stopped_clock)
    second_factors.remove(recorded, cast.administrator, cast.official.account_id)
    signs_in(browser, cast.official.email)
    assert "Set up a second factor</h1>" in browser.get(CODE).text
