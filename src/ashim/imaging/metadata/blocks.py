"""What metadata consists of, whatever container it is in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

Category = Literal["exif", "gps", "iptc", "xmp", "icc", "thumbnail", "comment"]
CATEGORIES: tuple[Category, ...] = ("exif", "gps", "iptc", "xmp", "icc", "thumbnail", "comment")

Kind = Literal["exif", "iptc", "xmp", "xmp-extension", "icc", "thumbnail", "comment"]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of metadata of a container.

    `data` is without the container's wrapping: for EXIF a TIFF structure, for XMP the packet, for IPTC the Photoshop
    resources or the datasets themselves. `closed` says that the block can only be kept or left out, `secondary` that
    it belongs to another picture than the one that is shown: a gain map, a depth map, the second eye.
    """

    kind: Kind
    data: bytes
    closed: bool = False
    secondary: bool = False


# Gives what takes the place of a block, None to leave it out.
Change = Callable[[Block], bytes | None]
# Blocks to put into a file that has none of their kind.
Added = Mapping[Kind, bytes]


class DamagedError(Exception):
    """The structure of a container or of its metadata does not hold together."""


class TooLongError(Exception):
    """A block is longer than its container can hold. The message says which, and what the limit is."""
