"""The image-to-base64 tool."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from pydantic import Field

from ashim.imaging import FORMATS, Image, ImageError
from ashim.imaging.svg import sanitise
from ashim.tools import Context, Example, Report, Settings, SourceFile, Wording, tool, ui
from ashim.tools.inline import data_uri, encoded
from ashim.tools.rounding import half_up

_LARGEST_SIDE = 65_535
# What the original format becomes where browsers do not show it.
_SHOWN_AS = {"heif": "jpeg"}
_SVG = "image/svg+xml"


class ImageToBase64Settings(Settings):
    """Whether the pictures are converted first."""

    output_format: Literal["original", "jpeg", "png", "webp", "avif", "jxl"] = Field(
        "original",
        description="Format that is encoded; the original's bytes are kept where browsers show them.",
        json_schema_extra=ui(
            widget="segmented",
            labels={"original": "Original", "jpeg": "JPEG", "png": "PNG", "webp": "WebP", "avif": "AVIF", "jxl": "JXL"},
        ),
    )
    quality: int = Field(
        80,
        ge=1,
        le=100,
        description="Quality of formats that give up detail for size.",
        json_schema_extra=ui(widget="slider", visibleIf={"outputFormat": ["jpeg", "webp", "avif", "jxl"]}),
    )
    max_width: int = Field(
        0,
        ge=0,
        le=_LARGEST_SIDE,
        title="Max width",
        description="Wider pictures are made smaller; 0 means no limit.",
        json_schema_extra=ui(widget="number", unit="px"),
    )
    max_height: int = Field(
        0,
        ge=0,
        le=_LARGEST_SIDE,
        title="Max height",
        description="Higher pictures are made smaller; 0 means no limit.",
        json_schema_extra=ui(widget="number", unit="px"),
    )


class EncodedImage(Report):
    """One picture as text. Sizes are in bytes, that of the text in characters; the overhead is in percent."""

    filename: str
    mime_type: str
    width: int
    height: int
    original_size: int
    encoded_size: int
    overhead_percent: float
    base64: str
    data_uri: str


class NotEncoded(Report):
    """A file that could not be read, and why."""

    filename: str
    error: str


class EncodedImages(Report):
    """Pictures as text, and files of which none could be made."""

    results: list[EncodedImage]
    errors: list[NotEncoded]


@tool(
    name="Image to Base64",
    icon="code",
    order=70,
    accepts="any",
    display="custom-results",
    verb="Encode",
    eager=True,
    words=Wording(missing="No image files provided", failed="Base64 encoding failed"),
    keywords=("data uri", "embed", "inline", "css", "html", "text", "encode"),
    suggestions=("compress", "optimize-for-web"),
    examples=(Example("A small WebP", {"outputFormat": "webp", "maxWidth": 200}),),
)
def image_to_base64(files: Sequence[SourceFile], settings: ImageToBase64Settings, context: Context) -> EncodedImages:
    """Write pictures as base64 text and data URIs, to put into HTML, CSS or JSON.

    What is not converted stays byte for byte; SVG is cleaned of what acts or reaches out. HEIC becomes JPEG and other
    formats that browsers do not show become PNG.
    """
    results, errors = [], []
    for number, file in enumerate(files):
        context.progress(number / len(files), "Encoding")
        try:
            results.append(_encoded(file, settings, context))
        except ImageError as error:
            errors.append(NotEncoded(filename=file.name, error=str(error)))
    return EncodedImages(results=results, errors=errors)


def _encoded(file: SourceFile, settings: ImageToBase64Settings, context: Context) -> EncodedImage:
    """Encode one file. Raises ImageError."""
    image = file.open()
    width, height = _fitted(image, settings)
    if settings.output_format == "original" and (width, height) == (image.width, image.height):
        data, mime = _original(file, image, settings, context)
    else:
        data, mime = encoded(_as_asked(image.resize(width, height), settings), context.scratch)
    text = base64.b64encode(data).decode()
    size = image.source.bytes
    return EncodedImage(
        filename=file.name,
        mime_type=mime,
        width=width,
        height=height,
        original_size=size,
        encoded_size=len(text),
        overhead_percent=round((len(text) - size) / size * 100, 1),
        base64=text,
        data_uri=data_uri(data, mime),
    )


def _fitted(image: Image, settings: ImageToBase64Settings) -> tuple[int, int]:
    scale = min(
        1.0,
        (settings.max_width or image.width) / image.width,
        (settings.max_height or image.height) / image.height,
    )
    return max(1, half_up(image.width * scale)), max(1, half_up(image.height * scale))


def _original(file: SourceFile, image: Image, settings: ImageToBase64Settings, context: Context) -> tuple[bytes, str]:
    format = FORMATS[image.source.format]
    if format.id == "svg":
        return sanitise(file.path, file.limits.max_svg_bytes), _SVG
    if format.browser:
        return file.path.read_bytes(), format.mime
    return encoded(_as_asked(image, settings), context.scratch)


def _as_asked(image: Image, settings: ImageToBase64Settings) -> Image:
    """Give the image as it is to be encoded; an animation stays one where the format can hold it."""
    format: str = settings.output_format
    if format == "original":
        source = FORMATS[image.source.format]
        format = source.id if source.preserved and source.browser else _SHOWN_AS.get(source.id, "png")
    quality = None if format in ("png", "gif") else settings.quality
    return image.with_intent(replace(image.intent, format=format, quality=quality, metadata="strip"))
