"""The barcode-read tool."""

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pydantic import Field

from ashim.imaging import Image, ImageError, frames
from ashim.imaging.colour import WHITE, flatten, to_8_bit, to_srgb
from ashim.imaging.drawing import overlaid
from ashim.imaging.vips import Pixels, vips_errors
from ashim.tools import Example, Output, OutputLink, Report, Settings, SourceFile, Wording, tool, ui
from ashim.tools.utilities.barcode_marks import Point, Quad, marks

if TYPE_CHECKING:
    import zxingcpp

# Pictures with fewer pixels are also looked at twice as large, where bars are too thin.
_SMALL = 4_000_000


class BarcodeReadSettings(Settings):
    """How thoroughly the picture is searched."""

    try_harder: bool = Field(
        True,
        title="Thorough scan",
        description="Also look for turned, inverted, faint and very small codes; takes longer.",
        json_schema_extra=ui(widget="checkbox", initial=False),
    )


class Corner(Report):
    """A point in pixels of the upright picture."""

    x: int
    y: int


class Corners(Report):
    """The corners of a code, as it is read."""

    top_left: Corner
    top_right: Corner
    bottom_left: Corner
    bottom_right: Corner


class BarcodeFound(Report):
    """One code. `content_type` tells text from binary data and GS1; `error_correction` is set where codes have levels.

    `orientation` is how far it is turned, in degrees clockwise.
    """

    type: str
    text: str
    position: Corners
    content_type: str
    orientation: int
    error_correction: str | None = None


class Barcodes(Report):
    """The codes in a picture, and where the picture with their marks is."""

    filename: str
    barcodes: list[BarcodeFound]
    annotated_url: OutputLink | None
    preview_url: OutputLink | None


@tool(
    name="Barcode Reader",
    icon="barcode",
    order=60,
    display="before-after",
    verb="Read",
    eager=True,
    words=Wording(failed="Barcode reading failed"),
    keywords=("qr", "scan", "decode", "ean", "upc", "code 128", "data matrix", "aztec", "pdf417"),
    suggestions=("qr-generate",),
    examples=(Example("A quick look", {"tryHarder": False}),),
)
def barcode_read(file: SourceFile, settings: BarcodeReadSettings) -> tuple[Barcodes, Output | None]:
    """Decode every barcode and QR code in a picture and mark them, numbered in the order in which they are told.

    All usual kinds are known, linear and square. Of animations the first frame is searched.
    """
    with vips_errors(ImageError):
        pixels = to_8_bit(to_srgb(frames.first(file.open().pixels))).copy_memory()
        found = _search(pixels, thorough=settings.try_harder)
    if not found:
        return Barcodes(filename=file.name, barcodes=[], annotated_url=None, preview_url=None), None
    marked = Image.new(overlaid(pixels, marks([quad for _, quad in found], pixels.width, pixels.height)), file.limits)
    name = f"annotated-{PurePosixPath(file.name).stem}"
    link = OutputLink(output=f"{name}.png")
    report = Barcodes(
        filename=file.name,
        barcodes=[_described(code, quad) for code, quad in found],
        annotated_url=link,
        preview_url=link,
    )
    return report, Output(name, marked)


def _search(pixels: Pixels, *, thorough: bool) -> "list[tuple[zxingcpp.Barcode, Quad]]":
    """Give the codes and their corners, each code once."""
    import zxingcpp

    grey = flatten(pixels, WHITE).colourspace("b-w")
    found = _read(grey, 1, thorough=thorough)
    if thorough:
        again = _read(grey, 1, binarizer=zxingcpp.Binarizer.GlobalHistogram)
        # The library itself inverts for square codes only.
        again += _read(grey.invert(), 1)
        if grey.width * grey.height <= _SMALL:
            again += _read(grey.resize(2, kernel="cubic"), 2)
        for each in again:
            if not any(_same(each, known) for known in found):
                found.append(each)
    return found


def _read(
    grey: Pixels, scale: int, *, thorough: bool = True, binarizer: "zxingcpp.Binarizer | None" = None
) -> "list[tuple[zxingcpp.Barcode, Quad]]":
    import zxingcpp

    codes = zxingcpp.read_barcodes(
        grey.numpy().reshape(grey.height, grey.width),
        try_rotate=thorough,
        try_downscale=thorough,
        try_invert=thorough,
        binarizer=binarizer or zxingcpp.Binarizer.LocalAverage,
    )
    return [(code, _quad(code, scale)) for code in codes]


def _quad(code: "zxingcpp.Barcode", scale: int) -> Quad:
    at = code.position
    corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    one, two, three, four = (Point(corner.x // scale, corner.y // scale) for corner in corners)
    return Quad(one, two, three, four)


def _same(one: "tuple[zxingcpp.Barcode, Quad]", other: "tuple[zxingcpp.Barcode, Quad]") -> bool:
    alike = (one[0].format, one[0].bytes) == (other[0].format, other[0].bytes)
    return alike and one[1].overlaps(other[1])


def _described(code: "zxingcpp.Barcode", quad: Quad) -> BarcodeFound:
    one, two, three, four = (Corner(x=point.x, y=point.y) for point in quad.corners)
    kind, text = code.format.name, code.text
    if kind == "EAN13" and text.startswith("0"):
        # UPC-A is EAN-13 with a leading zero that is not printed.
        kind, text = "UPCA", text[1:]
    found = BarcodeFound(
        type=kind,
        text=text,
        position=Corners(top_left=one, top_right=two, bottom_left=four, bottom_right=three),
        content_type=code.content_type.name,
        orientation=code.orientation,
    )
    return found.model_copy(update={"error_correction": code.ec_level}) if code.ec_level else found
