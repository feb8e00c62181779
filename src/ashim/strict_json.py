"""JSON from outside: what RFC 8259 has, and nothing that cannot be stored or sent on.

Python's own reader also takes NaN, numbers that become infinite, halves of surrogate pairs, which are no Unicode text,
and NUL, which PostgreSQL does not store; deep nesting exhausts the stack of whatever walks the value later.
"""

import json
import math
from typing import Any

MAX_DEPTH = 64


def parse(text: str | bytes) -> Any:
    """Give the value. Raises ValueError saying what is wrong, of which `json.JSONDecodeError` is a kind."""
    try:
        value = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except RecursionError as error:
        raise _too_deep() from error
    _check(value, MAX_DEPTH)
    return value


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text[:40]} is too large a number")
    return number


def _check(value: object, depth: int) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, list | dict):
        if not depth:
            raise _too_deep()
        if isinstance(value, dict):
            for key in value:
                _check_text(key)
        for item in value.values() if isinstance(value, dict) else value:
            _check(item, depth - 1)


def _check_text(text: str) -> None:
    if text.isascii() and text.isprintable():
        return
    if "\0" in text:
        raise ValueError("a text must not contain the character NUL")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("a text contains half of a surrogate pair") from error


def _too_deep() -> ValueError:
    return ValueError(f"nested more than {MAX_DEPTH} deep")
