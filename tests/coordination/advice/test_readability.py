"""How hard advice is to read, and what the writer is told of it."""

import pytest

from coordination.advice import readability

LONG = "We will " + "really " * 24 + "look."


def test_short_words_and_sentences_are_easy() -> None:
    found = readability.measured("We take down threats.\n\n- Tell us.\n- Go to <https://example.com/report/a/threat>.")
    assert (found.sentences, found.words, found.longest, found.longest_sentence, found.hard) == (
        3, 9, 4, "We take down threats.", False)
    assert found.sentence == "Grade 1: most people read this easily. Longest sentence: 4 words."


def test_items_of_a_list_are_sentences_of_their_own_without_full_stops() -> None:
    found = readability.measured("- One two\n- Three four five\n- Six")
    assert (found.sentences, found.longest_sentence) == (3, "Three four five")


def test_a_long_sentence_is_quoted() -> None:
    found = readability.measured(f"Short. {LONG}")
    assert found.longest == 27
    assert found.hard
    assert found.sentence.endswith(f" Longest sentence: 27 words, more than 25: “{LONG}”")


@pytest.mark.parametrize(("grade", "verdict"), [
    (-2.0, "Grade 1: most people read this easily."), (6.4, "Grade 6: most people read this easily."),
    (6.6, "Grade 7: right for most readers."), (8.4, "Grade 8: right for most readers."),
    (8.6, "Grade 9: harder than most people read easily."), (12.4, "Grade 12: harder than most people read easily."),
    (13.0, "Grade 13: hard for most people. Use shorter sentences and words."),
])
def test_the_verdict_is_plain(grade: float, verdict: str) -> None:
    found = readability.Readability(grade, 1, 5, 5, "x")
    assert found.sentence == f"{verdict} Longest sentence: 5 words."
    assert found.hard is (grade > 8.5)


def test_welsh_has_no_grade_but_its_sentences_are_counted() -> None:
    found = readability.measured("Rydym yn dileu bygythiadau. Dywedwch wrthym.", english=False)
    assert (found.grade, found.sentence) == (None, "2 sentences, 6 words. Longest sentence: 4 words.")


@pytest.mark.parametrize("text", ["", "  \n", "…", "---"])
def test_nothing_is_not_measured(text: str) -> None:
    assert readability.measured(text).sentence == "Nothing to measure yet."


def test_the_grade_is_flesch_and_kincaids() -> None:
    found = readability.measured("The cat sat on the mat.")  # 6 words of one syllable in a sentence
    assert found.grade == pytest.approx(0.39 * 6 + 11.8 * 1 - 15.59, abs=0.01)
