"""Fingerprints of pictures, by which near copies are found, and an index of them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from ashim.imaging import colour, frames
from ashim.imaging.colour import Colour
from ashim.imaging.vips import Pixels

BITS = 128
_PARTS = 8
_PART_BITS = BITS // _PARTS
_SIDE = 32
_FREQUENCIES = 8
# Neighbours count as equally bright when they differ by no more, of 255: a plain ground has only noise.
_NOISE = 2.0
# Below this standard deviation, of 255, a picture has no structure to compare.
_FLAT = 2.0
_GROUND = Colour(128, 128, 128)

Plane = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a picture looks like, in 128 bits. Copies differ in few bits, unrelated pictures in about 64.

    `turned` are those of the picture turned and mirrored. `plain` is the mean colour of a picture that has no
    structure: its bits say nothing.
    """

    bits: int
    turned: tuple[int, ...]
    plain: tuple[int, ...] | None

    def distance(self, other: "Fingerprint", *, turned: bool) -> int:
        """Give in how many bits the two differ, at best, if the other may be turned and mirrored."""
        return min((self.bits ^ bits).bit_count() for bits in (other.bits, *(other.turned if turned else ())))


def fingerprint(pixels: Pixels) -> Fingerprint:
    """Give the fingerprint of the first frame; transparent parts count as grey.

    64 bits are the signs of its lowest frequencies against their median (the discrete cosine transform of 32 by 32
    pixels), 64 tell whether a pixel of 9 by 8 is brighter than the next.
    """
    still = colour.flatten(colour.to_8_bit(colour.to_srgb(frames.first(pixels))), _GROUND)
    small = frames.scale(still, _SIDE, _SIDE).numpy().astype(np.float32)
    luma = small @ np.array([0.299, 0.587, 0.114], np.float32)
    plain = tuple(int(value) for value in np.rint(small.mean(axis=(0, 1)))) if luma.std() < _FLAT else None
    ways = [np.rot90(side, turns) for side in (luma, luma[:, ::-1]) for turns in range(4)]
    bits, *turned = (_bits(np.ascontiguousarray(way)) for way in ways)
    return Fingerprint(bits, tuple(turned), plain)


def _bits(luma: Plane) -> int:
    import cv2

    cv2.setNumThreads(1)
    low = cv2.dct(luma)[:_FREQUENCIES, :_FREQUENCIES]
    rows = cv2.resize(luma, (9, 8), interpolation=cv2.INTER_AREA)
    signs = np.concatenate([(low > np.median(low)).ravel(), (rows[:, :-1] > rows[:, 1:] + _NOISE).ravel()])
    return int.from_bytes(np.packbits(signs).tobytes(), "big")


class HammingIndex:
    """Finds numbers of 128 bits that differ from one in few bits, without comparing it with all.

    Multi-index hashing (Norouzi, Punjani and Fleet, 2012): numbers that differ in at most `radius` bits agree, but for
    an eighth of that, in one of their eight parts of 16 bits.
    """

    def __init__(self, radius: int) -> None:
        self._radius = radius
        self._masks = [
            sum(1 << bit for bit in bits)
            for count in range(radius // _PARTS + 1)
            for bits in combinations(range(_PART_BITS), count)
        ]
        self._tables: list[dict[int, list[int]]] = [defaultdict(list) for _ in range(_PARTS)]

    def add(self, number: int) -> None:
        """Add a number."""
        for table, part in zip(self._tables, _parts(number), strict=True):
            table[part].append(number)

    def near(self, number: int) -> set[int]:
        """Give the numbers that differ in at most `radius` bits."""
        candidates = {
            found
            for table, part in zip(self._tables, _parts(number), strict=True)
            for mask in self._masks
            for found in table.get(part ^ mask, ())
        }
        return {found for found in candidates if (found ^ number).bit_count() <= self._radius}


def _parts(number: int) -> Iterator[int]:
    for part in range(_PARTS):
        yield number >> (part * _PART_BITS) & ((1 << _PART_BITS) - 1)


def groups(prints: Sequence[Fingerprint], radius: int, *, turned: bool) -> list[list[int]]:
    """Give the positions of pictures that are connected by fingerprints of at most `radius` different bits.

    Positions rise within a group, and so do the groups by their first. Plain pictures are left out.
    """
    members: dict[int, list[int]] = defaultdict(list)
    index = HammingIndex(radius)
    for position, each in enumerate(prints):
        if each.plain is None:
            if each.bits not in members:
                index.add(each.bits)
            members[each.bits].append(position)
    parents = list(range(len(prints)))

    def root(position: int) -> int:
        while parents[position] != position:
            parents[position] = parents[parents[position]]
            position = parents[position]
        return position

    for positions in members.values():
        first = prints[positions[0]]
        for bits in (first.bits, *(first.turned if turned else ())):
            for found in index.near(bits):
                for other in members[found] if found == first.bits else members[found][:1]:
                    low, high = sorted((root(positions[0]), root(other)))
                    parents[high] = low
    found_groups: dict[int, list[int]] = defaultdict(list)
    for positions in members.values():
        for position in positions:
            found_groups[root(position)].append(position)
    return sorted(sorted(group) for group in found_groups.values() if len(group) > 1)
