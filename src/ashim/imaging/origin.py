"""Files opened as lazy pixels: the budgets checked on the header, the orientation applied, nothing decoded yet."""

from dataclasses import dataclass, replace
from pathlib import Path

import pyvips

from ashim.imaging import frames, jpeg, samples, svg, webp
from ashim.imaging.facts import Facts, facts_of, is_wide
from ashim.imaging.formats import Format
from ashim.imaging.limits import ImageLimits
from ashim.imaging.readers import Reader, reader_for, tiff
from ashim.imaging.sniff import sniff
from ashim.imaging.vips import Pixels, get_int, has_field, vips_errors, with_fields

_LOADERS = {
    "jpeg": "jpegload",
    "png": "pngload",
    "webp": "webpload",
    "gif": "gifload",
    "avif": "heifload",
    "tiff": "tiffload",
}
_ANIMATED_LOADERS = ("webp", "gif")
_JPEG_SHRINKS = (8, 4, 2)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where pixels come from, so that they can be read again at a smaller size.

    `svg` holds sanitised SVG text, `reader` what reads a file that libvips does not.
    """

    path: Path
    format: Format
    limits: ImageLimits
    sequential: bool
    svg: bytes | None = None
    reader: Reader | None = None

    def facts(self) -> Facts:
        """Read the header, and give its facts. Raises InvalidImageError when it is unreadable or over a budget."""
        size = self.path.stat().st_size
        if self.format.id == "jpeg":
            jpeg.check_depth(self.path)
        if self.reader is not None:
            facts = self.reader.facts(self.path)
        else:
            with vips_errors():
                facts = facts_of(self._open(access="sequential"), self.format.id, size)
        self.limits.check_source(facts.width, facts.height, facts.frames)
        self.limits.check_ratio(self.format.id, facts.width, facts.height, size)
        lossless = self.format.id == "webp" and webp.is_lossless(self.path)
        return replace(facts, bytes=size, lossless=lossless)

    def pixels(self, *, shrink: float = 1.0) -> Pixels:
        """Give the pixels, upright, 8 or 16 bits a channel, with their metadata.

        `shrink` asks for pixels that are smaller by up to this factor: formats that can decode at a reduced size do,
        the others give the full size. Less than 1 enlarges, which only SVG does.
        """
        if self.reader is not None:
            return self.reader.pixels(self.path)
        with vips_errors():
            pixels = self._open(access="sequential" if self.sequential else "random", shrink=shrink)
            if self.sequential and get_int(pixels, "orientation", 1) > 2:
                # Turning needs the rows in another order than the file has them.
                pixels = self._open(access="random", shrink=shrink)
            if self.sequential and is_wide(pixels):
                # The range of the samples has to be known before they are scaled.
                pixels = self._open(access="random", shrink=shrink)
            pixels = _upright(_usual(pixels))
            return tiff.with_described(pixels, self.path) if self.format.id == "tiff" else pixels

    def light(self) -> Pixels | None:
        """Give the light that the file holds, in float and before tone-mapping; None when it holds codes."""
        return None if self.reader is None else self.reader.untouched_light(self.path)

    def _open(self, *, access: str, shrink: float = 1.0) -> Pixels:
        if self.svg is not None:
            return pyvips.Image.svgload_buffer(self.svg, scale=1 / shrink, access=access)
        options: dict[str, object] = {"access": access, "fail_on": "error"}
        if self.format.id == "jpeg":
            options["shrink"] = next((factor for factor in _JPEG_SHRINKS if factor <= shrink), 1)
        elif self.format.id == "webp" and shrink > 1:
            options["scale"] = 1 / shrink
        if self.format.id in _ANIMATED_LOADERS and shrink == 1.0:
            options["n"] = -1
        if self.format.pages:
            return self._open_pages(options)
        return getattr(pyvips.Image, _LOADERS[self.format.id])(str(self.path), **options)

    def _open_pages(self, options: dict[str, object]) -> Pixels:
        """Give all pages under each other where they are alike, else the first."""
        load = getattr(pyvips.Image, _LOADERS[self.format.id])
        try:
            return load(str(self.path), **options, n=-1)
        except pyvips.Error:
            return load(str(self.path), **options)


def open_origin(path: Path, name: str, limits: ImageLimits, *, sequential: bool) -> Origin:
    """Recognise the file, and sanitise it when it is SVG. Raises InvalidImageError."""
    found = sniff(path, name)
    text = svg.sanitise(path, limits.max_svg_bytes) if found.id == "svg" else None
    return Origin(path, found, limits, sequential, text, reader_for(path, found.id))


def _usual(pixels: Pixels) -> Pixels:
    """Give the pixels as 8 or 16 bit grey, RGB or CMYK, each with at most one alpha band."""
    if pixels.interpretation in ("lab", "labs", "labq", "xyz", "lch", "cmc", "yxy", "hsv", "oklab", "oklch"):
        pixels = pixels.colourspace("srgb")
    colours = 4 if pixels.interpretation == "cmyk" else 3 if pixels.bands >= 3 else 1
    if pixels.bands > colours + 1:
        pixels = pixels.extract_band(0, n=colours + 1)
    if is_wide(pixels):
        pixels = samples.scaled(pixels, colours)
    usual = {1: ("b-w", "grey16"), 3: ("srgb", "rgb16"), 4: ("cmyk", "cmyk")}[colours]
    interpretation = usual[pixels.format == "ushort"]
    return pixels if pixels.interpretation == interpretation else pixels.copy(interpretation=interpretation)


def _upright(pixels: Pixels) -> Pixels:
    """Apply the EXIF orientation; the tag becomes 1, and the thumbnail that shows the old picture goes."""
    if get_int(pixels, "orientation", 1) != 1:
        pixels = frames.each(pixels, lambda frame: frame.autorot())
    upright = {"orientation": 1} if has_field(pixels, "exif-data") else {}
    return with_fields(pixels, upright, without=("orientation", "jpeg-thumbnail-data"))
