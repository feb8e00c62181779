"""The arrangements of a collage: a grid of tracks with weights, and the cells that span them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ashim.tools.rounding import half_up

# First and last track (exclusive) of a cell, across and down.
Span = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Where a cell lies on the canvas, in pixels."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Template:
    """One arrangement. Columns and rows share the canvas by their weights."""

    columns: tuple[int, ...]
    rows: tuple[int, ...]
    spans: tuple[Span, ...]

    def cells(self, width: int, height: int, gap: int) -> list[Rectangle]:
        """Give the cells on a canvas of this size in pixels; the gap also surrounds them.

        Cells may come out with sides of zero or less when the gap is too large.
        """
        lefts, widths = _tracks(self.columns, width, gap)
        tops, heights = _tracks(self.rows, height, gap)
        return [
            Rectangle(
                lefts[first],
                tops[upper],
                lefts[last - 1] + widths[last - 1] - lefts[first],
                tops[lower - 1] + heights[lower - 1] - tops[upper],
            )
            for first, last, upper, lower in self.spans
        ]


def fractions(template: Template) -> list[list[float]]:
    """Give left, top, width and height of each cell, in fractions of the canvas, rounded to show them."""
    side = 10_000
    return [
        [cell.left / side, cell.top / side, cell.width / side, cell.height / side]
        for cell in template.cells(side, side, 0)
    ]


def _tracks(weights: Sequence[int], side: int, gap: int) -> tuple[list[int], list[int]]:
    """Give where the tracks begin, and how long they are."""
    share = (side - (len(weights) + 1) * gap) / sum(weights)
    lengths = [half_up(share * weight) for weight in weights]
    starts = list(accumulate((length + gap for length in lengths), initial=gap))
    return starts[:-1], lengths


def _grid(columns: int, rows: int) -> Template:
    spans = tuple((column, column + 1, row, row + 1) for row in range(rows) for column in range(columns))
    return Template((1,) * columns, (1,) * rows, spans)


def _turned(template: Template) -> Template:
    """Give the template mirrored at its diagonal."""
    spans = tuple((upper, lower, first, last) for first, last, upper, lower in template.spans)
    return Template(template.rows, template.columns, spans)


def _large_first(count: int) -> Template:
    """Give a large cell at the left, with the others below each other at its right."""
    others = tuple((1, 2, row, row + 1) for row in range(count - 1))
    return Template((2, 1), (1,) * (count - 1), ((0, 1, 0, count - 1), *others))


TEMPLATES: Mapping[str, Template] = {
    "2-h-equal": _grid(2, 1),
    "2-v-equal": _grid(1, 2),
    "2-h-left-large": Template((2, 1), (1,), ((0, 1, 0, 1), (1, 2, 0, 1))),
    "2-h-right-large": Template((1, 2), (1,), ((0, 1, 0, 1), (1, 2, 0, 1))),
    "3-left-large": _large_first(3),
    "3-right-large": Template((1, 2), (1, 1), ((0, 1, 0, 1), (0, 1, 1, 2), (1, 2, 0, 2))),
    "3-top-large": _turned(_large_first(3)),
    "3-h-equal": _grid(3, 1),
    "3-v-equal": _grid(1, 3),
    "4-grid": _grid(2, 2),
    "4-left-large": _large_first(4),
    "4-top-large": _turned(_large_first(4)),
    "4-bottom-large": Template((1, 1, 1), (1, 2), ((0, 1, 0, 1), (1, 2, 0, 1), (2, 3, 0, 1), (0, 3, 1, 2))),
    "5-top2-bottom3": Template(
        (1,) * 6, (1, 1), ((0, 3, 0, 1), (3, 6, 0, 1), (0, 2, 1, 2), (2, 4, 1, 2), (4, 6, 1, 2))
    ),
    "5-top3-bottom2": Template(
        (1,) * 6, (1, 1), ((0, 2, 0, 1), (2, 4, 0, 1), (4, 6, 0, 1), (0, 3, 1, 2), (3, 6, 1, 2))
    ),
    "5-left-large": _large_first(5),
    "5-center-large": Template(
        (1, 2, 1), (1, 1), ((0, 1, 0, 1), (1, 2, 0, 2), (2, 3, 0, 1), (0, 1, 1, 2), (2, 3, 1, 2))
    ),
    "6-grid-2x3": _grid(2, 3),
    "6-grid-3x2": _grid(3, 2),
    "6-top-large": _turned(_large_first(6)),
    "7-mosaic": Template(
        (1, 1, 1),
        (1, 1, 1),
        ((0, 2, 0, 1), (2, 3, 0, 1), (0, 1, 1, 2), (1, 2, 1, 2), (2, 3, 1, 2), (0, 1, 2, 3), (1, 3, 2, 3)),
    ),
    "8-mosaic": Template(
        (1, 1, 1, 1),
        (1, 1, 1),
        (
            *((0, 2, 0, 1), (2, 3, 0, 1), (3, 4, 0, 1), (0, 1, 1, 2)),
            *((1, 2, 1, 2), (2, 4, 1, 2), (0, 2, 2, 3), (2, 4, 2, 3)),
        ),
    ),
    "9-grid": _grid(3, 3),
}
