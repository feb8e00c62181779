"""Open a file as an Image."""

from pathlib import Path

from ashim.imaging.facts import Facts
from ashim.imaging.image import Image
from ashim.imaging.limits import ImageLimits
from ashim.imaging.origin import open_origin


def read_facts(path: Path, name: str, limits: ImageLimits) -> Facts:
    """Give the facts that the file's header tells, decoding nothing; `name` is the name its owner gave it.

    Raises InvalidImageError when the file is no readable picture or is over a budget.
    """
    return open_origin(path, name, limits, sequential=True).facts()


def open_image(path: Path, name: str, limits: ImageLimits, *, sequential: bool = False) -> Image:
    """Open the picture lazily, upright, after checking its header against the limits.

    `sequential` promises that the pixels are asked for once, from top to bottom, and saves memory.
    Raises InvalidImageError when the file is no readable picture or is over a budget.
    """
    origin = open_origin(path, name, limits, sequential=sequential)
    facts = origin.facts()
    image = Image(origin.pixels(), facts, limits, origin)
    if facts.pages > facts.frames:
        image = image.warn(f"Only the first of the {facts.pages} pictures in {origin.format.name} was used.")
    for note in facts.notes:
        image = image.warn(note)
    return image
