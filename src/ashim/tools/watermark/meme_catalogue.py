"""The pictures that memes can be made of, the boxes for their captions, and their fonts."""

from dataclasses import dataclass
from pathlib import Path

from ashim.imaging import Font

# Holds `full` and `thumbs`; the pictures are drawn by scripts/meme_templates.py.
FOLDER = Path(__file__).parent / "meme_templates"
VERSION = 1
CATEGORIES = ("reaction", "comparison", "opinion", "animals", "classic")

FACES: dict[str, Font] = {
    "anton": "Anton",
    "arial-black": "Archivo Black",
    "comic-sans": "Comic Neue",
    "montserrat": "Montserrat Black",
    "bebas-neue": "Bebas Neue",
    "permanent-marker": "Permanent Marker",
    "roboto": "Roboto Black",
}
# The files of these faces, which browsers may load.
FONT_FILES = frozenset(
    {
        *("Anton-Regular.ttf", "ArchivoBlack-Regular.ttf", "BebasNeue-Regular.ttf", "ComicNeue-Bold.ttf"),
        *("Montserrat-Black.ttf", "PermanentMarker-Regular.ttf", "Roboto-Black.ttf"),
    }
)


@dataclass(frozen=True, slots=True)
class Box:
    """Where a caption lies: left, top, width and height in percent of the picture."""

    id: str
    x: float
    y: float
    width: float
    height: float
    default_text: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A picture with boxes; `popularity` orders templates, larger ones first."""

    id: str
    name: str
    category: str
    width: int
    height: int
    boxes: tuple[Box, ...]
    tags: tuple[str, ...]
    popularity: int

    @property
    def filename(self) -> str:
        """Name of the picture in both folders."""
        return f"{self.id}.png"


_TOP_BOTTOM = (Box("top", 5, 2, 90, 20, "Top text"), Box("bottom", 5, 78, 90, 20, "Bottom text"))

LAYOUTS: dict[str, tuple[Box, ...]] = {
    "top-bottom": _TOP_BOTTOM,
    "top-only": (Box("top", 5, 2, 90, 25),),
    "bottom-only": (Box("bottom", 5, 75, 90, 23),),
    "center": (Box("center", 10, 35, 80, 30),),
    "side-by-side": (Box("left", 2, 35, 46, 30), Box("right", 52, 35, 46, 30)),
}

TEMPLATES = (
    Template(
        "no-yes",
        "No and yes",
        "reaction",
        1000,
        1000,
        (Box("no", 49, 2, 50, 46, "This"), Box("yes", 49, 52, 50, 46, "That")),
        ("reject", "prefer", "faces"),
        100,
    ),
    Template(
        "hard-choice",
        "Hard choice",
        "comparison",
        1000,
        900,
        (Box("left", 6, 8, 40, 28, "One button"), Box("right", 54, 8, 40, 28, "The other")),
        ("buttons", "decision", "sweat"),
        90,
    ),
    Template(
        "small-medium-large",
        "Ever brighter",
        "comparison",
        1000,
        1050,
        (
            Box("small", 2, 2, 58, 29, "An idea"),
            Box("medium", 2, 35.5, 58, 29, "A better idea"),
            Box("large", 2, 69, 58, 29, "The idea"),
        ),
        ("idea", "light", "progress"),
        80,
    ),
    Template(
        "placard",
        "Placard",
        "opinion",
        1000,
        1000,
        (Box("placard", 13, 9, 74, 43, "My opinion"),),
        ("sign", "statement", "protest"),
        70,
    ),
    Template("cat", "Staring cat", "animals", 1000, 900, _TOP_BOTTOM, ("pet", "stare", "judge"), 60),
    Template("rays", "Radiant", "classic", 1000, 900, _TOP_BOTTOM, ("happy", "sunburst", "joy"), 50),
    Template("sunset", "Sunset", "classic", 1200, 800, _TOP_BOTTOM, ("mountains", "wisdom", "motto"), 40),
    Template(
        "two-doors",
        "Two doors",
        "comparison",
        1200,
        800,
        (Box("left", 10, 3, 32, 22, "This way"), Box("right", 58, 3, 32, 22, "That way")),
        ("choice", "path", "decision"),
        30,
    ),
)
