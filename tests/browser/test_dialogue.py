"""A meeting from the official's plan to the platform's answer and the end of its action, in three browsers."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, Visitor

Visitors = Callable[..., Visitor]


def choose(page: Page, label: str, words: str) -> None:
    """Choose the first option with those words. With keys: scrolling shuts the list."""
    box = page.get_by_label(label, exact=True)
    box.fill(words)
    box.press("ArrowDown")
    box.press("Enter")


def plan(official: Visitor) -> Page:
    """Plan a call with Facebook and Google, from the list of all meetings."""
    page = official.open("/dialogue")
    page.get_by_text("Plan a meeting", exact=True).click()
    page.get_by_label("Title", exact=True).fill("Call before polling day")
    page.get_by_label("Agenda, one item a line (optional)").fill("Contacts\nReporting lines")
    page.keyboard.press("Tab")
    official.settled()
    choose(page, "Kind", "Between")
    official.settled()
    for name in ("Facebook", "Google"):
        choose(page, "Organisations to ask", name)
        official.settled()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Plan this meeting").click()
    expect(page.get_by_text("1 meeting planned.")).to_be_visible()
    official.settled()
    return page


def test_an_official_plans_a_platform_confirms_and_closes_its_action(visitors: Visitors, server: Server) -> None:
    official, facebook = visitors(server, "Cabinet Office official"), visitors(server, "Facebook representative")
    page = plan(official)
    address = "/dialogue?" + page.url.split("?", 1)[1]
    page.get_by_role("link", name="Make this an action").nth(1).click()
    page.wait_for_url("**item=2**")
    official.settled()
    expect(page.get_by_label("What is to be done")).to_have_value("Reporting lines")
    choose(page, "Owner", "Facebook")
    page.get_by_role("button", name="Add this action").click()
    expect(page.get_by_text("The action is added.")).to_be_visible()

    home = facebook.open("/")
    home.get_by_role("link", name="Call before polling day").click()
    expect(home.get_by_role("heading", name="Does Facebook attend?")).to_be_visible()
    facebook.settled()
    home.get_by_role("button", name="Confirm that we attend").click()
    expect(home.get_by_text("You confirmed that you attend.")).to_be_visible()
    facebook.open("/").get_by_role("link", name="Reporting lines").click()
    expect(home.get_by_role("heading", name="Close this action")).to_be_visible()
    facebook.settled()
    home.get_by_label("What came of it").fill("All three have named one.")
    home.get_by_role("button", name="Close this action").click()
    expect(home.get_by_text("The action is closed.")).to_be_visible()

    page = official.open(address)
    expect(page.locator("tr", has_text="Facebook").first).to_contain_text("confirmed")
    expect(page.get_by_text("All three have named one.")).to_be_visible()
    twitter = visitors(server, "Twitter representative")
    expect(twitter.open(address).get_by_text("Not found. There is no such meeting.")).to_be_visible()
