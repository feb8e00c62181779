"""The collage tool."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from pydantic import Field

from ashim.imaging import Colour, Image, Piece, put_together, rounded
from ashim.tools import BadInputError, Example, Settings, ToolError, Wording, tool, ui
from ashim.tools.layout.collage_templates import TEMPLATES, Rectangle, fractions
from ashim.tools.layout.output import Format, as_asked
from ashim.tools.rounding import half_up

_LONGER_SIDE = 2400
# Height over width.
_SHAPES = {"free": 3 / 4, "1:1": 1.0, "4:3": 3 / 4, "3:2": 2 / 3, "16:9": 9 / 16, "9:16": 16 / 9, "4:5": 5 / 4}


class Cell(Settings):
    """How one picture lies in its cell."""

    image_index: int = Field(ge=0, le=10_000, description="Not used; the cell's place in the list counts.")
    pan_x: float = Field(0, ge=-100, le=100, description="Which part shows: 100 is the left end, -100 the right.")
    pan_y: float = Field(0, ge=-100, le=100, description="Which part shows: 100 is the upper end, -100 the lower.")
    zoom: float = Field(1, ge=1, le=10, description="How many times larger than needed the picture is.")
    object_fit: Literal["cover", "contain"] = Field(
        "cover", description="Whether the picture fills the cell, or is shown whole."
    )


_AS_IT_IS = Cell(image_index=0)


class CollageSettings(Settings):
    """How the pictures are arranged."""

    template_id: str = Field(
        max_length=100,
        title="Layout",
        description=f"The arrangement, one of {', '.join(TEMPLATES)}.",
        json_schema_extra=ui(
            widget="layout",
            initial="4-grid",
            layouts=[{"id": name, "cells": fractions(template)} for name, template in TEMPLATES.items()],
        ),
    )
    cells: list[Cell] | None = Field(
        None,
        max_length=100,
        description="How each picture lies in its cell, in the order of the cells.",
        json_schema_extra=ui(advanced=True),
    )
    gap: int = Field(
        8,
        ge=0,
        le=500,
        description="Space between and around the cells.",
        json_schema_extra=ui(widget="slider", unit="px", max=50),
    )
    corner_radius: int = Field(
        0,
        ge=0,
        le=500,
        description="Radius of the corners of each cell.",
        json_schema_extra=ui(widget="slider", unit="px", max=30),
    )
    background_color: str = Field(
        "#FFFFFF",
        pattern="^(#[0-9a-fA-F]{6}|transparent)$",
        title="Background",
        description="Colour of gaps and free places as #rrggbb, or transparent.",
        json_schema_extra=ui(widget="color", placeholder="transparent"),
    )
    aspect_ratio: str = Field(
        "free",
        max_length=20,
        title="Shape",
        description="Width to height of the whole: free, 1:1, 4:3, 3:2, 16:9, 9:16 or 4:5.",
        json_schema_extra=ui(widget="chips", choices=list(_SHAPES), labels={"free": "Free"}),
    )
    output_format: Format = Field(
        "png",
        title="Format",
        description="Format of the result.",
        json_schema_extra=ui(widget="segmented", labels={"jxl": "JPEG XL"}),
    )
    quality: float = Field(
        90,
        ge=1,
        le=100,
        description="Quality in formats that have one.",
        json_schema_extra=ui(widget="slider", step=1, visibleIf={"outputFormat": ["jpeg", "webp", "avif", "jxl"]}),
    )


@tool(
    name="Collage / grid",
    icon="layout-grid",
    order=10,
    display="no-dropzone",
    verb="Make collage",
    words=Wording(missing="No images provided"),
    keywords=("grid", "mosaic", "layout", "photo wall", "combine"),
    suggestions=("stitch", "border", "compress"),
    examples=(
        Example("Four in a grid", {"templateId": "4-grid"}),
        Example(
            "Two with round corners",
            {"templateId": "2-h-left-large", "gap": 20, "cornerRadius": 24, "aspectRatio": "16:9"},
        ),
        Example(
            "One picture moved and enlarged",
            {
                "templateId": "2-v-equal",
                "backgroundColor": "transparent",
                "cells": [
                    {"imageIndex": 0, "zoom": 2, "panX": 100},
                    {"imageIndex": 1, "objectFit": "contain"},
                ],
            },
        ),
    ),
)
def collage(images: Sequence[Image], settings: CollageSettings) -> Image:
    """Arrange pictures in a layout of cells, with gaps, round corners and a background.

    The first picture goes into the first cell. Cells without a picture show the background; surplus pictures are left
    out. The longer side of the result is 2400 pixels.
    """
    template = TEMPLATES.get(settings.template_id)
    if template is None:
        raise BadInputError(f"Unknown template: {settings.template_id}")
    width, height = _canvas(_SHAPES.get(settings.aspect_ratio, _SHAPES["free"]))
    rectangles = template.cells(width, height, settings.gap)
    if min(min(cell.width, cell.height) for cell in rectangles) < 1:
        raise ToolError(f"A gap of {settings.gap} pixels leaves no room for the cells; choose a smaller one")
    background = Colour(255, 255, 255, 0)
    if settings.background_color != "transparent":
        background = Colour.parse(settings.background_color)
    cells = settings.cells or []
    pieces = []
    for index, (image, rectangle) in enumerate(zip(images, rectangles, strict=False)):
        piece = _in_cell(image, rectangle, cells[index] if index < len(cells) else _AS_IT_IS)
        if settings.corner_radius:
            piece = piece.each_frame(lambda frame: rounded(frame, settings.corner_radius))
        pieces.append(Piece(piece, rectangle.left, rectangle.top))
    whole = put_together(width, height, pieces, background)
    surplus = len(images) - len(rectangles)
    if surplus > 0:
        whole = whole.warn(f"{surplus} of the {len(images)} pictures were left out: the layout has no more cells.")
    asked = as_asked(whole, settings.output_format, settings.quality, replace(background, alpha=255))
    return asked.with_intent(replace(asked.intent, stem="collage"))


def _canvas(shape: float) -> tuple[int, int]:
    """Give width and height for a shape (height over width)."""
    if shape > 1:
        return half_up(_LONGER_SIDE / shape), _LONGER_SIDE
    return _LONGER_SIDE, half_up(_LONGER_SIDE * shape)


def _in_cell(image: Image, cell: Rectangle, look: Cell) -> Image:
    """Give exactly what shows in the cell."""
    across, down = cell.width / image.width, cell.height / image.height
    scale = (max(across, down) if look.object_fit == "cover" else min(across, down)) * look.zoom
    width, height = max(1, half_up(image.width * scale)), max(1, half_up(image.height * scale))
    if look.object_fit == "cover":
        # Rounding must not leave a line of background at the edge.
        width, height = max(width, cell.width), max(height, cell.height)
    left, top = _seen(width, cell.width, look.pan_x), _seen(height, cell.height, look.pan_y)
    if look.zoom > 1:
        return _enlarged(image, Rectangle(left, top, cell.width, cell.height), scale)
    shown = image.resize(width, height).crop(left, top, min(width, cell.width), min(height, cell.height))
    return _centred(shown, cell)


def _enlarged(image: Image, part: Rectangle, scale: float) -> Image:
    """Give a part of the image as it is after scaling, without scaling what lies outside."""
    left, top = math.floor(part.left / scale), math.floor(part.top / scale)
    right = min(image.width, math.ceil((part.left + part.width) / scale))
    bottom = min(image.height, math.ceil((part.top + part.height) / scale))
    width, height = max(1, half_up((right - left) * scale)), max(1, half_up((bottom - top) * scale))
    scaled = image.crop(left, top, right - left, bottom - top).resize(width, height)
    width, height = min(width, part.width), min(height, part.height)
    across = min(half_up(part.left - left * scale), scaled.width - width)
    down = min(half_up(part.top - top * scale), scaled.height - height)
    return _centred(scaled.crop(across, down, width, height), part)


def _centred(shown: Image, cell: Rectangle) -> Image:
    return shown.place((cell.width - shown.width) // 2, (cell.height - shown.height) // 2, cell.width, cell.height)


def _seen(length: int, room: int, pan: float) -> int:
    """Give where the visible part begins: in the middle, moved by the pan."""
    return half_up(max(0, length - room) / 2 * (1 - pan / 100))
