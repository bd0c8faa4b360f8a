"""A file that has problems, in a real browser: its rows are saved, corrected, and taken; a download of the counts sent
back changes nothing."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, Visitor

Visitors = Callable[..., Visitor]
HARASSMENT = "STATEMENT_CATEGORY_CYBER_VIOLENCE/KEYWORD_CYBER_HARASSMENT"
WRONG = (f"day,nation,category,measure,value\r\n2019-11-20,england,{HARASSMENT},content-actioned,12\r\n"
         f"2019-11-21,england,{HARASSMENT},content-actioned,\"twelve, or so\"\r\n")


def checked(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Check the return", exact=True).click()
    expect(page.get_by_role("heading", name="What the check found")).to_be_visible()


def test_rows_with_a_problem_are_saved_corrected_and_taken(visitors: Visitors, sqlite_server: Server,
                                                           tmp_path: Path) -> None:
    google = visitors(sqlite_server, "Google representative")
    file, saved = tmp_path / "counts.csv", tmp_path / "rows.csv"
    file.write_bytes(WRONG.encode())
    page = google.open("/send-return")
    checked(page, file)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Save 1 row to correct (CSV)").click()
    assert downloading.value.suggested_filename == "rows-to-correct.csv"
    downloading.value.save_as(saved)
    text = saved.read_bytes().decode("utf-8-sig")
    assert text == (f"day,nation,category,measure,value\r\n2019-11-21,england,{HARASSMENT},content-actioned,"
                    "\"twelve, or so\"\r\n")
    saved.write_text(text.replace("\"twelve, or so\"", "12"), encoding="utf-8", newline="")
    checked(google.open("/send-return"), saved)
    expect(page.get_by_text("It can be stored", exact=True)).to_be_visible()


def test_a_download_of_the_counts_sent_back_changes_nothing(visitors: Visitors, sqlite_server: Server,
                                                            tmp_path: Path) -> None:
    facebook = visitors(sqlite_server, "Facebook representative")
    for kind in ("csv", "xlsx"):
        file = tmp_path / f"counts.{kind}"
        answer = facebook.context.request.get(f"{sqlite_server.url}/downloads/counts.{kind}")
        assert answer.status == 200
        file.write_bytes(answer.body())
        checked(facebook.open("/send-return"), file)
        expect(facebook.page.get_by_text("All of it is on record already; storing it would change nothing.")
               ).to_be_visible()
        expect(facebook.page.get_by_text("1,436 are on record already and would be left")).to_be_visible()
