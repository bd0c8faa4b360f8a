"""What changed between two texts, word by word. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from rapidfuzz.distance import Indel


class Part(StrEnum):
    """What became of a stretch of text."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Stretch:
    """Some consecutive words that share a fate."""

    part: Part
    text: str


def difference(old: str, new: str) -> list[Stretch]:
    """The new text with what was removed and added, in reading order. Joining all but REMOVED gives `new` back."""
    before, after = _words(old), _words(new)
    found: list[Stretch] = []
    # In C, and of bounded cost: difflib takes minutes over 10,000 characters of “a a a”.
    for same, steps in groupby(Indel.opcodes(before, after), key=lambda step: step.tag == "equal"):
        run = list(steps)
        removed = "".join(word for step in run for word in before[step.src_start:step.src_end])
        added = "".join(word for step in run for word in after[step.dest_start:step.dest_end])
        parts = [(Part.KEPT, added)] if same else [(Part.REMOVED, removed), (Part.ADDED, added)]
        found += [Stretch(part, text) for part, text in parts if text]
    return found


def _words(text: str) -> list[str]:
    """Each word or mark with the space before it, so that stray spaces do not count as words that were kept."""
    return re.findall(r"\s*(?:\w+|[^\w\s])|\s+", text)
