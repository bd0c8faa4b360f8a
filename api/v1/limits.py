"""How often a key may call, and how often somebody may come with a secret that is none.

Counted in the memory of this process, in a sliding window of a minute: of several servers behind one address, each
allows as much.
"""

import math
import time
from collections.abc import Callable

from cachetools import TTLCache
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from api.v1.problems import Refused

WRONG_SECRETS = RateLimitItemPerMinute(30, namespace="wrong")


class Limits:
    """The counts of one installation."""

    def __init__(self, calls_per_minute: int, moment: Callable[[], float] = time.time) -> None:
        self.calls = RateLimitItemPerMinute(calls_per_minute, namespace="calls")
        self._counts = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._moment = moment
        # Whoever sent no wrong secret lately need not be looked up, which takes as long as all the rest of a call.
        self._guessed: TTLCache[str, bool] = TTLCache(100_000, 2 * WRONG_SECRETS.get_expiry())

    def count_call(self, key_id: int) -> None:
        """Count a call. Raises Refused where there were too many."""
        if not self._counts.hit(self.calls, str(key_id)):
            raise self._too_many(self.calls, str(key_id),
                                 f"This API key may make {self.calls.amount:,} calls a minute.")

    def must_not_guess(self, address: str) -> None:
        """Raise Refused where too many wrong secrets came from an address."""
        if address in self._guessed and not self._counts.test(WRONG_SECRETS, address):
            raise self._too_many(WRONG_SECRETS, address, "Too many wrong API keys came from your address.")

    def count_wrong(self, address: str) -> None:
        """Count a wrong secret."""
        self._guessed[address] = True
        self._counts.hit(WRONG_SECRETS, address)

    def _too_many(self, item: RateLimitItemPerMinute, who: str, sentence: str) -> Refused:
        reset = self._counts.get_window_stats(item, who).reset_time
        seconds = max(math.ceil(reset - self._moment()), 1)
        return Refused(429, f"{sentence} Try again in {seconds} s.", headers={
            "Retry-After": str(seconds), "RateLimit": f'"{item.namespace}";r=0;t={seconds}',
            "RateLimit-Policy": f'"{item.namespace}";q={item.amount};w={item.get_expiry()}'})
