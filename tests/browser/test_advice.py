"""Advice from its writing to its readers: three platforms write, each in its own browser, an official agrees two
sections and returns one, publishes an edition and corrects it; anybody reads both, in both languages, with no script;
and a file of distributions moves the figure of how many candidates they reached."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server, Visitor

Visitors = Callable[..., Visitor]
TOPIC = "topic=response"
REASON = "Say within how many hours."
NOTE, NOTE_WELSH = "Facebook and Twitter say more.", "Mae Facebook a Twitter yn dweud mwy."
WRONG, RIGHT = "says facebook", "We look at reports from candidates within the hour."
SENT = (b"Edition,Kind of sender,Sender,Audience,Party,Channel,Sent on,People\r\n"
        b"1,returning officers,Returning officers,candidates,,candidate pack,2019-11-28,3111\r\n")
PAGES = ("/advice", "/advice/1", "/advice/cy", "/advice/cy/1", "/advice/99")
LOOKS = [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"viewport": {"width": 320, "height": 640}}]


def test_three_platforms_write_an_official_publishes_and_corrects_and_anybody_reads(
        visitors: Visitors, server: Server, browser: Browser) -> None:
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
    number = _publish(official)
    assert _correct(official) == number + 1
    _read(browser, server, number)


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


def _publish(official: Visitor) -> int:
    """Read what would be published, then publish it. Returns the edition's number."""
    page = official.open("/compare-advice?view=editions")
    expect(page.get_by_text("Facebook, what response to expect: changed")).to_be_visible()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="in English (opens in a new tab)").click()
    preview = opened.value
    expect(preview.get_by_text("PREVIEW – this is not published.")).to_be_visible()
    expect(preview.get_by_text(WRONG)).to_be_visible()
    preview.close()
    page.get_by_label("What readers are told has changed, in English").fill(NOTE)
    page.get_by_label("The same in Welsh").fill(NOTE_WELSH)
    page.get_by_text("I have read edition").click()
    button = page.get_by_role("button", name="Publish edition")
    number = int(button.inner_text().rsplit(" ", 1)[1])
    button.click()
    expect(page.get_by_text(f"Edition {number} is published. Everybody reads it within seconds.")).to_be_visible()
    return number


def _correct(official: Visitor) -> int:
    """Put a published section right, in one step. Returns the number of the edition that it made."""
    page = official.open("/compare-advice?view=editions")
    page.get_by_role("combobox", name="Section to correct").click()
    page.get_by_role("option", name="Facebook: what response to expect").click()
    page.get_by_label("English", exact=True).fill(RIGHT)
    page.get_by_label("What was wrong, in English").fill("It said nothing of the hour.")
    page.get_by_text("Publish this at once.").click()
    page.get_by_role("button", name="Publish the correction of edition").click()
    told = page.get_by_text("The correction is published as edition")
    expect(told).to_be_visible()
    return int(told.inner_text().split(".", 1)[0].rsplit(" ", 1)[1])


def _read(browser: Browser, server: Server, number: int) -> None:
    """Both editions, in both languages, as somebody does who has no account and no script."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/sign-in")
    page.get_by_role("link", name="read the advice").click()
    expect(page.get_by_text(f"Edition {number + 1}. Published on")).to_be_visible(timeout=10_000)
    expect(page.get_by_text(RIGHT)).to_be_visible()
    expect(page.get_by_text(WRONG)).to_have_count(0)
    page.get_by_role("link", name=f"Edition {number}", exact=True).click()
    expect(page.get_by_text(f"This is edition {number}. It is not the newest.")).to_be_visible()
    expect(page.get_by_text(WRONG)).to_be_visible()
    expect(page.get_by_text(NOTE)).to_be_visible()
    page.get_by_role("link", name="Cymraeg").click()
    expect(page.get_by_text(f"Rhifyn {number} yw hwn. Nid hwn yw’r rhifyn diweddaraf.")).to_be_visible()
    expect(page.get_by_text(NOTE_WELSH)).to_be_visible()
    page.get_by_role("link", name=f"Darllenwch rifyn {number + 1}, y diweddaraf").click()
    expect(page.get_by_text(f"Rhifyn {number + 1}. Cyhoeddwyd ar")).to_be_visible()
    expect(page.get_by_text("ffoniwch 999. I roi gwybod")).to_be_visible()
    context.close()


def test_a_file_of_distributions_moves_the_figure_of_reach(visitors: Visitors, server: Server) -> None:
    page = visitors(server, "Cabinet Office official").open("/reach")
    reached = page.get_by_text(re.compile(r"(at least|exactly) 3,111\b"))
    expect(page.get_by_text("How many were reached")).to_be_visible()
    expect(reached).to_have_count(0)
    page.get_by_text("Import distributions from a file").click()
    page.locator("input[type=file]").first.set_input_files(
        [{"name": "sent.csv", "mimeType": "text/csv", "buffer": SENT}])
    page.get_by_role("button", name="Store the distributions").click()
    expect(reached.first).to_be_visible()


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark", "narrow"])
def test_the_published_pages_have_no_accessibility_violation(look: dict[str, object], browser: Browser,
                                                            sqlite_server: Server) -> None:
    context = browser.new_context(**look)
    page = context.new_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    for path in PAGES:
        fetched.clear()
        page.goto(f"{sqlite_server.url}{path}")
        assert fetched == [f"{sqlite_server.url}{path}"]  # the page is all there is
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(each["id"], node["html"][:200]) for each in found for node in each["nodes"]] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    context.close()
