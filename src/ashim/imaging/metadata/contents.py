"""What metadata say: the fields of EXIF, GPS, IPTC and XMP, and the facts of the profile."""

from dataclasses import dataclass

from ashim.imaging.errors import InvalidImageError
from ashim.imaging.metadata import exif_fields, icc
from ashim.imaging.metadata.blocks import Block, DamagedError, Kind
from ashim.imaging.metadata.carrier import Carrier
from ashim.imaging.metadata.containers import CONTAINERS, DAMAGED, rewrite
from ashim.imaging.metadata.exif_fields import Field, Value
from ashim.imaging.metadata.tiff import Tiff

_PROFILE_TAG = 34675


@dataclass(frozen=True, slots=True)
class Contents:
    """The metadata of the picture that is shown.

    `fields` are EXIF's. Coordinates are degrees north and east, the altitude metres above the sea, None where they are
    not said. `unread` are the kinds of metadata that are damaged or packed in a way that cannot be read.
    """

    fields: tuple[Field, ...]
    iptc: dict[str, str | list[str]]
    xmp: dict[str, str | list[str]]
    profile: bytes
    latitude: float | None
    longitude: float | None
    altitude: float | None
    unread: frozenset[Kind]

    @property
    def keywords(self) -> tuple[str, ...]:
        """The keywords of IPTC and XMP, each once."""
        found = [self.iptc.get("Keywords", []), self.xmp.get("dc:subject", [])]
        return tuple(dict.fromkeys(word for words in found if isinstance(words, list) for word in words))

    @property
    def profile_facts(self) -> dict[str, str]:
        """Labels and values of the profile, for a person."""
        return icc.facts(self.profile)


def contents(data: bytes, format_id: str) -> Contents:
    """Read the metadata of a file. Raises InvalidImageError when the container is damaged or cannot be looked into."""
    try:
        carrier = Carrier(data, format_id)
        fields = tuple(exif_fields.fields(carrier.tiff))
    except DamagedError as error:
        raise InvalidImageError(DAMAGED) from error
    gps = {field.name: field.value for field in fields if field.where == "gps"}
    xmp = carrier.xmp.all()
    return Contents(
        fields=fields,
        iptc=carrier.iptc.all(),
        xmp=xmp,
        profile=profile(data, format_id),
        latitude=_angle(gps.get("GPSLatitude"), gps.get("GPSLatitudeRef"), xmp.get("exif:GPSLatitude")),
        longitude=_angle(gps.get("GPSLongitude"), gps.get("GPSLongitudeRef"), xmp.get("exif:GPSLongitude")),
        altitude=_altitude(gps.get("GPSAltitude"), gps.get("GPSAltitudeRef")),
        unread=frozenset(carrier.fixed),
    )


def profile(data: bytes, format_id: str) -> bytes:
    """Give the ICC profile; nothing when there is none. Raises InvalidImageError for a damaged container."""
    found: list[bytes] = []

    def note(block: Block) -> bytes:
        if block.kind == "icc":
            found.append(block.data)
        return block.data

    if format_id in CONTAINERS:
        rewrite(data, format_id, note)
    elif format_id == "tiff":
        try:
            tiff = Tiff(data)
            found += [tiff.value(entry) for each in tiff.chain()[:1] if (entry := each.get(_PROFILE_TAG))]
        except DamagedError as error:
            raise InvalidImageError(DAMAGED) from error
    return found[0] if found else b""


def _angle(value: Value | None, reference: Value | None, in_xmp: str | list[str] | None) -> float | None:
    """Give degrees from EXIF's three numbers and hemisphere, or from XMP's text."""
    if isinstance(value, list) and len(value) == 3:
        angle = value[0] + value[1] / 60 + value[2] / 3600
        return round(-angle if reference in ("S", "W") else angle, 8)
    if isinstance(in_xmp, str) and in_xmp[-1:] in ("N", "S", "E", "W"):
        try:
            parts = [float(part) for part in in_xmp[:-1].split(",")]
        except ValueError:
            return None
        angle = sum(part / 60.0**index for index, part in enumerate(parts))
        return round(-angle if in_xmp[-1] in "SW" else angle, 8)
    return None


def _altitude(value: Value | None, reference: Value | None) -> float | None:
    if not isinstance(value, int | float):
        return None
    return -value if reference in (1, b"\1") else value
