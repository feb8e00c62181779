"""A tool the way an outsider would write it."""

from ashim.imaging import Image
from ashim.tools import Settings, tool


class OutsideSettings(Settings):
    """Nothing to set."""


@tool(icon="plug", category="utilities", aliases=("foreign-tool",))
def outside_tool(image: Image, settings: OutsideSettings) -> Image:
    """Give the picture back."""
    return image
