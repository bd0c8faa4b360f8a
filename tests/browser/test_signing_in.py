"""Signing in and out in a real browser: deep links, other tabs, and accounts that lose their access meanwhile."""

from collections.abc import Callable
from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, Visitor

Visitors = Callable[..., Visitor]


def test_a_link_to_a_record_opens_cold_after_signing_in(browser_page: Page, sqlite_server: Server) -> None:
    page = browser_page
    page.goto(f"{sqlite_server.url}/trail?platform=twitter&commitment=1&as_at=2019-11-20")
    expect(page).to_have_url(f"{sqlite_server.url}/sign-in?next="
                             + quote("/trail?platform=twitter&commitment=1&as_at=2019-11-20", safe=""))
    page.get_by_role("button", name="Home Office official", exact=True).click()
    expect(page.get_by_role("heading", name="Twitter, commitment 1")).to_be_visible()
    expect(page.get_by_text("Showing what was known at the end of 20 November 2019")).to_be_visible()


def test_signing_out_in_one_tab_ends_the_others_at_their_next_step(visitors: Visitors, sqlite_server: Server) -> None:
    official = visitors(sqlite_server, "DCMS official")
    other = official.context.new_page()
    other.goto(f"{sqlite_server.url}/requests")
    expect(other.locator("h1")).to_have_text("Requests")
    official.page.get_by_role("button", name="Sign out").click()
    expect(official.page.get_by_text("You have signed out, in every tab.")).to_be_visible()
    other.get_by_role("link", name="Letter", exact=True).click()
    expect(other.locator("h1")).to_have_text("You are signed out")
    other.goto(f"{sqlite_server.url}/requests")
    expect(other.locator("h1")).to_have_text("Sign in")


def test_a_deactivated_account_loses_its_open_tab_and_cannot_come_back(visitors: Visitors,
                                                                       sqlite_server: Server) -> None:
    analyst = visitors(sqlite_server, "Analyst")
    administrator = visitors(sqlite_server, "Administrator")
    page = administrator.page
    page.get_by_role("link", name="Analyst", exact=True).click()
    page.get_by_text("Yes, deactivate this account").click()
    page.get_by_role("button", name="Deactivate the account").click()
    expect(page.get_by_text("The account of Analyst is deactivated.")).to_be_visible()
    analyst.page.get_by_role("link", name="Letter", exact=True).click()
    expect(analyst.page.locator("h1")).to_have_text("You are signed out")
    analyst.page.goto(f"{sqlite_server.url}/sign-in")
    expect(analyst.page.get_by_role("button", name="Administrator", exact=True)).to_be_visible()
    expect(analyst.page.get_by_role("button", name="Analyst", exact=True)).to_have_count(0)


def test_what_is_not_ones_own_is_politely_not_found(visitors: Visitors, sqlite_server: Server) -> None:
    twitter = visitors(sqlite_server, "Twitter representative")
    facebooks = visitors(sqlite_server, "Cabinet Office official").open("/platform?platform=facebook")
    address = facebooks.get_by_role("link", name="Version 1").first.get_attribute("href")
    assert address is not None
    expect(twitter.open(address).get_by_text("Not found.")).to_be_visible()
    expect(twitter.open("/platform?platform=facebook").get_by_text("Not found.")).to_be_visible()
