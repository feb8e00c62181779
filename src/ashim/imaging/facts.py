"""What a file's header says about the picture in it."""

from dataclasses import dataclass
from typing import Literal

from ashim.imaging.vips import Pixels, get_int, has_field

SCALED = "The samples were scaled to 16 bits a channel: the smallest became black, the largest white."
Colours = Literal["grey", "rgb", "cmyk"]


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of one file.

    `width` and `height` are of one frame, after the EXIF orientation is applied; `orientation` is the stored tag
    (1-8). `frames` counts the frames of an animation that are read, `pages` the pictures in the file. `bytes` is the
    file size, `depth` the bits of a channel (8 to 16), `profile` whether an ICC profile is embedded, `lossless`
    whether a WebP is packed without loss. `notes` are sentences about what the file holds and the pixels do not.
    """

    format: str
    width: int
    height: int
    frames: int
    bytes: int
    alpha: bool
    depth: int
    colours: Colours = "rgb"
    profile: bool = False
    orientation: int = 1
    pages: int = 1
    lossless: bool = False
    notes: tuple[str, ...] = ()


def facts_of(pixels: Pixels, format_id: str, size: int) -> Facts:
    """Give the facts of freshly opened pixels whose orientation is not yet applied; reads the header only."""
    pages = get_int(pixels, "n-pages", 1)
    page_height = get_int(pixels, "page-height", pixels.height)
    frames = max(1, pixels.height // page_height)
    height = pixels.height // frames
    orientation = get_int(pixels, "orientation", 1)
    turned = 5 <= orientation <= 8
    return Facts(
        format=format_id,
        width=height if turned else pixels.width,
        height=pixels.width if turned else height,
        frames=frames,
        bytes=size,
        alpha=bool(pixels.hasalpha()),
        depth=depth_of(pixels),
        colours=colours_of(pixels),
        profile=has_field(pixels, "icc-profile-data"),
        orientation=orientation,
        pages=pages,
        notes=(SCALED,) if is_wide(pixels) else (),
    )


def depth_of(pixels: Pixels) -> int:
    """Give the bits of a channel that count: 8, or for wider pixels what their file stored, up to 16."""
    if pixels.format == "ushort":
        return min(16, get_int(pixels, "bits-per-sample", 16))
    return 16 if is_wide(pixels) else 8


def is_wide(pixels: Pixels) -> bool:
    """Tell whether the file's samples are neither 8 nor 16 bits without a sign, so that they have to be scaled."""
    return pixels.format not in ("uchar", "ushort") and pixels.interpretation not in ("lab", "labs", "labq", "xyz")


def colours_of(pixels: Pixels) -> Colours:
    """Tell the family of colour spaces that the pixels are in."""
    if pixels.interpretation == "cmyk":
        return "cmyk"
    return "grey" if pixels.bands < 3 else "rgb"
