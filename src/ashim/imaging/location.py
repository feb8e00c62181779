"""Take the place where a picture was taken out of the metadata that its pixels carry."""

from ashim.imaging.metadata import exif, iptc, xmp
from ashim.imaging.vips import Pixels, has_field, with_blobs, with_fields


def without_location(pixels: Pixels) -> Pixels:
    """Give the pixels without EXIF's GPS directory and without place names and coordinates in XMP and IPTC."""
    changes = {"exif-data": exif.without_location, "xmp-data": xmp.without_location, "iptc-data": iptc.without_location}
    blobs = {name: change(bytes(pixels.get(name))) for name, change in changes.items() if has_field(pixels, name)}
    gps = tuple(name for name in pixels.get_fields() if name.startswith("exif-ifd3-"))
    return with_fields(with_blobs(pixels, blobs), {}, without=gps)
