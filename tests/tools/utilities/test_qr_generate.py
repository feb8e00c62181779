"""The qr-generate tool: what zxing reads in its pictures, and segno's own matrix as the oracle of plain ones."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyvips
import segno
import zxingcpp
from PIL import Image as Pillow

from ashim.imaging import Image, ImageLimits, open_image
from ashim.tools import OutputFile, ToolError
from tests.corpus import Array
from tests.photos import photo
from tests.tools.scratch import Scratch
from tests.tools.using import REGISTRY, problems

TEXT = "https://example.com/a?b=1"


def made(folder: Path, logo: Image | None = None, **settings: object) -> Any:
    tool = REGISTRY.get("qr-generate")
    assert tool is not None
    settings = {"text": TEXT, **settings}
    return tool(logo, tool.settings.model_validate(settings), Scratch(folder))


def array(image: Image) -> Array:
    found: Array = image.pixels.numpy()
    return found


def read(pixels: Array) -> list[bytes]:
    """Read the codes on white paper."""
    alpha = pixels[:, :, 3:].astype(float) / 255
    shown = (pixels[:, :, :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)
    framed = np.pad(shown, ((40, 40), (40, 40), (0, 0)), constant_values=255)
    return [code.bytes for code in zxingcpp.read_barcodes(np.ascontiguousarray(framed[:, :, ::-1]))]


@pytest.fixture
def logo(tmp_path: Path) -> Image:
    Pillow.fromarray(photo("astronaut")).save(tmp_path / "logo.png")
    return open_image(tmp_path / "logo.png", "logo.png", ImageLimits())


@pytest.mark.parametrize(("side", "level", "quiet"), [(400, "M", 2), (333, "H", 4), (100, "L", 0)])
def test_plain_modules_are_where_they_belong(tmp_path: Path, side: int, level: str, quiet: int) -> None:
    pixels = array(made(tmp_path, size=side, errorCorrection=level, quietZone=quiet))
    matrix = np.pad(np.array(segno.make(TEXT, error=level, micro=False, boost_error=False).matrix, bool), quiet)
    assert pixels.shape == (side, side, 4)
    assert set(map(tuple, pixels.reshape(-1, 4).tolist())) == {(0, 0, 0, 255), (255, 255, 255, 255)}
    middles = ((np.arange(len(matrix)) + 0.5) * side / len(matrix)).astype(int)
    assert np.array_equal(pixels[np.ix_(middles, middles)][:, :, 0] == 0, matrix)


def test_a_code_with_more_modules_than_pixels_becomes_larger(tmp_path: Path) -> None:
    image = made(tmp_path, text="a" * 2000, size=100)
    assert image.width == image.height == 4 * (len(segno.make("a" * 2000, error="M", micro=False).matrix) + 4)
    assert read(array(image)) == [b"a" * 2000]


def test_what_does_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="too long for error correction H"):
        made(tmp_path, text="a" * 2000, errorCorrection="H")


@pytest.mark.parametrize("text", ["12345", "HELLO WORLD", "héllo wörld", "日本語のテキスト", "ключ 🔑"])
def test_any_text_is_read_back(tmp_path: Path, text: str) -> None:
    assert read(array(made(tmp_path, text=text))) == [text.encode()]


@pytest.mark.parametrize("dots", ["square", "rounded", "dots", "classy", "classy-rounded", "extra-rounded"])
@pytest.mark.parametrize("frame", ["square", "rounded", "dot", "extra-rounded"])
def test_every_style_is_read_back(tmp_path: Path, dots: str, frame: str) -> None:
    dot = "dot" if frame == "dot" else "square" if frame == "square" else "rounded"
    image = made(tmp_path, dots=dots, cornerFrame=frame, cornerDot=dot, foreground="#0d47a1", background="#fff8e1")
    assert read(array(image)) == [TEXT.encode()]
    assert not image.warnings


@pytest.mark.parametrize("kind", ["linear", "radial"])
def test_gradients_go_from_one_colour_to_the_other(tmp_path: Path, kind: str) -> None:
    colours = {"foreground": "#c00000", "gradient_color": "#0000c0", "corner_frame_color": "#005000"}
    pixels = array(made(tmp_path, None, gradient=kind, **colours)).astype(int)
    assert read(pixels.astype(np.uint8)) == [TEXT.encode()]
    ink = pixels[pixels[:, :, 0] + pixels[:, :, 2] < 250]
    assert ink[:, 0].max() > 150
    assert ink[:, 2].max() > 150
    assert tuple(pixels[30, 30, :3]) == (0, 0x50, 0)


def test_a_transparent_background(tmp_path: Path) -> None:
    pixels = array(made(tmp_path, transparent=True))
    assert set(np.unique(pixels[:, :, 3])) == {0, 255}
    assert read(pixels) == [TEXT.encode()]


def test_a_logo_raises_the_error_correction_as_far_as_it_needs(tmp_path: Path, logo: Image) -> None:
    image = made(tmp_path, logo, errorCorrection="L", size=600, logoSize=0.3)
    assert read(array(image)) == [TEXT.encode()]
    (warning,) = image.warnings
    assert "raised from L to" in warning
    shown = array(image)[220:380, 220:380, :3]
    expected = np.asarray(Pillow.fromarray(photo("astronaut")).resize((160, 160)))
    assert np.corrcoef(shown.mean(axis=2).ravel(), expected.mean(axis=2).ravel())[0, 1] > 0.5


def test_a_small_code_gets_more_modules_for_its_logo(tmp_path: Path, logo: Image) -> None:
    image = made(tmp_path, logo, text="hello", size=300)
    assert read(array(image)) == [b"hello"]


def test_too_large_a_logo_is_refused(tmp_path: Path, logo: Image) -> None:
    with pytest.raises(ToolError, match="smaller logo"):
        made(tmp_path, logo, logoSize=0.5, logoMargin=20, size=100)


def test_svg_shows_the_same(tmp_path: Path, logo: Image) -> None:
    file = made(tmp_path, logo, format="svg", dots="dots", errorCorrection="H")
    assert isinstance(file, OutputFile)
    assert file.name == "qrcode.svg"
    drawn = pyvips.Image.new_from_file(str(file.path)).numpy()
    assert np.array_equal(drawn, array(made(tmp_path, logo, dots="dots", errorCorrection="H")))


def test_colours_that_no_scanner_tells_apart_are_warned_of(tmp_path: Path) -> None:
    image = made(tmp_path, foreground="#fefefe")
    assert any("scanner" in warning for warning in image.warnings)


def test_bounds_are_named() -> None:
    assert set(problems("qr-generate", text="", size=99, foreground="#12345678")) == {"text", "size", "foreground"}
    assert set(problems("qr-generate")) == {"text"}
