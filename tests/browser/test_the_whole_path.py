"""The product's main job, as four people do it in four browsers: a platform submits, an official returns, the
platform resubmits, the official accepts, the overview and the audit show it, an analyst takes it away."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from exports.provenance import CSV_LINES
from tests.browser.conftest import Server, Visitor

Visitors = Callable[..., Visitor]
FIRST = "We agreed the text with the other two companies and sent it to officials."
SECOND = "We agreed the text with the other two companies, sent it to officials and published it."
REASON = "Say where it is published."
FINDING_REASON = "It is published and says where to report."
SCROLLED_MS = 500  # an open list closes when the page scrolls beneath it
PLACE = "Google, commitment 2"


@pytest.mark.both_databases
def test_from_a_platforms_first_words_to_the_analysts_file(visitors: Visitors, server: Server, tmp_path: Path) -> None:
    google = visitors(server, "Google representative")
    official = visitors(server, "Home Office official")
    analyst = visitors(server, "Analyst")
    administrator = visitors(server, "Administrator")

    _submit(google, FIRST)
    _return(official, REASON)
    expect(google.open("/").get_by_text(REASON).first).to_be_visible()
    _submit(google, SECOND)
    _accept(official)

    cell = official.open("/").get_by_role("link", name="Google, commitment 2: substantially met")
    expect(cell).to_be_visible()
    cell.click()
    expect(official.page.get_by_text(FINDING_REASON).first).to_be_visible()
    expect(official.page.get_by_text(SECOND).first).to_be_visible()
    _audit_says(administrator.open("/audit"))
    _taken_away(analyst, tmp_path)


def _submit(google: Visitor, narrative: str) -> None:
    """Write, or correct, the update on commitment 2, and send it."""
    page = google.open("/submit?commitment=2")
    page.get_by_role("button", name="Start the update").or_(
        page.get_by_role("button", name="Correct and resubmit")).first.click()
    page.get_by_text("In progress", exact=True).click()
    google.settled()
    page.get_by_label("What have you done?").fill(narrative)
    page.get_by_label("What remains to be done?").fill("Regular calls with the police.")
    page.get_by_label("What is the reason for the delay?").fill("We had no one for it until now.")
    page.keyboard.press("Tab")  # leaves the field, as a person does, and so saves it
    page.wait_for_timeout(SCROLLED_MS)
    google.settled()
    page.get_by_role("button", name="Check and submit").click()
    expect(page.get_by_role("heading", name="What officials will see")).to_be_visible()
    expect(page.locator(".written", has_text=narrative).first).to_be_visible()
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.locator("h1")).to_have_text("Update")
    expect(page.get_by_text("Submitted as version")).to_be_visible()


def _open_in_review(official: Visitor) -> Page:
    page = official.open("/review")
    page.get_by_role("link", name=PLACE).click()
    page.wait_for_url("**version=*")  # the page before it is settled too
    official.settled()
    return page


def _return(official: Visitor, reason: str) -> None:
    page = _open_in_review(official)
    page.get_by_role("tab", name="Return to the platform").click()
    page.get_by_label("Why you return it").fill(reason)
    page.get_by_role("button", name="Return version 1 to Google").click()
    expect(page.get_by_text("Returned to Google.")).to_be_visible()


def _accept(official: Visitor) -> None:
    page = _open_in_review(official)
    expect(page.locator("ins", has_text="published").first).to_be_visible()
    findings = page.get_by_role("combobox", name="Finding on")
    expect(findings).to_have_count(6)  # five criteria, and the commitment
    for finding in findings.all():
        _choose(page, finding, "substantially met")
    page.get_by_label("Reason for the findings").fill(FINDING_REASON)
    page.get_by_role("button", name="Accept version 2 with these findings").click()
    expect(page.get_by_text("Accepted: substantially met.")).to_be_visible()


def _choose(page: Page, finding: Locator, word: str) -> None:
    """Choose as a person does, again if the list closed because the page moved beneath it."""
    for _ in range(5):
        finding.scroll_into_view_if_needed()
        page.wait_for_timeout(SCROLLED_MS)
        finding.click()
        option = page.get_by_role("option", name=word)
        page.wait_for_timeout(SCROLLED_MS)
        if option.is_visible():
            option.click()
            break
    expect(finding).to_have_value(re.compile(word))


def _audit_says(page: Page) -> None:
    for sentence in (
        "Google representative submitted version 1 of Google's update on commitment 2",
        "Home Office official returned version 1 of Google's update on commitment 2",
        "Google representative submitted version 2 of Google's update on commitment 2",
        "Home Office official accepted version 2 of Google's update on commitment 2",
    ):
        expect(page.get_by_text(sentence).first).to_be_visible()


def _taken_away(analyst: Visitor, tmp_path: Path) -> None:
    """The overview as CSV and XLSX says what the screen does, and where it comes from."""
    page = analyst.open("/")
    expect(page.get_by_role("link", name="Google, commitment 2: substantially met")).to_be_visible()
    for ending in ("csv", "xlsx"):
        with page.expect_download() as started:
            page.get_by_role("link", name=ending.upper(), exact=True).first.click()
        started.value.save_as(tmp_path / f"overview.{ending}")
    text = (tmp_path / "overview.csv").read_text(encoding="utf-8-sig")
    head, rows = text.splitlines(keepends=True)[:CSV_LINES], list(csv.DictReader(
        io.StringIO("".join(text.splitlines(keepends=True)[CSV_LINES:]))))
    assert "MCO/00433" in "".join(head)
    assert "EXERCISE" in "".join(head)
    [row] = [row for row in rows if row["Platform"] == "Google" and row["Commitment"] == "2"]
    assert row["Finding"] == "substantially met"
    sheet = load_workbook(tmp_path / "overview.xlsx", read_only=True).worksheets[0]
    assert "substantially met" in {cell for line in sheet.iter_rows(values_only=True) for cell in line}
