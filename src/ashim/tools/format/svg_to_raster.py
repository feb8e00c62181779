"""The svg-to-raster tool."""

from dataclasses import replace
from typing import Literal

from pydantic import Field

from ashim.imaging import Colour, Image
from ashim.imaging.colour import laid_on
from ashim.tools import BadInputError, Example, Settings, SourceFile, Wording, tool, ui
from ashim.tools.rounding import half_up

_NOMINAL_DPI = 72
_FORMATS = {"jpg": "jpeg"}
_LOSSY = ("jpg", "webp", "avif", "heif", "jxl")


class SvgToRasterSettings(Settings):
    """How large the drawing becomes, and in which format."""

    width: int | None = Field(
        None,
        ge=1,
        le=65_536,
        description="Width of the result; with the height given too, the drawing fits inside both.",
        json_schema_extra=ui(widget="dimension", unit="px", pair="height", max=16_384),
    )
    height: int | None = Field(
        None,
        ge=1,
        le=65_536,
        description="Height of the result; without it, it follows from the width.",
        json_schema_extra=ui(widget="dimension", unit="px", pair="width", max=16_384),
    )
    dpi: float = Field(
        300,
        ge=36,
        le=2400,
        title="DPI",
        description="Pixels per inch where no width or height is given; 72 is the drawing's own size.",
        json_schema_extra=ui(widget="number", step=1, quick=[72, 96, 150, 300]),
    )
    output_format: Literal["png", "jpg", "webp", "avif", "tiff", "gif", "heif", "jxl"] = Field(
        "png",
        title="Format",
        description="Format of the result.",
        json_schema_extra=ui(
            widget="chips",
            labels={
                "png": "PNG",
                "jpg": "JPG",
                "webp": "WebP",
                "avif": "AVIF",
                "tiff": "TIFF",
                "gif": "GIF",
                "heif": "HEIF",
                "jxl": "JPEG XL",
            },
        ),
    )
    quality: float = Field(
        90,
        ge=1,
        le=100,
        description="Quality of formats that give up detail for size.",
        json_schema_extra=ui(widget="slider", step=1, visibleIf={"outputFormat": list(_LOSSY)}),
    )
    background_color: str = Field(
        "#00000000",
        pattern="^#[0-9a-fA-F]{6,8}$",
        title="Background",
        description="What the drawing is laid on: #rrggbb, or #rrggbbaa where 00 is transparent. Formats without "
        "transparency have white instead of none.",
        json_schema_extra=ui(widget="color"),
    )


@tool(
    name="SVG to Raster",
    icon="file-code",
    order=10,
    accepts="svg",
    display="before-after",
    verb="Convert",
    words=Wording(missing="No SVG file provided"),
    keywords=("svg", "svgz", "vector", "png", "render", "rasterize", "logo", "icon"),
    suggestions=("favicon", "compress", "optimize-for-web"),
    examples=(Example("256 pixels wide, as WebP", {"width": 256, "outputFormat": "webp"}),),
)
def svg_to_raster(file: SourceFile, settings: SvgToRasterSettings) -> Image:
    """Draw an SVG or SVGZ as pixels of any size, sharp at every one."""
    drawing = file.open()
    if drawing.source.format != "svg":
        raise BadInputError("File is not a valid SVG. This tool only accepts SVG files.")
    drawn = drawing.resize(*_size(drawing, settings))
    colour = Colour.parse(settings.background_color[: 9 if len(settings.background_color) == 9 else 7])
    if colour.alpha:
        drawn = drawn.each_frame(lambda frame: laid_on(frame, colour))
    format = _FORMATS.get(settings.output_format, settings.output_format)
    quality = settings.quality if settings.output_format in _LOSSY else None
    intent = replace(drawn.intent, format=format, extension=f".{settings.output_format}", quality=quality)
    return drawn.with_intent(intent)


def _size(drawing: Image, settings: SvgToRasterSettings) -> tuple[int, int]:
    """Give the width and height in pixels, in the drawing's proportions."""
    scales = [
        asked / side
        for asked, side in ((settings.width, drawing.width), (settings.height, drawing.height))
        if asked is not None
    ]
    scale = min(scales, default=settings.dpi / _NOMINAL_DPI)
    return max(1, half_up(drawing.width * scale)), max(1, half_up(drawing.height * scale))
