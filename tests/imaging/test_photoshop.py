"""Photoshop documents, read and written."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from psd_tools import PSDImage
from skimage.color import rgb2lab

from ashim.imaging import encode, open_image
from tests import rare_formats
from tests.corpus import Array, noise, png_bytes, with_holes
from tests.imaging.reading import LIMITS, values, wanting


def decoded(path: Path) -> Array:
    return values(open_image(path, path.name, LIMITS))


def test_photoshop_documents_of_16_bits_and_cmyk(tmp_path: Path) -> None:
    deep = with_holes(noise(31, 17, deep=True))
    (tmp_path / "deep.png").write_bytes(png_bytes(deep))
    encode(wanting(open_image(tmp_path / "deep.png", "deep.png", LIMITS), format="psd"), tmp_path / "deep.psd")
    assert np.array_equal(decoded(tmp_path / "deep.psd"), deep)
    found = PSDImage.open(tmp_path / "deep.psd").numpy()
    assert found is not None
    assert np.abs(found - deep / 65_535)[..., 3].max() < 1e-4
    assert np.abs(found - deep / 65_535)[:, 20:].max() < 1e-4, "psd-tools takes half-transparent colours off white"
    picture = Pillow.fromarray(noise(31, 17)).convert("CMYK")
    PSDImage.frompil(picture).save(str(tmp_path / "a.psd"))
    image = open_image(tmp_path / "a.psd", "a.psd", LIMITS)
    assert image.source.colours == "cmyk"
    with Pillow.open(tmp_path / "a.psd") as theirs:
        assert np.array_equal(values(image), np.asarray(theirs))


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("deep", [False, True])
def test_large_photoshop_documents(tmp_path: Path, deep: bool, packed: bool) -> None:
    source = noise(300, 17, deep=deep)
    path = tmp_path / "a.psb"
    path.write_bytes(rare_formats.photoshop(np.moveaxis(source, -1, 0), 3, large=True, packed=packed))
    assert np.array_equal(decoded(path), source)
    if not packed:
        found = PSDImage.open(path).numpy()
        assert found is not None
        assert np.abs(found - source / (65_535 if deep else 255)).max() < 1e-4


def test_photoshop_documents_with_a_palette(tmp_path: Path) -> None:
    indices = noise(31, 17, 1)
    palette = np.random.default_rng(5).integers(0, 256, (3, 256)).astype(np.uint8)
    path = tmp_path / "a.psd"
    path.write_bytes(rare_formats.photoshop(indices[None], 2, palette=palette.tobytes()))
    assert np.array_equal(decoded(path), palette.T[indices])
    with Pillow.open(path) as picture:
        assert np.array_equal(decoded(path), np.asarray(picture.convert("RGB")))


@pytest.mark.parametrize("deep", [False, True])
def test_photoshop_documents_in_lab(tmp_path: Path, deep: bool) -> None:
    rgb = noise(31, 17)
    lab = rgb2lab(rgb)
    coded = np.dstack([lab[..., :1] * 2.55, lab[..., 1:] + 128]) * (257 if deep else 1)
    path = tmp_path / "a.psd"
    planes = np.moveaxis(np.rint(coded), -1, 0).astype(np.uint16 if deep else np.uint8)
    path.write_bytes(rare_formats.photoshop(planes, 9))
    assert np.abs(decoded(path).astype(int) - rgb).max() < 5


def test_photoshop_documents_of_32_bits_hold_light(tmp_path: Path) -> None:
    light = noise(31, 17).astype(np.float32) / 255
    path = tmp_path / "a.psd"
    path.write_bytes(rare_formats.photoshop(np.moveaxis(light, -1, 0), 3))
    image = open_image(path, path.name, LIMITS)
    assert np.abs(values(image) / 65_535 - rare_formats.srgb(light)).max() < 1e-4
    assert (image.source.depth, image.source.colours) == (16, "rgb")
    path.write_bytes(rare_formats.photoshop(np.moveaxis(light * 9, -1, 0), 3))
    image = open_image(path, path.name, LIMITS)
    assert "tone-mapped" in image.warnings[0]
    assert values(image).max() > values(image).min()
