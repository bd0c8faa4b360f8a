"""Sending a return: checked first, stored whole, and nothing lost on the way."""

import re
from collections.abc import Callable
from datetime import date
from unittest.mock import patch

import pandas as pd
import streamlit as st
from sqlalchemy import Engine, delete, func, select
from sqlmodel import col
from streamlit.runtime.scriptrunner import StopException
from streamlit.testing.v1 import AppTest

from coordination.incidents import returns
from coordination.incidents.returns import Stored
from coordination.viewers import Viewer
from data_model.database import reading, writing
from data_model.incidents import Return, SeriesCounts
from data_model.organisations import Platform
from page_parts import send_return_desk, send_return_typed
from page_parts.working import Working
from tests.cast import OPENING, Cast
from tests.pages.conftest import Opened, shown
from tests.returning import a_template, sent

WEEK = [("2019-11-18", 120), ("2019-11-19", 0), ("2019-11-20", "not reported")]
HOSTILE = '<img src=x onerror="alert(1)">'


def widget(window: AppTest, kind: str, name: str) -> object:
    """The one widget of that kind whose key begins with “send-return.<name>.”."""
    (found,) = [each for each in window.get(kind) if str(each.key).startswith(f"send-return.{name}.")]
    return found


def buttons(window: AppTest) -> list[str]:
    return [each.label for each in window.button]


def checked(app: Opened, viewer: Viewer, content: bytes, name: str = "counts.csv") -> AppTest:
    """A window in which a file was chosen and checked."""
    window = app(viewer, "send-return")
    widget(window, "file_uploader", "file").set_value((name, content, "text/csv")).run()  # type: ignore[attr-defined]
    return press(window, "check")


def press(window: AppTest, name: str) -> AppTest:
    window = widget(window, "button", name).click().run()  # type: ignore[attr-defined, no-any-return]
    assert not window.exception, [each.value for each in window.exception]
    return window


def stored(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalars(select(func.coalesce(func.sum(col(SeriesCounts.size)), 0))).one()


def said(window: AppTest) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", shown(window)).split())


def test_a_check_says_what_would_be_added_and_stores_nothing(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = checked(app, cast.facebook, a_template(WEEK))
    assert "It can be stored . For 18 to 20 November 2019." in said(window)
    assert "3 counts would be added 0 would restate what is on record 0 are on record already" in said(window)
    assert stored(recorded) == 0


def test_storing_says_what_was_stored_and_shows_the_return(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = press(checked(app, cast.facebook, a_template(WEEK)), "store")
    assert "Stored as return 1, for 18 to 20 November 2019: 3 counts added, 0 restated, 0 left as they were." in said(
        window)
    assert "Facebook, return 1: 18 to 20 November 2019" in shown(window)
    assert stored(recorded) == 3


def test_every_problem_names_row_column_value_and_what_to_do_and_nothing_can_be_stored(
        app: Opened, cast: Cast, recorded: Engine) -> None:
    window = checked(app, cast.facebook, a_template([("2019-11-18", 120), ("2019-11-19", HOSTILE), ("never", 3)]))
    page = shown(window)
    assert "2 problems must be put right first." in page
    assert HOSTILE not in page
    assert "&lt;img src=x" in page
    assert '<td data-label="Row" class="number">3</td><td data-label="Column" class="breaks">value</td>' in page
    assert '<td data-label="Row" class="number">4</td><td data-label="Column" class="breaks">day</td>' in page
    assert "Store the return" not in buttons(window)
    assert stored(recorded) == 0


def test_the_rows_with_a_problem_can_be_taken_away_under_their_own_header(app: Opened, cast: Cast) -> None:
    page = shown(checked(app, cast.facebook, a_template([("2019-11-18", 120), ("2019-11-19", HOSTILE)])))
    assert '<form class="parley" method="post" action="/downloads/rows" enctype="multipart/form-data">' in page
    assert "Save 1 row to correct (CSV)" in page
    assert 'name="rows" value="day,nation,category,measure,value' in page
    assert HOSTILE not in page
    assert "/downloads/rows" not in shown(checked(app, cast.facebook, a_template(WEEK)))


def test_a_restatement_is_shown_before_and_after_and_takes_a_reason(app: Opened, cast: Cast, recorded: Engine) -> None:
    sent(recorded, cast.facebook, WEEK)
    window = checked(app, cast.facebook, a_template([("2019-11-18", 90), ("2019-11-19", 0)]))
    assert '<del>120</del></td><td data-label="After" class="number"><ins>90</ins>' in shown(window)
    assert "Before it can be stored: say why earlier counts are restated." in shown(window)
    assert widget(window, "button", "store").disabled  # type: ignore[attr-defined]
    widget(window, "text_area", "reason").set_value("Counted twice.").run()  # type: ignore[attr-defined]
    window = press(window, "store")
    assert "return 2, for 18 November 2019: 0 counts added, 1 restated, 1 left" in said(window)
    with reading(recorded) as session:
        newest = returns.listing(session, cast.facebook, as_at=OPENING.replace(year=2020)).iloc[0]
    assert newest["reason"] == "Counted twice."


def test_what_is_asked_about_must_be_confirmed(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = checked(app, cast.facebook, a_template([("2019-11-18", 120), ("2019-11-21", 90)]))
    assert "Is this right? Confirm or correct" in shown(window)
    assert "19 and 20 November 2019" in said(window) or "19 to 20 November 2019" in said(window)
    assert widget(window, "button", "store").disabled  # type: ignore[attr-defined]
    widget(window, "checkbox", "confirmed").check().run()  # type: ignore[attr-defined]
    press(window, "store")
    assert stored(recorded) == 2


def test_the_same_file_again_changes_nothing_and_says_so(app: Opened, cast: Cast, recorded: Engine) -> None:
    press(checked(app, cast.facebook, a_template(WEEK)), "store")
    window = checked(app, cast.facebook, a_template(WEEK))
    assert "This file is on record already as return 1; it would change nothing." in said(window)
    assert "Store the return" not in buttons(window)
    assert stored(recorded) == 3


def test_a_double_click_stores_once(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = checked(app, cast.facebook, a_template(WEEK))
    with patch.object(st, "rerun"):  # the first click's run has ended; its rerun has not begun
        widget(window, "button", "store").click().run()  # type: ignore[attr-defined]
        widget(window, "button", "store").click().run()  # type: ignore[attr-defined]
    with reading(recorded) as session:
        assert session.scalars(select(func.count()).select_from(Return)).one() == 1


def test_another_file_takes_the_old_findings_away(app: Opened, cast: Cast) -> None:
    window = checked(app, cast.facebook, a_template(WEEK))
    widget(window, "file_uploader", "file").set_value(  # type: ignore[attr-defined]
        ("other.csv", a_template(WEEK[:1]), "text/csv")).run()
    assert "What the check found" not in shown(window)
    assert "Store the return" not in buttons(window)


def test_what_is_no_table_is_refused_in_a_sentence(app: Opened, cast: Cast) -> None:
    window = checked(app, cast.facebook, b"\x00\x01\x02")
    assert "There is a problem. Nothing was stored." in shown(window)


def test_a_file_for_another_platform_is_refused(app: Opened, cast: Cast, recorded: Engine) -> None:
    content = b"platform,day,nation,category,measure,value\r\nTwitter,2019-11-18,uk,TOTAL,reports-from-candidates,3\r\n"
    window = checked(app, cast.facebook, content)
    assert "must be put right first" in shown(window)
    assert stored(recorded) == 0
    assert "Not found." in shown(app(cast.facebook, "send-return", platform="twitter"))


def test_a_record_that_moved_on_since_the_check_is_checked_again(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = checked(app, cast.facebook, a_template(WEEK))
    sent(recorded, cast.facebook, WEEK[:1])
    window = press(window, "store")
    assert "What is on record has changed since the check." in shown(window)
    assert stored(recorded) == 1


def test_a_table_of_their_own_is_mapped_once_and_remembered(app: Opened, cast: Cast, recorded: Engine) -> None:
    content = b"When,How many,Note\r\n18/11/2019,120,\r\n19/11/2019,7,x\r\n"
    window = checked(app, cast.facebook, content)
    assert "How is this table read?" in shown(window)
    assert list(window.dataframe[0].value.columns) == ["When", "How many", "Note"]
    for name, value in (("column.day", "When"), ("column.value", "How many"), ("column.nation", ""),
                        ("column.category", ""), ("column.measure", "")):
        widget(window, "selectbox", f"map.{name}").set_value(value).run()  # type: ignore[attr-defined]
    for name, value in (("constant.nation", "uk"), ("constant.category", "TOTAL"),
                        ("constant.measure", "reports-from-candidates"), ("day_format", "05/11/2019 (day first)")):
        widget(window, "selectbox", f"map.{name}").set_value(value).run()  # type: ignore[attr-defined]
    window = press(window, "map.read")
    assert "2 counts would be added" in said(window)
    again = checked(app, cast.facebook, content.replace(b"19/11", b"20/11"))
    assert "2 counts would be added" in said(again)
    assert "Read this table another way" in buttons(again)
    other = checked(app, cast.twitter, content)
    assert "How is this table read?" in shown(other)


def test_an_incomplete_mapping_says_what_is_missing(app: Opened, cast: Cast) -> None:
    window = press(checked(app, cast.facebook, b"When,How many\r\n18/11/2019,120\r\n"), "map.read")
    assert "Choose the column of the nation, or write what holds for all rows." in shown(window)
    assert "How is this table read?" in shown(window)


def typing(rows: list[dict[str, object]]) -> Callable[..., pd.DataFrame]:
    """What the grid gives when these rows were typed into it."""
    def grid(blank: pd.DataFrame, **_: object) -> pd.DataFrame:
        return pd.DataFrame(rows, columns=blank.columns)
    return grid


def test_a_typed_return_is_checked_and_stored_like_a_file(app: Opened, cast: Cast, recorded: Engine) -> None:
    row = {"day": pd.Timestamp(2019, 11, 18), "nation": "England", "category": "All the entries",
           "measure": "Reports from candidates", "value": "12"}
    week = {**row, "last_day": pd.Timestamp(2019, 11, 25), "day": pd.Timestamp(2019, 11, 19), "value": "not reported"}
    with patch.object(st, "data_editor", typing([row, {}, week])):
        window = app(cast.facebook, "send-return")
        widget(window, "radio", "way").set_value("Typed here").run()  # type: ignore[attr-defined]
        window = press(window, "check")
        assert "2 counts would be added" in said(window)
        window = press(window, "store")
    assert "Stored as return 1, for 18 to 25 November 2019: 2 counts added" in said(window)
    with reading(recorded) as session:
        row_ = returns.listing(session, cast.facebook, as_at=OPENING.replace(year=2020)).iloc[0]
    assert (row_["form"], row_["file_name"]) == ("typed", "")


def test_a_typed_row_is_named_as_the_person_counts(app: Opened, cast: Cast) -> None:
    with patch.object(st, "data_editor", typing([{}, {"day": pd.Timestamp(2019, 11, 18), "value": "twelve"}])):
        window = app(cast.facebook, "send-return")
        widget(window, "radio", "way").set_value("Typed here").run()  # type: ignore[attr-defined]
        page = shown(press(window, "check"))
    assert '<td data-label="Row" class="number">2</td><td data-label="Column" class="breaks">value</td>' in page
    assert "Correct the counts above" in page
    assert "to correct (CSV)" not in page


def test_an_empty_grid_is_nothing_to_check(app: Opened, cast: Cast) -> None:
    window = app(cast.facebook, "send-return")
    widget(window, "radio", "way").set_value("Typed here").run()  # type: ignore[attr-defined]
    assert widget(window, "button", "check").disabled  # type: ignore[attr-defined]


def test_on_a_day_that_is_past_nothing_can_be_sent(app: Opened, cast: Cast) -> None:
    window = app(cast.facebook, "send-return")
    window.date_input(key="as_at").set_value(date(2019, 12, 1)).run()
    assert "Returns are sent now, not on a day that is past." in shown(window)
    assert not [each for each in buttons(window) if "Check" in each]


def test_a_company_with_several_platforms_says_which(app: Opened, cast: Cast, recorded: Engine) -> None:
    with writing(recorded) as session:
        session.add(Platform(slug="instagram", name="Instagram", organisation_id=cast.facebook.organisation_id))
    window = app(cast.facebook, "send-return", platform="instagram")
    assert list(window.selectbox(key="send-return.platform").options) == ["Facebook", "Instagram"]
    assert "Incident counts of <strong>Instagram</strong>" in shown(window)


def test_a_company_without_a_platform_is_told_so(app: Opened, cast: Cast, recorded: Engine) -> None:
    with writing(recorded) as session:
        session.execute(delete(Platform).where(col(Platform.organisation_id) == cast.stranger.organisation_id))
    assert "No platform of A company the letter is not addressed to is on record." in shown(
        app(cast.stranger, "send-return"))


def test_the_grid_knows_every_word_it_offers() -> None:
    assert send_return_typed.as_csv(pd.DataFrame(columns=send_return_typed.COLUMNS), None) == b""  # type: ignore[arg-type]


def test_cancelling_leaves_nothing_behind(app: Opened, cast: Cast, recorded: Engine) -> None:
    """A click on Cancel reruns the script: Streamlit stops the old run where it next shows progress."""
    window = checked(app, cast.facebook, a_template(WEEK))
    with patch.object(Working, "__call__", side_effect=StopException):
        press(window, "store")
    assert stored(recorded) == 0
    desk = window.session_state["send-return.desk.1"]
    assert desk.stored is None
    desk.note = send_return_desk.CANCELLED  # what Cancel's callback leaves
    assert "Cancelled. Nothing was stored." in shown(window.run())
    assert "Cancelled" not in shown(window.run())
    assert "Stored as return 1" in shown(press(window, "store"))


def test_cancel_that_comes_too_late_says_nothing() -> None:
    desk = send_return_desk.Desk(1, stored=Stored(1, 1, 3, 0, 0))
    with patch.object(send_return_desk, "desk", return_value=desk):
        send_return_desk.cancel(1)
        assert desk.note == ""
        desk.stored = None
        send_return_desk.cancel(1)
        assert desk.note == "Cancelled. Nothing was stored."
