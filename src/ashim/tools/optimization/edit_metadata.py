"""The edit-metadata tool."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from ashim.imaging import EncodeError
from ashim.imaging.metadata import Edit, contents, edited, moment, rebuilds_jpeg
from ashim.tools import Context, Example, OutputFile, Report, Settings, SourceFile, operation, tool, ui
from ashim.tools.optimization.strip_metadata import NO_JPEG, InspectSettings, editable_format
from ashim.tools.plain_values import plain_value

_LONGEST = 10_000


def _check_date(text: str) -> str:
    try:
        return text and f"{moment(text):%Y:%m:%d %H:%M:%S}"
    except EncodeError as error:
        raise ValueError(str(error)) from error


Text = Annotated[str, Field(max_length=_LONGEST), AfterValidator(lambda text: text.replace("\0", ""))]
Date = Annotated[Text, AfterValidator(_check_date)]
Name = Annotated[str, Field(max_length=200, pattern=r"^[a-zA-Z0-9:_-]+$")]


def _text(title: str, description: str, group: str, *, placeholder: str = "") -> Any:
    hints = ui(widget="text", group=group, placeholder=placeholder) if placeholder else ui(widget="text", group=group)
    return Field(None, title=title, description=description, json_schema_extra=hints)


class EditMetadataSettings(Settings):
    """What is written, shifted and deleted. Empty text leaves a field as it is; `fieldsToRemove` deletes it."""

    title: Text | None = _text("Title", "The title; also the description when that is empty.", "Basic")
    image_description: Text | None = _text("Description", "What the picture shows.", "Basic")
    artist: Text | None = _text("Artist", "Who made the picture.", "Basic")
    author: Text | None = Field(
        None,
        description="Who made the picture, when the artist is empty.",
        json_schema_extra=ui(widget="text", group="Basic", advanced=True),
    )
    copyright: Text | None = _text("Copyright", "Whose the picture is.", "Basic")
    software: Text | None = _text("Software", "What the picture was made with.", "Basic")
    iptc_title: Text | None = _text("IPTC title", "A short name, at most 64 bytes in IPTC.", "IPTC")
    iptc_headline: Text | None = _text("Headline", "The headline, at most 256 bytes in IPTC.", "IPTC")
    iptc_city: Text | None = _text("City", "The city, at most 32 bytes in IPTC.", "IPTC")
    iptc_state: Text | None = _text("State", "The state or province, at most 32 bytes in IPTC.", "IPTC")
    iptc_country: Text | None = _text("Country", "The country, at most 64 bytes in IPTC.", "IPTC")
    date_time: Date | None = _text(
        "Modified", "When the file was changed last.", "Dates", placeholder="YYYY:MM:DD HH:MM:SS"
    )
    date_time_original: Date | None = _text(
        "Taken", "When the picture was taken.", "Dates", placeholder="YYYY:MM:DD HH:MM:SS"
    )
    set_all_dates: Date | None = _text(
        "All dates",
        "The date of the change, of the picture and of its digitising; set after a shift.",
        "Dates",
        placeholder="YYYY:MM:DD HH:MM:SS",
    )
    date_shift: str | None = Field(
        None,
        pattern=r"^[+-]\d{1,2}:\d{2}$",
        description="Hours and minutes to add to all dates, or to take from them: +1:00, -0:30.",
        json_schema_extra=ui(widget="text", group="Dates", placeholder="+1:00"),
    )
    gps_latitude: float | None = Field(
        None,
        ge=-90,
        le=90,
        title="Latitude",
        description="Degrees north; only together with the longitude.",
        json_schema_extra=ui(widget="number", group="Location", unit="°"),
    )
    gps_longitude: float | None = Field(
        None,
        ge=-180,
        le=180,
        title="Longitude",
        description="Degrees east; only together with the latitude.",
        json_schema_extra=ui(widget="number", group="Location", unit="°"),
    )
    gps_altitude: float | None = Field(
        None,
        ge=-4_000_000,
        le=4_000_000,
        title="Altitude",
        description="Metres above the sea.",
        json_schema_extra=ui(widget="number", group="Location", unit="m"),
    )
    clear_gps: bool = Field(
        False,
        title="Remove all GPS",
        description="Delete the coordinates, whatever is set here.",
        json_schema_extra=ui(widget="checkbox", group="Location"),
    )
    keywords: list[Text] | None = Field(None, max_length=1000, description="Words to find the picture by.")
    keywords_mode: Literal["add", "set"] = Field(
        "add",
        description="Whether keywords are added to those that are there, or take their place.",
        json_schema_extra=ui(widget="segmented", labels={"add": "Add", "set": "Replace"}),
    )
    fields_to_remove: list[Name] = Field(
        default_factory=list,
        max_length=1000,
        description="Names of fields to delete, such as Artist, IPTC:City, XMP-dc:Rights or GPS:all.",
    )


class EditInspection(Report):
    """The fields of a file by ExifTool's names; a group is null when it is empty. Numbers are not formatted."""

    filename: str
    file_size: int
    exif: dict[str, Any] | None
    iptc: dict[str, str | list[str]] | None
    xmp: dict[str, str | list[str]] | None
    gps: dict[str, float] | None
    keywords: list[str]


@tool(
    icon="file-pen",
    order=30,
    display="no-comparison",
    suffix="",
    keywords=("exif", "iptc", "xmp", "gps", "title", "copyright", "keywords", "date", "tags"),
    suggestions=("compress", "convert"),
    examples=(
        Example("Copyright", {"artist": "Jane Doe", "copyright": "© Jane Doe"}),
        Example("An hour later", {"dateShift": "+1:00"}),
        Example("Keywords", {"keywords": ["harbour", "evening"], "keywordsMode": "set"}),
    ),
)
def edit_metadata(file: SourceFile, settings: EditMetadataSettings, context: Context) -> OutputFile:
    """Write, shift or delete EXIF, GPS, IPTC and XMP fields without touching pixels.

    A field that lives in several places is kept in step in all of them. Formats that have no place for EXIF or IPTC get
    XMP instead.
    """
    format_id = editable_format(file)
    data = file.path.read_bytes()
    result = edited(data, format_id, _edit(settings))
    warnings = result.warnings
    if (settings.gps_latitude is None) != (settings.gps_longitude is None) and not settings.clear_gps:
        warnings += ("Latitude and longitude only count together; the one that came alone was left out.",)
    if result.data == data:
        return OutputFile(file.path, file.name, warnings)
    if format_id == "jxl" and rebuilds_jpeg(data):
        warnings += (NO_JPEG,)
    path = context.scratch / "edited"
    path.write_bytes(result.data)
    return OutputFile(path, file.name, warnings)


def _edit(settings: EditMetadataSettings) -> Edit:
    keywords = tuple(dict.fromkeys(word.strip() for word in settings.keywords or () if word.strip()))
    location = None
    if settings.gps_latitude is not None and settings.gps_longitude is not None:
        location = settings.gps_latitude, settings.gps_longitude
    return Edit(
        title=settings.title or None,
        artist=settings.artist or settings.author or None,
        copyright=settings.copyright or None,
        description=settings.image_description or settings.title or None,
        software=settings.software or None,
        modified=settings.date_time or None,
        taken=settings.date_time_original or None,
        all_dates=settings.set_all_dates or None,
        shift_minutes=_minutes(settings.date_shift) if settings.date_shift else 0,
        clear_location=settings.clear_gps,
        location=location,
        altitude=settings.gps_altitude,
        keywords=keywords,
        replace_keywords=settings.keywords_mode == "set" and bool(keywords),
        object_name=settings.iptc_title or None,
        headline=settings.iptc_headline or None,
        city=settings.iptc_city or None,
        state=settings.iptc_state or None,
        country=settings.iptc_country or None,
        remove=tuple(settings.fields_to_remove),
    )


def _minutes(shift: str) -> int:
    hours, minutes = shift[1:].split(":")
    return (int(hours) * 60 + int(minutes)) * (-1 if shift[0] == "-" else 1)


@operation(edit_metadata)
def inspect(file: SourceFile, settings: InspectSettings) -> EditInspection:
    """Report the fields of a file by ExifTool's names."""
    format_id = editable_format(file)
    data = file.path.read_bytes()
    found = contents(data, format_id)
    exif = {each.known_as: plain_value(each.value) for each in found.fields if each.where != "gps"}
    xmp = {_exiftool_name(key): value for key, value in found.xmp.items()}
    places = {"GPSLatitude": found.latitude, "GPSLongitude": found.longitude, "GPSAltitude": found.altitude}
    gps = {key: value for key, value in places.items() if value is not None}
    return EditInspection(
        filename=file.name,
        file_size=len(data),
        exif=exif or None,
        iptc=found.iptc or None,
        xmp=xmp or None,
        gps=gps or None,
        keywords=list(found.keywords),
    )


def _exiftool_name(property_name: str) -> str:
    local = property_name.rpartition(":")[2]
    return local[:1].upper() + local[1:]
