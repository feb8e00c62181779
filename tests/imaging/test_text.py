"""Text against Pillow's rendering of the same font files, glyph by glyph and without shaping."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont
from scipy.ndimage import gaussian_filter

import ashim.imaging
from ashim.imaging import Colour, Font, ImageError, TextShadow, TextStyle, draw_text, fit_text

FONTS = Path(ashim.imaging.__file__).parent / "fonts"
STYLE = TextStyle(60, Colour(200, 30, 40))


def drawn(text: str, style: TextStyle = STYLE, width: float | None = None) -> npt.NDArray[Any]:
    found: npt.NDArray[Any] = draw_text(text, style, width=width).numpy()
    return found


def cut(alpha: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Cut a picture to what can be seen of it."""
    rows, columns = np.flatnonzero((alpha > 40).any(axis=1)), np.flatnonzero((alpha > 40).any(axis=0))
    return alpha[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(float)


def by_pillow(text: str, file: str, size: int = 60) -> npt.NDArray[Any]:
    font = ImageFont.truetype(FONTS / file, size, layout_engine=ImageFont.Layout.BASIC)
    canvas = Pillow.new("L", (size * (len(text) + 2), 3 * size))
    ImageDraw.Draw(canvas).text((size, size), text, 255, font)
    return cut(np.asarray(canvas))


def alike(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> float:
    """Give how much of two shapes is shared: intersection over union, where they are scaled to one size."""
    assert np.abs(np.subtract(one.shape, other.shape)).max() <= 2, (one.shape, other.shape)
    size = other.shape[::-1]
    resized = np.asarray(Pillow.fromarray(one.astype(np.uint8)).resize(size))
    return float(np.minimum(resized, other).sum() / np.maximum(resized, other).sum())


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("Hxg", "NotoSans-Regular.ttf"),
        ("Ωμέ", "NotoSans-Regular.ttf"),
        ("Жщ", "NotoSans-Regular.ttf"),
        ("漢字", "NotoSansSC-Regular.ttf"),
        ("ひカ", "NotoSansSC-Regular.ttf"),
        ("한글", "NotoSansKR-Regular.ttf"),
        ("ไท", "NotoSansThai-Regular.ttf"),
        ("नम", "NotoSansDevanagari-Regular.ttf"),
        ("✓", "NotoSansSymbols2-Regular.ttf"),
    ],
)
def test_letters_of_many_scripts_are_those_of_their_font(text: str, file: str) -> None:
    assert alike(cut(drawn(text)[..., 3]), by_pillow(text, file)) > 0.75


@pytest.mark.parametrize(
    ("font", "file"),
    [
        ("Noto Serif", "NotoSerif-Regular.ttf"),
        ("Noto Sans Mono", "NotoSansMono-Regular.ttf"),
        ("Anton", "Anton-Regular.ttf"),
        ("Archivo Black", "ArchivoBlack-Regular.ttf"),
        ("Bebas Neue", "BebasNeue-Regular.ttf"),
        ("Comic Neue", "ComicNeue-Bold.ttf"),
        ("Montserrat Black", "Montserrat-Black.ttf"),
        ("Permanent Marker", "PermanentMarker-Regular.ttf"),
        ("Roboto Black", "Roboto-Black.ttf"),
    ],
)
def test_every_face_is_its_own(font: Font, file: str) -> None:
    found = cut(drawn("Hn", replace(STYLE, font=font, bold=font not in ("Noto Serif", "Noto Sans Mono")))[..., 3])
    assert alike(found, by_pillow("Hn", file)) > 0.75


def test_hebrew_runs_from_right_to_left() -> None:
    assert alike(cut(drawn("שלום")[..., 3]), by_pillow("םולש", "NotoSansHebrew-Regular.ttf")) > 0.75


def test_arabic_letters_are_joined() -> None:
    joined = cut(drawn("بيت")[..., 3])
    # The word is one stroke: no column between its ends is empty. Letter by letter, there are gaps.
    assert (joined > 40).any(axis=0).all()
    assert joined.shape[1] < by_pillow("بيت", "NotoSansArabic-Regular.ttf").shape[1]


def test_emoji_have_their_own_colours_and_text_has_its_own() -> None:
    text = drawn("H")
    assert (text[text[..., 3] == 255][:, :3] == (200, 30, 40)).all()
    face = drawn("😀")
    yellow = (face[..., 0] > 200) & (face[..., 1] > 150) & (face[..., 2] < 120) & (face[..., 3] == 255)
    assert yellow.mean() > 0.2
    # A flag is made of two letters, a family of several people: one sign each.
    assert drawn("🇩🇪").shape[1] < 1.5 * drawn("😀").shape[1]


def test_bold_is_bolder_where_the_font_has_no_bold_of_its_own() -> None:
    for text in ("H", "漢"):
        assert drawn(text, replace(STYLE, bold=True))[..., 3].sum() > 1.1 * drawn(text)[..., 3].sum()


def test_lines_are_evenly_spaced_whatever_they_hold() -> None:
    style = replace(STYLE, line_height=1.5)
    assert drawn("x", style).shape[0] == drawn("Ágj", style).shape[0] == 90
    assert drawn("x\ngx\n漢😀\nx", style).shape[0] == 4 * 90
    two = drawn("H\nH", style)[..., 3]
    first, second = np.flatnonzero(two[:90].any(axis=1)), np.flatnonzero(two[90:].any(axis=1))
    assert np.array_equal(first, second)


def test_lines_are_broken_to_the_width() -> None:
    text = "The quick brown fox jumps over the lazy dog"
    broken = drawn(text, width=300)
    assert broken.shape[1] <= 300
    assert broken.shape[0] > 3 * 60
    assert drawn("Donaudampfschiff", width=200).shape[1] <= 200
    assert draw_text("Donaudampfschiff", STYLE, width=200, wrap="word").width > 200
    assert drawn("你好世界你好世界", width=200).shape[1] <= 200


@pytest.mark.parametrize(("align", "left", "right"), [("left", 0, 1), ("center", 0.5, 0.5), ("right", 1, 0)])
def test_short_lines_lie_where_they_are_aligned(align: Any, left: float, right: float) -> None:
    alpha = drawn("HHHHHHHH\nH", replace(STYLE, align=align))[..., 3]
    columns = np.flatnonzero((alpha[78:] > 40).any(axis=0))
    free = alpha.shape[1] - (columns[-1] - columns[0] + 1)
    assert columns[0] == pytest.approx(left * free, abs=2)
    assert alpha.shape[1] - 1 - columns[-1] == pytest.approx(right * free, abs=2)


def test_the_outline_surrounds_the_letters_with_round_corners() -> None:
    style = replace(STYLE, font="Anton", outline=6, outline_colour=Colour(0, 0, 255))
    found = drawn("H", style)
    plain = drawn("H", replace(STYLE, font="Anton"))
    # The middles of both are the same; letters stay where they are, and the outline reaches six pixels further.
    pad = [(found.shape[axis] - plain.shape[axis]) // 2 for axis in (0, 1)]
    inner = np.zeros(found.shape[:2])
    inner[pad[0] : pad[0] + plain.shape[0], pad[1] : pad[1] + plain.shape[1]] = plain[..., 3]
    assert np.abs(found[inner == 255][:, :3].astype(int) - (200, 30, 40)).max() <= 60
    rows, columns = np.mgrid[: found.shape[0], : found.shape[1]]
    points = np.argwhere(inner > 127)
    distance = np.sqrt(((np.dstack([rows, columns])[:, :, None] - points[None, None]) ** 2).sum(axis=3)).min(axis=2)
    assert (found[(distance > 1) & (distance < 5)] == (0, 0, 255, 255)).all()
    assert (found[distance > 7.5][:, 3] == 0).all()


def test_the_shadow_is_the_blurred_silhouette() -> None:
    found = drawn("H", replace(STYLE, shadow=TextShadow(8, 4, 2, Colour(0, 255, 0), 0.5)))
    plain = drawn("H")
    pad = (found.shape[0] - plain.shape[0]) // 2
    assert found.shape == (plain.shape[0] + 2 * pad, plain.shape[1] + 2 * pad, 4)
    silhouette = np.zeros(found.shape[:2])
    silhouette[pad + 4 : pad + 4 + plain.shape[0], pad + 8 : pad + 8 + plain.shape[1]] = plain[..., 3]
    expected = gaussian_filter(silhouette, 2) * 0.5
    free = np.ones(found.shape[:2], dtype=bool)
    free[pad : pad + plain.shape[0], pad : pad + plain.shape[1]] = plain[..., 3] == 0
    assert np.abs(found[free][:, 3] - expected[free]).max() < 4


def test_text_is_made_smaller_until_it_fits() -> None:
    text = "The quick brown fox jumps over the lazy dog"
    fitted = fit_text(text, replace(STYLE, size=200), 400, 150)
    assert draw_text(text, fitted, width=400).width <= 400
    assert draw_text(text, fitted, width=400).height <= 150
    larger = draw_text(text, replace(fitted, size=fitted.size + 1), width=400)
    assert larger.height > 150
    assert fit_text("H", STYLE, 400, 150) == STYLE
    assert fit_text(text, STYLE, 1, 1).size == 1


def test_nothing_to_see_is_an_error_and_so_is_too_much() -> None:
    for text in ("", " \n\t", "\u200b", "\x01\x02"):
        with pytest.raises(ImageError, match="nothing that can be seen"):
            draw_text(text, STYLE)
    with pytest.raises(ImageError):
        draw_text("M" * 500, replace(STYLE, size=1000))
    assert fit_text("M" * 500, replace(STYLE, size=1000), 2000, 2000).size > 50


def test_marks_of_xml_and_control_characters_do_no_harm() -> None:
    assert np.array_equal(drawn("a<b>&amp;\x01c\r\nd"), drawn("a<b>&amp;c\nd"))
    assert drawn("<b>").shape[1] > drawn("b").shape[1] * 1.5


def test_fonts_of_the_machine_play_no_part(tmp_path: Path) -> None:
    text = "Hg漢😀שלום\U00010480"
    code = (
        "import hashlib; from ashim.imaging import *;"
        f"print(hashlib.sha256(draw_text({text!r}, TextStyle(60, Colour(200, 30, 40))).write_to_memory()).hexdigest())"
    )
    other = {**os.environ, "HOME": str(tmp_path), "FONTCONFIG_FILE": "/etc/fonts/fonts.conf", "LANG": "ja_JP.UTF-8"}
    found = subprocess.run([sys.executable, "-c", code], env=other, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == hashlib.sha256(draw_text(text, STYLE).write_to_memory()).hexdigest()
    assert not found.stderr


def test_every_font_is_named_with_its_licence() -> None:
    readme = (FONTS / "README.md").read_text()
    for font in FONTS.glob("*.ttf"):
        family, _, _ = font.stem.partition("-")
        assert family in readme or family.replace("Noto", "") in readme, font.name
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL-1.1.txt").read_text()
    assert "Apache License" in (FONTS / "APACHE-2.0.txt").read_text()
