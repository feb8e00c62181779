"""The info tool."""

import math
from typing import Any

import numpy as np
from pydantic import Field

from ashim.imaging import Facts, frames, metadata, open_image
from ashim.imaging.vips import Pixels, get_int, has_field, vips_errors
from ashim.tools import Report, Settings, SourceFile, Wording, tool
from ashim.tools.rounding import half_up

_MILLIMETRES = 25.4
# Pixels per millimetre that libvips gives for files that say none.
_NOT_SAID = (1.0, 2.834, 72 / _MILLIMETRES)
_BANDS = ("red", "green", "blue")
_CMYK = ("cyan", "magenta", "yellow", "black")
_BINS = 64


class InfoSettings(Settings):
    """There is nothing to set."""


class Channel(Report):
    """How the values of one channel are spread, in the steps of the picture's depth.

    `bins` counts pixels, from the darkest of 64 equal ranges to the brightest.
    """

    channel: str
    min: int
    max: int
    mean: float
    stdev: float
    bins: list[int]


class ImageInfo(Report):
    """What a file says about its picture. Width and height are as stored, before the orientation is applied."""

    filename: str
    file_size: int
    width: int
    height: int
    format: str
    channels: int
    has_alpha: bool
    color_space: str
    density: int | None = Field(description="Pixels per inch.")
    is_progressive: bool
    orientation: int | None
    has_profile: bool
    has_exif: bool
    has_icc: bool
    has_xmp: bool
    bit_depth: int
    pages: int
    histogram: list[Channel]
    profile_name: str | None = None
    chroma_subsampling: str | None = None
    has_gps: bool = False
    durations: list[int] = Field([], description="Milliseconds that each frame is shown.")


@tool(
    icon="info",
    name="Image info",
    order=10,
    accepts="any",
    display="before-after",
    verb="Read",
    eager=True,
    keywords=("metadata", "dimensions", "format", "histogram", "dpi", "exif", "details", "properties"),
    suggestions=("strip-metadata", "edit-metadata", "convert"),
    words=Wording(failed="Failed to read image metadata"),
)
def info(file: SourceFile, settings: InfoSettings) -> ImageInfo:
    """Report format, size, colour and metadata facts, and how the values of each channel are spread.

    Of animations the values are those of the first frame.
    """
    facts = file.facts()
    pixels = open_image(file.path, file.name, file.limits, sequential=True).pixels
    turned = facts.orientation >= 5
    return ImageInfo(
        filename=file.name,
        file_size=facts.bytes,
        width=facts.height if turned else facts.width,
        height=facts.width if turned else facts.height,
        format=facts.format,
        channels=pixels.bands,
        has_alpha=facts.alpha,
        color_space=str(pixels.interpretation),
        density=_density(pixels, facts),
        is_progressive=bool(get_int(pixels, "interlaced", 0)),
        has_profile=facts.profile,
        has_exif=has_field(pixels, "exif-data"),
        has_icc=facts.profile,
        has_xmp=has_field(pixels, "xmp-data"),
        bit_depth=facts.depth,
        pages=max(facts.pages, facts.frames),
        histogram=_channels(pixels),
        **_metadata(file, facts, pixels),
    )


def _density(pixels: Pixels, facts: Facts) -> int | None:
    """Give pixels per inch where the file says them; for the others libvips gives a number of its own."""
    said = has_field(pixels, "resolution-unit") or facts.format == "svg" or pixels.xres not in _NOT_SAID
    return half_up(pixels.xres * _MILLIMETRES) if said else None


def _metadata(file: SourceFile, facts: Facts, pixels: Pixels) -> dict[str, Any]:
    """Give what is only told when there is something to tell."""
    told: dict[str, Any] = {"orientation": facts.orientation if facts.orientation > 1 else None}
    if facts.format in metadata.EDITABLE:
        found = metadata.contents(file.path.read_bytes(), facts.format)
        if any(field.name == "Orientation" for field in found.fields):
            told["orientation"] = facts.orientation
        if any(field.where == "gps" for field in found.fields):
            told["has_gps"] = True
        name = metadata.profile_name(found.profile) if found.profile else None
        if name:
            told["profile_name"] = name
    if has_field(pixels, "jpeg-chroma-subsample"):
        told["chroma_subsampling"] = str(pixels.get("jpeg-chroma-subsample"))
    if facts.frames > 1 and has_field(pixels, "delay"):
        told["durations"] = list(pixels.get("delay"))
    return told


def _channels(pixels: Pixels) -> list[Channel]:
    """Count the values of each channel of the first frame."""
    still = frames.first(pixels)
    names = list(_CMYK if still.interpretation == "cmyk" else _BANDS)[: still.bands - still.hasalpha()]
    with vips_errors():
        counts = still.hist_find().numpy().reshape(-1, still.bands).astype(np.int64)
    values = np.arange(len(counts))
    channels = []
    for name, count in zip([*names, "alpha"], counts.T, strict=False):
        used = np.flatnonzero(count)
        mean = float(np.average(values, weights=count))
        variance = float(np.average((values - mean) ** 2, weights=count))
        ranges = 65_536 if still.format == "ushort" else 256
        padded = np.pad(count, (0, ranges - len(count)))
        channels.append(
            Channel(
                channel=name,
                min=int(used[0]),
                max=int(used[-1]),
                mean=round(mean, 2),
                stdev=round(math.sqrt(variance), 2),
                bins=[int(each) for each in padded.reshape(_BINS, -1).sum(axis=1)],
            )
        )
    return channels
