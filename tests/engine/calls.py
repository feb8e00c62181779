"""Functions for workers to run."""

import os
import signal
import threading
from pathlib import Path


def add(first: int, second: int) -> int:
    return first + second


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def never_end() -> None:
    threading.Event().wait()


def allocate(size: int) -> None:
    bytearray(size)


def write(path: Path, size: int) -> str:
    try:
        path.write_bytes(b"x" * size)
    except OSError as error:
        return error.strerror or ""
    return "written"


def prints_as_errors() -> bool:
    return os.path.sameopenfile(1, 2)


def repeat(text: str, times: int) -> str:
    return text * times
