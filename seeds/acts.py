"""The exercise's acts: what is done, and when. The seed moves them by some minutes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

MOVED_BY = 8 * 60  # seconds at most by which the seed moves an act
Act = tuple[datetime, Callable[[], None]]


def moved(moment: datetime, chance: Random) -> datetime:
    """The moment at which something planned for `moment` was done."""
    return moment + timedelta(seconds=chance.randint(0, MOVED_BY))
