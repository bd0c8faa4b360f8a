"""Exploring in the walk of who sees what: what every sample of a view shows; and views and boards, an analyst's own
and what they share with the Cabinet Office."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from coordination.exploring import asked_for, boards, catalogue, data, proving, reading, saved
from coordination.exploring.explored import SUPPRESSED, Claimed, Explored
from coordination.exploring.views import View
from tests.cast import Cast
from tests.exploring import ITS_QUERY, a_board, a_view
from tests.views import SAMPLES

if TYPE_CHECKING:
    from tests.coordination.asking import Asking, Call

OWN, SHARED = "analysts-own", "office-shared"
WITHIN = {"exploring.owned.found"}
CLAIMED = Claimed("Figure", asked_for.PAGE, "0" * 64)


def calls(ask: "Asking") -> dict[str, list["Call"]]:
    """By module and name, every way in which the viewer may call a read of exploring."""
    who, every = (ask.session, ask.viewer), range(1, 5)
    return {
        "exploring.asked_for.again": [lambda: _told(asked_for.again(*who, asked_for.PAGE, as_at=ask.at))],
        "exploring.asked_for.explored": [
            lambda: _told(asked_for.explored(*who, ask.letter, lambda _: [], as_at=ask.at))],
        "exploring.asked_for.view": [lambda: asked_for.view(*who, ask.letter, ITS_QUERY, as_at=ask.at)],
        "exploring.boards.listing": [lambda: boards.listing(*who, ask.letter_id)],
        "exploring.boards.opened": [partial(boards.opened, *who, id_) for id_ in every],
        "exploring.catalogue.read": [lambda: catalogue.read(*who, ask.letter, as_at=ask.at)],
        "exploring.proving.differing": [lambda: list(proving.differing(*who, [CLAIMED], as_at=ask.at))],
        "exploring.reading.explore": [partial(_shown, ask, view) for view in SAMPLES.values()],
        "exploring.saved.listing": [lambda: saved.listing(*who, ask.letter_id)],
        "exploring.saved.opened": [partial(saved.opened, *who, id_) for id_ in every],
    }


def write(engine: Engine, cast: Cast) -> None:
    """Views and boards of the analyst: for nobody else, shared, and one that a shared board has on it."""
    own = a_view(engine, cast.analyst, OWN)
    shared = a_view(engine, cast.analyst, SHARED, shared=True)
    on_it = a_view(engine, cast.analyst, f"{SHARED} by its board")
    a_board(engine, cast.analyst, own, shared, name=OWN)
    a_board(engine, cast.analyst, on_it, name=SHARED, shared=True)


def _shown(ask: "Asking", view: View) -> tuple[str, str, tuple[str, ...]]:
    """What a view shows, but for groups that there is nothing of: they are called what they may ever be."""
    return _told(reading.explore(ask.session, ask.viewer, ask.letter, view, as_at=ask.at))


def _told(found: Explored) -> tuple[str, str, tuple[str, ...]]:
    some = found.frame[(found.frame["value"] > 0) | (found.frame["state"] == SUPPRESSED)]
    return found.title, data.csv_bytes(replace(found, frame=some)).decode(), found.statements
