"""Single fields set and removed, EXIF, XMP and IPTC kept in step, the coded pixels byte for byte the same.

Where a field lives in several kinds of metadata, the guidelines of the Metadata Working Group (2.0, chapter 5) are
followed: its own kind is always written, the others where they hold the field already. A file that cannot hold a kind
gets XMP instead.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Literal

from ashim.imaging.errors import EncodeError, InvalidImageError
from ashim.imaging.metadata import exif_fields
from ashim.imaging.metadata.blocks import DamagedError
from ashim.imaging.metadata.carrier import Carrier
from ashim.imaging.metadata.containers import DAMAGED
from ashim.imaging.metadata.exif_fields import TagValue, Where
from ashim.imaging.metadata.xmp_fields import Container

_DATE = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?")
_ZONE = re.compile(r"(?<=^\d{6})[+-]\d{4}$")
_GROUPS: Mapping[str, tuple[Where, ...]] = {
    "exif": exif_fields.PLACES,
    "ifd0": ("ifd0",),
    "exififd": ("exif",),
    "gps": ("gps",),
    "interopifd": ("interop",),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be changed: None and nothing leave a field as it is.

    Dates are `YYYY:MM:DD HH:MM:SS`, also with `-` and `T`; `shift_minutes` is added to those that are there, before
    `all_dates` is set. Coordinates are degrees north and east, the altitude metres above the sea. `remove` are names of
    fields, `Name` or `Group:Name` as ExifTool has them, where `all` is a whole group; they go before others are set.
    """

    title: str | None = None
    artist: str | None = None
    copyright: str | None = None
    description: str | None = None
    software: str | None = None
    modified: str | None = None
    taken: str | None = None
    all_dates: str | None = None
    shift_minutes: int = 0
    clear_location: bool = False
    location: tuple[float, float] | None = None
    altitude: float | None = None
    keywords: tuple[str, ...] = ()
    replace_keywords: bool = False
    object_name: str | None = None
    headline: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    remove: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is to be changed."""
        left_out = ("replace_keywords",)
        return all(getattr(self, each.name) == each.default for each in fields(self) if each.name not in left_out)


@dataclass(frozen=True, slots=True)
class _Homes:
    """Where a field of text lives, its own kind of metadata first."""

    own: Literal["exif", "xmp", "iptc"]
    xmp: str
    container: Container | None = None
    exif: tuple[Where, int] | None = None
    iptc: str | None = None


_TEXTS: Mapping[str, _Homes] = {
    "description": _Homes("exif", "dc:description", "Alt", ("ifd0", 270), "Caption-Abstract"),
    "artist": _Homes("exif", "dc:creator", "Seq", ("ifd0", 315), "By-line"),
    "copyright": _Homes("exif", "dc:rights", "Alt", ("ifd0", 33432), "CopyrightNotice"),
    "software": _Homes("exif", "xmp:CreatorTool", None, ("ifd0", 305), "OriginatingProgram"),
    "title": _Homes("xmp", "dc:title", "Alt", None, "ObjectName"),
    "object_name": _Homes("iptc", "dc:title", "Alt", None, "ObjectName"),
    "headline": _Homes("iptc", "photoshop:Headline", None, None, "Headline"),
    "city": _Homes("iptc", "photoshop:City", None, None, "City"),
    "state": _Homes("iptc", "photoshop:State", None, None, "Province-State"),
    "country": _Homes("iptc", "photoshop:Country", None, None, "Country-PrimaryLocationName"),
}
# The three dates: EXIF's directory and tag, and the properties of XMP that say the same.
_MODIFIED: tuple[Where, int] = ("ifd0", 306)
_TAKEN: tuple[Where, int] = ("exif", 36867)
_DIGITISED: tuple[Where, int] = ("exif", 36868)
_DATES: Mapping[tuple[Where, int], tuple[str, ...]] = {
    _MODIFIED: ("xmp:ModifyDate",),
    _TAKEN: ("photoshop:DateCreated", "exif:DateTimeOriginal"),
    _DIGITISED: ("xmp:CreateDate", "exif:DateTimeDigitized"),
}


@dataclass(frozen=True, slots=True)
class Edited:
    """The file as it became, and what could not be done as asked."""

    data: bytes
    warnings: tuple[str, ...]


def edited(data: bytes, format_id: str, edit: Edit) -> Edited:
    """Give the file with the fields changed; the same bytes when nothing is to be.

    Raises InvalidImageError when the container is damaged or cannot be edited, EncodeError for a date that is none,
    and for values that do not fit.
    """
    if edit.empty:
        return Edited(data, ())
    try:
        carrier = Carrier(data, format_id)
        editor = _Editor(carrier)
        editor.apply(edit)
        fixed = [f"{kind.upper()} is packed or damaged, so that it stays as it is." for kind in sorted(carrier.fixed)]
        return Edited(carrier.written(), (*fixed, *editor.warnings))
    except DamagedError as error:
        raise InvalidImageError(DAMAGED) from error


def moment(text: str) -> datetime:
    """Read a date and time, without a zone. Raises EncodeError, which says how dates are written."""
    found = _DATE.fullmatch(text.strip())
    if found:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        with suppress(ValueError):
            return datetime(year, month, day, hour, minute, second)
    raise EncodeError(f"{text!r} is not a date; write it as YYYY:MM:DD HH:MM:SS")


class _Editor:
    """Applies an edit to what a file carries."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._values: dict[Where, dict[int, TagValue]] = {}
        self.warnings: list[str] = []

    def apply(self, edit: Edit) -> None:
        for name in edit.remove:
            if not self._remove(name):
                self.warnings.append(f"There is no field {name} in this file.")
        two_titles = edit.title is not None and edit.object_name is not None
        for field, homes in _TEXTS.items():
            text = getattr(edit, field)
            if text is not None:
                self._set_text(homes, text, alone=two_titles and homes.iptc == "ObjectName")
        if edit.shift_minutes:
            self._shift(timedelta(minutes=edit.shift_minutes))
        for text, dates in ((edit.modified, (_MODIFIED,)), (edit.taken, (_TAKEN,)), (edit.all_dates, tuple(_DATES))):
            if text is not None:
                for date in dates:
                    self._set_date(date, moment(text))
        if edit.clear_location:
            self._clear_location()
        else:
            self._set_location(edit.location, edit.altitude)
        if edit.keywords or edit.replace_keywords:
            self._set_keywords(edit.keywords, replace=edit.replace_keywords)
        if self._values:
            exif_fields.put(self._carrier.tiff, self._values)

    def _set_text(self, homes: _Homes, text: str, *, alone: bool) -> None:
        """Set a field in its own kind of metadata and, unless that is to be changed `alone`, wherever else it is."""
        carrier = self._carrier
        own = homes.own if carrier.holds(homes.own) else "xmp"
        if homes.exif and own == "exif":
            self._put(homes.exif, exif_fields.text_value(text))
        if own == "xmp" or (not alone and carrier.xmp.get(homes.xmp)):
            carrier.xmp.set(homes.xmp, [text], homes.container)
            carrier.xmp_changed = True
        if homes.iptc and (own == "iptc" or (not alone and carrier.iptc.get(homes.iptc))):
            self._set_iptc(homes.iptc, [text])

    def _set_iptc(self, name: str, texts: Iterable[str]) -> None:
        if self._carrier.iptc.set(name, list(texts)):
            self.warnings.append(f"IPTC {name} was cut to the length that the standard allows.")
        self._carrier.iptc_changed = True

    def _put(self, place: tuple[Where, int], value: TagValue) -> None:
        self._values.setdefault(place[0], {})[place[1]] = value

    def _set_date(self, date: tuple[Where, int], when: datetime) -> None:
        carrier = self._carrier
        in_exif = carrier.holds("exif")
        if in_exif:
            self._put(date, exif_fields.text_value(f"{when:%Y:%m:%d %H:%M:%S}"))
        for index, name in enumerate(_DATES[date]):
            old = carrier.xmp.get(name)
            if old or (not in_exif and index == 0):
                dated = next((match for each in old if (match := _DATE.match(each))), None)
                zone = dated.string[dated.end() :] if dated else ""
                carrier.xmp.set(name, [f"{when:%Y-%m-%dT%H:%M:%S}{zone}"])
                carrier.xmp_changed = True
        if date == _TAKEN and carrier.iptc.get("DateCreated"):
            self._set_iptc("DateCreated", [f"{when:%Y%m%d}"])
            for time in carrier.iptc.get("TimeCreated")[:1]:
                offset = _ZONE.search(time)
                self._set_iptc("TimeCreated", [f"{when:%H%M%S}{offset[0] if offset else ''}"])

    def _shift(self, by: timedelta) -> None:
        carrier = self._carrier
        shifted = False
        for date, names in _DATES.items():
            stored = [
                exif_fields.text(carrier.tiff, *date) or "",
                *(text for each in names for text in carrier.xmp.get(each)),
            ]
            found = next((match for text in stored if (match := _DATE.match(text))), None)
            if found:
                self._set_date(date, moment(found[0]) + by)
                shifted = True
        if not shifted:
            self.warnings.append("There are no dates in this file that could be shifted.")

    def _clear_location(self) -> None:
        carrier = self._carrier
        exif_fields.remove_location(carrier.tiff)
        for name in [each for each in carrier.xmp.all() if each.startswith("exif:GPS")]:
            carrier.xmp.remove(name.split(".")[0])
            carrier.xmp_changed = True

    def _set_location(self, location: tuple[float, float] | None, altitude: float | None) -> None:
        carrier = self._carrier
        in_exif = carrier.holds("exif")
        if location is not None:
            latitude, longitude = location
            if in_exif:
                values = exif_fields.location_values(carrier.tiff, latitude, longitude)
                self._values.setdefault("gps", {}).update(values)
            if not in_exif or carrier.xmp.get("exif:GPSLatitude"):
                carrier.xmp.set("exif:GPSLatitude", [_xmp_angle(latitude, "NS")])
                carrier.xmp.set("exif:GPSLongitude", [_xmp_angle(longitude, "EW")])
                carrier.xmp_changed = True
        if altitude is not None:
            if in_exif:
                self._values.setdefault("gps", {}).update(exif_fields.altitude_values(carrier.tiff, altitude))
            if not in_exif or carrier.xmp.get("exif:GPSAltitude"):
                carrier.xmp.set("exif:GPSAltitude", [f"{round(abs(altitude) * 1000)}/1000"])
                carrier.xmp.set("exif:GPSAltitudeRef", ["1" if altitude < 0 else "0"])
                carrier.xmp_changed = True

    def _set_keywords(self, keywords: tuple[str, ...], *, replace: bool) -> None:
        carrier = self._carrier
        in_xmp = [] if replace else carrier.xmp.get("dc:subject")
        carrier.xmp.set("dc:subject", list(dict.fromkeys([*in_xmp, *keywords])), "Bag")
        carrier.xmp_changed = True
        if carrier.holds("iptc"):
            in_iptc = [] if replace else carrier.iptc.get("Keywords")
            self._set_iptc("Keywords", dict.fromkeys([*in_iptc, *keywords]))

    def _remove(self, name: str) -> bool:
        """Remove fields by ExifTool's name; gives whether there was any."""
        carrier = self._carrier
        group, _, field = name.lower().rpartition(":")
        found = False
        if group == "" or group in _GROUPS:
            found = exif_fields.remove(carrier.tiff, field, _GROUPS.get(group, exif_fields.PLACES))
        if group in ("", "iptc") and carrier.iptc.remove(field):
            found = carrier.iptc_changed = True
        if group in ("", "xmp") or group.startswith("xmp-"):
            prefix = group.removeprefix("xmp").removeprefix("-")
            if carrier.xmp.remove(f"{prefix}:{field}" if prefix else field):
                found = carrier.xmp_changed = True
        if group in ("", "file", "gif") and field == "comment":
            found = carrier.remove_comments() or found
        return found


def _xmp_angle(angle: float, hemispheres: str) -> str:
    """Give degrees as XMP writes them: degrees, and minutes to a hundred-thousandth, with the hemisphere's letter."""
    minutes = round(abs(angle) * 60 * 100_000)
    degrees, rest = divmod(minutes, 60 * 100_000)
    return f"{degrees},{rest / 100_000:.5f}{hemispheres[angle < 0]}"
