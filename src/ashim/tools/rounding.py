"""Rounding the way people expect it of pixels."""

import math


def half_up(value: float) -> int:
    """Round to the nearest whole number, halves upwards (Python's own rounding takes halves to the even one)."""
    return math.floor(value + 0.5)
