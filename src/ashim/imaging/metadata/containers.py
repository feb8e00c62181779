"""The containers whose metadata can be changed, and what each can hold."""

from collections.abc import Callable, Mapping

from ashim.imaging.errors import EncodeError, InvalidImageError
from ashim.imaging.metadata import gif, heif, jpeg, jxl, png, webp
from ashim.imaging.metadata.blocks import Added, Change, DamagedError, Kind, TooLongError

CONTAINERS: Mapping[str, Callable[[bytes, Change, Added], bytes]] = {
    "jpeg": jpeg.rewrite,
    "png": png.rewrite,
    "webp": webp.rewrite,
    "heif": heif.rewrite,
    "avif": heif.rewrite,
    "jxl": jxl.rewrite,
    "gif": gif.rewrite,
}
# What can be put into a file that has none.
ADDABLE: Mapping[str, frozenset[Kind]] = {
    "jpeg": frozenset({"exif", "xmp", "iptc", "comment"}),
    "png": frozenset({"exif", "xmp", "iptc", "comment"}),
    "webp": frozenset({"exif", "xmp", "icc"}),
    "heif": frozenset({"exif", "xmp"}),
    "avif": frozenset({"exif", "xmp"}),
    "jxl": frozenset({"exif", "xmp"}),
    "gif": frozenset({"xmp", "comment", "icc"}),
}
DAMAGED = "failed to read image metadata: the file is damaged or of a rare kind"


def rewrite(data: bytes, format_id: str, change: Change, *, added: Added | None = None) -> bytes:
    """Give the file with each block of its metadata replaced by what `change` makes of it, None to leave it out.

    `added` are blocks to put in, of kinds that the file has none of and that ADDABLE names for its format. Not for
    TIFF, whose tags have no blocks. Raises InvalidImageError when the container is damaged or of another kind,
    EncodeError when a block is longer than the container can hold.
    """
    container = CONTAINERS.get(format_id)
    if container is None:
        raise InvalidImageError(f"metadata of {format_id} files cannot be edited by itself")
    stray = set(added or ()) - ADDABLE[format_id]
    if stray:
        raise EncodeError(f"{format_id} files cannot hold {', '.join(sorted(stray))}")
    try:
        return container(data, change, added or {})
    except DamagedError as error:
        raise InvalidImageError(DAMAGED) from error
    except TooLongError as error:
        raise EncodeError(str(error)) from error
