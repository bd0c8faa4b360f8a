"""What pages keep between reruns: texts and other values that nobody can change, found again by their key.

For frames there is st.cache_data. It hashes its arguments and copies what it gives out, which the few texts that are
on every page would pay at every rerun for nothing.
"""

from collections.abc import Callable, Hashable
from threading import Condition
from typing import TYPE_CHECKING, TypeVar

from cachetools import LRUCache, cached

if TYPE_CHECKING:
    from page_parts.visit import Visit

Value = TypeVar("Value")
Make = Callable[[Hashable, "Visit"], Value]


def kept(most: int) -> Callable[[Make[Value]], Make[Value]]:
    """Keep what a function made of its key and the visit, for the `most` keys used last, of every database.

    What it makes may depend on nothing of the visit that the key has not, and cannot be changed. When many ask at
    once after a write, one makes it and the others wait.
    """
    return cached(LRUCache(most), key=lambda key, here: (here.engine, key), condition=Condition())
