"""How hard advice is to read: the Flesch–Kincaid grade (school years in the United States) and its longest sentence.

The grade is for English alone: nobody has measured the like for Welsh, where sentences are counted. Pure.
"""

import re
from dataclasses import dataclass

from textstat import textstat

from coordination.advice import markdown
from coordination.wording import counted

ENDS = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+|\n")
WORD = re.compile(r"\w[\w'’.@/:-]*")
LONG_SENTENCE = 25  # words, as GOV.UK's guidance on content design has it
RIGHT = 8  # the highest grade that most readers can be asked to read
VERDICTS = ((6, "most people read this easily"), (RIGHT, "right for most readers"),
            (12, "harder than most people read easily"),
            (None, "hard for most people. Use shorter sentences and words"))


@dataclass(frozen=True)
class Readability:
    """What was measured. `grade` is None for Welsh, and where there are no words; `longest` is in words."""

    grade: float | None
    sentences: int
    words: int
    longest: int
    longest_sentence: str

    @property
    def hard(self) -> bool:
        """Whether it asks more of its readers than it should."""
        return (self.grade is not None and _whole(self.grade) > RIGHT) or self.longest > LONG_SENTENCE

    @property
    def sentence(self) -> str:
        """What the screen says: Grade 11: harder than most people read easily. Longest sentence: 41 words: “…”"""
        if not self.words:
            return "Nothing to measure yet."
        long = f" Longest sentence: {counted(self.longest, 'word')}"
        long += f", more than {LONG_SENTENCE}: “{self.longest_sentence}”" if self.longest > LONG_SENTENCE else "."
        return f"{self._verdict()}{long}"

    def _verdict(self) -> str:
        if self.grade is None:
            return f"{counted(self.sentences, 'sentence')}, {counted(self.words, 'word')}."
        grade = _whole(self.grade)
        words = next(words for bound, words in VERDICTS if bound is None or grade <= bound)
        return f"Grade {grade}: {words}."


def measured(text: str, *, english: bool = True) -> Readability:
    """How hard markdown is to read. Addresses count as one word."""
    sentences = [each.strip() for each in ENDS.split(markdown.plain(text)) if WORD.search(each)]
    if not sentences:
        return Readability(None, 0, 0, 0, "")
    longest = max(sentences, key=_words)
    # An item of a list often has no full stop; without one the next would count as the same sentence.
    ended = " ".join(each if each[-1] in ".!?" else f"{each}." for each in sentences)
    grade = textstat.flesch_kincaid_grade(ended) if english else None
    return Readability(grade, len(sentences), sum(map(_words, sentences)), _words(longest), longest)


def _whole(grade: float) -> int:
    return max(1, round(grade))


def _words(sentence: str) -> int:
    return len(WORD.findall(sentence))
