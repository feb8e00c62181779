"""The budgets that a picture must keep before it is decoded."""

from collections.abc import Mapping
from dataclasses import dataclass

from ashim.imaging.errors import ImageTooLargeError, InvalidImageError

# An animation may hold this many times the pixels of the largest single picture, over all of its frames.
FRAMES_ALLOWANCE = 4
# The most pixels that a byte can stand for, where the format sets a bound: deflate packs 1 : 1032, and a pixel of PNG
# is a bit or more; a block of 64 pixels takes a JPEG a bit or more; a run in QOI is 62 pixels, one in TGA 128 in two
# bytes; DDS has 16 in eight bytes. Nothing bounds the others: a plain picture of any size is a few bytes in them.
MOST_PIXELS_A_BYTE: Mapping[str, int] = {"png": 8 * 1032, "jpeg": 512, "qoi": 62, "tga": 64, "dds": 2}


@dataclass(frozen=True, slots=True)
class ImageLimits:
    """Largest picture that is opened or made; 0 means no limit.

    `max_pixels` bounds width times height of one frame; all frames together may have four times as many. `max_canvas`
    bounds the pixels of a picture that is put together from several.
    """

    max_pixels: int = 100_000_000
    max_frames: int = 1_000
    max_svg_bytes: int = 10_000_000
    max_canvas: int = 100_000_000

    def check_source(self, width: int, height: int, frames: int) -> None:
        """Raise InvalidImageError when a picture with these header facts is over a budget."""
        if width < 1 or height < 1:
            raise InvalidImageError("failed to read image metadata: the picture has no size")
        if self.max_frames and frames > self.max_frames:
            raise InvalidImageError(f"image exceeds maximum size: {frames} frames (limit: {self.max_frames})")
        excess = self._excess(width, height, frames)
        if excess:
            raise InvalidImageError(f"image exceeds maximum size: {excess}")

    def check_ratio(self, format_id: str, width: int, height: int, size: int) -> None:
        """Raise InvalidImageError when a file of `size` bytes cannot hold a picture of this size, so that it is a lie.

        Without a limit on pixels, nothing is checked.
        """
        most = MOST_PIXELS_A_BYTE.get(format_id)
        if self.max_pixels and most and width * height > most * size:
            raise InvalidImageError(
                f"failed to read image metadata: {size} bytes cannot hold the {width}x{height} pixels that it claims"
            )

    def check_result(self, width: int, height: int, frames: int) -> None:
        """Raise ImageTooLargeError when a result of this size would be over the pixel budget."""
        excess = self._excess(width, height, frames)
        if excess:
            raise ImageTooLargeError(
                f"the result of {width}x{height} pixels exceeds maximum size: {excess}; ask for a smaller one"
            )

    def check_canvas(self, width: int, height: int) -> None:
        """Raise ImageTooLargeError when a picture put together from several would be over its budget."""
        if self.max_canvas and width * height > self.max_canvas:
            excess = f"{_megapixels(width * height)} exceeds {_megapixels(self.max_canvas)} limit"
            raise ImageTooLargeError(f"Canvas too large: {width}x{height} ({excess}); use fewer or smaller pictures")

    def _excess(self, width: int, height: int, frames: int) -> str | None:
        pixels = width * height
        if not self.max_pixels:
            return None
        if pixels > self.max_pixels:
            return f"{_megapixels(pixels)} (limit: {_megapixels(self.max_pixels)})"
        if pixels * frames > self.max_pixels * FRAMES_ALLOWANCE:
            allowed = _megapixels(self.max_pixels * FRAMES_ALLOWANCE)
            return f"{_megapixels(pixels * frames)} in {frames} frames (limit: {allowed})"
        return None


def _megapixels(pixels: int) -> str:
    return f"{pixels / 1e6:.1f}".removesuffix(".0") + "MP"
