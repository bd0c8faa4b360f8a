"""Briefings in the walk of who sees what: the analyst's own, and one that they share with the Cabinet Office."""

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from coordination.briefings import assembling, reading
from coordination.briefings.assembling import Wanted
from coordination.briefings.inputs import FigurePart, OverviewPart, Parts, QuotationPart, ScorecardPart, WordsPart
from coordination.problems import Invalid
from data_model.words import BriefingTemplate, Marking
from tests.briefings import LAG, REPORTS, a_briefing
from tests.cast import Cast
from tests.coordination.exploring.walked import OWN, SHARED

if TYPE_CHECKING:
    from tests.coordination.asking import Asking, Call

# A row that a read has found already, and what the command line alone asks.
WITHIN = {"briefings.reading.in_view", "briefings.commanded.wanted"}
EVERYTHING: Parts = (
    WordsPart(text="Words"), OverviewPart(), ScorecardPart(platform="facebook"), ScorecardPart(platform="twitter"),
    QuotationPart(), FigurePart(query=REPORTS), FigurePart(query=LAG))


def calls(ask: "Asking") -> dict[str, list["Call"]]:
    """By module and name, every way in which the viewer may call a read of briefings."""
    who, every = (ask.session, ask.viewer), range(1, 3)
    return {
        "briefings.assembling.assembled": [partial(_assembled, ask)],
        "briefings.reading.at_revision": [partial(reading.at_revision, *who, id_, 1) for id_ in every],
        "briefings.reading.listing": [lambda: reading.listing(*who, ask.letter_id)],
        "briefings.reading.opened": [partial(reading.opened, *who, id_) for id_ in every],
    }


def write(engine: Engine, cast: Cast) -> None:
    """Briefings of the analyst: for nobody else, and shared."""
    a_briefing(engine, cast.analyst, WordsPart(text=OWN), name=OWN)
    a_briefing(engine, cast.analyst, WordsPart(text=SHARED), name=SHARED, shared=True)


def _assembled(ask: "Asking") -> str:
    """What a briefing of everything shows, but for the platforms' names, which the letter says."""
    wanted = Wanted("All", BriefingTemplate.BLANK, Marking.OFFICIAL_SENSITIVE, EVERYTHING, "", "")
    try:
        made = assembling.assembled(ask.session, ask.viewer, ask.letter, wanted, as_at=ask.at)
    except Invalid as invalid:
        return f"refused: {invalid}"
    return repr(made.pieces)
