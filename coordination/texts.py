"""What people type, made fit to store and to show: the kinds of text that input models are built from. Pure."""

import unicodedata
from pathlib import PurePath
from typing import Annotated

from pydantic import AfterValidator, Field

LONGEST_TEXT = 10_000
LONGEST_STATEMENT = 2_000
LONGEST_LINE = 200
# Invisible marks that turn the reading order round, so that “exe.pdf” can be shown for “fdp.exe”.
TURNS_ROUND = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def storable(value: str) -> str:
    """Without spaces around it, without control characters but line ends and tabs (PostgreSQL stores no NUL), and
    without halves of characters, which nothing can store."""
    return "".join(character for character in value
                   if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs"}).strip()


def on_one_line(value: str) -> str:
    """On one line, with single spaces and in plain reading order: names, titles and file names stand in the audit's
    sentences, which must not be made to look like several."""
    return " ".join("".join(character for character in storable(value) if character not in TURNS_ROUND).split())


def name_of_file(name: str) -> str:
    """The file's own name, without its folders and on one line; a long one loses its beginning, not its ending."""
    return on_one_line(PurePath(name.replace("\\", "/")).name)[-LONGEST_LINE:]


Text = Annotated[str, AfterValidator(storable), Field(max_length=LONGEST_TEXT)]
ShortText = Annotated[str, AfterValidator(storable), Field(max_length=LONGEST_STATEMENT)]
Line = Annotated[str, AfterValidator(on_one_line), Field(min_length=1, max_length=LONGEST_LINE)]
