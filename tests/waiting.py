"""Waiting for something that happens by itself, with a limit that only a failure reaches."""

import time
from collections.abc import Callable

LIMIT_SECONDS = 30


def wait_until(condition: Callable[[], bool]) -> None:
    """Return as soon as the condition holds; fail when it never does."""
    deadline = time.monotonic() + LIMIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)
