"""The crop tool."""

from typing import ClassVar, Literal

from pydantic import Field

from ashim.imaging import Image
from ashim.tools import Example, FormHints, Settings, ToolError, tool, ui
from ashim.tools.rounding import half_up


class CropSettings(Settings):
    """The rectangle that stays."""

    left: float = Field(
        ge=0,
        title="X",
        description="Distance of the rectangle from the left edge.",
        json_schema_extra=ui(widget="number", unit="px", initial=0),
    )
    top: float = Field(
        ge=0,
        title="Y",
        description="Distance of the rectangle from the top edge.",
        json_schema_extra=ui(widget="number", unit="px", initial=0),
    )
    width: float = Field(
        gt=0, description="Width of the rectangle.", json_schema_extra=ui(widget="number", unit="px", min=1)
    )
    height: float = Field(
        gt=0, description="Height of the rectangle.", json_schema_extra=ui(widget="number", unit="px", min=1)
    )
    unit: Literal["px", "percent"] = Field(
        "px",
        description="What the four numbers count: pixels, or percent of the picture's sides.",
        json_schema_extra=ui(widget="segmented", labels={"px": "Pixels", "percent": "Percent"}),
    )

    form: ClassVar[FormHints] = {"canvas": "crop"}


@tool(
    icon="crop",
    order=20,
    streams=True,
    display="interactive-crop",
    keywords=("cut", "trim", "aspect ratio", "square"),
    suggestions=("resize", "rotate", "compress"),
    examples=(
        Example("The middle half", {"left": 25, "top": 25, "width": 50, "height": 50, "unit": "percent"}),
        Example("The top left corner", {"left": 0, "top": 0, "width": 1, "height": 1}),
    ),
)
def crop(image: Image, settings: CropSettings) -> Image:
    """Cut out a rectangle given in pixels or percent.

    All four numbers are rounded to whole pixels, halves upwards. The rectangle has to lie inside the picture.
    """
    percent = settings.unit == "percent"
    across, down = (image.width / 100, image.height / 100) if percent else (1.0, 1.0)
    left, width = half_up(settings.left * across), half_up(settings.width * across)
    top, height = half_up(settings.top * down), half_up(settings.height * down)
    for name, length in (("width", width), ("height", height)):
        if length < 1:
            raise ToolError(f"The crop's {name} rounds to 0 pixels; make it at least one pixel.")
    _check_inside("right", "left", left, "width", width, image.width)
    _check_inside("bottom", "top", top, "height", height, image.height)
    return image.crop(left, top, width, height)


def _check_inside(edge: str, start_name: str, start: int, length_name: str, length: int, side: int) -> None:
    excess = start + length - side
    if excess > 0:
        raise ToolError(
            f"The crop reaches {excess} px beyond the {edge} edge: {start_name} {start} + {length_name} {length} = "
            f"{start + length}, but the picture's {length_name} is {side} px."
        )
