"""Write PDF documents of one picture a page. JPEG goes in as it is, everything else without loss."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ashim.imaging import colour, frames, jpeg
from ashim.imaging.colour import PROFILE, WHITE
from ashim.imaging.errors import EncodeError
from ashim.imaging.formats import FORMATS
from ashim.imaging.image import Image
from ashim.imaging.vips import Pixels, has_field, vips_errors

if TYPE_CHECKING:
    import pikepdf

_PNG_HEAD = 8
_COLOURS = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
# How the unit square of a stored picture is laid so that it stands upright, by EXIF orientation: the matrix of `cm`.
_TURNS = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a PDF holds it.

    `width` and `height` are those of the upright picture in pixels, the stored ones where it is turned by `orientation`
    apart. `data` is JPEG, or a zlib stream with PNG's filters; `alpha` the same, of one channel.
    """

    width: int
    height: int
    channels: int
    depth: int
    jpeg: bool
    data: bytes
    profile: bytes | None = None
    alpha: bytes | None = None
    orientation: int = 1
    inverted: bool = False

    @property
    def bytes(self) -> int:
        """How much it adds to the document."""
        return len(self.data) + len(self.alpha or b"") + len(self.profile or b"")


@dataclass(frozen=True, slots=True)
class Page:
    """A picture on a page; lengths are in points of 1/72 inch, from the bottom left corner."""

    width: float
    height: float
    left: float
    bottom: float
    across: float
    up: float
    picture: Picture


def as_they_are(image: Image) -> list[Picture]:
    """Give the pictures of a file without loss: one, or one for each page of a TIFF.

    Raises EncodeError, and InvalidImageError when the file is damaged.
    """
    if image.source.format == "jpeg" and image.origin is not None:
        return [_jpeg_file(image, image.origin.path.read_bytes())]
    return [_lossless(pixels) for pixels in _pages(image)]


def as_jpeg(image: Image, *, quality: int) -> list[Picture]:
    """Give the same pictures as JPEG of this quality, transparent parts white."""
    found = []
    for pixels in _pages(image):
        with vips_errors(EncodeError):
            usual = colour.flatten(colour.to_8_bit(colour.to_srgb(pixels)), WHITE)
            data = usual.jpegsave_buffer(Q=quality, optimize_coding=True, subsample_mode="on", keep="none")
        found.append(Picture(usual.width, usual.height, usual.bands, 8, jpeg=True, data=bytes(data)))
    return found


def write(pages: Sequence[Page], path: Path) -> int:
    """Write a document, the same bytes for the same pages; give its size."""
    import pikepdf

    with pikepdf.new() as document:
        for page in pages:
            document.add_blank_page(page_size=(page.width, page.height))
            made = document.pages[-1]
            name = made.add_resource(_object(document, page.picture), pikepdf.Name.XObject, name=pikepdf.Name.Im0)
            made.Contents = document.make_stream(_placement(page, str(name)).encode())
        document.save(path, deterministic_id=True, min_version="1.5", compress_streams=True)
    return path.stat().st_size


def _pages(image: Image) -> list[Pixels]:
    if FORMATS[image.source.format].pages:
        height = image.height
        crops = (image.pixels.crop(0, index * height, image.width, height) for index in range(image.frames))
        return [frames.still(each) for each in crops]
    return [frames.first(image.pixels)]


def _jpeg_file(image: Image, data: bytes) -> Picture:
    with vips_errors(EncodeError):
        # Nothing is made of the pixels, but nobody wants a damaged picture in a document.
        image.pixels.avg()
    channels = {"grey": 1, "rgb": 3, "cmyk": 4}[image.source.colours]
    profile = bytes(image.pixels.get(PROFILE)) if has_field(image.pixels, PROFILE) else None
    return Picture(
        image.width,
        image.height,
        channels,
        8,
        jpeg=True,
        data=data,
        profile=profile,
        orientation=image.source.orientation,
        inverted=channels == 4 and jpeg.has_adobe_marker(data),
    )


def _lossless(pixels: Pixels) -> Picture:
    """Give a picture without loss, but for CMYK, which is converted to sRGB."""
    if pixels.interpretation == "cmyk":
        pixels = colour.to_srgb(pixels)
    with vips_errors(EncodeError):
        pixels = pixels.copy_memory()
        bands = pixels.bands - 1 if pixels.hasalpha() else pixels.bands
        picture = Picture(
            pixels.width,
            pixels.height,
            bands,
            16 if pixels.format == "ushort" else 8,
            jpeg=False,
            data=_zlib(pixels.extract_band(0, n=bands)),
            profile=bytes(pixels.get(PROFILE)) if has_field(pixels, PROFILE) else None,
        )
        return replace(picture, alpha=_zlib(pixels.extract_band(bands))) if pixels.hasalpha() else picture


def _zlib(pixels: Pixels) -> bytes:
    """Give the image data of a PNG: PDF knows its compression and its filters."""
    png = bytes(pixels.pngsave_buffer(compression=4, filter="sub", keep="none"))
    pieces, position = [], _PNG_HEAD
    while position < len(png):
        length = int.from_bytes(png[position : position + 4], "big")
        if png[position + 4 : position + 8] == b"IDAT":
            pieces.append(png[position + 8 : position + 8 + length])
        position += length + 12
    return b"".join(pieces)


def _object(document: "pikepdf.Pdf", picture: Picture) -> "pikepdf.Stream":
    import pikepdf

    swapped = picture.orientation >= 5
    width, height = (picture.height, picture.width) if swapped else (picture.width, picture.height)
    made = _image(document, picture, picture.data, (width, height), picture.channels)
    if picture.profile:
        profile = document.make_stream(picture.profile, N=picture.channels)
        made.ColorSpace = pikepdf.Array([pikepdf.Name.ICCBased, profile])
    if picture.inverted:
        made.Decode = pikepdf.Array([1, 0] * picture.channels)
    if picture.alpha is not None:
        made.SMask = _image(document, picture, picture.alpha, (width, height), 1)
    return made


def _image(
    document: "pikepdf.Pdf", picture: Picture, data: bytes, size: tuple[int, int], channels: int
) -> "pikepdf.Stream":
    import pikepdf

    made = document.make_stream(
        data,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=size[0],
        Height=size[1],
        BitsPerComponent=picture.depth,
        ColorSpace=pikepdf.Name(_COLOURS[channels]),
        Filter=pikepdf.Name.DCTDecode if picture.jpeg else pikepdf.Name.FlateDecode,
    )
    if not picture.jpeg:
        made.DecodeParms = pikepdf.Dictionary(
            Predictor=15, Colors=channels, BitsPerComponent=picture.depth, Columns=size[0]
        )
    return made


def _placement(page: Page, name: str) -> str:
    a, b, c, d, e, f = _TURNS[page.picture.orientation]
    across, up = page.across, page.up
    numbers = (a * across, b * up, c * across, d * up, e * across + page.left, f * up + page.bottom)
    return f"q {' '.join(f'{number:.4f}' for number in numbers)} cm {name} Do Q"
