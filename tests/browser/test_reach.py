"""Reach in a real browser: a file of distributions is tried, corrected and stored, and moves the figure that everybody
sees; what is taken away is imported again and changes nothing."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, Visitor

Visitors = Callable[..., Visitor]
HEADER = "Edition;Kind of sender;Sender;Audience;Party;Channel;Sent on;People\r\n"
UKIP = "2;party;UK Independence Party;candidates;UKIP;email;2019-12-01;40\r\n"
BEFORE = "Candidates: at least 2,303 and at most 3,327 of 3,327 (69% to 100%)."
AFTER = "Candidates: at least 2,343 and at most 3,327 of 3,327 (70% to 100%)."


def choose(page: Page, file: Path) -> None:
    """Choose a file to import, and wait for what the check found."""
    page.get_by_text("Import distributions from a file", exact=True).click()
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("heading", name="What the check found")).to_be_visible()


def test_an_imported_distribution_moves_the_figure_that_everybody_sees(visitors: Visitors, sqlite_server: Server,
                                                                       tmp_path: Path) -> None:
    official = visitors(sqlite_server, "Cabinet Office official")
    platform = visitors(sqlite_server, "Twitter representative")
    file, saved = tmp_path / "sent.csv", tmp_path / "rows.csv"
    file.write_bytes((HEADER + UKIP.replace(";40", ";forty")).encode("cp1252"))
    page = official.open("/reach")
    expect(page.get_by_text(BEFORE)).to_be_visible()
    choose(page, file)
    expect(page.get_by_text("1 problem must be put right first.")).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Save 1 row to correct (CSV)").click()
    downloading.value.save_as(saved)
    saved.write_bytes(saved.read_bytes().replace(b"forty", b"40"))
    page = official.open("/reach")
    choose(page, saved)
    page.get_by_role("button", name="Store the distributions").click()
    expect(page.get_by_text("1 distribution added, 0 restated, 0 left as they were.")).to_be_visible()
    expect(page.get_by_text(AFTER)).to_be_visible()
    page = platform.open("/reach")
    expect(page.get_by_text(AFTER)).to_be_visible()
    expect(page.get_by_text("UK Independence Party")).to_have_count(0)


def test_what_is_taken_away_is_imported_again_and_changes_nothing(visitors: Visitors, sqlite_server: Server,
                                                                  tmp_path: Path) -> None:
    official = visitors(sqlite_server, "Cabinet Office official")
    for kind in ("csv", "xlsx"):
        file = tmp_path / f"distributions.{kind}"
        answer = official.context.request.get(f"{sqlite_server.url}/downloads/distributions.{kind}")
        assert answer.status == 200
        file.write_bytes(answer.body())
        page = official.open("/reach")
        choose(page, file)
        expect(page.get_by_text("All of it is on record already; storing it would change nothing.")).to_be_visible()
