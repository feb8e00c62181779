"""The stitch tool."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from statistics import median
from typing import Literal

from pydantic import Field

from ashim.imaging import Colour, Image, Piece, put_together, rounded
from ashim.tools import Example, HexColour, Settings, Wording, tool, ui
from ashim.tools.layout.output import Format, as_asked
from ashim.tools.rounding import half_up


class StitchSettings(Settings):
    """How the pictures are put together."""

    direction: Literal["horizontal", "vertical", "grid"] = Field(
        "horizontal",
        description="Whether the pictures lie beside each other, below each other, or in rows.",
        json_schema_extra=ui(widget="segmented"),
    )
    grid_columns: int = Field(
        2,
        ge=2,
        le=100,
        title="Columns",
        description="How many pictures a row of the grid has.",
        json_schema_extra=ui(widget="slider", initial=3, min=2, max=10, step=1, visibleIf={"direction": "grid"}),
    )
    resize_mode: Literal["fit", "original", "stretch", "crop"] = Field(
        "fit",
        title="Resize",
        description="How pictures of different sizes are made to fit together.",
        json_schema_extra=ui(
            widget="segmented",
            descriptions={
                "fit": "Scale every picture to the side that they share; in a grid, into the middling size.",
                "original": "Leave the sizes as they are.",
                "stretch": "Stretch the side that they share, without regard to the shape.",
                "crop": "Cut from the middle what is longer than the shortest.",
            },
        ),
    )
    alignment: Literal["start", "center", "end"] = Field(
        "center",
        title="Align",
        description="Where smaller pictures lie.",
        json_schema_extra=ui(widget="segmented"),
    )
    gap: int = Field(
        0,
        ge=0,
        le=1000,
        description="Space between the pictures.",
        json_schema_extra=ui(widget="slider", unit="px", max=200),
    )
    border: int = Field(
        0, ge=0, le=500, description="Space around all.", json_schema_extra=ui(widget="slider", unit="px", max=50)
    )
    corner_radius: int = Field(
        0,
        ge=0,
        le=500,
        description="Radius of the corners of the whole.",
        json_schema_extra=ui(widget="slider", unit="px", max=50),
    )
    background_color: HexColour = Field(
        "#FFFFFF",
        title="Background",
        description="Colour of gaps, border and free places.",
        json_schema_extra=ui(widget="color"),
    )
    format: Format = Field(
        "png",
        description="Format of the result.",
        json_schema_extra=ui(widget="segmented", labels={"jxl": "JPEG XL"}),
    )
    quality: float = Field(
        90,
        ge=1,
        le=100,
        description="Quality in formats that have one.",
        json_schema_extra=ui(widget="slider", step=1, visibleIf={"format": ["jpeg", "webp", "avif", "jxl"]}),
    )


@tool(
    name="Stitch / combine",
    icon="columns-2",
    order=20,
    display="no-comparison",
    verb="Stitch",
    at_least=2,
    words=Wording(missing="At least 2 images are required for stitching"),
    keywords=("join", "merge", "panorama", "side by side", "strip", "concatenate"),
    suggestions=("split", "crop", "resize"),
    examples=(
        Example("Side by side", {"gap": 10}),
        Example("Below each other", {"direction": "vertical", "resizeMode": "original", "alignment": "start"}),
        Example("Grid as JPEG", {"direction": "grid", "resizeMode": "crop", "cornerRadius": 12, "format": "jpeg"}),
    ),
)
def stitch(images: Sequence[Image], settings: StitchSettings) -> Image:
    """Join pictures side by side, below each other or as a grid.

    The order is that of the files. The result keeps the depth of the deepest picture, and a colour profile that all of
    them have.
    """
    if settings.direction == "grid":
        sized = [_for_grid(image, images, settings.resize_mode) for image in images]
        columns = min(settings.grid_columns, len(images))
    else:
        sized = [_for_row(image, images, settings) for image in images]
        columns = len(images) if settings.direction == "horizontal" else 1
    rows = [sized[start : start + columns] for start in range(0, len(sized), columns)]
    if settings.direction == "grid":
        widths = [max(image.width for image in sized)] * columns
        heights = [max(image.height for image in sized)] * len(rows)
    else:
        widths = [max(row[column].width for row in rows) for column in range(columns)]
        heights = [max(image.height for image in row) for row in rows]
    lefts, width = _placed(widths, settings)
    tops, height = _placed(heights, settings)
    shift = {"start": 0.0, "center": 0.5, "end": 1.0}[settings.alignment]
    pieces = [
        Piece(
            image,
            lefts[column] + int((widths[column] - image.width) * shift),
            tops[row] + int((heights[row] - image.height) * shift),
        )
        for row, members in enumerate(rows)
        for column, image in enumerate(members)
    ]
    background = Colour.parse(settings.background_color)
    whole = put_together(width, height, pieces, background)
    if settings.corner_radius:
        whole = whole.each_frame(lambda frame: rounded(frame, settings.corner_radius))
    asked = as_asked(whole, settings.format, settings.quality, background)
    return asked.with_intent(replace(asked.intent, stem="stitch", extension=f".{settings.format}"))


def _for_row(image: Image, images: Sequence[Image], settings: StitchSettings) -> Image:
    """Give an image with the side that all have in common in a row or a column."""
    if settings.resize_mode == "original":
        return image
    if settings.direction == "horizontal":
        side = min(each.height for each in images)
        if settings.resize_mode == "crop":
            return image.crop(0, (image.height - side) // 2, image.width, side)
        stretched = settings.resize_mode == "stretch"
        return image.resize(image.width if stretched else _scaled(image.width, side / image.height), side)
    side = min(each.width for each in images)
    if settings.resize_mode == "crop":
        return image.crop((image.width - side) // 2, 0, side, image.height)
    stretched = settings.resize_mode == "stretch"
    return image.resize(side, image.height if stretched else _scaled(image.height, side / image.width))


def _for_grid(image: Image, images: Sequence[Image], mode: str) -> Image:
    """Give an image that fits the cells of a grid, which are of middling size."""
    width = half_up(median(each.width for each in images))
    height = half_up(median(each.height for each in images))
    across, down = width / image.width, height / image.height
    match mode:
        case "stretch":
            return image.resize(width, height)
        case "crop":
            scale = max(across, down)
            covering = image.resize(max(width, _scaled(image.width, scale)), max(height, _scaled(image.height, scale)))
            return covering.crop((covering.width - width) // 2, (covering.height - height) // 2, width, height)
        case "fit":
            scale = min(across, down, 1.0)
            return image.resize(_scaled(image.width, scale), _scaled(image.height, scale))
        case _:
            return image


def _placed(sides: Sequence[int], settings: StitchSettings) -> tuple[list[int], int]:
    """Give where each column or row begins, and how long all are together with gaps and border."""
    *begins, _ = accumulate((side + settings.gap for side in sides), initial=settings.border)
    return begins, begins[-1] + sides[-1] + settings.border


def _scaled(side: int, scale: float) -> int:
    return max(1, half_up(side * scale))
