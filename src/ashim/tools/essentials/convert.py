"""The convert tool."""

from dataclasses import replace
from typing import Literal

from pydantic import Field

from ashim.imaging import Image
from ashim.tools import Example, Settings, tool, ui

# The format behind each name, and its quality where none is asked for; None keeps every pixel.
_TARGETS = {
    "jpg": ("jpeg", 80),
    "png": ("png", None),
    "webp": ("webp", 80),
    "avif": ("avif", 50),
    "tiff": ("tiff", None),
    "gif": ("gif", None),
    "heic": ("heif", 80),
    "heif": ("heif", 80),
    "jxl": ("jxl", 75),
    "bmp": ("bmp", None),
    "ico": ("ico", None),
    "jp2": ("jp2", 80),
    "qoi": ("qoi", None),
    "psd": ("psd", None),
    "exr": ("exr", None),
    "hdr": ("hdr", None),
}
# Drawings have no pixels of their own: they are drawn at print resolution.
_DRAWING_DPI = 300
# What "auto" chooses from: every browser shows them.
_FOR_ALL = ("avif", "webp", "jpeg", "png")
_VISUAL_QUALITY = 80.0


class ConvertSettings(Settings):
    """The format that the picture is written in."""

    format: Literal[
        "jpg",
        "png",
        "webp",
        "avif",
        "tiff",
        "gif",
        "heic",
        "heif",
        "jxl",
        "bmp",
        "ico",
        "jp2",
        "qoi",
        "psd",
        "exr",
        "hdr",
        "auto",
    ] = Field(
        description="The format of the result; auto takes the one of AVIF, WebP, JPEG and PNG that is smallest when it "
        "looks as good.",
        json_schema_extra=ui(
            widget="chips",
            initial="png",
            labels={
                "jpg": "JPG",
                "png": "PNG",
                "webp": "WebP",
                "avif": "AVIF",
                "tiff": "TIFF",
                "gif": "GIF",
                "heic": "HEIC",
                "heif": "HEIF",
                "jxl": "JPEG XL",
                "bmp": "BMP",
                "ico": "ICO",
                "jp2": "JPEG 2000",
                "qoi": "QOI",
                "psd": "PSD",
                "exr": "OpenEXR",
                "hdr": "Radiance HDR",
                "auto": "Smallest",
            },
        ),
    )
    quality: float | None = Field(
        None,
        ge=1,
        le=100,
        description="Quality of formats that give up detail for size; 80 when absent, 75 for JPEG XL, 50 for AVIF. A "
        "TIFF with a quality is packed as JPEG, one without keeps every pixel. For auto, how close the result has to "
        "look (SSIMULACRA 2): 90 cannot be told apart, 70 is good; 80 when absent.",
        json_schema_extra=ui(
            widget="slider",
            initial=85,
            step=1,
            minLabel="Smallest",
            maxLabel="Best",
            visibleIf={"format": ["jpg", "webp", "avif", "heic", "heif", "jxl", "jp2", "auto"]},
        ),
    )
    effort: Literal["turbo", "usual", "small"] = Field(
        "usual",
        description="How much time JPEG, WebP and AVIF are given: turbo is quickest, small packs as tightly as can be.",
        json_schema_extra=ui(
            widget="segmented",
            labels={"turbo": "Quick", "usual": "Usual", "small": "Smallest"},
            visibleIf={"format": ["jpg", "webp", "avif"]},
            advanced=True,
        ),
    )
    palette: bool = Field(
        False,
        description="Give a PNG at most 256 colours, which makes drawings and screenshots much smaller.",
        json_schema_extra=ui(widget="checkbox", visibleIf={"format": "png"}, advanced=True),
    )


@tool(
    icon="file-image",
    order=40,
    streams=True,
    display="no-comparison",
    keywords=(
        "format",
        "jpg",
        "jpeg",
        "png",
        "webp",
        "avif",
        "tiff",
        "gif",
        "heic",
        "svg",
        "jxl",
        "raw",
        "psd",
        "save as",
    ),
    suggestions=("compress", "resize"),
    examples=(
        Example("To WebP", {"format": "webp"}),
        Example("To a small AVIF", {"format": "avif", "quality": 40}),
        Example("To PNG", {"format": "png"}),
    ),
)
def convert(image: Image, settings: ConvertSettings) -> Image:
    """Write a picture in another file format.

    Transparency, animation, depth and metadata stay where the format can hold them; what is lost is said. SVG is drawn
    at 300 dpi.
    """
    drawn = image.drawn_at(_DRAWING_DPI)
    intent = replace(image.intent, effort=settings.effort, palette=settings.palette)
    if settings.format == "auto":
        look = _VISUAL_QUALITY if settings.quality is None else settings.quality
        return drawn.with_intent(replace(intent, formats=_FOR_ALL, visual_quality=look, quality=None))
    target, quality = _TARGETS[settings.format]
    intent = replace(
        intent,
        format=target,
        extension=f".{settings.format}",
        quality=quality if settings.quality is None else settings.quality,
    )
    return drawn.with_intent(intent)
