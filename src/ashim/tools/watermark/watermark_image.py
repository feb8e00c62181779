"""The image watermark tool."""

from typing import ClassVar

from pydantic import Field

from ashim.imaging import Image, lay
from ashim.tools import Example, FormHints, Settings, Wording, tool, ui
from ashim.tools.placement import Position, placed
from ashim.tools.rounding import half_up

_MARGIN = 20


class WatermarkImageSettings(Settings):
    """Where the logo lies, how large and how strong it is."""

    position: Position = Field(
        "bottom-right", description="Where the logo lies.", json_schema_extra=ui(widget="anchor")
    )
    opacity: float = Field(
        50,
        ge=0,
        le=100,
        description="How strongly the logo covers the picture.",
        json_schema_extra=ui(widget="slider", unit="%", step=1),
    )
    scale: float = Field(
        25,
        ge=1,
        le=100,
        description="Width of the logo in percent of the picture's; less where it would be higher than the picture.",
        json_schema_extra=ui(widget="slider", unit="%", step=1, min=5),
    )

    form: ClassVar[FormHints] = {"neutral": {"opacity": 0}}


@tool(
    name="Image watermark",
    icon="image-plus",
    order=20,
    display="before-after",
    suffix="",
    verb="Add watermark",
    words=Wording(missing="No main image file provided"),
    keywords=("logo", "stamp", "brand", "overlay", "copyright"),
    suggestions=("compress", "convert", "watermark-text"),
    examples=(
        Example("A faint logo in the corner", {"opacity": 50, "scale": 20}),
        Example("Across the middle", {"position": "center", "scale": 60, "opacity": 25}),
    ),
)
def watermark_image(image: Image, watermark: Image, settings: WatermarkImageSettings) -> Image:
    """Lay a logo on a picture, with its own transparency.

    The logo keeps its shape and lies 20 pixels from the edges, or nearer where it is nearly as large as the picture.
    """
    if not settings.opacity:
        return image
    width = max(1, half_up(image.width * settings.scale / 100))
    height = max(1, half_up(width * watermark.height / watermark.width))
    if height > image.height:
        width, height = max(1, half_up(width * image.height / height)), image.height
    logo = watermark.first_frame().resize(width, height)
    left, top = placed(settings.position, (image.width, image.height), (width, height), _MARGIN)
    marked = lay(image, logo.pixels, left, top, opacity=settings.opacity / 100)
    return marked.warn("Only the first frame of the animated logo was used.") if watermark.frames > 1 else marked
