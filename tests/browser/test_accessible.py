"""Every page of every role, looked at as assistive technology does: axe, headings, labels, keyboard, narrow screens."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from data_model.words import Role
from page_parts.directory import PAGES, address, pages_of
from tests.browser.conftest import Server, Visitor
from tests.browser.hostile import steady

MEMBERS = {Role.OFFICIAL: "Cabinet Office official", Role.PLATFORM: "Facebook representative",
           Role.ANALYST: "Analyst", Role.ADMINISTRATOR: "Administrator"}
# Records of the exercise, so that pages which show one are looked at with something on them.
RECORDS = {"trail": {"platform": "facebook", "commitment": 1}, "update": {"version": 1},
           "submit": {"commitment": 2}, "letter": {"commitment": 3}, "dialogue": {"kind": "policing"},
           "write-advice": {"topic": "response"}, "compare-advice": {"platform": "twitter", "topic": "response"}}
# Violations of Streamlit's own frame, with the selector of its element. Anything else is ours.
STREAMLITS_OWN = {"presentation-role-conflict": "stFileUploaderDropzone"}
Visitors = Callable[..., Visitor]
WIDE, NARROW = {"color_scheme": "light"}, {"viewport": {"width": 400, "height": 800}}
BACKGROUND = "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
COME_TO_REST = """() => Promise.all(document.getAnimations()
  .filter(each => each.effect.getComputedTiming().iterations !== Infinity)
  .map(each => each.finished.catch(() => null))).then(() => true)"""


@pytest.mark.parametrize("look", [WIDE, NARROW], ids=["light-and-dark", "narrow"])
@pytest.mark.parametrize("role", list(Role))
def test_every_page_is_headed_and_labelled_fits_and_has_no_accessibility_violation_of_ours(
        role: Role, look: dict[str, object], visitors: Visitors, sqlite_server: Server,
        subtests: pytest.Subtests) -> None:
    visitor = visitors(sqlite_server, MEMBERS[role], **look)
    for entry in pages_of(role):
        if role is Role.ANALYST and look is not WIDE and Role.OFFICIAL in entry.roles:
            continue  # the same controls and fewer of them, in the same colours and widths
        with subtests.test(page=entry.name):
            page = visitor.open(address(entry.name, role, **RECORDS.get(entry.name, {})))
            expect(page).to_have_title(entry.title)
            expect(page.locator("h1")).to_have_count(1)
            expect(page.locator("h1")).to_have_text(entry.title)
            assert page.evaluate("document.documentElement.lang") == "en-GB"
            assert page.evaluate(UNLABELLED) == []
            assert page.evaluate(SIDEWAYS) <= 0
            assert _violations(page) == []
            if look is WIDE:
                assert _violations_in_the_dark(page) == []


def test_signing_in_has_no_violation_either(browser_page: Page, sqlite_server: Server) -> None:
    browser_page.goto(f"{sqlite_server.url}/sign-in")
    assert _violations(browser_page) == []
    browser_page.goto(f"{sqlite_server.url}/set-password?token=none")
    assert _violations(browser_page) == []


def test_a_person_with_a_keyboard_alone_can_sign_in_and_open_a_trail(browser_page: Page, sqlite_server: Server) -> None:
    page = browser_page
    page.goto(f"{sqlite_server.url}/sign-in")
    _tab_to(page, "Cabinet Office official")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(PAGES["overview"].title)
    _tab_to(page, "Facebook, commitment 1")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(PAGES["trail"].title)


def _tab_to(page: Page, start: str, most: int = 60) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        name = page.evaluate("(document.activeElement.ariaLabel || document.activeElement.innerText || '').trim()")
        if name.startswith(start):
            return
    pytest.fail(f"{start} was not reached in {most} presses of Tab.")


def _violations(page: Page, **options: object) -> list[str]:
    """Each violation with the element it is on, but for those of Streamlit's own frame."""
    results = Axe().run(page, options={"resultTypes": ["violations"]} | options)
    return [f"{violation['id']}: {node['html'][:200]}" for violation in results.response["violations"]
            for node in violation["nodes"] if STREAMLITS_OWN.get(violation["id"], "\0") not in node["html"]]


def _violations_in_the_dark(page: Page) -> list[str]:
    """What a dark page violates that it does not in the light: the colours are all that differs."""
    light = page.evaluate(BACKGROUND)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"light => ({BACKGROUND})() !== light", arg=light)
    steady(page)
    page.evaluate(COME_TO_REST)
    found = _violations(page, runOnly=["color-contrast", "link-in-text-block"])
    page.emulate_media(color_scheme="light")
    return found


UNLABELLED = """() => [...document.querySelectorAll('input, textarea, select, button')]
  .filter(each => each.type !== 'hidden' && each.tabIndex >= 0 && each.checkVisibility({visibilityProperty: true}))
  .filter(each => !(each.ariaLabel || each.getAttribute('aria-labelledby') || each.labels?.length
                    || each.innerText?.trim() || each.title))
  .map(each => each.outerHTML.slice(0, 200))"""
SIDEWAYS = """() => { const main = document.querySelector('[data-testid=stMain]');
  return Math.max(main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - innerWidth); }"""
