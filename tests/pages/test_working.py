"""Long work says how many rows are done after a second, a few times a second, and what is cancelled stops there."""

from unittest.mock import patch

from streamlit.testing.v1 import AppTest

from page_parts import working


def at(*seconds: float) -> object:
    return patch.object(working, "monotonic", side_effect=list(seconds))


def work(rows: str = "(100, 200, 300)", total: str = "400") -> AppTest:
    return AppTest.from_string(f"""
        from page_parts.working import Working
        working = Working("Storing", {total}, "a.test.cancel", lambda: None)
        for rows in {rows}:
            working(rows)
    """).run()


def test_for_less_than_a_second_nothing_is_shown() -> None:
    with at(0, 0.3, 0.6, 0.9):  # type: ignore[attr-defined]
        window = work()
    assert not window.button
    assert not window.get("progress")


def test_after_a_second_the_rows_done_and_a_way_out_are_shown() -> None:
    with at(0, 0.9, 1.1, 1.15, 1.1, 1.4, 1.4):  # type: ignore[attr-defined]
        window = work()
    assert [each.label for each in window.button] == ["Cancel"]
    (bar,) = window.get("progress")
    assert (bar.proto.value, bar.proto.text) == (50, "Storing: 200 of 400 rows done")


def test_where_nobody_knows_the_total_only_the_rows_are_said() -> None:
    with at(0, 1.1, 1.1, 1.2, 1.5, 1.5):  # type: ignore[attr-defined]
        window = work(total="None")
    (bar,) = window.get("progress")
    assert bar.proto.text == "Storing: 300 rows done"
    assert bar.proto.value == 0


def test_finished_work_takes_its_bar_away() -> None:
    window = AppTest.from_string("""
        from page_parts.working import Working
        working = Working("Storing", 4, "a.test.cancel", lambda: None)
        working.next = 0
        working(2)
        working.finished()
    """).run()
    assert not window.button
