"""The optimize-for-web tool."""

from dataclasses import replace
from typing import Literal

from pydantic import Field

from ashim.imaging import Image
from ashim.tools import Example, Settings, Wording, operation, tool, ui
from ashim.tools.rounding import half_up

_LARGEST_SIDE = 65_535
_EXTENSIONS = {"jpeg": ".jpg"}


class OptimizeForWebSettings(Settings):
    """The format, and how small the picture becomes."""

    format: Literal["webp", "jpeg", "avif", "png", "jxl"] = Field(
        "webp",
        description="Format of the result.",
        json_schema_extra=ui(
            widget="segmented",
            labels={"webp": "WebP", "jpeg": "JPEG", "avif": "AVIF", "png": "PNG", "jxl": "JPEG XL"},
        ),
    )
    quality: float = Field(
        80,
        ge=1,
        le=100,
        description="Quality of formats that give up detail for size.",
        json_schema_extra=ui(
            widget="slider",
            step=1,
            minLabel="Smallest",
            maxLabel="Best",
            visibleIf={"format": ["webp", "jpeg", "avif", "jxl"]},
        ),
    )
    max_width: int | None = Field(
        None,
        gt=0,
        le=_LARGEST_SIDE,
        title="Max width",
        description="The picture is made smaller until it is at most this wide; it is never enlarged.",
        json_schema_extra=ui(widget="number", unit="px", min=1, group="Max dimensions"),
    )
    max_height: int | None = Field(
        None,
        gt=0,
        le=_LARGEST_SIDE,
        title="Max height",
        description="The picture is made smaller until it is at most this high; it is never enlarged.",
        json_schema_extra=ui(widget="number", unit="px", min=1, group="Max dimensions"),
    )
    progressive: bool = Field(
        True,
        description="Let a JPEG appear as a whole at once and become sharper while it loads, which also makes it "
        "smaller.",
        json_schema_extra=ui(widget="switch", visibleIf={"format": "jpeg"}, advanced=True),
    )
    strip_metadata: bool = Field(
        True,
        description="Leave out EXIF, XMP and the colour profile; colours are converted to sRGB.",
        json_schema_extra=ui(widget="switch"),
    )
    palette: bool = Field(
        False,
        description="Give a PNG at most 256 colours, which makes drawings and screenshots much smaller.",
        json_schema_extra=ui(widget="switch", visibleIf={"format": "png"}, advanced=True),
    )


@tool(
    name="Optimize for Web",
    icon="globe",
    order=10,
    streams=True,
    display="before-after",
    verb="Optimize",
    keywords=("website", "page speed", "compress", "webp", "avif", "small", "responsive"),
    suggestions=("compress", "convert", "resize"),
    examples=(
        Example("WebP, at most 1600 pixels wide", {"maxWidth": 1600}),
        Example("JPEG with its metadata", {"format": "jpeg", "quality": 75, "stripMetadata": False}),
    ),
)
def optimize_for_web(image: Image, settings: OptimizeForWebSettings) -> Image:
    """Make a small file for web pages: pick format, quality and largest dimensions.

    JPEG is packed as tightly as mozjpeg can when it is progressive.
    """
    scale = min(
        1.0,
        (settings.max_width or image.width) / image.width,
        (settings.max_height or image.height) / image.height,
    )
    fitted = image.resize(*(max(1, half_up(side * scale)) for side in (image.width, image.height)))
    intent = replace(
        image.intent,
        format=settings.format,
        extension=_EXTENSIONS.get(settings.format, f".{settings.format}"),
        quality=None if settings.format == "png" else settings.quality,
        effort="small" if settings.progressive else "usual",
        metadata="strip" if settings.strip_metadata else "keep",
        palette=settings.palette,
        compact=True,
    )
    return fitted.with_intent(intent)


@operation(optimize_for_web, words=Wording(failed="Preview failed"))
def preview(image: Image, settings: OptimizeForWebSettings) -> Image:
    """Give the same picture at once, to see and weigh it while tuning; nothing is kept."""
    optimized: Image = optimize_for_web(image, settings)
    return optimized
