"""Text, drawn with the bundled fonts alone: any script they hold, mixed directions, coloured emoji."""

import html
import math
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pyvips

from ashim.imaging.colour import BLACK, Colour
from ashim.imaging.errors import ImageError
from ashim.imaging.shapes import over
from ashim.imaging.vips import Pixels, vips_errors

Font = Literal[
    "Noto Sans",
    "Noto Serif",
    "Noto Sans Mono",
    "Anton",
    "Archivo Black",
    "Bebas Neue",
    "Comic Neue",
    "Montserrat Black",
    "Permanent Marker",
    "Roboto Black",
]
Align = Literal["left", "center", "right"]
# `word` breaks lines where the language allows it, `word-char` also inside a word that is wider than the line.
Wrap = Literal["word", "word-char"]

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ALIGN = {"left": "low", "center": "centre", "right": "high"}
_PANGO_UNITS = 1024
# Small letters are drawn larger and averaged, so that their places are not rounded to whole pixels.
_FINE = 200
_FINEST = 4
_REACH = 2


@dataclass(frozen=True, slots=True)
class TextShadow:
    """The silhouette of text, moved and blurred: pixels to the right and down, the blur's standard deviation."""

    dx: int
    dy: int
    sigma: float
    colour: Colour = BLACK
    opacity: float = 0.7


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How text looks. What `font` lacks comes from the other bundled fonts.

    `size`: height of the letters' em square in pixels. `line_height`: from line to line, in sizes. `outline`: how far
    the outline reaches beyond the letters, in pixels. `align` means paragraphs written from left to right; others are
    mirrored.
    """

    size: float
    colour: Colour = BLACK
    font: Font = "Noto Sans"
    bold: bool = False
    align: Align = "center"
    line_height: float = 1.3
    outline: float = 0
    outline_colour: Colour = BLACK
    shadow: TextShadow | None = None


def draw_text(text: str, style: TextStyle, *, width: float | None = None, wrap: Wrap = "word-char") -> Pixels:
    """Give the text on a transparent ground: RGBA, 8-bit sRGB, alpha not multiplied in.

    The picture is as wide as the longest line and as high as the lines together. Where letters, outline or shadow reach
    beyond that, it is larger by the same amount on opposite sides, so its middle stays that of the text. Lines are
    broken to `width` pixels, or only at line breaks when there is none. Control characters are left out.
    Raises ImageError when nothing can be seen of the text, or when it is too large to be drawn.
    """
    scale = _scale(style)
    with vips_errors(ImageError):
        lines = _lines(text, style, width, wrap, scale)
        reach = style.outline * scale
        block = _centred(lines, math.ceil(reach) + 1 if reach else 0, scale)
        drawing = _averaged(block, scale)
        if reach:
            drawing = over(drawing, _flat(_grown(block[3], reach).shrink(scale, scale), style.outline_colour))
        drawing = drawing if style.shadow is None else _with_shadow(drawing, style.shadow)
        return drawing.copy_memory()


def fit_text(text: str, style: TextStyle, width: float, height: float, *, wrap: Wrap = "word-char") -> TextStyle:
    """Give the style, made smaller to a whole pixel if the text does not fit into a box; never below 1 pixel.

    Outline and shadow are not counted. Raises ImageError when nothing can be seen of the text.
    """
    if _fits(text, style, width, height, wrap):
        return style
    low, high = 1, max(1, math.ceil(style.size) - 1)
    while low < high:
        middle = (low + high + 1) // 2
        if _fits(text, replace(style, size=middle), width, height, wrap):
            low = middle
        else:
            high = middle - 1
    return replace(style, size=low)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines as they were drawn, cut to their ink; where that begins below their top, and how high they are together."""

    ink: Pixels
    top: int
    height: float


def _scale(style: TextStyle) -> int:
    finest = max(1, min(_FINEST, math.ceil(_FINE / style.size)))
    return max(2, finest) if style.outline else finest


def _fits(text: str, style: TextStyle, width: float, height: float, wrap: Wrap) -> bool:
    scale = _scale(style)
    try:
        lines = _lines(text, style, width, wrap, scale, rgba=False)
    except pyvips.Error:
        # More than cairo can draw.
        return False
    return bool(lines.ink.width <= width * scale and max(lines.height, lines.ink.height) <= height * scale)


def _lines(text: str, style: TextStyle, width: float | None, wrap: Wrap, scale: int, *, rgba: bool = True) -> _Lines:
    """Draw the lines `scale` times as large as they are wanted, in colour or as coverage alone."""
    cleaned = _CONTROLS.sub("", text.replace("\r\n", "\n"))
    if not any(unicodedata.category(character)[0] not in "ZC" for character in cleaned):
        raise ImageError("the text has nothing that can be seen; write at least one letter")
    ink = _ink(cleaned, style, width, wrap, scale, rgba=rgba)
    # The baseline of one line more tells how many there are above it.
    pitch = style.size * style.line_height * scale
    further = _ink(f"{cleaned}\nH", style, width, wrap, scale)
    number = round((_bottom(further) - _bottom(_ink("H", style, None, wrap, scale))) / pitch)
    return _Lines(ink, int(ink.get("yoffset")), number * pitch)


def _ink(text: str, style: TextStyle, width: float | None, wrap: Wrap, scale: int, *, rgba: bool = False) -> Pixels:
    colour = style.colour
    pitch = max(_PANGO_UNITS, round(style.size * style.line_height * scale * _PANGO_UNITS))
    opening = f'<span foreground="#{colour.red:02x}{colour.green:02x}{colour.blue:02x}" line_height="{pitch}">'
    limit = {} if width is None else {"width": max(1, int(width * scale))}
    return pyvips.Image.text(
        f"{opening}{html.escape(text)}</span>",
        font=f"{style.font}, {'Bold ' if style.bold else ''}{style.size * scale:g}px",
        dpi=72,
        rgba=rgba,
        align=_ALIGN[style.align],
        wrap=wrap,
        **limit,
    )


def _bottom(ink: Pixels) -> int:
    return int(ink.get("yoffset")) + int(ink.height)


def _centred(lines: _Lines, margin: int, scale: int) -> Pixels:
    """Give the block of lines with whatever reaches over it, `margin` pixels around the ink included.

    Its sides can be divided by `scale`.
    """
    ink, height = lines.ink, lines.height
    excess = max(0, margin - lines.top, lines.top + ink.height + margin - height)
    across, down = (scale * math.ceil(side / scale) for side in (ink.width + 2 * margin, height + 2 * excess))
    return ink.embed((across - ink.width) // 2, math.floor(lines.top + (down - height) / 2), across, down)


def _grown(shape: Pixels, reach: float) -> Pixels:
    """Give the coverage of a shape that was grown by `reach` pixels, with round corners."""
    import cv2

    cv2.setNumThreads(1)
    distance = cv2.distanceTransform((shape < 128).numpy(), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return pyvips.Image.new_from_array(np.clip((reach + 0.5 - distance) * 255, 0, 255).astype(np.uint8))


def _averaged(drawing: Pixels, scale: int) -> Pixels:
    if scale == 1:
        return drawing
    return drawing.premultiply().shrink(scale, scale).unpremultiply().rint().cast("uchar").copy(interpretation="srgb")


def _with_shadow(drawing: Pixels, shadow: TextShadow) -> Pixels:
    reach = math.ceil(_REACH * shadow.sigma) + max(abs(shadow.dx), abs(shadow.dy))
    width, height = drawing.width + 2 * reach, drawing.height + 2 * reach
    shade = drawing[3].embed(reach + shadow.dx, reach + shadow.dy, width, height)
    if shadow.sigma:
        shade = shade.gaussblur(shadow.sigma, min_ampl=0.02)
    soft = _flat((shade * shadow.opacity).rint().cast("uchar"), shadow.colour)
    return over(drawing.embed(reach, reach, width, height), soft)


def _flat(cover: Pixels, colour: Colour) -> Pixels:
    """Give one colour with this alpha."""
    plain = (cover * 0 + [colour.red, colour.green, colour.blue]).cast("uchar")
    return plain.bandjoin(cover).copy(interpretation="srgb")
