"""No text that people write makes a browser fetch anything or act: hostile text goes into every field of every page
through the real screens, and then every page is walked, with its records, as every role.

The browsers ignore the content security policy here, which would hide what a page attempts.
"""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from data_model.words import Role
from tests.browser.conftest import Server
from tests.browser.hostile import HTML, LINE, SEEN, Watch, steady
from tests.browser.hostile_fields import FIELDS, SHOWN
from tests.browser.hostile_told import Told, telling


@pytest.fixture(scope="module")
def told(browser: Browser, sqlite_server: Server) -> Iterator[Told]:
    with telling(browser, sqlite_server) as made:
        yield made


def test_typing_into_every_field_of_every_page_fetches_nothing_and_does_nothing(told: Told) -> None:
    assert told.typing == []
    assert {(page, label) for page, labels in FIELDS.items() for label in labels} - told.pen.fields == set()
    assert told.watch.seen > 100


@pytest.mark.parametrize("role", list(Role))
def test_walking_every_page_fetches_nothing_does_nothing_and_changes_nothing(role: Role, told: Told) -> None:
    walk = told.walk(role)
    assert walk.astray == []
    assert walk.changed == set()
    assert walk.garbled == []


def test_texts_are_shown_where_they_should_be(told: Told) -> None:
    missing = {name: labels - set().union(*(told.walk(role).shown[name] for role in Role))
               for name, labels in SHOWN.items()}
    assert {name: labels for name, labels in missing.items() if labels} == {}


def test_signing_in_with_hostile_text_fetches_nothing_and_goes_nowhere_else(told: Told, browser: Browser) -> None:
    context = browser.new_context(bypass_csp=True)
    page, watch = context.new_page(), Watch(told.server)
    watch.over(context)
    for number, wanted in enumerate(("//beacon.invalid/", "/\\beacon.invalid", "javascript:hit=1", "data:text/html,x",
                                     "http://beacon.invalid/", "\t//beacon.invalid/", LINE, HTML)):
        page.goto(f"{told.server.url}/sign-in?next={quote(wanted)}")
        assert page.locator("input[name=next]").last.input_value() == "/"
        assert told.pen.garbled(str(page.evaluate(SEEN))) == []
        watch.look(page, "/sign-in")
        if not number:
            told.pen.fill(page, "sign-in")
            page.locator("form").last.evaluate("form => { form.noValidate = true }")
            page.get_by_role("button", name="Sign in", exact=True).click()
            expect(page.get_by_role("alert")).to_be_visible()
            watch.look(page, "/sign-in")
    page.goto(f"{told.server.url}/set-password?token={quote(HTML)}")
    watch.look(page, "/set-password")
    page.goto(f"{told.server.url}/sign-in?next=//beacon.invalid/")
    page.locator(".cast button", has_text="[[").first.click()
    expect(page.locator("[data-testid=stApp]")).to_be_visible()
    steady(page)
    watch.look(page, "/")
    context.close()
    assert watch.astray == []
