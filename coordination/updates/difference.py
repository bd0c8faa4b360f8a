"""What changed between two texts, word by word. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


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
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Stretch(Part.KEPT, "".join(after[c:d])))
            continue
        if b > a:
            found.append(Stretch(Part.REMOVED, "".join(before[a:b])))
        if d > c:
            found.append(Stretch(Part.ADDED, "".join(after[c:d])))
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)
