"""Draw the modules of a QR code as SVG."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Dots = Literal["square", "rounded", "dots", "classy", "classy-rounded", "extra-rounded"]
Frame = Literal["square", "rounded", "dot", "extra-rounded"]
Dot = Literal["square", "rounded", "dot"]
Matrix = tuple[tuple[bool, ...], ...]

# Sides of the three finder patterns, of the hole in them, and of the dot in the hole, in modules.
_FINDER, _HOLE, _DOT = 7, 5, 3
_FRAME_RADII = {"square": 0.0, "rounded": 1.2, "extra-rounded": 2.4, "dot": 3.5}
_DOT_RADII = {"square": 0.0, "rounded": 0.7, "dot": 1.5}
_ROUNDED, _ROUND = 0.3, 0.5
_CIRCLE = 0.46


@dataclass(frozen=True, slots=True)
class Gradient:
    """Two colours that blend along a direction (degrees clockwise from left to right), or from the middle outwards."""

    kind: Literal["linear", "radial"]
    colours: tuple[str, str]
    rotation: float


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture in the middle: its data URI, and its size in modules.

    `clear` is how far around it modules are left out; None leaves out none.
    """

    address: str
    width: float
    height: float
    clear: float | None


@dataclass(frozen=True, slots=True)
class Style:
    """How modules look. Colours are as in SVG; a background of None is transparent."""

    dots: Dots
    frame: Frame
    dot: Dot
    colour: str
    frame_colour: str
    dot_colour: str
    background: str | None
    gradient: Gradient | None


def draw(matrix: Matrix, side: int, quiet: int, style: Style, logo: Logo | None) -> str:
    """Give an SVG of `side` pixels a side; `quiet` is how many modules wide the margin is."""
    modules = len(matrix)
    whole = modules + 2 * quiet
    shown = {
        (row, column)
        for row, values in enumerate(matrix)
        for column, value in enumerate(values)
        if value and not _in_finder(row, column, modules) and not _behind(logo, row, column, modules)
    }
    corners = ((0, 0), (0, modules - _FINDER), (modules - _FINDER, 0))
    ink = "url(#ink)" if style.gradient else style.colour
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" viewBox="0 0 {whole} {whole}">',
        _gradient(style.gradient, modules) if style.gradient else "",
        f'<rect width="{whole}" height="{whole}" fill="{style.background}"/>' if style.background else "",
        f'<g transform="translate({quiet} {quiet})"{_crisp(style.dots == "square")}>',
        f'<path fill="{ink}" d="{"".join(_modules(shown, style.dots))}"/>',
        f'<path fill="{style.frame_colour}" fill-rule="evenodd"{_crisp(style.frame == "square")} d="',
        *(_ring(row, column, _FRAME_RADII[style.frame]) for row, column in corners),
        f'"/><path fill="{style.dot_colour}"{_crisp(style.dot == "square")} d="',
        *(_box(column + 2, row + 2, _DOT, _DOT_RADII[style.dot]) for row, column in corners),
        '"/></g>',
        _image(logo, whole) if logo else "",
        "</svg>",
    ]
    return "".join(parts)


def _in_finder(row: int, column: int, modules: int) -> bool:
    far = modules - _FINDER
    return (row < _FINDER and (column < _FINDER or column >= far)) or (row >= far and column < _FINDER)


def _behind(logo: Logo | None, row: int, column: int, modules: int) -> bool:
    """Tell whether any of the module is under the logo or its margin."""
    if logo is None or logo.clear is None:
        return False
    middle = (modules - 1) / 2
    reach_x, reach_y = ((length / 2) + logo.clear + 0.5 for length in (logo.width, logo.height))
    return abs(column - middle) < reach_x and abs(row - middle) < reach_y


def _crisp(square: bool) -> str:
    """Sides of squares fall on whole pixels; everything round is smoothed."""
    return f' shape-rendering="{"crispEdges" if square else "auto"}"'


def _gradient(gradient: Gradient, modules: int) -> str:
    stops = "".join(f'<stop offset="{end}" stop-color="{colour}"/>' for end, colour in enumerate(gradient.colours))
    half = modules / 2
    if gradient.kind == "radial":
        circle = f'cx="{half}" cy="{half}" r="{half * math.sqrt(2):.4f}"'
        return f'<defs><radialGradient id="ink" gradientUnits="userSpaceOnUse" {circle}>{stops}</radialGradient></defs>'
    angle = math.radians(gradient.rotation)
    # As in CSS, the line is so long that the corners get the pure colours.
    reach = half * (abs(math.cos(angle)) + abs(math.sin(angle)))
    across, down = reach * math.cos(angle), reach * math.sin(angle)
    line = (
        f'x1="{half - across:.4f}" y1="{half - down:.4f}" x2="{half + across:.4f}" y2="{half + down:.4f}" '
        'gradientUnits="userSpaceOnUse"'
    )
    return f'<defs><linearGradient id="ink" {line}>{stops}</linearGradient></defs>'


def _modules(shown: set[tuple[int, int]], dots: Dots) -> Iterator[str]:
    for row, column in sorted(shown):
        if dots == "square":
            yield f"M{column} {row}h1v1h-1z"
        elif dots == "dots":
            inset = 0.5 - _CIRCLE
            yield _box(column + inset, row + inset, 2 * _CIRCLE, _CIRCLE)
        else:
            above, below = (row - 1, column) in shown, (row + 1, column) in shown
            before, after = (row, column - 1) in shown, (row, column + 1) in shown
            # A corner is round where neither neighbour goes on from it: top left, top right, bottom right, bottom left.
            free = (not (above or before), not (above or after), not (below or after), not (below or before))
            radii = _CORNERS[dots]
            yield _shape(column, row, 1, 1, [radius * round_ for radius, round_ in zip(radii, free, strict=True)])


_CORNERS: dict[str, tuple[float, float, float, float]] = {
    "rounded": (_ROUNDED, _ROUNDED, _ROUNDED, _ROUNDED),
    "extra-rounded": (_ROUND, _ROUND, _ROUND, _ROUND),
    "classy": (_ROUND, 0, _ROUND, 0),
    "classy-rounded": (_ROUND, _ROUNDED / 2, _ROUND, _ROUNDED / 2),
}


def _ring(row: int, column: int, radius: float) -> str:
    inner = max(0.0, radius - 1)
    return _box(column, row, _FINDER, radius) + _box(column + 1, row + 1, _HOLE, inner)


def _box(x: float, y: float, side: float, radius: float) -> str:
    return _shape(x, y, side, side, [radius] * 4)


def _shape(x: float, y: float, width: float, height: float, radii: list[float]) -> str:
    """Give the path of a rectangle with round corners, clockwise from the top left one."""
    one, two, three, four = radii
    return (
        f"M{x + one:g} {y:g}h{width - one - two:g}{_arc(two, 1, 1)}v{height - two - three:g}{_arc(three, -1, 1)}"
        f"h{three + four - width:g}{_arc(four, -1, -1)}v{four + one - height:g}{_arc(one, 1, -1)}z"
    )


def _arc(radius: float, right: int, down: int) -> str:
    return f"a{radius:g} {radius:g} 0 0 1 {right * radius:g} {down * radius:g}" if radius else ""


def _image(logo: Logo, whole: int) -> str:
    x, y = (whole - logo.width) / 2, (whole - logo.height) / 2
    return f'<image x="{x:.4f}" y="{y:.4f}" width="{logo.width:.4f}" height="{logo.height:.4f}" href="{logo.address}"/>'
