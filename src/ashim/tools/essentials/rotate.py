"""The rotate tool."""

from typing import ClassVar

from pydantic import Field

from ashim.imaging import Colour, Image
from ashim.tools import Example, FormHints, HexColour, Settings, tool, ui


class RotateSettings(Settings):
    """How the picture is mirrored and turned."""

    angle: float = Field(
        0,
        ge=-360_000,
        le=360_000,
        description="Degrees to turn clockwise; negative ones turn the other way.",
        json_schema_extra=ui(widget="angle", unit="°", min=-180, max=180, step=0.5, quick=[-90, 90, 180]),
    )
    horizontal: bool = Field(
        False,
        title="Flip horizontally",
        description="Mirror left and right, before turning.",
        json_schema_extra=ui(widget="switch"),
    )
    vertical: bool = Field(
        False,
        title="Flip vertically",
        description="Mirror top and bottom, before turning.",
        json_schema_extra=ui(widget="switch"),
    )
    background: HexColour | None = Field(
        None,
        description="Colour of the corners that an oblique angle leaves; transparent when absent, or white in formats "
        "without transparency.",
        json_schema_extra=ui(widget="color", placeholder="transparent", advanced=True),
    )

    form: ClassVar[FormHints] = {"neutral": {"angle": 0, "horizontal": False, "vertical": False}}


@tool(
    icon="rotate-cw",
    name="Rotate & Flip",
    verb="Rotate",
    order=30,
    live="css",
    keywords=("turn", "mirror", "straighten", "orientation", "upside down"),
    suggestions=("crop", "resize", "compress"),
    examples=(
        Example("A quarter turn", {"angle": 90}),
        Example("Mirrored", {"horizontal": True}),
        Example("Straightened on white", {"angle": -2.5, "background": "#ffffff"}),
    ),
)
def rotate(image: Image, settings: RotateSettings) -> Image:
    """Turn by any angle and mirror horizontally or vertically.

    Mirroring comes first: 90 degrees with a horizontal flip mirrors left and right, and then turns clockwise. Multiples
    of 90 degrees move pixels without changing them; other angles enlarge the canvas so that nothing is cut off.
    """
    background = Colour.parse(settings.background) if settings.background else None
    mirrored = image.flip(horizontal=settings.horizontal, vertical=settings.vertical)
    return mirrored.rotate(settings.angle, background=background)
