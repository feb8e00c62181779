"""The border tool."""

from typing import ClassVar

from pydantic import Field

from ashim.imaging import Colour, Image, rounded, shadowed
from ashim.tools import Example, FormHints, HexColour, Settings, tool, ui
from ashim.tools.settings import Preset
from ashim.tools.transparency import in_format_with_alpha

# Looks to start from: name, width, colour, padding, its colour, corner radius, and the shadow if there is one.
_LOOKS: tuple[tuple[str, int, str, int, str, int, tuple[float, int, int, float] | None], ...] = (
    ("Clean white", 40, "#FFFFFF", 0, "#FFFFFF", 0, None),
    ("Gallery black", 30, "#1A1A1A", 12, "#FFFFFF", 0, None),
    ("Shadow", 0, "#FFFFFF", 20, "#FFFFFF", 0, (20, 0, 8, 40)),
    ("Rounded", 20, "#FFFFFF", 0, "#FFFFFF", 30, (15, 0, 4, 30)),
    ("Polaroid", 0, "#FFFFFF", 40, "#FFFFFF", 4, (12, 2, 6, 35)),
    ("Vintage", 12, "#8B7355", 8, "#F5F0E8", 0, None),
    ("Minimal", 2, "#D4D4D4", 0, "#FFFFFF", 0, None),
    ("Cinematic", 2, "#333333", 30, "#0A0A0A", 0, None),
)


def _tiles() -> list[Preset]:
    tiles: list[Preset] = []
    for label, width, colour, padding, padding_colour, radius, shadow in _LOOKS:
        values: dict[str, float | str | bool] = {
            "borderWidth": width,
            "borderColor": colour,
            "padding": padding,
            "paddingColor": padding_colour,
            "cornerRadius": radius,
            "shadow": shadow is not None,
        }
        if shadow:
            names = ("shadowBlur", "shadowOffsetX", "shadowOffsetY", "shadowOpacity")
            values |= dict(zip(names, shadow, strict=True))
        tiles.append({"group": "Looks", "label": label, "values": values})
    return tiles


class BorderSettings(Settings):
    """What is put around the picture."""

    border_width: int = Field(
        10,
        ge=0,
        le=2000,
        title="Width",
        description="Width of the border.",
        json_schema_extra=ui(widget="slider", unit="px", max=200),
    )
    border_color: HexColour = Field(
        "#000000", title="Colour", description="Colour of the border.", json_schema_extra=ui(widget="color")
    )
    padding: int = Field(
        0,
        ge=0,
        le=200,
        description="Space between picture and border.",
        json_schema_extra=ui(widget="slider", unit="px"),
    )
    padding_color: HexColour = Field(
        "#FFFFFF", title="Padding colour", description="Colour of that space.", json_schema_extra=ui(widget="color")
    )
    corner_radius: int = Field(
        0,
        ge=0,
        le=2000,
        description="Radius of the outer corners.",
        json_schema_extra=ui(widget="slider", unit="px", max=200),
    )
    shadow: bool = Field(
        False, description="Throw a shadow.", json_schema_extra=ui(widget="switch", hint="A soft shadow below.")
    )
    shadow_blur: float = Field(
        15,
        ge=1,
        le=200,
        title="Blur",
        description="How soft the shadow is: standard deviation of the blur.",
        json_schema_extra=ui(widget="slider", unit="px", max=50, visibleIf={"shadow": True}),
    )
    shadow_offset_x: int = Field(
        0,
        ge=-50,
        le=50,
        title="Offset to the right",
        description="How far to the right the shadow falls.",
        json_schema_extra=ui(widget="slider", unit="px", visibleIf={"shadow": True}),
    )
    shadow_offset_y: int = Field(
        5,
        ge=-50,
        le=50,
        title="Offset downwards",
        description="How far down the shadow falls.",
        json_schema_extra=ui(widget="slider", unit="px", visibleIf={"shadow": True}),
    )
    shadow_color: HexColour = Field(
        "#000000",
        title="Shadow colour",
        description="Colour of the shadow.",
        json_schema_extra=ui(widget="color", visibleIf={"shadow": True}),
    )
    shadow_opacity: float = Field(
        40,
        ge=0,
        le=100,
        title="Opacity",
        description="How dark the shadow is.",
        json_schema_extra=ui(widget="slider", unit="%", visibleIf={"shadow": True}),
    )

    form: ClassVar[FormHints] = {
        "neutral": {"borderWidth": 0, "padding": 0, "cornerRadius": 0, "shadow": False},
        "tabs": [
            {
                "id": "custom",
                "label": "Custom",
                "fields": [
                    *("borderWidth", "borderColor", "padding", "paddingColor", "cornerRadius", "shadow", "shadowBlur"),
                    *("shadowOffsetX", "shadowOffsetY", "shadowColor", "shadowOpacity"),
                ],
            },
            {"id": "looks", "label": "Looks", "fields": [], "presets": _tiles()},
        ],
    }


@tool(
    name="Border & frame",
    icon="frame",
    order=40,
    display="live-preview",
    verb="Add border",
    keywords=("frame", "padding", "rounded corners", "shadow", "polaroid", "passepartout"),
    suggestions=("compress", "convert", "resize"),
    examples=(
        Example("Gallery black", {"borderWidth": 30, "borderColor": "#1A1A1A", "padding": 12}),
        Example("Round corners and a shadow", {"borderWidth": 0, "cornerRadius": 30, "shadow": True}),
    ),
)
def border(image: Image, settings: BorderSettings) -> Image:
    """Put a border around a picture, with padding, round corners and a shadow if wanted.

    Corners and shadow need transparency: where the format has none, or too little for a shadow, the result is PNG, and
    animated WebP for animations.
    """
    framed = _surrounded(image, settings.padding, settings.padding_color)
    framed = _surrounded(framed, settings.border_width, settings.border_color)
    if settings.corner_radius:
        framed = framed.each_frame(lambda frame: rounded(frame, settings.corner_radius))
    if settings.shadow:
        framed = framed.each_frame(
            lambda frame: shadowed(
                frame,
                sigma=settings.shadow_blur,
                dx=settings.shadow_offset_x,
                dy=settings.shadow_offset_y,
                ink=Colour.parse(settings.shadow_color),
                opacity=settings.shadow_opacity / 100,
            )
        )
    return in_format_with_alpha(framed) if settings.corner_radius or settings.shadow else framed


def _surrounded(image: Image, width: int, colour: str) -> Image:
    across, down = image.width + 2 * width, image.height + 2 * width
    return image.place(width, width, across, down, background=Colour.parse(colour))
