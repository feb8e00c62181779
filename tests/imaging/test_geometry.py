from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from ashim.imaging import Colour, Image, ImageLimits, ImageTooLargeError, OutputIntent, encode, open_image
from tests.corpus import Array, Sample, animation, jpeg_with_orientation, noise, with_holes
from tests.imaging.reading import LIMITS, opened, opened_array, psnr, read, values, written


@pytest.mark.parametrize(("width", "height"), [(17, 11), (37, 40), (90, 70), (1, 1), (200, 12)])
def test_resize_gives_exactly_the_size_and_looks_like_pillows_lanczos(tmp_path: Path, width: int, height: int) -> None:
    source = noise(37, 23)
    result = values(opened_array(tmp_path, source).resize(width, height))
    assert result.shape == (height, width, 3)
    expected = np.asarray(Pillow.fromarray(source).resize((width, height), Pillow.Resampling.LANCZOS))
    assert psnr(result, expected) > 35


def test_resize_keeps_16_bits(corpus: dict[str, Sample]) -> None:
    result = values(opened(corpus["deep.png"]).resize(19, 12))
    assert result.dtype == np.uint16
    expected = np.asarray(Pillow.fromarray(noise(37, 23)).resize((19, 12), Pillow.Resampling.LANCZOS))
    assert psnr((result / 257).round(), expected) > 35
    assert len(np.unique(result)) > 256


def test_hidden_colours_do_not_bleed_through_transparency(tmp_path: Path) -> None:
    pixels = np.zeros((40, 40, 4), np.uint8)
    pixels[:, :20] = (255, 0, 0, 0)
    pixels[:, 20:] = (0, 0, 255, 255)
    for result in (
        values(opened_array(tmp_path, pixels).resize(15, 15)),
        values(opened_array(tmp_path, pixels).rotate(30)),
    ):
        assert result[result[..., 3] > 16][:, 0].max() <= 2


@pytest.mark.parametrize("format_id", ["jpeg", "webp"])
def test_shrink_on_load_is_as_good_as_a_full_decode(tmp_path: Path, format_id: str) -> None:
    path = tmp_path / f"big.{format_id}"
    Pillow.fromarray(noise(803, 601)).save(path, quality=95)
    full = read(path)
    for width, height in ((100, 75), (211, 158), (401, 300), (535, 401)):
        result = values(open_image(path, path.name, LIMITS, sequential=True).resize(width, height))
        expected = np.asarray(Pillow.fromarray(full).resize((width, height), Pillow.Resampling.LANCZOS))
        assert result.shape == expected.shape
        assert psnr(result, expected) > 40


def test_shrink_on_load_turns_what_it_loads(tmp_path: Path) -> None:
    upright = noise(800, 600)
    for tag in (3, 6):
        path = tmp_path / f"{tag}.jpg"
        jpeg_with_orientation(path, upright, tag)
        image = open_image(path, path.name, LIMITS, sequential=True).resize(100, 75)
        expected = np.asarray(Pillow.fromarray(upright).resize((100, 75), Pillow.Resampling.LANCZOS))
        _, result = written(image.with_intent(OutputIntent(format="png")), tmp_path / "a.png")
        assert psnr(result, expected) > 38


def test_drawings_are_drawn_anew_rather_than_enlarged(corpus: dict[str, Sample]) -> None:
    pixels = values(opened(corpus["drawing.svg"]).resize(400, 300))
    edge = pixels[150, 195:205, 3]
    assert set(edge.tolist()) == {0, 255}, "a crisp edge has no in-between values"
    assert opened(corpus["drawing.svg"]).drawn_at(300).width == 167
    assert open_image(corpus["drawing.svg"].path, "a.svg", ImageLimits(max_pixels=4800)).drawn_at(300).width == 80
    assert opened(corpus["rgb.png"]).drawn_at(300).width == 37


def test_crop_is_a_slice(tmp_path: Path) -> None:
    source = with_holes(noise(37, 23))
    for sequential in (False, True):
        result = values(opened_array(tmp_path, source, sequential=sequential).crop(5, 7, 11, 13))
        assert np.array_equal(result, source[7:20, 5:16])


@pytest.mark.parametrize("quarters", range(-5, 6))
def test_quarter_turns_move_pixels_unchanged(tmp_path: Path, quarters: int) -> None:
    source = noise(37, 23)
    result = values(opened_array(tmp_path, source).rotate(quarters * 90))
    assert np.array_equal(result, np.rot90(source, -quarters))


def test_flips_are_exact(tmp_path: Path) -> None:
    source = noise(37, 23)
    image = opened_array(tmp_path, source)
    assert np.array_equal(values(image.flip(horizontal=True)), source[:, ::-1])
    assert np.array_equal(values(image.flip(vertical=True)), source[::-1])
    assert np.array_equal(values(image.flip(horizontal=True, vertical=True)), source[::-1, ::-1])


def test_an_oblique_turn_grows_the_canvas_and_clears_its_corners(tmp_path: Path) -> None:
    source = np.full((150, 200, 3), 200, np.uint8)
    turned = opened_array(tmp_path, source).rotate(30)
    assert (turned.width, turned.height) == (248, 230)
    pixels = values(turned)
    assert pixels[0, 0].tolist() == [0, 0, 0, 0]
    assert pixels[115, 124].tolist() == [200, 200, 200, 255]
    assert abs((pixels[..., 3] / 255).sum() - 200 * 150) < 200, "turning keeps the area"
    coloured = values(opened_array(tmp_path, source).rotate(30, background=Colour(10, 20, 30)))
    assert coloured[0, 0].tolist() == [10, 20, 30]


def test_a_turn_of_a_little_goes_clockwise(tmp_path: Path) -> None:
    source = np.zeros((101, 101, 3), np.uint8)
    source[:10, 45:56] = 255  # A mark at twelve o'clock.
    pixels = values(opened_array(tmp_path, source).rotate(45))
    rows, columns = np.nonzero(pixels[..., 0] > 128)
    assert columns.mean() > pixels.shape[1] * 0.6
    assert rows.mean() < pixels.shape[0] * 0.4


def test_place_centres_on_a_transparent_or_coloured_canvas(tmp_path: Path) -> None:
    source = noise(10, 6)
    image = opened_array(tmp_path, source)
    clear = values(image.place(3, 2, 20, 12))
    assert np.array_equal(clear[2:8, 3:13, :3], source)
    assert clear[..., 3].sum() == 255 * 60
    solid = values(image.place(3, 2, 20, 12, background=Colour.parse("#336699")))
    assert solid.shape == (12, 20, 3)
    assert solid[0, 0].tolist() == [0x33, 0x66, 0x99]
    half = values(image.place(3, 2, 20, 12, background=Colour.parse("#33669980")))
    assert half[0, 0].tolist() == [0x33, 0x66, 0x99, 0x80]


def test_coloured_backgrounds_make_grey_pictures_coloured_only_when_needed(tmp_path: Path) -> None:
    image = opened_array(tmp_path, noise(10, 6, 1))
    assert values(image.place(0, 0, 12, 8, background=Colour(200, 200, 200)))[7, 11].tolist() in (200, [200])
    assert values(image.place(0, 0, 12, 8, background=Colour(255, 0, 0)))[7, 11].tolist() == [255, 0, 0]


def test_backgrounds_are_right_in_a_wide_gamut_profile(corpus: dict[str, Sample], tmp_path: Path) -> None:
    red = opened(corpus["wide-gamut.jpg"]).place(0, 0, 60, 40, background=Colour(255, 0, 0))
    _, pixels = written(red.with_intent(OutputIntent(format="png", metadata="strip")), tmp_path / "a.png")
    assert np.abs(pixels[39, 59].astype(int) - [255, 0, 0]).max() <= 3
    assert values(red)[39, 59, 0] < 240, "sRGB red lies inside Display P3"


def test_cmyk_gets_room_for_transparency_by_becoming_rgb(corpus: dict[str, Sample]) -> None:
    placed = opened(corpus["cmyk.jpg"]).place(0, 0, 60, 40)
    assert values(placed).shape == (40, 60, 4)
    assert values(placed)[39, 59].tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("sequential", [False, True])
def test_every_frame_is_changed_by_itself(corpus: dict[str, Sample], sequential: bool) -> None:
    frames = np.stack(animation())

    def changed(name: str, *arguments: int) -> Array:
        image: Image = getattr(opened(corpus["animated.webp"], sequential=sequential), name)(*arguments)
        assert image.frames == 4
        return values(image).reshape(4, image.height, image.width, 4)

    assert np.array_equal(changed("crop", 2, 3, 9, 6)[..., 3], frames[:, 3:9, 2:11, 3])
    assert np.array_equal(changed("rotate", 90)[..., 3], np.rot90(frames, -1, axes=(1, 2))[..., 3])
    shrunk = changed("resize", 10, 7)
    assert shrunk[:, 6, :, 3].max() == 0, "the next frame must not bleed into the last row"
    assert shrunk[:, 0, :, 3].min() == 255
    assert changed("place", 1, 1, 24, 18).shape == (4, 18, 24, 4)


@pytest.mark.parametrize("number", [16, 17, 32, 37])
def test_long_animations_are_changed_frame_by_frame_too(tmp_path: Path, number: int) -> None:
    path = tmp_path / "long.webp"
    stills = [np.full((12, 16, 3), 200 - 5 * index, np.uint8) for index in range(number)]
    first, *rest = [Pillow.fromarray(still) for still in stills]
    first.save(path, save_all=True, append_images=rest, duration=50, lossless=True)
    image = open_image(path, path.name, LIMITS, sequential=True).resize(8, 6)
    assert (image.width, image.height, image.frames) == (8, 6, number)
    expected = np.stack([still[:6, :8] for still in stills])
    found = values(image).reshape(number, 6, 8, -1)[..., :3]
    assert np.array_equal(found, expected)


def test_results_over_the_pixel_budget_are_refused(corpus: dict[str, Sample]) -> None:
    image = open_image(corpus["rgb.png"].path, "rgb.png", ImageLimits(max_pixels=1000))
    too_large = pytest.raises(ImageTooLargeError, match="exceeds maximum size")
    with too_large:
        image.resize(100, 11)
    with too_large:
        image.place(0, 0, 40, 26)
    with too_large:
        image.rotate(45)


def test_doing_nothing_gives_the_same_image(corpus: dict[str, Sample], tmp_path: Path) -> None:
    image = opened(corpus["rgb.png"])
    assert image.resize(37, 23) is image
    assert image.crop(0, 0, 37, 23) is image
    assert image.rotate(360) is image
    assert image.flip() is image
    encode(image, tmp_path / "a.png")
    assert np.array_equal(read(tmp_path / "a.png"), noise(37, 23))


@pytest.mark.parametrize(("bands", "deep"), [(1, False), (3, False), (1, True)])
def test_light_is_averaged_rather_than_codes_if_asked(tmp_path: Path, bands: int, deep: bool) -> None:
    board = (np.indices((64, 64)).sum(0) % 2 * (65_535 if deep else 255)).astype(np.uint16 if deep else np.uint8)
    image = opened_array(tmp_path, board if bands == 1 else np.repeat(board[:, :, None], 3, 2))
    scale = 257 if deep else 1
    # Half of the light is code 188 of sRGB; half of the code is 128.
    assert np.abs(values(image.resize(16, 16, linear=True)).astype(int) - 188 * scale).max() <= 2 * scale
    assert np.abs(values(image.resize(16, 16)).astype(int) - 128 * scale).max() <= 2 * scale


def test_linear_light_leaves_flat_colours_and_transparency_alone(tmp_path: Path) -> None:
    flat = np.tile(np.array([200, 100, 3, 128], np.uint8), (40, 60, 1))
    small = values(opened_array(tmp_path, flat).resize(20, 13, linear=True))
    assert small.shape == (13, 20, 4)
    assert np.abs(small.astype(int) - flat[0, 0]).max() <= 1


def test_linear_light_keeps_the_profile(corpus: dict[str, Sample]) -> None:
    image = opened(next(sample for sample in corpus.values() if sample.profile and sample.format == "jpeg"))
    small = image.resize(10, 10, linear=True)
    assert small.pixels.get("icc-profile-data") == image.pixels.get("icc-profile-data")
