"""Numbered outlines of things found in a picture, as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

# Blue, green, amber, red, purple, pink.
_COLOURS = ("#3b82f6", "#22c55e", "#f59e0b", "#ef4444", "#a855f7", "#ec4899")
# Strokes of the digits in a box of 4 by 6.
_DIGITS = (
    "M0 0h4v6h-4z",
    "M0.5 1.5L2 0V6M0 6H4",
    "M0 0h4v3h-4v3h4",
    "M0 0h4v6h-4M0 3h4",
    "M0 0v3h4M4 0v6",
    "M4 0h-4v3h4v3h-4",
    "M4 0h-4v6h4v-3h-4",
    "M0 0h4l-2.5 6",
    "M0 0h4v6h-4zM0 3h4",
    "M0 6h4v-6h-4v3h4",
)
_HEIGHT, _ADVANCE = 6, 5.8


@dataclass(frozen=True, slots=True)
class Point:
    """A place in pixels."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Quad:
    """Four corners, clockwise from the top left one."""

    top_left: Point
    top_right: Point
    bottom_right: Point
    bottom_left: Point

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """The corners in their order."""
        return self.top_left, self.top_right, self.bottom_right, self.bottom_left

    def overlaps(self, other: "Quad") -> bool:
        """Tell whether the upright boxes around both overlap."""
        one, two = self._box(), other._box()
        return one[0] <= two[2] and two[0] <= one[2] and one[1] <= two[3] and two[1] <= one[3]

    def _box(self) -> tuple[int, int, int, int]:
        across, down = [point.x for point in self.corners], [point.y for point in self.corners]
        return min(across), min(down), max(across), max(down)


def marks(quads: Sequence[Quad], width: int, height: int) -> str:
    """Give an SVG of the picture's size (pixels) with an outline and a number, from 1, for each."""
    shorter = min(width, height)
    stroke, size = max(2, round(shorter / 200)), max(14, round(shorter / 40))
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">']
    for number, quad in enumerate(quads, start=1):
        colour = _COLOURS[(number - 1) % len(_COLOURS)]
        corners = " ".join(f"{point.x},{point.y}" for point in quad.corners)
        parts.append(
            f'<polygon points="{corners}" fill="{colour}" fill-opacity="0.18" stroke="{colour}" '
            f'stroke-opacity="0.9" stroke-width="{stroke}" stroke-linejoin="round"/>'
        )
        parts.append(_number(number, quad.top_left, colour, size, stroke, width))
    return "".join([*parts, "</svg>"])


def _number(number: int, at: Point, colour: str, size: int, stroke: int, width: int) -> str:
    """Write a number above a corner, white on the colour, moved into the picture where it would leave it."""
    digits = [int(digit) for digit in str(number)]
    scale, pad = size / _HEIGHT / 1.6, size * 0.25
    across = len(digits) * _ADVANCE * scale - (_ADVANCE - 4) * scale + 2 * pad
    down = _HEIGHT * scale + 2 * pad
    left = max(0.0, min(at.x, width - across))
    top = max(0.0, at.y - down - stroke)
    strokes = "".join(
        f'<path transform="translate({index * _ADVANCE} 0)" d="{_DIGITS[digit]}"/>'
        for index, digit in enumerate(digits)
    )
    return (
        f'<rect x="{left:.2f}" y="{top:.2f}" width="{across:.2f}" height="{down:.2f}" rx="{pad:.2f}" fill="{colour}"/>'
        f'<g transform="translate({left + pad:.2f} {top + pad:.2f}) scale({scale:.4f})" fill="none" stroke="#fff" '
        f'stroke-width="1.1" stroke-linecap="round" stroke-linejoin="round">{strokes}</g>'
    )
