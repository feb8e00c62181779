"""What the final encode has to obey."""

from dataclasses import dataclass
from typing import Literal

from ashim.imaging.colour import WHITE, Colour

MetadataPolicy = Literal["keep", "strip"]


@dataclass(frozen=True, slots=True)
class OutputIntent:
    """How the result is to be written.

    `format`: id in FORMATS; None keeps the source's where a tool may give it back, else PNG.
    `extension`: with its dot, set by a tool that names its output itself; None means the format's first.
    `quality`: 1 to 100; None means 95, and lossless where the format can.
    `target_bytes`: largest size of the file; the quality, and then the dimensions, are searched to meet it.
    `metadata`: whether EXIF, XMP, IPTC and ICC travel along.
    `background`: what transparent parts are laid on when the format has no alpha.
    `compact`: a small file is the point of the run: spend longer on it, and give the input's own bytes back when the
    pixels are untouched and the new file would not be smaller.
    """

    format: str | None = None
    extension: str | None = None
    quality: float | None = None
    target_bytes: int | None = None
    metadata: MetadataPolicy = "keep"
    background: Colour = WHITE
    compact: bool = False
