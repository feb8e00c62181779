"""Windows icons and cursors: the largest of their pictures."""

from io import BytesIO
from pathlib import Path

from ashim.imaging import ico
from ashim.imaging.facts import Facts
from ashim.imaging.readers.reader import from_pillow
from ashim.imaging.vips import Pixels


def icon_facts(path: Path) -> Facts:
    """Give the facts of the largest picture. Pillow decodes icons when it opens them, so the directory has to do."""
    return _facts(path, "ico")


def cursor_facts(path: Path) -> Facts:
    """Give the facts of the largest picture of a cursor."""
    return _facts(path, "cur")


def pixels(path: Path) -> Pixels:
    """Decode the largest picture; all have an alpha band."""
    from PIL import Image

    with Image.open(BytesIO(ico.largest(path).as_file()), formats=("ICO",)) as picture:
        return from_pillow(picture.convert("RGBA"))


def _facts(path: Path, format_id: str) -> Facts:
    icon = ico.largest(path)
    return Facts(format_id, icon.width, icon.height, 1, 0, alpha=True, depth=8)
