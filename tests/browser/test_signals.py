"""Signals in several people's browsers at once: shared in one, answered in another, timed in a third, taken away in a
fourth. An open page notices by itself, and leaves alone what is being typed on it."""

import csv
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from exports.provenance import CSV_LINES
from tests.browser.conftest import Server, Visitor

Visitors = Callable[..., Visitor]
SOON_MS = 5_000  # within which an open page must show what was shared elsewhere
SCROLLED_MS = 500  # an open list shuts when the page scrolls beneath it
UNTOUCHED = "window.untouched = true"


def share(twitter: Visitor, summary: str, *platforms: str) -> Page:
    """Fill the form in, as far as the button."""
    page = twitter.open("/share-signal")
    _choose(page, "Category", "Threat to a named person")
    page.get_by_label("Summary").fill(summary)
    page.get_by_label("Indicator", exact=True).fill("hxxps://forum[.]example[.]org/thread?id=1")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Shared as hxxps://forum[.]example[.]org/thread?id=1")).to_be_visible()
    for name in platforms:
        _choose(page, "Platforms", name)
        expect(page.get_by_text(f"Representatives of {platforms[0]}").first).to_be_visible()
    twitter.settled()
    return page


def shared(twitter: Visitor, summary: str, *platforms: str) -> int:
    """Share a signal. Returns its id."""
    page = share(twitter, summary, *platforms)
    page.get_by_role("button", name="Share this signal").click()
    expect(page.get_by_text("The signal is shared.")).to_be_visible()
    return int(re.findall(r"signal=(\d+)", page.url)[0])


def _choose(page: Page, label: str, words: str) -> None:
    """Choose as a person does, again if the list shut because the page moved beneath it."""
    box, option = page.get_by_role("combobox", name=label), page.get_by_role("option", name=words).first
    for _ in range(5):
        box.scroll_into_view_if_needed()
        box.fill(words)
        page.wait_for_timeout(SCROLLED_MS)
        if option.is_visible():
            option.click()
            break
    page.keyboard.press("Tab")  # shuts the list


def test_twitter_shares_facebook_acts_google_does_not_and_the_analyst_takes_the_lag_away(
        visitors: Visitors, server: Server, tmp_path: Path) -> None:
    twitter, facebook, google, official, analyst = (
        visitors(server, name) for name in ("Twitter representative", "Facebook representative",
                                            "Google representative", "DCMS official", "Analyst"))
    before = lag(official, "Twitter → Facebook"), lag(official, "Twitter → Google")
    signal = shared(twitter, "The same picture as last week.", "Facebook", "Google")

    page = facebook.open("/")
    page.get_by_role("link", name="Content: Threat to a named person").last.click()
    page.wait_for_url("**signal=*")
    page = facebook.open(f"/signals?signal={signal}")
    page.get_by_role("button", name=f"Acknowledge signal {signal}").click()
    expect(page.get_by_text(f"Signal {signal} is acknowledged.")).to_be_visible()
    page.get_by_text("Breaches here").click()
    page.get_by_role("button", name="Give this opinion").click()
    expect(page.get_by_text("Your opinion on signal")).to_be_visible()
    facebook.settled()
    page.get_by_label("What you did (optional)").fill("Removed forty copies.")
    page.get_by_role("button", name="Record this action").click()
    expect(page.get_by_text("Your action on signal")).to_be_visible()

    expect(google.open(f"/signals?signal={signal}").get_by_role("button", name="Acknowledge")).to_be_visible()
    answers = twitter.open(f"/signals?signal={signal}").get_by_role("row")
    expect(answers.filter(has_text="Facebook")).to_contain_text("breaches here")
    expect(answers.filter(has_text="Facebook")).to_contain_text("Removed forty copies.")
    expect(answers.filter(has_text="Google")).to_contain_text("not yet")

    expect(official.open(f"/signals?signal={signal}").get_by_text(
        "Addressed to Facebook and Google. You see times, not content.")).to_be_visible()
    assert "picture" not in official.page.locator("body").inner_text()
    assert lag(official, "Twitter → Facebook") == (before[0][0] + 1, before[0][1])
    assert lag(official, "Twitter → Google") == (before[1][0] + 1, before[1][1] + 1)
    assert taken_away(analyst, tmp_path) == lag(official, "Twitter → Google")


def lag(official: Visitor, pair: str) -> tuple[int, int]:
    """How many signals of a pair of platforms there are, and how many are still open, as the figure says."""
    figures = official.open("/signals").get_by_role("figure")
    expect(figures).to_have_count(2)
    found = re.search(pair + r": .*?, ([\d,]+) of ([\d,]+) still open", figures.last.get_attribute("aria-label") or "")
    return (int(found[2]), int(found[1])) if found else (0, 0)


def taken_away(analyst: Visitor, tmp_path: Path) -> tuple[int, int]:
    """The same of Twitter and Google, in the file that the analyst downloads."""
    page = analyst.open("/signals")
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV", exact=True).first.click()
    started.value.save_as(tmp_path / "lag.csv")
    lines = (tmp_path / "lag.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    [row] = [row for row in csv.DictReader(lines[CSV_LINES + 1:])  # one more line says how it is estimated
             if (row["By"], row["Step"], row["Shared by"], row["Addressed platform"]) == (
                 "pair", "acted", "Twitter", "Google")]
    return int(row["Signals"]), int(row["Still open"])


def test_what_is_shared_appears_in_an_open_page_within_five_seconds_without_reload(
        visitors: Visitors, server: Server) -> None:
    twitter, facebook = visitors(server, "Twitter representative"), visitors(server, "Facebook representative")
    opened = facebook.open("/signals")
    opened.evaluate(UNTOUCHED)
    page = share(twitter, "It appears by itself.", "Facebook")
    page.get_by_role("button", name="Share this signal").click()
    expect(page.get_by_text("The signal is shared.")).to_be_visible()
    began = time.monotonic()
    expect(opened.get_by_text("It appears by itself.").first).to_be_visible(timeout=SOON_MS)
    assert time.monotonic() - began < SOON_MS / 1000
    assert opened.evaluate("window.untouched") is True


def test_what_is_being_typed_stays_when_the_page_is_drawn_again(visitors: Visitors, sqlite_server: Server) -> None:
    twitter = visitors(sqlite_server, "Twitter representative")
    typing, colleague = (visitors(sqlite_server, "Facebook representative") for _ in range(2))
    signal = shared(twitter, "Of two people, one acknowledges.", "Facebook")
    address = f"/signals?signal={signal}"
    page = typing.open(address)
    words = page.get_by_label("What you did (optional)")
    words.click()
    page.keyboard.type("We have remo")
    colleague.open(address).get_by_role("button", name=f"Acknowledge signal {signal}").click()
    expect(page.get_by_role("button", name=f"Acknowledge signal {signal}")).to_have_count(0, timeout=SOON_MS)
    page.keyboard.type("ved it.")
    expect(words).to_have_value("We have removed it.")
    expect(words).to_be_focused()


def test_a_tab_whose_person_signed_out_in_another_is_closed_within_seconds(visitors: Visitors,
                                                                          sqlite_server: Server) -> None:
    facebook = visitors(sqlite_server, "Facebook representative")
    other = facebook.context.new_page()
    other.goto(f"{sqlite_server.url}/signals")
    expect(other.locator("h1")).to_have_text("Signals")
    facebook.page.get_by_role("button", name="Sign out").click()
    expect(other.get_by_text("You are signed out")).to_be_visible(timeout=SOON_MS)


@pytest.mark.parametrize("address", ["/signals?as_at=2019-11-25", "/requests"])
def test_a_page_of_a_past_day_or_without_signals_asks_the_server_for_nothing(
        address: str, visitors: Visitors, sqlite_server: Server) -> None:
    official = visitors(sqlite_server, "DCMS official")
    sent: list[object] = []
    official.page.on("websocket", lambda socket: socket.on("framesent", lambda each: sent.append(each)))
    page = official.open(address)
    page.wait_for_timeout(1_000)  # what the page itself still has to say
    sent.clear()
    page.wait_for_timeout(SOON_MS)
    assert sent == []
