"""Palettes of pictures whose colours are known."""

import numpy as np
import pytest
import pyvips
from skimage.color import rgb2lab

from ashim.imaging.palette import palette
from tests.corpus import Array

COLOURS = ((13, 71, 161), (255, 193, 7), (233, 30, 99), (250, 250, 250))


def pixels(array: Array) -> pyvips.Image:
    return pyvips.Image.new_from_array(array.astype(np.uint8), interpretation="srgb")


def flag(shares: tuple[int, ...]) -> Array:
    columns = [np.tile(np.array(colour), (60, share, 1)) for colour, share in zip(COLOURS, shares, strict=True)]
    return np.concatenate(columns, axis=1)


def test_colours_of_a_drawing_are_exact_with_their_shares() -> None:
    found = palette(pixels(flag((50, 30, 15, 5))), 8)
    assert [(each.colour.red, each.colour.green, each.colour.blue) for each in found] == list(COLOURS)
    assert [round(each.share, 3) for each in found] == [0.5, 0.3, 0.15, 0.05]


def test_noise_makes_no_further_colours() -> None:
    noise = np.random.default_rng(6).normal(0, 5, (60, 400, 3))
    found = palette(pixels(np.clip(flag((200, 120, 60, 20)) + noise, 0, 255)), 8)
    assert len(found) == len(COLOURS)
    for each, colour in zip(found, COLOURS, strict=True):
        ours = np.array([[[each.colour.red, each.colour.green, each.colour.blue]]]) / 255
        assert np.linalg.norm(rgb2lab(ours) - rgb2lab(np.array([[colour]]) / 255)) < 4


def test_a_plain_picture_has_one_colour() -> None:
    (only,) = palette(pixels(np.full((30, 30, 3), (123, 45, 67))), 8)
    assert (only.colour.red, only.colour.green, only.colour.blue, only.share) == (123, 45, 67, 1)


def test_transparent_parts_do_not_count() -> None:
    array = np.full((20, 20, 4), (255, 0, 0, 255))
    array[:15] = (0, 255, 0, 0)
    (only,) = palette(pixels(array), 8)
    assert (only.colour.red, only.colour.green, only.share) == (255, 0, 1)
    assert palette(pixels(array[:10]), 8) == []


def test_no_more_than_asked_for() -> None:
    noise = np.random.default_rng(6).integers(0, 256, (100, 100, 3))
    for count in (3, 8, 16):
        found = palette(pixels(noise), count)
        assert len(found) == count
        assert sum(each.share for each in found) == pytest.approx(1)


def test_lightness_chroma_and_hue_are_those_of_oklch() -> None:
    # Worked values of red and of blue by the author of OKLab.
    found = palette(pixels(np.repeat([[[255, 0, 0]] * 9, [[0, 0, 255]] * 9], 9, axis=0)), 4)
    told = {each.colour.red: (each.lightness, each.chroma, each.hue) for each in found}
    assert told[255] == pytest.approx((0.628, 0.2577, 29.23), abs=0.02)
    assert told[0] == pytest.approx((0.452, 0.3132, 264.05), abs=0.06)
