"""What pages keep between reruns: texts and other values that nobody can change, found again by their key.

For frames there is st.cache_data. It hashes its arguments and copies what it gives out, which the few texts that are
on every page would pay at every rerun for nothing.
"""

from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from page_parts.visit import Visit

Value = TypeVar("Value")


def kept(most: int) -> Callable[[Callable[[Hashable, "Visit"], Value]], Callable[[Hashable, "Visit"], Value]]:
    """Keep what a function made of its key and the visit, for the newest `most` keys of each database.

    What it makes may depend on nothing of the visit that the key has not, cannot be changed, and is never None.
    When many ask at once after a write, one makes it and the others wait.
    """

    def decorate(make: Callable[[Hashable, "Visit"], Value]) -> Callable[[Hashable, "Visit"], Value]:
        values: dict[Hashable, Value] = {}
        making = Lock()

        @wraps(make)
        def find(key: Hashable, here: "Visit") -> Value:
            whole = (here.engine, key)
            found = values.get(whole)
            if found is not None:
                return found
            with making:
                if whole not in values:
                    values[whole] = make(key, here)
                    if len(values) > most:
                        del values[next(iter(values))]  # the oldest
                return values[whole]

        return find

    return decorate
