"""The text watermark tool."""

import math
from typing import ClassVar, Literal

from pydantic import Field

from ashim.imaging import Colour, Image, TextStyle, draw_text, fit_text, lay, tile
from ashim.tools import Example, FormHints, Settings, tool, ui
from ashim.tools.placement import placed

# Copies lie this many sizes of the font apart, or farther where the text is longer.
_ACROSS, _DOWN = 6, 4


class WatermarkTextSettings(Settings):
    """What is written, how it looks and where it lies."""

    text: str = Field(
        min_length=1,
        max_length=500,
        description="What is written.",
        json_schema_extra=ui(widget="text", initial="Sample Watermark"),
    )
    font_size: float = Field(
        48,
        ge=8,
        le=1000,
        title="Size",
        description="Height of the letters; smaller where the text would not fit into the picture.",
        json_schema_extra=ui(widget="slider", unit="px", step=1, max=200),
    )
    color: str = Field(
        "#000000",
        pattern="^#[0-9a-fA-F]{6}$",
        title="Colour",
        description="Colour of the text as #rrggbb.",
        json_schema_extra=ui(widget="color"),
    )
    opacity: float = Field(
        50,
        ge=0,
        le=100,
        description="How strongly the text covers the picture.",
        json_schema_extra=ui(widget="slider", unit="%", step=1),
    )
    position: Literal["center", "top-left", "top-right", "bottom-left", "bottom-right", "tiled"] = Field(
        "center",
        description="Where the text lies; tiled repeats it all over the picture.",
        json_schema_extra=ui(widget="anchor"),
    )
    rotation: float = Field(
        0,
        ge=-360,
        le=360,
        description="Degrees to turn the text clockwise.",
        json_schema_extra=ui(widget="angle", unit="°", min=-180, max=180, step=1, quick=[-45, 45, 90]),
    )

    form: ClassVar[FormHints] = {"neutral": {"text": "Draft", "opacity": 0}}


@tool(
    name="Text watermark",
    icon="stamp",
    order=10,
    display="before-after",
    verb="Add watermark",
    keywords=("copyright", "stamp", "draft", "sample", "tiled", "protect"),
    suggestions=("compress", "convert", "strip-metadata"),
    examples=(
        Example("Tiled at an angle", {"text": "SAMPLE", "position": "tiled", "rotation": -30, "opacity": 30}),
        Example("A line in the corner", {"text": "© Jane Doe", "fontSize": 24, "position": "bottom-right"}),
    ),
)
def watermark_text(image: Image, settings: WatermarkTextSettings) -> Image:
    """Stamp text on a picture, once or all over it.

    Text that is too long is broken into lines, and made smaller where these would not fit. It is drawn with fonts that
    come with the program: Latin, Greek, Cyrillic, Arabic, Hebrew, Thai, Devanagari, Chinese, Japanese, Korean, emoji.
    """
    style = TextStyle(settings.font_size, Colour.parse(settings.color))
    margin = math.ceil(min(style.size, min(image.width, image.height) / 10))
    edge = 0 if settings.position == "tiled" else margin
    room = (max(1, image.width - 2 * edge), max(1, image.height - 2 * edge))
    width, height = _lines_in(room, style, settings)
    fitted = fit_text(settings.text, style, width, height)
    drawing = Image.new(draw_text(settings.text, fitted, width=width), image.limits).rotate(settings.rotation)
    opacity = settings.opacity / 100
    if settings.position == "tiled":
        across = max(math.ceil(_ACROSS * fitted.size), drawing.width + math.ceil(fitted.size))
        down = max(math.ceil(_DOWN * fitted.size), drawing.height + math.ceil(fitted.size))
        left, top = (across - drawing.width) // 2, (down - drawing.height) // 2
        marked = tile(image, drawing.place(left, top, across, down).pixels, opacity=opacity)
    else:
        left, top = placed(settings.position, (image.width, image.height), (drawing.width, drawing.height), margin)
        marked = lay(image, drawing.pixels, left, top, opacity=opacity)
    if fitted.size < style.size and marked is not image:
        return marked.warn(
            f"The text was drawn {fitted.size:g} instead of {style.size:g} pixels high, so that it fits."
        )
    return marked


def _lines_in(room: tuple[int, int], style: TextStyle, settings: WatermarkTextSettings) -> tuple[float, float]:
    """Give width and height of the largest block of lines that lies in the room when it is turned.

    That is one long line, if the text fits on it; else a block of the room's own shape, upright or lying.
    """
    angle = math.radians(settings.rotation)
    across, up = abs(math.cos(angle)), abs(math.sin(angle))
    width, height = room
    line = style.size * style.line_height
    # A turned block's bounding box is (w across + h up) wide and (w up + h across) high.
    ends = [(width - line * up) / across] if across > 1e-9 else []
    ends += [(height - line * across) / up] if up > 1e-9 else []
    longest = min(ends)
    if longest >= 1 and fit_text(settings.text, style, longest, line) == style:
        return longest, line
    shapes = [(width, height), (height, width)]
    shares = [min(width / (w * across + h * up), height / (w * up + h * across)) for w, h in shapes]
    share = max(shares)
    wide, high = shapes[shares.index(share)]
    return wide * share, high * share
