"""Damage files, the way broken disks and hostile people do."""

import random
from collections.abc import Callable

Mutation = Callable[[random.Random, bytearray, bytes], None]

# Sizes, counts and offsets that are on the edge of something.
_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
# Most of what decoders decide on is at the beginning.
_HEAD = 512


def damaged(random_: random.Random, data: bytes, other: bytes) -> bytes:
    """Give the data with one to eight changes, some of them with parts of another file."""
    result = bytearray(data)
    for _ in range(random_.randint(1, 8)):
        random_.choice(_MUTATIONS)(random_, result, other)
    return bytes(result)


def _place(random_: random.Random, data: bytearray) -> int:
    end = len(data) if random_.random() < 0.5 else min(_HEAD, len(data))
    return random_.randrange(end) if end else 0


def _byte(random_: random.Random, data: bytearray, _: bytes) -> None:
    if data:
        data[_place(random_, data)] = random_.randrange(256)


def _bit(random_: random.Random, data: bytearray, _: bytes) -> None:
    if data:
        data[_place(random_, data)] ^= 1 << random_.randrange(8)


def _number(random_: random.Random, data: bytearray, _: bytes) -> None:
    size = random_.choice((1, 2, 4))
    value = random_.choice(_NUMBERS) & ((1 << 8 * size) - 1)
    start = _place(random_, data)
    data[start : start + size] = value.to_bytes(size, random_.choice(("big", "little")))


def _cut(random_: random.Random, data: bytearray, _: bytes) -> None:
    start = _place(random_, data)
    del data[start : start + random_.choice((1, 4, 64, len(data)))]


def _repeat(random_: random.Random, data: bytearray, _: bytes) -> None:
    start = _place(random_, data)
    part = bytes(data[start : start + random_.randint(1, 256)])
    data[start:start] = part * random_.randint(1, 4)


def _splice(random_: random.Random, data: bytearray, other: bytes) -> None:
    start = _place(random_, data)
    first = random_.randrange(len(other)) if other else 0
    data[start : start + random_.choice((0, 64))] = other[first : first + random_.randint(1, 512)]


_MUTATIONS: tuple[Mutation, ...] = (_byte, _byte, _bit, _number, _number, _cut, _repeat, _splice)
