"""A real server on each kind of database, with the exercise, and a browser context for each visitor."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from scripts.chromium import MISSING, find
from tests import cast as casting
from tests.databases import PostgresqlMaker, SqliteMaker, Templates, postgresql_server, sqlite_folder

ROOT = Path(__file__).parent.parent.parent
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--no-first-run", "--disable-quic"]
STARTS_WITHIN_S = 120
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs Chromium."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. Without one, CI fails and a person is told loudly."""
    path = find()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        opened = _launch(playwright, path)
        yield opened
        opened.close()


def _launch(playwright: Playwright, path: str) -> Browser:
    return playwright.chromium.launch(executable_path=path, args=QUIET)


class Server:
    """A running Parley, in the exercise unless `settings` say otherwise."""

    def __init__(self, database_url: str, log: Path, **settings: str) -> None:
        self.database_url = database_url
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        environment = os.environ | {"DATABASE_URL": database_url, "PORT": str(self.port), "EXERCISE": "true",
                                    "PUBLIC_URL": self.url} | settings
        self.process = subprocess.Popen([sys.executable, "server.py"], cwd=ROOT, env=environment,
                                        stdout=log.open("ab"), stderr=subprocess.STDOUT)

    def wait(self) -> None:
        """Until it answers."""
        end = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log.read_text()
            try:
                if httpx.get(f"{self.url}/healthz").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        pytest.fail(f"The server did not start.\n{self.log.read_text()}")

    def stop(self) -> None:
        """And wait until it has."""
        self.process.terminate()
        self.process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def exercises() -> Iterator[Callable[[str], Templates]]:
    """Templates of the exercise by kind of database, each begun at its first use."""
    made: dict[str, Templates] = {}
    with ExitStack() as stack:

        def templates(kind: str) -> Templates:
            if kind not in made:
                made[kind] = Templates(PostgresqlMaker(stack.enter_context(postgresql_server()))
                                       if kind == "postgresql" else SqliteMaker(stack.enter_context(sqlite_folder())))
            return made[kind]

        yield templates


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, exercises: Callable[[str], Templates],
           tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Parley with a fresh exercise, for the tests of one module, on each kind of database."""
    yield from served(exercises(request.param), tmp_path_factory)


@pytest.fixture(scope="module")
def sqlite_server(exercises: Callable[[str], Templates], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Parley with a fresh exercise on SQLite, for tests of what the database has no part in."""
    yield from served(exercises("sqlite"), tmp_path_factory)


def served(exercises: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Parley on a copy of the exercise: to fill each anew takes longer than most tests."""
    with exercises.copy(casting.with_the_exercise) as url:
        yield from running(Server(url, tmp_path_factory.mktemp("server") / "server.log"))


def running(started: Server) -> Iterator[Server]:
    """A server as long as it is needed."""
    try:
        started.wait()
        yield started
    finally:
        started.stop()


class Visitor:
    """One person's browser: its own context, signed in as a member of the cast."""

    def __init__(self, browser: Browser, server: Server, name: str, **context: object) -> None:
        self.server, self.name = server, name
        self.context: BrowserContext = browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", "accept_downloads": True, **context})
        self.page: Page = self.context.new_page()
        self.page.goto(f"{server.url}/sign-in")
        self.page.get_by_role("button", name=name, exact=True).click()
        self.settled()

    def open(self, address: str) -> Page:
        """Open an address cold and wait until its page is drawn."""
        self.page.goto(f"{self.server.url}{address}")
        self.settled()
        return self.page

    def settled(self) -> None:
        """Wait until the script has run and the page is drawn."""
        expect(self.page.locator("h1")).to_be_visible()
        expect(self.page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")

    def close(self) -> None:
        self.context.close()


@pytest.fixture
def visitors(browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """`visitors(server, "Analyst")` is that person's browser; closed afterwards."""
    opened: list[Visitor] = []

    def make(server: Server, name: str, **context: object) -> Visitor:
        opened.append(Visitor(browser, server, name, **context))
        return opened[-1]

    yield make
    for visitor in opened:
        visitor.close()


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    """A page of somebody who is not signed in."""
    context = browser.new_context(locale="en-GB")
    yield context.new_page()
    context.close()
