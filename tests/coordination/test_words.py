"""What people type, made fit to keep; what they are told; and days, moments and counts in words."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from coordination import wording
from coordination.problems import Fault, Invalid, from_validation
from coordination.texts import Line, ShortText, Text, on_one_line, storable


class Typed(BaseModel):
    """One field of each kind."""

    model_config = ConfigDict(extra="forbid")

    text: Text = ""
    short: ShortText = ""
    line: Line = "x"
    day: date = date(2019, 12, 2)
    number: int = 1


@given(st.text())
def test_what_is_kept_can_be_stored_and_cleaning_it_twice_changes_nothing(typed: str) -> None:
    kept = storable(typed)
    assert kept.encode("utf-8").decode("utf-8") == kept == storable(kept) == kept.strip()
    assert "\x00" not in kept
    line = on_one_line(typed)
    assert line == on_one_line(line)
    assert "\n" not in line
    assert "  " not in line


@pytest.mark.parametrize(("typed", "kept"), [
    (" a\tb\n\nc ", "a\tb\n\nc"), ("a\r\nb", "a\nb"), ("a\x00\x07\x7f\x85b", "ab"), ("\ud83d", ""),
    ("é 😀 ẃ", "é 😀 ẃ"),
])
def test_text_keeps_its_lines_and_loses_what_nobody_types(typed: str, kept: str) -> None:
    assert storable(typed) == kept


@pytest.mark.parametrize(("typed", "kept"), [
    (" a \n b\t c ", "a b c"), ("fdp.\u202eexe", "fdp.exe"), ("a\u2028b", "a b"), ("\u2067x\u2069", "x"),
])
def test_a_line_is_one_line_in_plain_reading_order(typed: str, kept: str) -> None:
    assert on_one_line(typed) == kept


def test_the_length_counts_after_the_cleaning() -> None:
    assert len(Typed(text=" " * 50 + "x" * 10_000 + "\x00" * 50).text) == 10_000
    assert len(Typed(short="x" * 2_000).short) == 2_000
    assert len(Typed(line="x " * 100).line) == 199


@pytest.mark.parametrize(("typed", "where", "sentence"), [
    ({"text": "x" * 10_001}, "text", "Text: use at most 10,000 characters."),
    ({"short": "x" * 2_001}, "short", "Short: use at most 2,000 characters."),
    ({"line": "x" * 201}, "line", "Line: use at most 200 characters."),
    ({"line": "\n\x00"}, "line", "Line: this is needed."),
    ({"text": None}, "text", "Text: this must be text."),
    ({"day": "2019-13-01"}, "day", "Day: enter a real date, like 2019-12-02."),
    ({"day": datetime(2019, 12, 2, 9, tzinfo=UTC)}, "day", "Day: enter a real date, like 2019-12-02."),
    ({"number": "many"}, "number", "Number: this is not a number that can be chosen."),
    ({"number": 1.5}, "number", "Number: this is not a number that can be chosen."),
    ({"other_thing": 1}, "other_thing", "Other thing: this cannot be set here."),
])
def test_what_is_wrong_is_said_in_plain_english(typed: dict[str, object], where: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Typed.model_validate(typed)
    assert from_validation(refused.value).faults == (Fault(where, sentence),)


def test_a_message_with_braces_is_passed_on_as_it_is() -> None:
    class Fussy(BaseModel):
        word: str

        model_config = ConfigDict(strict=True)

    with pytest.raises(ValidationError) as refused:
        Fussy.model_validate_json("{")
    assert str(from_validation(refused.value)).endswith(".")


def test_every_fault_is_in_the_sentence_of_the_whole() -> None:
    problem = Invalid(Fault("a", "First."), Fault("b", "Second."))
    assert str(problem) == "First. Second."
    assert [fault.where for fault in problem.faults] == ["a", "b"]


def test_days_moments_and_counts_in_words() -> None:
    assert wording.day_in_words(date(2019, 12, 2)) == "2 December 2019"
    assert wording.month_in_words(date(2019, 12, 2)) == "December 2019"
    assert wording.weekday_in_words(date(2019, 12, 2)) == "Monday 2 December 2019"
    assert wording.moment_in_words(datetime(2019, 12, 2, 9, 14, tzinfo=UTC)) == "2 December 2019 at 09:14"
    assert wording.moment_in_words(datetime(2019, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2019 at 00:30"
    assert wording.time_in_words(datetime(2019, 7, 1, 8, 5, tzinfo=UTC)) == "09:05"
    assert wording.london(datetime(2019, 7, 1, 23, 30, tzinfo=UTC)).isoformat() == "2019-07-02T00:30:00+01:00"
    assert [wording.counted(each, "update") for each in (0, 1, 2, 1200)] == [
        "0 updates", "1 update", "2 updates", "1,200 updates"]
    assert wording.counted(2, "entry", "entries") == "2 entries"


@pytest.mark.parametrize(("first", "last", "words"), [
    (date(2019, 11, 23), date(2019, 11, 29), "23 to 29 November 2019"),
    (date(2019, 11, 30), date(2019, 12, 6), "30 November to 6 December 2019"),
    (date(2019, 12, 28), date(2020, 1, 3), "28 December 2019 to 3 January 2020"),
])
def test_a_stretch_of_days_says_month_and_year_once(first: date, last: date, words: str) -> None:
    assert wording.days_in_words(first, last) == words


@pytest.mark.parametrize(("items", "words"), [
    ([], ""), (["Facebook"], "Facebook"), (["Facebook", "Twitter"], "Facebook and Twitter"),
    (["Facebook", "Twitter", "Google"], "Facebook, Twitter and Google"),
])
def test_a_list_reads_like_one(items: list[str], words: str) -> None:
    assert wording.listed(items) == words


def test_an_exercise_is_marked_as_one() -> None:
    assert wording.marked("OFFICIAL", exercise=False) == "OFFICIAL"
    assert wording.marked("OFFICIAL", exercise=True) == "OFFICIAL · EXERCISE – invented for practice"
