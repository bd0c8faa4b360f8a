"""A live installation in a real browser: signing in with an identity provider, and with a password and a second factor.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import httpx
import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine

from coordination import accounts, api_keys
from coordination.viewers import Viewer
from data_model.database import make_engine
from data_model.words import Scope
from tests import cast as casting
from tests.browser.conftest import Server, running
from tests.browser.hostile import choose
from tests.browser.test_accessible import NARROW, _violations
from tests.cast import Cast
from tests.databases import Templates
from tests.provider import NAME, TestProvider, provider

DARK = {"color_scheme": "dark"}
PASSWORD = "three random words"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
Window = Callable[..., Page]


@pytest.fixture(scope="module")
def oidc() -> Iterator[TestProvider]:
    with provider() as started:
        yield started


@pytest.fixture(scope="module")
def live(exercises: Callable[[str], Templates], oidc: TestProvider,
         tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Parley outside the exercise, with a provider that knows every member of the cast by their first name."""
    with exercises("sqlite").copy(casting.with_the_cast) as url:
        yield from running(Server(url, tmp_path_factory.mktemp("live") / "server.log", EXERCISE="false",
                                  **oidc.settings))


@pytest.fixture(scope="module")
def engine(live: Server) -> Iterator[Engine]:
    made = make_engine(live.database_url)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def cast(engine: Engine, oidc: TestProvider) -> Cast:
    found = casting.the_cast(engine)
    for viewer in found.everyone():
        oidc.knows(subject(viewer), email=viewer.email, email_verified=True, name=viewer.name)
    return found


@pytest.fixture
def window(browser: Browser) -> Iterator[Window]:
    """`window(color_scheme="dark")` is a page of a browser of its own."""
    opened: list[BrowserContext] = []

    def made(**context: object) -> Page:
        opened.append(browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **context}))
        return opened[-1].new_page()

    yield made
    for each in opened:
        each.close()


def subject(viewer: Viewer) -> str:
    return viewer.email.partition("@")[0]


def with_the_provider(page: Page, live: Server, who: str, wanted: str = "/") -> None:
    """Ask for something, and sign in with the provider."""
    page.goto(f"{live.url}{wanted}")
    page.get_by_role("button", name=f"Sign in with {NAME}").click()
    page.get_by_placeholder("sub").fill(who)
    page.get_by_role("button", name="Authorize", exact=True).click()


def with_a_password(page: Page, live: Server, viewer: Viewer, wanted: str = "/sign-in") -> None:
    page.goto(f"{live.url}{wanted}")
    page.get_by_label("Email address").fill(viewer.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def shown_by_the_app(secret: str, **later: float) -> str:
    return pyotp.TOTP(secret.replace(" ", "")).at(datetime.now(UTC) + timedelta(**later))


def drawn(page: Page, title: str) -> None:
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")


def test_an_account_made_beforehand_opens_at_what_was_asked_for(window: Window, live: Server, cast: Cast) -> None:
    page = window()
    wanted = "/trail?platform=twitter&commitment=1&as_at=2019-11-20"
    with_the_provider(page, live, subject(cast.official), wanted)
    drawn(page, "Trail")
    expect(page.get_by_role("heading", name="Twitter, commitment 1")).to_be_visible()
    assert page.url == live.url + wanted
    expect(page.get_by_text("Showing what was known at the end of 20 November 2019")).to_be_visible()
    page.goto(f"{live.url}/your-account")
    drawn(page, "Your account")
    expect(page.get_by_text(f"You sign in with {NAME}, which looks after your second factor there.")).to_be_visible()
    assert {cookie["name"] for cookie in page.context.cookies(live.url)} == {"parley_sign_in", "_streamlit_xsrf"}


def test_a_rule_for_a_domain_lets_a_newcomer_in(window: Window, live: Server, cast: Cast, oidc: TestProvider) -> None:
    page = window()
    with_the_provider(page, live, subject(cast.administrator))
    drawn(page, "Accounts")
    page.get_by_label("Domain").fill("newcomers.example.com")
    choose(page.get_by_role("combobox", name="Role of its people"), "Analyst")
    choose(page.get_by_role("combobox", name="Their organisation"), "Home Office")
    page.get_by_role("button", name="Add rule").click()
    expect(page.get_by_text("The rule is added.")).to_be_visible()
    expect(page.get_by_role("rowheader", name="newcomers.example.com")).to_be_visible()

    oidc.knows("newcomer", email="ng@newcomers.example.com", email_verified=True, name="<img src=x> Ng *Newcomer*")
    newcomer = window()
    with_the_provider(newcomer, live, "newcomer", "/letter")
    drawn(newcomer, "Letter")
    expect(newcomer.locator(".who")).to_contain_text("<img src=x> Ng *Newcomer*\nAnalyst, Home Office",
                                                     use_inner_text=True)


def test_a_stranger_is_refused_and_can_go_on_as_somebody_else(window: Window, live: Server, cast: Cast,
                                                              oidc: TestProvider) -> None:
    oidc.knows("stranger", email="stranger@elsewhere.example.com", email_verified=True)
    page = window(**NARROW)
    with_the_provider(page, live, "stranger", "/letter")
    expect(page.locator("h1")).to_have_text("You are not signed in")
    expect(page.get_by_text("There is no account for stranger@elsewhere.example.com. Ask an administrator of Parley "
                            "to add one with this address.")).to_be_visible()
    assert _violations(page) == []
    assert page.evaluate(SIDEWAYS) <= 0
    page.get_by_role("button", name=f"Sign in with {NAME}").click()
    page.get_by_placeholder("sub").fill(subject(cast.twitter))
    page.get_by_role("button", name="Authorize", exact=True).click()
    drawn(page, "Letter")


def test_who_says_no_at_the_provider_is_told_that_nothing_came_back(window: Window, live: Server) -> None:
    page = window()
    page.goto(live.url)
    page.get_by_role("button", name=f"Sign in with {NAME}").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_text("You are not signed in: nothing came back that says who you are.")).to_be_visible()


def test_a_deactivated_account_loses_its_tab_its_program_and_its_way_back(window: Window, live: Server, engine: Engine,
                                                                          cast: Cast) -> None:
    page = window()
    with_the_provider(page, live, subject(cast.analyst))
    drawn(page, "Overview")
    _, secret = api_keys.make(engine, cast.administrator, {"name": "Figures", "scopes": [Scope.READ],
                                                           "account_id": cast.analyst.account_id})
    key = {"Authorization": f"Bearer {secret}"}
    assert httpx.get(f"{live.url}/api/v1/me", headers=key).status_code == 200
    accounts.set_active(engine, cast.administrator, cast.analyst.account_id, active=False)
    assert httpx.get(f"{live.url}/api/v1/me", headers=key).status_code == 401
    page.get_by_role("link", name="Letter", exact=True).click()
    expect(page.locator("h1")).to_have_text("You are signed out")
    with_the_provider(page, live, subject(cast.analyst))
    expect(page.get_by_text(f"The account of {cast.analyst.email} is deactivated.")).to_be_visible()


def test_signing_out_ends_it_in_every_tab_and_says_what_it_does_not_end(window: Window, live: Server,
                                                                        cast: Cast) -> None:
    page = window()
    with_the_provider(page, live, subject(cast.second_official))
    drawn(page, "Overview")
    other = page.context.new_page()
    other.goto(f"{live.url}/letter")
    drawn(other, "Letter")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text(f"You may still be signed in to {NAME}")).to_be_visible()
    other.get_by_role("link", name="Dialogue", exact=True).click()
    expect(other.locator("h1")).to_have_text("You are signed out")
    page.goto(f"{live.url}/letter")
    expect(page).to_have_url(f"{live.url}/sign-in?next={quote('/letter', safe='')}")


def test_the_first_administrator_gets_in_without_a_script_and_later_with_a_code(window: Window, live: Server,
                                                                                engine: Engine, cast: Cast) -> None:
    """As README says: the command's link, a password, a second factor, and in."""
    token = accounts.new_password_link(engine, "manage.py account link", cast.administrator.account_id)
    page = window(java_script_enabled=False, **NARROW)
    page.goto(f"{live.url}/set-password?token={token}")
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    page.get_by_role("button", name="Set password").click()
    with_a_password(page, live, cast.administrator, "/audit")
    expect(page.locator("h1")).to_have_text("Set up a second factor")
    page.get_by_text("I cannot use the picture").click()
    secret = page.locator(".key").inner_text()
    first = shown_by_the_app(secret)
    page.get_by_label("Type the six-digit code that the app shows").fill(first)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Your recovery codes")
    codes = page.locator(".codes code").all_inner_texts()
    assert len(set(codes)) == 10
    expect(page.get_by_role("link", name="I have kept the codes")).to_have_attribute("href", "/audit")

    later = window(**NARROW, **DARK)
    with_a_password(later, live, cast.administrator, "/audit")
    later.get_by_label("Six-digit code").fill(first)  # it was used, a moment ago
    later.get_by_role("button", name="Sign in", exact=True).click()
    expect(later.get_by_text("This code is not right.")).to_be_visible()
    assert _violations(later) == []
    assert later.evaluate(SIDEWAYS) <= 0
    later.get_by_label("Six-digit code").fill(shown_by_the_app(secret, seconds=30))
    later.keyboard.press("Enter")
    drawn(later, "Audit")

    lost = window()
    with_a_password(lost, live, cast.administrator)
    lost.get_by_text("I cannot use my app").click()
    lost.get_by_label("Recovery code").fill(codes[4])
    lost.get_by_role("button", name="Sign in with a recovery code").click()
    drawn(lost, "Accounts")
    lost.goto(f"{live.url}/your-account")
    expect(lost.get_by_text("9 of your 10 recovery codes are left.")).to_be_visible()
    expect(lost.get_by_role("button", name="Turn off the second factor")).to_have_count(0)


def test_the_page_that_sets_up_an_app_is_legible(window: Window, live: Server, engine: Engine, cast: Cast) -> None:
    token = accounts.new_password_link(engine, "a test", cast.official.account_id)
    accounts.set_password(engine, token, PASSWORD)
    for look in ({}, NARROW, DARK):
        page = window(**look)
        with_a_password(page, live, cast.official)
        expect(page.get_by_role("img", name="QR code for your authenticator app")).to_be_visible()
        page.get_by_text("I cannot use the picture").click()
        assert _violations(page) == []
        assert page.evaluate(SIDEWAYS) <= 0
        page.goto(f"{live.url}/sign-in")
        assert _violations(page) == []


def test_a_platform_turns_a_second_factor_on_and_an_administrator_removes_it(window: Window, live: Server,
                                                                             engine: Engine, cast: Cast) -> None:
    token = accounts.new_password_link(engine, "a test", cast.facebook.account_id)
    accounts.set_password(engine, token, PASSWORD)
    page = window()
    with_a_password(page, live, cast.facebook, "/your-account")
    drawn(page, "Your account")
    page.get_by_role("button", name="Set up a second factor").click()
    expect(page.get_by_role("img", name="QR code for your authenticator app")).to_be_visible()
    secret = page.locator("code").first.inner_text()
    page.get_by_label("Type the six-digit code that the app shows").fill(shown_by_the_app(secret))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Your second factor is on.")).to_be_visible()
    expect(page.get_by_text("Your recovery codes are shown only now.")).to_be_visible()
    assert _violations(page) == []
    page.get_by_role("button", name="Sign out").click()
    with_a_password(page, live, cast.facebook)
    page.get_by_label("Six-digit code").fill(shown_by_the_app(secret, seconds=30))
    page.get_by_role("button", name="Sign in", exact=True).click()
    drawn(page, "Home")

    administrator = window()
    with_the_provider(administrator, live, subject(cast.administrator), f"/?account={cast.facebook.account_id}")
    drawn(administrator, "Accounts")
    administrator.get_by_text("Yes, remove the second factor").click()
    administrator.get_by_role("button", name="Remove the second factor").click()
    expect(administrator.get_by_text("The second factor of Facebook representative is removed.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    with_a_password(page, live, cast.facebook)
    drawn(page, "Home")
