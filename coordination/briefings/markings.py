"""How high a briefing must be marked: never lower than anything in it."""

from collections.abc import Iterator
from urllib.parse import parse_qs

from coordination.briefings.inputs import FigurePart, OverviewPart, Part, Parts, ScorecardPart
from coordination.exploring.catalogue import Catalogue
from coordination.letters import LetterInView
from coordination.problems import Fault, Invalid
from coordination.wording import listed
from data_model.words import Marking

ORDER = tuple(Marking)  # the lowest first


def check(marking: Marking, parts: Parts, catalogue: Catalogue, letter: LetterInView) -> None:
    """Raise Invalid where the marking is lower than that of something in it."""
    demanding = [(needed, what) for needed, what in _needed(parts, catalogue, letter)
                 if ORDER.index(needed) > ORDER.index(marking)]
    if demanding:
        needed = max((each for each, _ in demanding), key=ORDER.index)
        what = listed(dict.fromkeys(what for each, what in demanding if each is needed))
        raise Invalid(Fault("marking", f"This briefing must be marked {needed}, because of {what}. Choose that marking "
                                       "first."))


def lowest(parts: Parts, catalogue: Catalogue, letter: LetterInView) -> Marking:
    """The lowest marking that a briefing of these parts may have."""
    return max((needed for needed, _ in _needed(parts, catalogue, letter)), key=ORDER.index, default=letter.marking)


def _needed(parts: Parts, catalogue: Catalogue, letter: LetterInView) -> Iterator[tuple[Marking, str]]:
    yield letter.marking, "the letter"
    for number, part in enumerate(parts, start=1):
        yield from _of_part(part, number, catalogue, letter)


def _of_part(part: Part, number: int, catalogue: Catalogue, letter: LetterInView) -> Iterator[tuple[Marking, str]]:
    if isinstance(part, ScorecardPart):  # findings criterion by criterion, as the table of updates has them
        yield Marking.OFFICIAL_SENSITIVE, f"the scorecard (part {number})"
    elif isinstance(part, OverviewPart):
        yield letter.marking, f"the overview (part {number})"
    elif isinstance(part, FigurePart):
        for key in parse_qs(part.query).get("measure", []):
            if key in catalogue.measures:
                measured = catalogue.measures[key]
                yield measured.marking, f"“{measured.name}” (part {number})"
