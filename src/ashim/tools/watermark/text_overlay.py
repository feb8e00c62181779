"""The text overlay tool."""

from dataclasses import replace
from typing import Literal

from pydantic import Field

from ashim.imaging import Colour, Image, TextShadow, TextStyle, draw_text, fit_text, lay, plain
from ashim.tools import Example, Settings, tool, ui
from ashim.tools.rounding import half_up

# In sizes of the font: from the picture's edge to the middle of the nearest line, and how far the band reaches over the
# lines.
_FROM_TOP, _FROM_BOTTOM, _BAND = 2, 1, 0.25
_BAND_OPACITY = 0.7
# The shadow of letters that are 48 pixels high; others are in proportion.
_SHADOW_SIZE, _SHADOW_OFFSET, _SHADOW_BLUR = 48, 2, 3


class TextOverlaySettings(Settings):
    """What is written, how it looks and where it lies."""

    text: str = Field(
        min_length=1,
        max_length=500,
        description="What is written.",
        json_schema_extra=ui(widget="text", initial="Your Text Here"),
    )
    font_size: float = Field(
        48,
        ge=8,
        le=200,
        title="Size",
        description="Height of the letters; smaller where the text would not fit into the picture.",
        json_schema_extra=ui(widget="slider", unit="px", step=1),
    )
    color: str = Field(
        "#FFFFFF",
        pattern="^#[0-9a-fA-F]{6}$",
        title="Colour",
        description="Colour of the text as #rrggbb.",
        json_schema_extra=ui(widget="color"),
    )
    position: Literal["top", "center", "bottom"] = Field(
        "bottom", description="Where the text lies.", json_schema_extra=ui(widget="segmented")
    )
    background_box: bool = Field(
        False,
        title="Box",
        description="Put a band as wide as the picture behind the text.",
        json_schema_extra=ui(widget="checkbox"),
    )
    background_color: str = Field(
        "#000000",
        pattern="^#[0-9a-fA-F]{6}$",
        title="Box colour",
        description="Colour of the band as #rrggbb.",
        json_schema_extra=ui(widget="color", visibleIf={"backgroundBox": True}),
    )
    shadow: bool = Field(
        True,
        description="Let the text throw a soft shadow.",
        json_schema_extra=ui(widget="checkbox"),
    )


@tool(
    name="Text overlay",
    icon="type",
    order=30,
    display="before-after",
    verb="Add text",
    keywords=("caption", "title", "subtitle", "label", "write"),
    suggestions=("watermark-text", "border", "compress"),
    examples=(
        Example("A caption", {"text": "A day at the lake"}),
        Example("On a dark band at the top", {"text": "Before", "position": "top", "backgroundBox": True}),
    ),
)
def text_overlay(image: Image, settings: TextOverlaySettings) -> Image:
    """Write a caption on a picture: at the top, in the middle or at the bottom.

    Long text is broken into lines, and made smaller where these would not fit. It is drawn with fonts that come with
    the program: Latin, Greek, Cyrillic, Arabic, Hebrew, Thai, Devanagari, Chinese, Japanese, Korean, emoji.
    """
    style = TextStyle(settings.font_size, Colour.parse(settings.color))
    width = max(1, image.width - style.size)
    fitted = fit_text(settings.text, style, width, image.height)
    block = draw_text(settings.text, fitted, width=width)
    line = fitted.size * fitted.line_height
    top = {
        "top": _FROM_TOP * fitted.size - line / 2,
        "center": (image.height - block.height) / 2,
        "bottom": image.height - _FROM_BOTTOM * fitted.size + line / 2 - block.height,
    }[settings.position]
    top = max(0, min(top, image.height - block.height))
    if settings.background_box:
        begin, end = half_up(top - _BAND * fitted.size), half_up(top + block.height + _BAND * fitted.size)
        band = plain(image.width, end - begin, Colour.parse(settings.background_color))
        image = lay(image, band, 0, begin, opacity=_BAND_OPACITY)
    if settings.shadow:
        block_height = block.height
        block = draw_text(settings.text, replace(fitted, shadow=_shadow(fitted.size)), width=width)
        top -= (block.height - block_height) / 2
    written = lay(image, block, half_up((image.width - block.width) / 2), half_up(top))
    if fitted.size < style.size:
        return written.warn(
            f"The text was drawn {fitted.size:g} instead of {style.size:g} pixels high, so that it fits."
        )
    return written


def _shadow(size: float) -> TextShadow:
    scale = size / _SHADOW_SIZE
    offset = max(1, half_up(_SHADOW_OFFSET * scale))
    return TextShadow(offset, offset, _SHADOW_BLUR * scale)
