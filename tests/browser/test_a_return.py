"""An incident return from the platform's file to the official's figure, in real browsers; and a file that would act if
any screen let it."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, Visitor
from tests.browser.hostile import HTML, LINE, MARKDOWN

Visitors = Callable[..., Visitor]
HEADER = "day,nation,category,measure,value\n"
DAY = "2019-12-02,england,STATEMENT_CATEGORY_VIOLENCE/KEYWORD_COORDINATED_HARM,reports-from-candidates,"


def check(visitor: Visitor, file: Path, content: str) -> Page:
    """Choose a file with this content, and have it checked."""
    file.write_text(content, encoding="utf-8")
    page = visitor.open("/send-return")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Check the return", exact=True).click()
    return page


def store(page: Page, visitor: Visitor) -> None:
    expect(page.get_by_text("It can be stored").first).to_be_visible()
    visitor.settled()
    page.get_by_role("button", name="Store the return").click()


def test_a_return_is_sent_restated_and_read_by_an_official_and_by_no_other_platform(
        visitors: Visitors, server: Server, tmp_path: Path) -> None:
    facebook, file = visitors(server, "Facebook representative"), tmp_path / "counts.csv"
    page = check(facebook, file, HEADER + DAY + "41\n")
    store(page, facebook)
    expect(page.get_by_text("Stored as return 5, for 2 December 2019: 1 count added")).to_be_visible()

    page = check(facebook, file, HEADER + DAY + "43\n")
    expect(page.get_by_text("It can be stored").first).to_be_visible()
    page.get_by_label(re.compile("Why 1 earlier count is restated")).fill("Two were missed.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Store the return")).to_be_enabled()
    store(page, facebook)
    expect(page.get_by_text("Stored as return 6")).to_be_visible()
    address = "/returns?" + page.url.split("?", 1)[1]

    official = visitors(server, "DCMS official")
    page = official.open(address)
    expect(page.get_by_text("Two were missed.").first).to_be_visible()
    page = official.open("/incidents?grain=day&from=2019-12-02&to=2019-12-02")
    expect(page.get_by_role("heading", name=re.compile("Reports from candidates, by platform"))).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV", exact=True).first.click()
    started.value.save_as(tmp_path / "incidents.csv")
    [row] = [line for line in (tmp_path / "incidents.csv").read_text(encoding="utf-8-sig").splitlines()
             if line.startswith("Facebook,") and "2019-12-02" in line]
    assert ",reported,43" in row

    twitter = visitors(server, "Twitter representative")
    expect(twitter.open(address).get_by_text("Not found.").first).to_be_visible()


def test_a_file_of_hostile_text_fetches_nothing_and_does_nothing(visitors: Visitors, sqlite_server: Server,
                                                                 tmp_path: Path) -> None:
    google, asked = visitors(sqlite_server, "Google representative"), []
    google.page.on("request", lambda request: asked.append(request.url))
    cells = ",".join('"' + text.replace('"', '""') + '"' for text in (MARKDOWN, HTML, LINE, LINE, LINE))
    page = check(google, tmp_path / f"{'![x](beacon)'}.csv", HEADER + cells + "\n")
    expect(page.get_by_text("must be put right first")).to_be_visible()
    page = check(google, tmp_path / "table.csv", f"{cells}\n{cells}\n")
    expect(page.get_by_role("heading", name="How is this table read?")).to_be_visible()
    assert [url for url in asked if "beacon" in url] == []
    assert page.evaluate("window.hit") is None
