"""What a measure is, and what there is to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from coordination.exploring.views import By
from coordination.incidents.asking import Grain
from coordination.incidents.viewing import Meaning
from coordination.incidents.vocabulary import MeasureInView, Vocabulary
from data_model.words import Marking, Nation

PARLEY = "Parley, from what is on record about the letter"  # who defines what Parley counts itself
FIRST = "definition 1"
EVERY_GRAIN = tuple(Grain)
RATE_OF = "rate of "  # begins the key of a rate; what it is a rate of follows


class Subject(StrEnum):
    """What measures are grouped under, in the order of lists."""

    COUNTS = "Incident counts"
    RATES = "Incident rates"
    TIMES = "Time to action"
    STANDING = "Findings and timeliness"
    UPDATES = "Updates"
    DIALOGUE = "Dialogue"
    SIGNALS = "Signals and lag"
    REACH = "Reach"


@dataclass(frozen=True)
class Measured:
    """A measure that can be explored. `by` are the ways to split it, the usual first; `kinds` the words of its own
    kind, and `kind_name` what that is called; `suppressed_under` as data_model.incidents.Measure has it. `apart` is a
    way to split without which it has a figure for one platform, or kind, alone: medians of several platforms are no
    median of them all."""

    key: str
    name: str
    subject: Subject
    meaning: Meaning
    unit: str
    additive: bool
    by: tuple[By, ...]
    grains: tuple[Grain, ...]
    marking: Marking
    kinds: tuple[str, ...] = ()
    kind_name: str = "kind"
    suppressed_under: int | None = None
    apart: By | None = None


@dataclass(frozen=True)
class Catalogue:
    """`measures` by key, in the order of lists. Filters choose from `platforms` (slug to name), `categories` (code to
    name), `commitments` (number to title) and `nations`. Of days after `today` nothing is known."""

    measures: Mapping[str, Measured]
    platforms: Mapping[str, str]
    categories: Mapping[str, str]
    commitments: Mapping[int, str]
    nations: Mapping[Nation, str]
    today: date
    words: Vocabulary
    platform_ids: Mapping[str, int]
    """By slug."""
    counted: Mapping[str, MeasureInView]
    """The incident measures behind counts, rates and times, by the keys of `measures`."""
