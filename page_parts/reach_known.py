"""What the Reach screens know of distributions and of how far they reached: read once for each version of the data."""

from collections.abc import Hashable

import pandas as pd

from coordination.reach import known, reading
from coordination.reach.reading import Reached
from coordination.reach.rules import Known
from page_parts.kept import kept
from page_parts.visit import Visit


def known_of(here: Visit) -> Known:
    """The editions, parties, platforms and sizes that distributions of the letter in view are checked against."""
    return _known(here.key, here)


def reached(here: Visit, edition: int | None = None) -> Reached:
    """How far the advice, or one edition of it, has reached. Shared between reruns, so nobody changes it."""
    return _reached((*here.key, edition), here)


def listed(here: Visit, edition: int | None = None) -> pd.DataFrame:
    """The distributions that the viewer may see, with the columns of reading.COLUMNS. Nobody changes the frame."""
    return _listed((*here.key, edition), here)


@kept(100)
def _known(_key: Hashable, here: Visit) -> Known:
    return known.known(here.session, here.viewer, here.letter.id, as_at=here.as_at)


@kept(200)
def _reached(key: Hashable, here: Visit) -> Reached:
    assert isinstance(key, tuple)
    return reading.reached(here.session, here.viewer, here.letter, as_at=here.as_at, edition=key[-1])


@kept(200)
def _listed(key: Hashable, here: Visit) -> pd.DataFrame:
    assert isinstance(key, tuple)
    return reading.listing(here.session, here.viewer, here.letter.id, as_at=here.as_at, edition=key[-1])
