"""The replace-color tool."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ashim.imaging import Colour, Formula, Image, Match, cut_out, recoloured
from ashim.imaging.formula import Line
from ashim.tools import Example, Settings, tool, ui
from ashim.tools.transparency import in_format_with_alpha

_SolidColour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
_INVERTED = Formula(lines=(Line(-1, 1), Line(-1, 1), Line(-1, 1)))


class ReplaceColorSettings(Settings):
    """Which colour is replaced, and by what."""

    mode: Literal["replace", "invert"] = Field(
        "replace",
        description="Replace one colour, or turn every colour into its opposite.",
        json_schema_extra=ui(widget="segmented", labels={"replace": "Replace", "invert": "Invert"}),
    )
    source_color: _SolidColour = Field(
        "#FF0000",
        title="Colour to replace",
        description="The colour to look for.",
        json_schema_extra=ui(widget="color", visibleIf={"mode": "replace"}),
    )
    make_transparent: bool = Field(
        False,
        description="Make it transparent instead of giving it another colour.",
        json_schema_extra=ui(widget="checkbox", visibleIf={"mode": "replace"}),
    )
    target_color: _SolidColour = Field(
        "#00FF00",
        title="New colour",
        description="What it becomes.",
        json_schema_extra=ui(widget="color", visibleIf={"mode": "replace", "makeTransparent": False}),
    )
    tolerance: float = Field(
        30,
        ge=0,
        le=255,
        description="How far a colour may be from the one looked for; 0 means that very colour.",
        json_schema_extra=ui(widget="slider", step=1, minLabel="Exact", maxLabel="Wide", visibleIf={"mode": "replace"}),
    )
    softness: float = Field(
        0,
        ge=0,
        le=100,
        title="Soft edge",
        description="The part of the tolerance in which pixels become partly transparent, in percent; what they show "
        "of the removed colour is taken out. 0 cuts a hard edge.",
        json_schema_extra=ui(
            widget="slider", unit="%", step=1, initial=70, visibleIf={"mode": "replace", "makeTransparent": True}
        ),
    )
    distance: Literal["rgb", "perceptual"] = Field(
        "rgb",
        description="How colours are compared: by their codes, or as the eye sees them (CIE Lab).",
        json_schema_extra=ui(
            widget="segmented",
            labels={"rgb": "By value", "perceptual": "By eye"},
            visibleIf={"mode": "replace"},
            advanced=True,
        ),
    )


@tool(
    name="Replace & invert colour",
    icon="replace",
    order=30,
    streams=True,
    display="before-after",
    verb="Replace",
    keywords=("swap", "chroma key", "green screen", "transparent", "invert", "negative", "recolor"),
    suggestions=("compress", "convert"),
    examples=(
        Example("Red becomes blue", {"sourceColor": "#d02020", "targetColor": "#2040d0", "tolerance": 80}),
        Example(
            "White becomes transparent",
            {"sourceColor": "#ffffff", "makeTransparent": True, "tolerance": 60, "softness": 70},
        ),
        Example("Negative", {"mode": "invert"}),
    ),
)
def replace_color(image: Image, settings: ReplaceColorSettings) -> Image:
    """Swap one colour for another, make it transparent, or invert all colours.

    The better a pixel matches, the more it becomes the new colour, so shades and edges stay. Where the format has no
    transparency, the result is PNG, and animated WebP for animations.
    """
    if settings.mode == "invert":
        picture = image.in_rgb()
        return picture.with_pixels(_INVERTED.apply(picture.pixels))
    picture = image.in_three_bands()
    match = Match(Colour.parse(settings.source_color), settings.tolerance, settings.distance)
    if not settings.make_transparent:
        target = Colour.parse(settings.target_color)
        return picture.with_pixels(recoloured(picture.pixels, match, target))
    picture = picture.with_pixels(cut_out(picture.pixels, match, softness=settings.softness / 100))
    return in_format_with_alpha(picture, besides=("tiff",))
