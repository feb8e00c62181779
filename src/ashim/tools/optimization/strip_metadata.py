"""The strip-metadata tool."""

from typing import Any

from pydantic import Field

from ashim.imaging import FORMATS, metadata, sniff
from ashim.imaging.metadata import CATEGORIES, EDITABLE, Category
from ashim.tools import Context, Example, OutputFile, Report, Settings, SourceFile, ToolError, operation, tool, ui
from ashim.tools.plain_values import plain_date, plain_value

NO_JPEG = "The JPEG file that this JPEG XL file was made from can no longer be made from it."
_EACH: dict[str, tuple[Category, ...]] = {
    "strip_exif": ("exif", "thumbnail"),
    "strip_gps": ("gps",),
    "strip_icc": ("icc",),
    "strip_xmp": ("xmp",),
    "strip_iptc": ("iptc",),
    "strip_comments": ("comment",),
}


class StripMetadataSettings(Settings):
    """Which metadata goes."""

    strip_all: bool = Field(
        True,
        title="Remove all",
        description="Remove everything that is no picture. A colour profile other than sRGB stays unless it is "
        "chosen by itself, because the colours would change.",
        json_schema_extra=ui(widget="checkbox"),
    )
    strip_exif: bool = Field(
        False,
        title="EXIF",
        description="Remove camera, lens, exposure, dates, GPS and the thumbnail.",
        json_schema_extra=ui(widget="checkbox", visibleIf={"stripAll": False}),
    )
    strip_gps: bool = Field(
        False,
        title="GPS",
        description="Remove coordinates and place names, wherever they are.",
        json_schema_extra=ui(widget="checkbox", visibleIf={"stripAll": False}),
    )
    strip_icc: bool = Field(
        False,
        title="ICC",
        description="Remove the colour profile; a picture with more colours than sRGB looks different without it.",
        json_schema_extra=ui(widget="checkbox"),
    )
    strip_xmp: bool = Field(
        False,
        title="XMP",
        description="Remove titles, ratings, keywords and the history of editing.",
        json_schema_extra=ui(widget="checkbox", visibleIf={"stripAll": False}),
    )
    strip_iptc: bool = Field(
        False,
        title="IPTC",
        description="Remove headlines, bylines and keywords of news agencies.",
        json_schema_extra=ui(widget="checkbox", visibleIf={"stripAll": False}),
    )
    strip_comments: bool = Field(
        False,
        title="Comments",
        description="Remove free text.",
        json_schema_extra=ui(widget="checkbox", visibleIf={"stripAll": False}),
    )


class StripInspection(Report):
    """The metadata of a file by group; groups that the file does not have are absent."""

    filename: str
    file_size: int
    exif: dict[str, Any] | None = None
    gps: dict[str, Any] | None = None
    icc: dict[str, str] | None = None
    xmp: dict[str, str | list[str]] | None = None
    iptc: dict[str, str | list[str]] | None = None
    comments: int | None = Field(None, description="How many bytes of comments there are.")
    exif_error: str | None = None


@tool(
    icon="eraser",
    name="Remove Metadata",
    order=20,
    display="no-comparison",
    keywords=("exif", "gps", "location", "privacy", "anonymous", "icc", "xmp", "iptc", "clean"),
    suggestions=("compress", "convert"),
    examples=(Example("Everything", {}), Example("Only the location", {"stripAll": False, "stripGps": True})),
)
def strip_metadata(file: SourceFile, settings: StripMetadataSettings, context: Context) -> OutputFile:
    """Delete EXIF, GPS, ICC, XMP, IPTC and comments from a file without touching the picture.

    The coded pixels stay byte for byte as they are. How the picture is turned stays, too, and so does what an HDR
    picture needs to be shown.
    """
    format_id = editable_format(file)
    data = file.path.read_bytes()
    categories = {category for field, each in _EACH.items() if getattr(settings, field) for category in each}
    warnings: list[str] = []
    profile = metadata.profile(data, format_id)
    if profile and not metadata.is_srgb(profile):
        name = metadata.profile_name(profile) or "without a name"
        if settings.strip_icc:
            warnings.append(f"Without its colour profile ({name}) the picture may look different.")
        elif settings.strip_all:
            warnings.append(f"The colour profile ({name}) was kept: without it the colours would look different.")
    if settings.strip_all:
        categories |= set(CATEGORIES) - ({"icc"} if warnings and not settings.strip_icc else set())
    stripped = metadata.without(data, format_id, categories)
    if stripped == data:
        return OutputFile(file.path, file.name, tuple(warnings))
    if format_id == "jxl" and metadata.rebuilds_jpeg(data):
        warnings.append(NO_JPEG)
    path = context.scratch / "stripped"
    path.write_bytes(stripped)
    return OutputFile(path, file.name, tuple(warnings))


def editable_format(file: SourceFile) -> str:
    """Give the id of the file's format. Raises ToolError when its metadata cannot be changed by itself."""
    found = sniff(file.path, file.name)
    if found.id not in EDITABLE:
        names = ", ".join(each.name for each in FORMATS.values() if each.id in EDITABLE)
        raise ToolError(f"metadata of {found.name} files cannot be changed; convert the picture to one of {names}")
    return found.id


class InspectSettings(Settings):
    """There is nothing to set."""


@operation(strip_metadata)
def inspect(file: SourceFile, settings: InspectSettings) -> StripInspection:
    """Report the metadata found in a file.

    Dates are as in ISO 8601, coordinates also as decimals.
    """
    format_id = editable_format(file)
    data = file.path.read_bytes()
    found = metadata.contents(data, format_id)
    exif = {each.name: plain_date(each) for each in found.fields if each.where != "gps"}
    gps: dict[str, Any] = {each.name: plain_value(each.value) for each in found.fields if each.where == "gps"}
    decimals = {"_latitude": found.latitude, "_longitude": found.longitude, "_altitude": found.altitude}
    gps |= {key: value for key, value in decimals.items() if value is not None}
    comments = [each.bytes for each in metadata.inspect(data, format_id) if each.category == "comment"]
    groups: dict[str, Any] = {
        "exif": exif,
        "gps": gps,
        "icc": found.profile_facts,
        "xmp": found.xmp,
        "iptc": found.iptc,
        "comments": sum(comments),
        "exif_error": "EXIF is packed or damaged and could not be read." if "exif" in found.unread else None,
    }
    present = {key: value for key, value in groups.items() if value}
    return StripInspection(filename=file.name, file_size=len(data), **present)
