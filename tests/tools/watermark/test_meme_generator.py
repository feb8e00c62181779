"""Memes: captions measured with numpy against the boxes of the templates and layouts."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as Pillow

from ashim.imaging import FONTS, Image, ImageLimits, encode, open_image
from ashim.tools import BadInputError
from ashim.tools.watermark.meme_catalogue import CATEGORIES, FACES, FOLDER, FONT_FILES, LAYOUTS, TEMPLATES, Template
from tests.tools.using import call, problems

Array = npt.NDArray[Any]
GREY = 120


def plain(folder: Path, width: int = 900, height: int = 600) -> Image:
    Pillow.new("RGB", (width, height), (GREY,) * 3).save(folder / "a.png")
    return open_image(folder / "a.png", "a.png", ImageLimits())


def made(image: Image | None, texts: dict[str, str], **settings: object) -> Array:
    captions = [{"id": id, "text": text} for id, text in texts.items()]
    found: Array = call("meme-generator", image, textBoxes=captions, **settings).pixels.numpy()
    return found


def box(seen: Array) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "text", ["Hi", "A much longer caption that needs several lines to be read", "Donaudampfschiff"]
)
def test_captions_stay_in_their_boxes(tmp_path: Path, layout: str, text: str) -> None:
    for area in LAYOUTS[layout]:
        found = made(plain(tmp_path), {area.id: text}, textLayout=layout)
        left, top, right, bottom = box((found != GREY).any(axis=2))
        assert left >= 9 * area.x
        assert right <= 9 * (area.x + area.width)
        assert top >= 6 * area.y
        assert bottom <= 6 * (area.y + area.height)
        assert (left + right) / 2 == pytest.approx(9 * (area.x + area.width / 2), abs=2)
        assert (top + bottom) / 2 == pytest.approx(6 * (area.y + area.height / 2), abs=12)


def test_letters_are_filled_and_outlined(tmp_path: Path) -> None:
    found = made(plain(tmp_path), {"center": "H"}, textLayout="center", textColor="#ff0000", strokeColor="#0000ff")
    fill = (found == (255, 0, 0)).all(axis=2)
    rim = (found == (0, 0, 255)).all(axis=2)
    left, top, right, bottom = box(fill)
    outer = box(rim)
    reach = round(0.04 * 78)
    for inner, outside in zip((left, top, -right, -bottom), (*outer[:2], -outer[2], -outer[3]), strict=True):
        assert inner - outside == pytest.approx(reach, abs=1)


def test_a_fixed_size_is_kept_and_lines_are_aligned(tmp_path: Path) -> None:
    for align in ("left", "center", "right"):
        found = made(plain(tmp_path), {"top": "HH"}, fontSize=40, textAlign=align, fontFamily="roboto")
        left, top, right, bottom = box((found != GREY).any(axis=2))
        # Roboto's capitals are 0.711 of its size; the outline adds two pixels on each side.
        assert bottom - top == pytest.approx(0.711 * 40 + 2 * 2, abs=2)
        inner = (45 + 8, 45 + 810 - 8)
        expected = {"left": inner[0], "center": 450 - (right - left) / 2, "right": inner[1] - (right - left)}[align]
        assert left == pytest.approx(expected, abs=3)


def test_capitals_are_a_choice(tmp_path: Path) -> None:
    image = plain(tmp_path)
    assert np.array_equal(made(image, {"top": "straße"}), made(image, {"top": "STRASSE"}, allCaps=False))
    assert not np.array_equal(made(image, {"top": "abc"}, allCaps=False), made(image, {"top": "abc"}))


def test_every_face_differs(tmp_path: Path) -> None:
    found = [made(plain(tmp_path), {"top": "Agh"}, fontFamily=face).tobytes() for face in FACES]
    assert len(set(found)) == len(FACES)


def test_unknown_and_empty_boxes_are_passed_over(tmp_path: Path) -> None:
    image = plain(tmp_path)
    assert call("meme-generator", image) is image
    captions = [{"id": "left", "text": "not in this layout"}, {"id": "top", "text": "  "}]
    assert call("meme-generator", image, textBoxes=captions) is image


def test_what_it_is_made_of_has_to_be_known() -> None:
    with pytest.raises(BadInputError, match=r"^Either templateId or an image file is required$"):
        call("meme-generator", None)
    with pytest.raises(BadInputError, match=r"^Template not found: nope$"):
        call("meme-generator", None, templateId="nope")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_templates_are_sound_and_captioned_in_their_boxes(tmp_path: Path, template: Template) -> None:
    with Pillow.open(FOLDER / "full" / template.filename) as picture:
        assert picture.size == (template.width, template.height)
        bare = np.asarray(picture.convert("RGB"))
    with Pillow.open(FOLDER / "thumbs" / template.filename) as thumb:
        assert max(thumb.size) == 320
    assert template.category in CATEGORIES
    texts = {area.id: "Some words" for area in template.boxes}
    result = call(
        "meme-generator",
        None,
        templateId=template.id,
        textBoxes=[{"id": id, "text": text} for id, text in texts.items()],
    )
    encoded = encode(result, tmp_path / "out.png")
    assert (encoded.format, encoded.width, encoded.height) == ("png", template.width, template.height)
    with Pillow.open(tmp_path / "out.png") as picture:
        changed = (np.asarray(picture.convert("RGB")) != bare).any(axis=2)
    allowed = np.zeros_like(changed)
    for area in template.boxes:
        across = [round(template.width * share / 100) for share in (area.x, area.x + area.width)]
        down = [round(template.height * share / 100) for share in (area.y, area.y + area.height)]
        assert changed[slice(*down), slice(*across)].any()
        allowed[slice(*down), slice(*across)] = True
    assert not (changed & ~allowed).any()


def test_a_template_wins_over_a_picture(tmp_path: Path) -> None:
    result = call("meme-generator", plain(tmp_path), templateId="cat")
    assert (result.width, result.height, result.intent.stem) == (1000, 900, "meme-cat")


def test_the_fonts_that_browsers_load_are_there() -> None:
    assert all((FONTS / name).is_file() for name in FONT_FILES)
    assert len(FONT_FILES) == len(FACES)


def test_wrong_settings_are_named() -> None:
    wrong = problems("meme-generator", fontSize=201, textColor="white", textBoxes=[{"text": "x"}], fontFamily="arial")
    assert set(wrong) == {"fontSize", "textColor", "textBoxes.0.id", "fontFamily"}
