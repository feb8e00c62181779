"""Pictures written as linear light: OpenEXR and Radiance HDR."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import OpenEXR
import pytest
from PIL import Image as Pillow

from ashim.imaging import Colour, Image, encode, open_image
from tests import rare_formats
from tests.corpus import Array, Sample, noise, png_bytes, with_holes
from tests.imaging.reading import LIMITS, opened, opened_array
from tests.rare_formats import on_screen, read_exr, read_radiance


def wanting(image: Image, format_id: str, background: Colour | None = None) -> Image:
    intent = replace(image.intent, format=format_id, background=background or image.intent.background)
    return image.with_intent(intent)


def light() -> Array:
    """Give light from nothing to sixty times white."""
    return (noise(37, 23).astype(np.float32) / 32) ** 2


def kinds(path: Path) -> set[str]:
    with OpenEXR.File(str(path), separate_channels=True) as file:
        return {str(channel.pixels.dtype) for channel in file.channels().values()}


def test_8_bits_become_light_and_come_back(tmp_path: Path) -> None:
    source = noise(37, 23)
    for name, read in (("a.exr", read_exr), ("a.hdr", read_radiance)):
        encoded = encode(wanting(opened_array(tmp_path, source), name[2:]), tmp_path / name)
        assert encoded.warnings == ()
        # The three colours of Radiance HDR share an exponent: dark ones beside bright ones lose the most.
        assert np.abs(on_screen(read(tmp_path / name)).astype(int) - source).max() <= (0 if name == "a.exr" else 14)
    assert kinds(tmp_path / "a.exr") == {"float16"}


def test_16_bits_are_all_in_the_light(tmp_path: Path) -> None:
    source = noise(37, 23, deep=True)
    (tmp_path / "a.png").write_bytes(png_bytes(source))
    image = open_image(tmp_path / "a.png", "a.png", LIMITS)
    assert encode(wanting(image, "exr"), tmp_path / "a.exr").warnings == ()
    assert np.array_equal(np.rint(rare_formats.srgb(read_exr(tmp_path / "a.exr")) * 65_535), source)
    assert "depth was reduced from 16 to 8" in encode(wanting(image, "hdr"), tmp_path / "a.hdr").warnings[0]
    brightest = source == source.max(axis=2, keepdims=True)
    share = read_radiance(tmp_path / "a.hdr")[brightest] / read_exr(tmp_path / "a.exr")[brightest]
    assert np.abs(share - 1).max() < 1 / 128


def test_alpha_is_multiplied_in(tmp_path: Path) -> None:
    source = with_holes(noise(37, 23))
    encode(wanting(opened_array(tmp_path, source), "exr"), tmp_path / "a.exr")
    found = read_exr(tmp_path / "a.exr")
    assert np.abs(found[..., 3] - source[..., 3] / 255).max() < 1e-3
    assert (found[..., :3] <= found[..., 3:] + 1e-3).all()
    assert np.abs(on_screen(found).astype(int) - source)[source[..., 3] > 100].max() <= 1


def test_transparency_is_filled_in_radiance(tmp_path: Path) -> None:
    source = np.zeros((9, 9, 4), np.uint8)
    image = wanting(opened_array(tmp_path, source), "hdr", Colour(200, 100, 50))
    assert "transparency" in encode(image, tmp_path / "a.hdr").warnings[0]
    assert np.abs(on_screen(read_radiance(tmp_path / "a.hdr"))[4, 4].astype(int) - [200, 100, 50]).max() <= 1


def test_grey_stays_grey_where_it_can(corpus: dict[str, Sample], tmp_path: Path) -> None:
    encode(wanting(opened(corpus["grey.png"]), "exr"), tmp_path / "a.exr")
    assert np.array_equal(on_screen(read_exr(tmp_path / "a.exr"))[..., 0], noise(37, 23, 1))
    encode(wanting(opened(corpus["grey.png"]), "hdr"), tmp_path / "a.hdr")
    assert np.ptp(read_radiance(tmp_path / "a.hdr"), axis=2).max() == 0


@pytest.mark.parametrize("name", ["a.exr", "a.pfm"])
def test_light_keeps_its_range(tmp_path: Path, name: str) -> None:
    if name == "a.exr":
        source = light()
        rare_formats.write_exr(tmp_path / name, source)
    else:
        source = light()[:, :, :1]
        Pillow.fromarray(source[:, :, 0]).save(tmp_path / name)
    image = open_image(tmp_path / name, name, LIMITS)
    assert encode(wanting(image, "exr"), tmp_path / "b.exr").warnings == ()
    assert np.array_equal(read_exr(tmp_path / "b.exr"), source)
    encode(wanting(image, "hdr"), tmp_path / "b.hdr")
    found = read_radiance(tmp_path / "b.hdr")
    assert np.abs(found - source).max() / source.max() < 1 / 128
    again = open_image(tmp_path / "b.hdr", "b.hdr", LIMITS)
    encode(wanting(again, "exr"), tmp_path / "c.exr")
    assert np.allclose(read_exr(tmp_path / "c.exr"), found)
    assert kinds(tmp_path / "c.exr") == {"float16"}


def test_light_with_alpha_is_laid_on_the_colour(tmp_path: Path) -> None:
    half = np.full((8, 12, 1), 0.5, np.float32)
    rare_formats.write_exr(tmp_path / "a.exr", np.dstack([np.full((8, 12, 3), 4, np.float32) * half, half]))
    image = open_image(tmp_path / "a.exr", "a.exr", LIMITS)
    encode(wanting(image, "exr"), tmp_path / "b.exr")
    assert np.array_equal(read_exr(tmp_path / "b.exr"), read_exr(tmp_path / "a.exr"))
    encode(wanting(image, "hdr", Colour(188, 188, 188)), tmp_path / "b.hdr")
    # The background's light is 0.5029.
    assert np.abs(read_radiance(tmp_path / "b.hdr") - (2 + 0.5 * 0.5029)).max() < 0.02


def test_what_a_tool_did_to_light_stays_tone_mapped_and_that_is_said(tmp_path: Path) -> None:
    rare_formats.write_exr(tmp_path / "a.exr", light())
    image = open_image(tmp_path / "a.exr", "a.exr", LIMITS).crop(3, 3, 20, 10)
    assert "tone-mapped" in encode(wanting(image, "exr"), tmp_path / "b.exr").warnings[0]
    found = read_exr(tmp_path / "b.exr")
    assert found.shape == (10, 20, 3)
    assert found.max() <= 1


@pytest.mark.parametrize("size", [(1, 1), (7, 3), (40, 1)])
def test_any_size(tmp_path: Path, size: tuple[int, int]) -> None:
    for name in ("a.exr", "a.hdr"):
        encode(wanting(opened_array(tmp_path, noise(*size)), name[2:]), tmp_path / name)
        again = open_image(tmp_path / name, name, LIMITS)
        assert (again.width, again.height) == size
        assert np.abs(again.pixels.numpy() / 257 - noise(*size)).max() < 14
