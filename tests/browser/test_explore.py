"""Exploring in several people's browsers: an address is a view, whoever opens it; what is selected is what is taken
away; what is kept is shared with one's own organisation and nobody else."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from coordination.wording import day_in_words
from tests.browser.conftest import Server, Visitor
from tests.browser.hostile import choose
from tests.browser.test_accessible import SIDEWAYS, _violations

Visitors = Callable[..., Visitor]
DRAWN_WITHIN_MS = 30_000  # a browser that was never here loads plotly first
NAME, BOARD = "Threats, day by day", "Monday’s meeting"


def test_a_view_is_chosen_sent_selected_from_taken_away_kept_and_put_on_a_board(
        visitors: Visitors, server: Server, browser: Browser, tmp_path: Path) -> None:
    analyst = visitors(server, "Analyst")
    page = analyst.open("/explore")
    _choose(analyst, "Time", "Day by day")
    expect(page).to_have_url(re.compile("grain=day"))
    _choose(analyst, "Category", "Threat to a named person")
    expect(page).to_have_url(re.compile("category="))
    assert _opened_cold(browser, server, page.url) == _figure(page)

    mark = _select(analyst, page.locator(".js-plotly-plot .scatterlayer .point").nth(3))
    expect(page.get_by_text("1 row of 81")).to_be_visible()
    [row] = _rows(page, tmp_path)
    assert row["platform"] + day_in_words(date.fromisoformat(row["first_day"])) + row["value"] == mark
    page.get_by_role("button", name="Show all rows again").click()
    expect(page.get_by_text("81 rows.")).to_be_visible()
    assert len(_rows(page, tmp_path)) == 81

    _make_board(analyst)
    page.go_back()
    analyst.settled()
    page.get_by_label("Name of this view").fill(NAME)
    choose(page.get_by_role("combobox", name="Put it on a board of yours"), BOARD)
    page.get_by_role("button", name="Save this view").click()
    expect(page.get_by_text("The view is saved.")).to_be_visible()
    drawn = _figure(page)

    colleague, elsewhere = visitors(server, "Cabinet Office official"), visitors(server, "DCMS official")
    board = _board_of(colleague)
    expect(board.get_by_role("link", name=NAME)).to_be_visible()
    assert _figure(board) == drawn
    assert _violations(board) == []
    board.set_viewport_size({"width": 400, "height": 800})
    assert board.evaluate(SIDEWAYS) <= 0
    address = board.url.removeprefix(server.url)
    board.get_by_role("link", name=NAME).click()
    colleague.settled()
    assert _figure(board) == drawn
    expect(elsewhere.open("/boards").get_by_text("There is no board yet.")).to_be_visible()
    expect(elsewhere.open(address).get_by_text("Not found. There is no such board.")).to_be_visible()


def _choose(visitor: Visitor, label: str, words: str) -> None:
    choose(visitor.page.get_by_role("combobox", name=label, exact=True), words)
    visitor.settled()


def _figure(page: Page) -> str:
    """What the figure says of itself, and all that is written in it but the minute."""
    figure = page.get_by_role("figure")
    expect(figure.locator(".infolayer")).to_have_count(1, timeout=DRAWN_WITHIN_MS)
    words = " ".join(figure.locator(".infolayer text").all_text_contents())
    return f"{figure.get_attribute('aria-label')} {re.sub(r'at [0-9]{2}:[0-9]{2}', '', words)}"


def _opened_cold(browser: Browser, server: Server, address: str) -> str:
    """The figure at an address, in the browser of an official who has to sign in first."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Home Office official", exact=True).click()
    expect(page).to_have_url(address)
    found = _figure(page)
    context.close()
    return found


def _select(visitor: Visitor, mark: Locator) -> str:
    """Click a mark of the figure as a person does: plotly, which has a layer of its own above it, takes a click for the
    mark's once it has said what the mark is. Returns what it said."""
    mark.hover(force=True)
    said = visitor.page.locator(".hoverlayer .hovertext")
    expect(said).to_be_visible()
    words = said.text_content() or ""
    mark.click(force=True)
    visitor.settled()
    return words


def _rows(page: Page, tmp_path: Path) -> list[dict[str, str]]:
    """The rows of the file of the table."""
    with page.expect_download() as started:
        page.get_by_text("Download this table").get_by_role("link", name="CSV").click()
    path = tmp_path / "figure.zip"
    started.value.save_as(path)
    with zipfile.ZipFile(path) as files:
        return list(csv.DictReader(io.StringIO(files.read("figure.csv").decode())))


def _make_board(visitor: Visitor) -> None:
    visitor.page.get_by_role("link", name="Views and boards that are kept").click()
    visitor.settled()
    visitor.page.get_by_text("Make a board").click()
    visitor.page.get_by_label("Name of the board").fill(BOARD)
    visitor.page.keyboard.press("Tab")
    visitor.settled()
    visitor.page.get_by_text("Share it, and your views on it").click()
    expect(visitor.page.get_by_role("checkbox", name="Share it, and your views on it")).to_be_checked()
    visitor.settled()
    visitor.page.get_by_role("button", name="Make this board").click()
    expect(visitor.page.get_by_text("The board is made.")).to_be_visible()


def _board_of(visitor: Visitor) -> Page:
    """The board, as somebody finds it."""
    visitor.open("/boards").get_by_role("link", name=BOARD).click()
    visitor.settled()
    expect(visitor.page.get_by_role("heading", name=BOARD)).to_be_visible()
    return visitor.page
