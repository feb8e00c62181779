"""What metadata consists of, whatever container it is in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Category = Literal["exif", "gps", "iptc", "xmp", "icc", "thumbnail", "comment"]
CATEGORIES: tuple[Category, ...] = ("exif", "gps", "iptc", "xmp", "icc", "thumbnail", "comment")

Kind = Literal["exif", "iptc", "xmp", "xmp-extension", "icc", "thumbnail", "comment"]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of metadata of a container.

    `data` is without the container's wrapping: for EXIF a TIFF structure, for XMP the packet, for IPTC the Photoshop
    resources or the datasets themselves. `fixed` says that a replacement must not be longer, `closed` that the block
    can only be kept or left out.
    """

    kind: Kind
    data: bytes
    fixed: bool = False
    closed: bool = False


# Gives what takes the place of a block, None to leave it out.
Change = Callable[[Block], bytes | None]


class DamagedError(Exception):
    """The structure of a container or of its metadata does not hold together."""
