"""The image-enhancement tool: pictures with a known fault come closer to the faultless one (scikit-image)."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy.ndimage import gaussian_filter
from skimage import color, data

from ashim.imaging import Image, ImageLimits, open_image
from ashim.imaging.statistics import measure
from tests.corpus import png_bytes
from tests.tools.using import REGISTRY, apply

Array = npt.NDArray[Any]
PHOTO: Array = data.astronaut()[:300, 100:400].copy()
GRAIN: Array = np.random.default_rng(0).normal(0, 14, PHOTO.shape)


def opened(folder: Path, pixels: Array) -> Image:
    (folder / "a.png").write_bytes(png_bytes(np.clip(pixels, 0, 255).astype(np.uint8)))
    return open_image(folder / "a.png", "a.png", ImageLimits())


def enhanced(folder: Path, pixels: Array, **settings: object) -> Array:
    found: Array = apply("image-enhancement", opened(folder, pixels), **settings).pixels.numpy()
    return found.astype(float)


def analysis(folder: Path, pixels: Array) -> dict[str, Any]:
    operation = next(each for each in REGISTRY.operations() if each.id == "image-enhancement/analyze")
    found: dict[str, Any] = operation(opened(folder, pixels), operation.settings()).model_dump(by_alias=True)
    return found


FAULTS: dict[str, Array] = {
    "underexposed": PHOTO * 0.3,
    "overexposed": 255 - (255 - PHOTO.astype(float)) * 0.35,
    "low-contrast": PHOTO * 0.3 + 90,
    "color-cast": PHOTO * np.array([0.7, 0.88, 1]),
    "noisy": PHOTO + GRAIN,
    "soft-focus": gaussian_filter(PHOTO.astype(float), (3, 3, 0)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_named(tmp_path: Path, fault: str) -> None:
    assert fault in analysis(tmp_path, FAULTS[fault])["issues"]


@pytest.mark.parametrize("fault", ["underexposed", "overexposed", "low-contrast", "color-cast", "noisy"])
def test_faults_are_made_better(tmp_path: Path, fault: str) -> None:
    found = enhanced(tmp_path, FAULTS[fault], corrections={"sharpness": False, "saturation": False})
    before, after = (
        np.abs(color.rgb2lab(PHOTO) - color.rgb2lab(np.clip(each, 0, 255) / 255)).mean()
        for each in (FAULTS[fault], found)
    )
    assert after < 0.93 * before


def test_a_good_picture_is_left_alone(tmp_path: Path) -> None:
    good = opened(tmp_path, PHOTO)
    assert apply("image-enhancement", good) == good
    report = analysis(tmp_path, PHOTO)
    assert report["issues"] == []
    assert report["suggestedMode"] == "auto"


def test_no_intensity_does_nothing(tmp_path: Path) -> None:
    image = opened(tmp_path, FAULTS["underexposed"])
    assert apply("image-enhancement", image, intensity=0) == image


def test_the_correction_grows_with_intensity(tmp_path: Path) -> None:
    means = [enhanced(tmp_path, FAULTS["underexposed"], intensity=each).mean() for each in (10, 40, 80)]
    assert FAULTS["underexposed"].mean() < means[0] < means[1] < means[2]


def test_each_correction_can_be_switched_off(tmp_path: Path) -> None:
    names = ("exposure", "contrast", "whiteBalance", "saturation", "sharpness", "denoise")
    for fault, pixels in FAULTS.items():
        image = opened(tmp_path, pixels)
        assert apply("image-enhancement", image, corrections=dict.fromkeys(names, False)) == image, fault


def test_modes_differ(tmp_path: Path) -> None:
    dark = FAULTS["underexposed"]
    assert enhanced(tmp_path, dark, mode="low-light").mean() > 1.1 * enhanced(tmp_path, dark).mean()
    assert analysis(tmp_path, dark)["suggestedMode"] == "low-light"


def test_soft_pictures_get_sharper(tmp_path: Path) -> None:
    soft = FAULTS["soft-focus"]
    found = enhanced(tmp_path, soft, corrections={"contrast": False, "saturation": False})
    assert np.abs(np.diff(found, axis=0)).mean() > 1.08 * np.abs(np.diff(soft, axis=0)).mean()
    assert np.abs(PHOTO - found).mean() < np.abs(PHOTO - soft).mean()


@pytest.mark.parametrize("sigma", [2, 6, 14])
def test_noise_is_measured_beside_edges(tmp_path: Path, sigma: int) -> None:
    """The photo's own grain, which a blur takes out, is replaced by some of known strength."""
    clean = gaussian_filter(color.rgb2gray(PHOTO) * 160 + 40, 1)
    found = measure(opened(tmp_path, np.rint(clean + GRAIN[..., 0] * sigma / 14)).pixels).noise
    assert abs(found - sigma) < 0.15 * sigma + 0.2


def test_what_is_transparent_does_not_count(tmp_path: Path) -> None:
    pixels = np.dstack([PHOTO, np.full(PHOTO.shape[:2], 255)])
    hidden = pixels.copy()
    hidden[:, 200:] = (255, 255, 255, 0)
    shown = np.dstack([PHOTO[:, :200], np.full((300, 200), 255)])
    ours, theirs = (analysis(tmp_path, each)["scores"] for each in (hidden, shown))
    assert {name: ours[name] for name in ("exposure", "contrast", "saturation")} == {
        name: theirs[name] for name in ("exposure", "contrast", "saturation")
    }


def test_deep_enhancement_is_missed_aloud(tmp_path: Path) -> None:
    found = apply("image-enhancement", opened(tmp_path, PHOTO), deepEnhance=True)
    assert any("neural network" in warning for warning in found.warnings)
