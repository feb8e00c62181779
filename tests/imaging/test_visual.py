from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from skimage import data

from ashim.imaging import Image, OutputIntent, choose_format, encode, open_image
from ashim.imaging.quality import Original, excerpt
from ashim.imaging.vips import Pixels
from ashim.imaging.writers import Writer
from tests.corpus import Array, noise, with_holes
from tests.imaging.reading import LIMITS, opened_array, read

ASTRONAUT: Array = data.astronaut()


def pixels(folder: Path, array: Array) -> Pixels:
    return opened_array(folder, array).pixels.copy_memory()


def photo(width: int, height: int) -> Array:
    return np.asarray(Pillow.fromarray(ASTRONAUT).resize((width, height), Pillow.Resampling.LANCZOS))


def coarse(step: int) -> Array:
    return np.asarray(ASTRONAUT // step * step + step // 2, np.uint8)


def blurred() -> Array:
    padded = np.pad(ASTRONAUT.astype(int), ((1, 1), (1, 1), (0, 0)), mode="edge")
    around = sum(padded[down : down + 512, across : across + 512] for down in range(3) for across in range(3))
    return np.asarray(around // 9, np.uint8)


def grained(most: int) -> Array:
    array = ASTRONAUT.astype(int)
    grain = np.random.default_rng(1).integers(-most, most + 1, array.shape)
    return np.clip(array + grain, 0, 255).astype(np.uint8)


# The scores of PyPI's ssimulacra2 0.3.0 for the same pictures.
@pytest.mark.parametrize(
    ("changed", "score"),
    [
        (coarse(8), 80.65),
        (coarse(24), 31.64),
        (coarse(64), -48.20),
        (blurred(), 57.35),
        (grained(4), 87.72),
        (grained(20), 43.43),
    ],
)
def test_scores_are_those_of_another_implementation(tmp_path: Path, changed: Array, score: float) -> None:
    original = Original(pixels(tmp_path, ASTRONAUT))
    assert original.score(pixels(tmp_path, changed)) == pytest.approx(score, abs=2)


def test_the_same_picture_scores_100(tmp_path: Path) -> None:
    same = pixels(tmp_path, photo(120, 90))
    assert Original(same).score(same) == pytest.approx(100)


def test_what_transparency_hides_does_not_count_and_what_it_shows_does(tmp_path: Path) -> None:
    array = with_holes(photo(120, 90))
    hidden, shown = array.copy(), array.copy()
    hidden[:, :40, :3] = 0
    shown[:, :60, 3] = 255
    original = Original(pixels(tmp_path, array))
    assert original.score(pixels(tmp_path, hidden)) == pytest.approx(100)
    assert original.score(pixels(tmp_path, shown)) < 50


@pytest.mark.parametrize(
    ("size", "part"),
    [((900, 700), (900, 700)), ((3000, 2000), (1024, 1024)), ((9000, 200), (4096, 200)), ((200, 9000), (200, 1024))],
)
def test_large_pictures_are_judged_by_an_excerpt(tmp_path: Path, size: tuple[int, int], part: tuple[int, int]) -> None:
    found = excerpt(pixels(tmp_path, np.zeros((size[1], size[0], 3), np.uint8)))
    assert (found.width, found.height) == part


def test_the_excerpt_comes_from_all_over_the_picture(tmp_path: Path) -> None:
    array = np.zeros((2000, 3000, 3), np.uint8)
    array[:, :, 0] = np.linspace(0, 255, 3000)[None, :]
    array[:, :, 1] = np.linspace(0, 255, 2000)[:, None]
    found = excerpt(pixels(tmp_path, array)).numpy()
    assert found[0, 0].tolist() == [0, 0, 0]
    assert found[-1, -1, :2].min() > 245


@pytest.mark.parametrize("format_id", ["jpeg", "webp", "avif"])
@pytest.mark.parametrize("wanted", [60, 80])
def test_a_visual_quality_is_met_closely(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_id: str, wanted: float
) -> None:
    encodes: list[float | None] = []
    encode_once = Writer.encode

    def counted(writer: Writer, image: Pixels) -> bytes:
        encodes.append(writer.quality)
        return encode_once(writer, image)

    monkeypatch.setattr(Writer, "encode", counted)
    array = photo(320, 240)
    image = opened_array(tmp_path, array, sequential=True)
    encoded = encode(image.with_intent(OutputIntent(format=format_id, visual_quality=wanted)), tmp_path / "a")
    seen = Original(pixels(tmp_path, array)).score(pixels(tmp_path, read(tmp_path / "a")))
    assert wanted <= seen <= wanted + 3
    assert encoded.score == pytest.approx(seen, abs=0.6)
    assert encoded.encodes == len(encodes) <= 8
    assert encoded.warnings == ()


def test_a_large_picture_is_encoded_whole_once_or_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    widths: list[int] = []
    encode_once = Writer.encode

    def counted(writer: Writer, image: Pixels) -> bytes:
        widths.append(image.width)
        return encode_once(writer, image)

    monkeypatch.setattr(Writer, "encode", counted)
    image = opened_array(tmp_path, photo(1800, 1200))
    encoded = encode(image.with_intent(OutputIntent(format="jpeg", visual_quality=75)), tmp_path / "a")
    assert 1 <= widths.count(1800) <= 2
    assert encoded.score is not None
    assert 75 <= encoded.score <= 78


def test_what_cannot_be_reached_is_said(tmp_path: Path) -> None:
    image = opened_array(tmp_path, photo(160, 120)).with_intent(OutputIntent(format="webp", visual_quality=99))
    encoded = encode(image, tmp_path / "a")
    assert encoded.quality == 100
    assert "Visual quality 99 could not be reached" in encoded.warnings[0]


def test_a_format_that_keeps_every_pixel_scores_100(tmp_path: Path) -> None:
    image = opened_array(tmp_path, photo(160, 120)).with_intent(OutputIntent(format="png", visual_quality=70))
    encoded = encode(image, tmp_path / "a")
    assert (encoded.quality, encoded.score, encoded.encodes) == (None, 100, 1)


def test_the_size_wins_over_the_visual_quality(tmp_path: Path) -> None:
    image = opened_array(tmp_path, photo(160, 120))
    intent = OutputIntent(format="jpeg", visual_quality=85, target_bytes=3_000)
    encoded = encode(image.with_intent(intent), tmp_path / "a")
    assert encoded.bytes <= 3_000
    roomy = encode(image.with_intent(replace(intent, target_bytes=100_000)), tmp_path / "a")
    assert roomy.score is not None
    assert 85 <= roomy.score <= 88


def chosen(image: Image, folder: Path, *formats: str) -> str | None:
    intent = OutputIntent(formats=formats, visual_quality=75)
    return choose_format(image.with_intent(intent), folder).intent.format


def test_the_smallest_format_is_chosen(tmp_path: Path) -> None:
    image = opened_array(tmp_path, photo(320, 240), sequential=True)
    sizes = {
        name: encode(
            opened_array(tmp_path, photo(320, 240)).with_intent(OutputIntent(format=name, visual_quality=75)),
            tmp_path / "a",
        ).bytes
        for name in ("png", "jpeg", "webp", "avif")
    }
    assert chosen(image, tmp_path, *sizes) == min(sizes, key=lambda name: sizes[name])
    assert chosen(opened_array(tmp_path, np.zeros((90, 120, 3), np.uint8)), tmp_path, "jpeg", "png") == "png"


def test_a_format_that_loses_transparency_is_not_chosen(tmp_path: Path) -> None:
    image = opened_array(tmp_path, with_holes(noise(120, 90)))
    assert chosen(image, tmp_path, "jpeg", "png") == "png"


def test_choosing_leaves_the_rest_of_the_run_to_do(tmp_path: Path) -> None:
    opened_array(tmp_path, photo(320, 240))
    image = open_image(tmp_path / "array.png", "array.png", LIMITS, sequential=True)
    image = choose_format(image.with_intent(OutputIntent(formats=("webp",), visual_quality=75)), tmp_path)
    encoded = encode(image, tmp_path / "a.webp")
    assert encoded.format == "webp"
    assert encoded.score is not None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.webp", "array.png"]
