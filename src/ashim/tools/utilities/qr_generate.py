"""The qr-generate tool."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from ashim.imaging import Image
from ashim.imaging.colour import WHITE, flatten
from ashim.imaging.drawing import drawn, embedded
from ashim.imaging.vips import Pixels
from ashim.tools import Context, Example, OutputFile, Settings, ToolError, tool, ui
from ashim.tools.rounding import half_up
from ashim.tools.utilities.qr_drawing import Dot, Dots, Frame, Gradient, Logo, Matrix, Style, draw

if TYPE_CHECKING:
    import segno

Level = Literal["L", "M", "Q", "H"]

_LEVELS: tuple[Level, ...] = ("L", "M", "Q", "H")
_RGB = "^#[0-9a-fA-F]{6}$"
# Pixels of a module where the wanted size has less than one for each.
_LEAST_SCALE = 4
_LOGO_PIXELS = 1000
_MORE_VERSIONS, _LAST_VERSION = 5, 40
_CHECKED_SIDE = 800
_UNREADABLE = "A scanner could not read the code in these colours; choose a dark one on a light background."


class QrGenerateSettings(Settings):
    """What the code says, and how it looks."""

    text: str = Field(
        min_length=1,
        max_length=2000,
        description="What the code says: an address, or any other text.",
        json_schema_extra=ui(widget="textarea", placeholder="https://example.com"),
    )
    format: Literal["png", "svg", "jpeg", "webp"] = Field(
        "png",
        description="Format of the result.",
        json_schema_extra=ui(
            widget="segmented", labels={"png": "PNG", "svg": "SVG", "jpeg": "JPEG", "webp": "WebP"}, group="Output"
        ),
    )
    size: int = Field(
        400,
        ge=100,
        le=10_000,
        description="Width and height; a code with more modules than pixels becomes larger.",
        json_schema_extra=ui(widget="slider", unit="px", step=100, min=200, max=2000, initial=1000, group="Output"),
    )
    error_correction: Level = Field(
        "M",
        description="How much of the code may be hidden or dirty: about 7, 15, 25 or 30 percent.",
        json_schema_extra=ui(widget="segmented", initial="H", group="Output"),
    )
    quiet_zone: int = Field(
        2,
        ge=0,
        le=20,
        description="Width of the empty margin in modules; the standard asks for 4.",
        json_schema_extra=ui(widget="number", group="Output", advanced=True),
    )
    dots: Dots = Field(
        "square",
        description="Shape of the modules.",
        json_schema_extra=ui(widget="chips", initial="rounded", group="Style"),
    )
    corner_frame: Frame = Field(
        "square",
        description="Shape of the frames in three corners.",
        json_schema_extra=ui(widget="segmented", initial="rounded", group="Style"),
    )
    corner_dot: Dot = Field(
        "square",
        description="Shape of the dots in those frames.",
        json_schema_extra=ui(widget="segmented", initial="rounded", group="Style"),
    )
    foreground: str = Field(
        "#000000",
        pattern=_RGB,
        description="Colour of the modules.",
        json_schema_extra=ui(widget="color", group="Colours"),
    )
    background: str = Field(
        "#FFFFFF",
        pattern=_RGB,
        description="Colour behind the modules.",
        json_schema_extra=ui(widget="color", group="Colours", visibleIf={"transparent": False}),
    )
    transparent: bool = Field(
        False,
        title="Transparent background",
        description="Leave out the background; JPEG has white in its place.",
        json_schema_extra=ui(widget="checkbox", group="Colours"),
    )
    gradient: Literal["none", "linear", "radial"] = Field(
        "none",
        description="Let the colour of the modules change into a second one.",
        json_schema_extra=ui(widget="segmented", group="Colours"),
    )
    gradient_color: str = Field(
        "#764ba2",
        pattern=_RGB,
        title="Second colour",
        description="Colour at the end of the gradient.",
        json_schema_extra=ui(widget="color", group="Colours", visibleIf={"gradient": ["linear", "radial"]}),
    )
    gradient_rotation: float = Field(
        0,
        ge=0,
        le=360,
        description="Direction of a linear gradient, clockwise from left to right.",
        json_schema_extra=ui(widget="slider", unit="°", step=15, group="Colours", visibleIf={"gradient": "linear"}),
    )
    corner_frame_color: str | None = Field(
        None,
        pattern=_RGB,
        description="Colour of the frames in the corners; that of the modules when absent.",
        json_schema_extra=ui(widget="color", group="Colours", advanced=True),
    )
    corner_dot_color: str | None = Field(
        None,
        pattern=_RGB,
        description="Colour of the dots in the frames; that of the modules when absent.",
        json_schema_extra=ui(widget="color", group="Colours", advanced=True),
    )
    logo_size: float = Field(
        0.3,
        ge=0.1,
        le=0.5,
        description="The longer side of the logo, as a share of the code.",
        json_schema_extra=ui(widget="slider", step=0.05, group="Logo"),
    )
    logo_margin: float = Field(
        5,
        ge=0,
        le=20,
        description="Empty space around the logo.",
        json_schema_extra=ui(widget="slider", unit="px", step=1, group="Logo", visibleIf={"hideDots": True}),
    )
    hide_dots: bool = Field(
        True,
        title="Hide dots behind",
        description="Leave out the modules that the logo would lie on.",
        json_schema_extra=ui(widget="checkbox", group="Logo"),
    )


@tool(
    name="QR Code Generator",
    icon="qr-code",
    order=50,
    display="no-dropzone",
    verb="Generate",
    eager=True,
    keywords=("qr", "code", "link", "url", "wifi", "vcard", "scan", "barcode"),
    suggestions=("barcode-read", "convert"),
    examples=(
        Example("A link", {"text": "https://example.com/"}),
        Example(
            "Round and colourful",
            {
                "text": "https://example.com/",
                "size": 600,
                "errorCorrection": "Q",
                "dots": "extra-rounded",
                "cornerFrame": "extra-rounded",
                "cornerDot": "dot",
                "foreground": "#1a237e",
                "gradient": "linear",
                "gradientColor": "#ad1457",
                "gradientRotation": 45,
            },
        ),
    ),
)
def qr_generate(logo: Image | None, settings: QrGenerateSettings, context: Context) -> Image | OutputFile:
    """Make a QR code of a text: plain or styled, with a logo if there is one.

    It is read again before it is given. Error correction, and if need be the number of modules, is raised as far as a
    logo needs it; a logo that is too large even so is refused.
    """
    address = embedded(_reduced(logo).pixels) if logo else None
    for level, version in _attempts(settings) if logo else [(settings.error_correction, None)]:
        matrix = _matrix(settings.text, level, version)
        whole = len(matrix) + 2 * settings.quiet_zone
        side = settings.size if settings.size >= whole else whole * _LEAST_SCALE
        placed = _placed(logo, address, len(matrix), side / whole, settings) if logo and address else None
        sketch = draw(matrix, min(side, _CHECKED_SIDE), settings.quiet_zone, _style(settings), placed)
        readable = _reads(drawn(sketch), settings.text)
        if readable:
            break
    if logo and not readable:
        raise ToolError(
            "the code cannot be read with a logo of this size on it; choose a smaller logo, or a larger code"
        )
    warnings = [] if readable else [_UNREADABLE]
    if level != settings.error_correction:
        warnings.append(f"Error correction was raised from {settings.error_correction} to {level} because of the logo.")
    text = draw(matrix, side, settings.quiet_zone, _style(settings), placed)
    if settings.format == "svg":
        path = context.scratch / "code.svg"
        path.write_text(text, encoding="utf-8")
        return OutputFile(path, "qrcode.svg", tuple(warnings))
    image = Image.new(drawn(text))
    intent = replace(image.intent, format=settings.format, stem="qrcode", metadata="strip")
    return replace(image.with_intent(intent), warnings=tuple(warnings))


def _attempts(settings: QrGenerateSettings) -> Iterator[tuple[Level, int | None]]:
    """Give levels of error correction, rising, and then versions with more modules, of which a logo hides fewer."""
    for level in _LEVELS[_LEVELS.index(settings.error_correction) :]:
        yield level, None
    smallest = int(_code(settings.text, "H", None).version)
    for version in range(smallest + 1, min(smallest + _MORE_VERSIONS, _LAST_VERSION) + 1):
        yield "H", version


def _code(text: str, level: Level, version: int | None) -> "segno.QRCode":
    import segno

    try:
        return segno.make_qr(text, error=level, version=version, boost_error=False, encoding=_encoding(text))
    except segno.DataOverflowError as error:
        raise ToolError(
            f"the text is too long for error correction {level}; shorten it or choose a lower level"
        ) from error


def _matrix(text: str, level: Level, version: int | None) -> Matrix:
    return tuple(tuple(bool(module) for module in row) for row in _code(text, level, version).matrix)


def _encoding(text: str) -> str | None:
    """Give the encoding of what is not plain ASCII: scanners take it for UTF-8."""
    return None if text.isascii() else "utf-8"


def _style(settings: QrGenerateSettings) -> Style:
    gradient = None
    if settings.gradient != "none":
        colours = (settings.foreground, settings.gradient_color)
        gradient = Gradient(settings.gradient, colours, settings.gradient_rotation)
    return Style(
        settings.dots,
        settings.corner_frame,
        settings.corner_dot,
        settings.foreground,
        settings.corner_frame_color or settings.foreground,
        settings.corner_dot_color or settings.foreground,
        None if settings.transparent else settings.background,
        gradient,
    )


def _reduced(logo: Image) -> Image:
    """Give the logo no larger than it can be seen."""
    scale = min(1.0, _LOGO_PIXELS / max(logo.width, logo.height))
    return logo.resize(*(max(1, half_up(side * scale)) for side in (logo.width, logo.height)))


def _placed(logo: Image, address: str, modules: int, scale: float, settings: QrGenerateSettings) -> Logo:
    longest = modules * settings.logo_size / max(logo.width, logo.height)
    clear = settings.logo_margin / scale if settings.hide_dots else None
    return Logo(address, logo.width * longest, logo.height * longest, clear)


def _reads(pixels: Pixels, text: str) -> bool:
    """Read the code back as a scanner would, on white paper."""
    import zxingcpp

    shown = flatten(pixels, WHITE).colourspace("b-w")
    # A scanner needs some margin; what it is printed on gives it.
    margin = shown.width // 10
    shown = shown.embed(
        margin, margin, shown.width + 2 * margin, shown.height + 2 * margin, background=255, extend="background"
    )
    found = zxingcpp.read_barcodes(shown.numpy(), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return any(each.bytes == text.encode() for each in found)
