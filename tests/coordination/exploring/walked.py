"""Views and boards in the walk of who sees what: an analyst's own, and what they share with the Cabinet Office."""

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from coordination.exploring import boards, saved
from tests.cast import Cast
from tests.exploring import a_board, a_view

if TYPE_CHECKING:
    from tests.coordination.test_visibility import Asking, Call

OWN, SHARED = "analysts-own", "office-shared"
WITHIN = {"exploring.owned.found"}


def calls(ask: "Asking") -> dict[str, list["Call"]]:
    """By module and name, every way in which the viewer may call a read of exploring."""
    who, every = (ask.session, ask.viewer), range(1, 5)
    return {
        "exploring.boards.listing": [lambda: boards.listing(*who, ask.letter_id)],
        "exploring.boards.opened": [partial(boards.opened, *who, id_) for id_ in every],
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
