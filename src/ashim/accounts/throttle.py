"""Counting within fixed windows of one minute."""

import time
from collections import defaultdict
from collections.abc import Callable

from ashim.errors import RateLimitedError

WINDOW_S = 60


class FixedWindow:
    """Counts per key within the current minute, in memory; a new minute starts at nothing."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._window = 0
        self._counts: defaultdict[str, int] = defaultdict(int)

    def hit(self, key: str) -> int:
        """Count one more for the key; give how many the window has now."""
        self._turn()
        self._counts[key] += 1
        return self._counts[key]

    def count(self, key: str) -> int:
        """Give how many the window has."""
        self._turn()
        return self._counts.get(key, 0)

    def clear(self, key: str) -> None:
        """Forget the key."""
        self._counts.pop(key, None)

    def resets_in(self) -> int:
        """Give the seconds until the window ends, 1 to 60."""
        return WINDOW_S - int(self._clock()) % WINDOW_S

    def _turn(self) -> None:
        window = int(self._clock()) // WINDOW_S
        if window != self._window:
            self._window = window
            self._counts.clear()


def rate_limited(seconds: int) -> RateLimitedError:
    """Make the error that asks to wait."""
    message = f"Rate limit exceeded, retry in {seconds} seconds"
    return RateLimitedError(message, details=message, extra={"retryAfter": seconds})
