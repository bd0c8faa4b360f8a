"""Advice as it is written: three platforms write, each in its own browser, an official agrees two sections and returns
one, and the platform reads why."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, Visitor

Visitors = Callable[..., Visitor]
TOPIC = "topic=response"
REASON = "Say within how many hours."


def test_three_platforms_write_and_an_official_agrees_two_and_returns_one(visitors: Visitors, server: Server) -> None:
    slugs = ("facebook", "twitter", "google")
    people = {slug: visitors(server, f"{slug.capitalize()} representative") for slug in slugs}
    official = visitors(server, "Cabinet Office official")
    for slug, person in people.items():
        _write(person, f"We look at reports from candidates at once, says {slug}.")
    for slug in ("facebook", "twitter"):
        page = _section(official, slug)
        page.get_by_role("button", name="Agree version").click()
        expect(page.get_by_text("Agreed. It will be in the next edition.")).to_be_visible()
    page = _section(official, "google")
    page.get_by_role("tab", name="Return to the platform").click()
    page.get_by_label("Why you return it").fill(REASON)
    page.get_by_role("button", name="Return version 3 to Google").click()
    expect(page.get_by_text("Returned. The platform reads your reason.")).to_be_visible()
    expect(people["google"].open("/").get_by_text(REASON).first).to_be_visible()
    page = official.open("/compare-advice")
    expect(page.get_by_text("says facebook")).to_be_visible()
    expect(page.get_by_role("link", name="Google, what response to expect: returned")).to_be_visible()


def _write(person: Visitor, words: str) -> None:
    """Write a newer version in English, see it measured and drawn, and send it."""
    page = person.open(f"/write-advice?{TOPIC}")
    page.get_by_role("button", name="Write a newer version").or_(
        page.get_by_role("button", name="Correct it and send it again")).first.click()
    english = page.get_by_label("English", exact=True)
    expect(english).to_be_visible()
    person.settled()
    english.fill(f"{words} [x](javascript:alert(1))")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Line 1: the link to “javascript:alert(1)” leads nowhere.").first).to_be_visible()
    english.fill(f"**{words}**")
    page.keyboard.press("Tab")
    expect(page.locator(".advice strong", has_text=words)).to_be_visible()
    expect(page.get_by_text("Longest sentence").first).to_be_visible()
    person.settled()
    page.get_by_role("button", name="Send to officials").click()
    expect(page.get_by_text("Sent to officials.")).to_be_visible()


def _section(official: Visitor, slug: str) -> Page:
    """The section as the official reads it."""
    page = official.open(f"/compare-advice?platform={slug}&{TOPIC}")
    expect(page.get_by_text(f"says {slug}").first).to_be_visible()
    return page
