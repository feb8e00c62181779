"""The split tool."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import Field

from ashim.imaging import Image
from ashim.tools import Example, FormHints, Output, Settings, ToolError, Wording, tool, ui

Format = Literal["original", "png", "jpg", "webp", "avif", "jxl"]

_MOST = 100
_FORMATS = {"jpg": "jpeg"}


class SplitSettings(Settings):
    """How the picture is cut up."""

    columns: int = Field(
        3,
        ge=1,
        le=_MOST,
        description="How many pieces lie beside each other.",
        json_schema_extra=ui(widget="number", min=1, max=20, quick=[1, 2, 3, 4]),
    )
    rows: int = Field(
        3,
        ge=1,
        le=_MOST,
        description="How many pieces lie below each other.",
        json_schema_extra=ui(widget="number", min=1, max=20, quick=[1, 2, 3, 4]),
    )
    tile_width: int | None = Field(
        None,
        ge=10,
        description="Width of each piece; with the height given too, columns and rows follow from it.",
        json_schema_extra=ui(widget="dimension", unit="px", pair="tileHeight", advanced=True),
    )
    tile_height: int | None = Field(
        None,
        ge=10,
        description="Height of each piece; with the width given too, columns and rows follow from it.",
        json_schema_extra=ui(widget="dimension", unit="px", pair="tileWidth", advanced=True),
    )
    output_format: Format = Field(
        "original",
        description="Format of the pieces.",
        json_schema_extra=ui(widget="select", labels={"original": "As the picture", "jpg": "JPEG", "jxl": "JPEG XL"}),
    )
    quality: float = Field(
        90,
        ge=1,
        le=100,
        description="Quality of the pieces in formats that have one; the original format keeps its usual quality.",
        json_schema_extra=ui(
            widget="slider", step=1, visibleIf={"outputFormat": ["jpg", "webp", "avif", "jxl"]}, advanced=True
        ),
    )

    form: ClassVar[FormHints] = {"canvas": "split"}


@tool(
    name="Image splitting",
    icon="grid-3x3",
    order=30,
    display="interactive-split",
    verb="Split",
    keywords=("tiles", "grid", "slice", "cut", "pieces", "carousel"),
    suggestions=("collage", "stitch", "crop"),
    archive="split-{id}.zip",
    settings_first=True,
    words=Wording(failed="Split failed"),
    examples=(
        Example("Three by three", {"columns": 3, "rows": 3}),
        Example("Two halves as WebP", {"columns": 2, "rows": 1, "outputFormat": "webp"}),
        Example("Tiles of 256 pixels", {"tileWidth": 256, "tileHeight": 256}),
    ),
)
def split(image: Image, settings: SplitSettings) -> Sequence[Output]:
    """Cut a picture into a grid of pieces, or into tiles of a given size.

    The pieces put side by side are the picture again: the last column and row take what is left over.
    """
    across = _edges(image.width, settings.columns, settings.tile_width if settings.tile_height else None)
    down = _edges(image.height, settings.rows, settings.tile_height if settings.tile_width else None)
    intent = image.intent
    if settings.output_format != "original":
        format = _FORMATS.get(settings.output_format, settings.output_format)
        intent = replace(intent, format=format, quality=None if format == "png" else settings.quality)
    image = image.with_intent(intent)
    return [
        Output(f"{{stem}}_r{row}_c{column}", image.crop(left, top, right - left, bottom - top))
        for row, (top, bottom) in enumerate(pairwise(down), start=1)
        for column, (left, right) in enumerate(pairwise(across), start=1)
    ]


def _edges(length: int, count: int, tile: int | None) -> list[int]:
    """Give where the pieces begin, and where the last one ends."""
    if tile is not None:
        count = min(-(-length // tile), _MOST)
    elif count > length:
        raise ToolError(f"{length} pixels cannot be cut into {count} pieces; choose fewer")
    return [*(index * (tile or length // count) for index in range(count)), length]
