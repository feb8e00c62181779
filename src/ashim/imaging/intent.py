"""What the final encode has to obey."""

from dataclasses import dataclass
from typing import Literal

from ashim.imaging.colour import WHITE, Colour

# How much time is given to a JPEG: "turbo" writes the standard tables, "usual" makes tables where they pay, "small"
# does all that mozjpeg can: trellis quantisation, progressive scans in the best order, its own quantisation table.
Effort = Literal["turbo", "usual", "small"]
MetadataPolicy = Literal["keep", "keep-without-location", "strip"]


@dataclass(frozen=True, slots=True)
class GifIntent:
    """How a GIF is packed: at most so many `colours` a frame (a power of 2), `dither` from 0 to 1, `effort` 1 to 10."""

    colours: int = 256
    dither: float = 1
    effort: int = 7


@dataclass(frozen=True, slots=True)
class OutputIntent:
    """How the result is to be written.

    `format`: id in FORMATS; None keeps the source's where a tool may give it back, else PNG.
    `formats`: ids to choose from instead: the one whose file is smallest at the wanted `visual_quality`.
    `extension`: with its dot, set by a tool that names its output itself; None means the format's first.
    `stem`: the file name without its extension, in which `{stem}` stands for the input's; None lets the run name it.
    `quality`: 1 to 100; None means 95, and lossless where the format can.
    `visual_quality`: 0 to 100, how close to the original the result has to look (SSIMULACRA 2: 90 cannot be told apart,
    70 is good); the quality is searched to meet it.
    `target_bytes`: largest size of the file; the quality is searched to meet it, also below the visual quality.
    `scaling`: whether a picture may be made smaller to meet `target_bytes` when quality alone is not enough.
    `metadata`: whether EXIF, XMP, IPTC and ICC travel along; all of it, or all but where the picture was taken.
    `background`: what transparent parts are laid on when the format has no alpha.
    `effort`: how much time is given to JPEG, WebP and AVIF.
    `gif`: how a GIF is packed.
    `palette`: write PNG with at most 256 colours.
    `compact`: a small file is the point of the run: spend longer on it, and give the input's own bytes back when the
    pixels are untouched and the new file would not be smaller.
    """

    format: str | None = None
    formats: tuple[str, ...] = ()
    extension: str | None = None
    stem: str | None = None
    quality: float | None = None
    visual_quality: float | None = None
    target_bytes: int | None = None
    scaling: bool = True
    metadata: MetadataPolicy = "keep"
    background: Colour = WHITE
    effort: Effort = "usual"
    gif: GifIntent = GifIntent()
    palette: bool = False
    compact: bool = False

    @property
    def searches(self) -> bool:
        """Whether the encoder has to try several qualities to obey."""
        return self.target_bytes is not None or self.visual_quality is not None
