"""Fingerprints and their index; all pairs are the oracle of the index."""

import random
from itertools import combinations

import numpy as np
import pytest
import pyvips

from ashim.imaging.fingerprint import BITS, Fingerprint, HammingIndex, fingerprint, groups
from tests.corpus import Array
from tests.photos import photo

RANDOM = random.Random(4)  # noqa: S311


def of(array: Array) -> Fingerprint:
    return fingerprint(pyvips.Image.new_from_array(array))


def flipped(number: int, bits: int) -> int:
    for bit in RANDOM.sample(range(BITS), bits):
        number ^= 1 << bit
    return number


@pytest.mark.parametrize("radius", [0, 2, 8, 20])
def test_the_index_finds_what_comparing_with_all_finds(radius: int) -> None:
    numbers = [RANDOM.getrandbits(BITS) for _ in range(60)]
    numbers += [flipped(RANDOM.choice(numbers), RANDOM.randint(0, 24)) for _ in range(200)]
    index = HammingIndex(radius)
    for number in numbers:
        index.add(number)
    for number in numbers[::5]:
        assert index.near(number) == {each for each in numbers if (each ^ number).bit_count() <= radius}


def test_groups_are_connected_components() -> None:
    first = RANDOM.getrandbits(BITS)
    chain = [first]
    for step in range(4):
        chain.append(chain[-1] ^ (0x3F << step * 6))
    strangers = [RANDOM.getrandbits(BITS) for _ in range(20)]
    bits = [strangers[0], *chain[::-1], *strangers[1:]]
    prints = [Fingerprint(each, (), None) for each in bits]
    assert max((one ^ other).bit_count() for one, other in combinations(chain, 2)) == 24
    assert groups(prints, 6, turned=False) == [[1, 2, 3, 4, 5]]
    assert groups(prints, 5, turned=False) == []


def test_copies_are_near_and_strangers_far() -> None:
    photos = [photo("astronaut"), photo("coffee"), photo("chelsea"), photo("rocket")]
    prints = [of(each) for each in photos]
    for each, whole in zip(photos, prints, strict=True):
        bright = np.clip(each.astype(float) * 1.15 + 8, 0, 255).astype(np.uint8)
        for copy, most in ((each[::2, ::2], 8), (bright, 12), (each[4:-4, 4:-4], 12)):
            assert whole.distance(of(np.ascontiguousarray(copy)), turned=False) <= most
        turned = of(np.ascontiguousarray(np.rot90(each)[:, ::-1]))
        assert whole.distance(turned, turned=True) <= 4
        assert whole.distance(turned, turned=False) > 20
    for one, other in combinations(prints, 2):
        assert one.distance(other, turned=True) > 30


def test_a_plain_picture_has_nothing_but_its_colour() -> None:
    plain = np.full((50, 50, 3), (200, 10, 30), np.uint8)
    plain[::7, ::5] += 1
    assert of(plain).plain == (200, 10, 30)
    assert groups([of(plain), of(plain * 0)], 20, turned=False) == []
