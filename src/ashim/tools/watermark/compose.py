"""The composition tool."""

from typing import ClassVar

from pydantic import Field

from ashim.imaging import BlendMode, Image, lay
from ashim.tools import Example, FormHints, Settings, Wording, tool, ui


class ComposeSettings(Settings):
    """Where the upper picture lies and how it is blended with the lower one."""

    x: int = Field(
        0,
        ge=0,
        le=1_000_000,
        title="X",
        description="How far from the left edge the upper picture begins.",
        json_schema_extra=ui(widget="number", unit="px"),
    )
    y: int = Field(
        0,
        ge=0,
        le=1_000_000,
        title="Y",
        description="How far from the top edge the upper picture begins.",
        json_schema_extra=ui(widget="number", unit="px"),
    )
    opacity: float = Field(
        100,
        ge=0,
        le=100,
        description="How strongly the upper picture covers the lower one.",
        json_schema_extra=ui(widget="slider", unit="%", step=1),
    )
    blend_mode: BlendMode = Field(
        "over",
        title="Blend",
        description="How the colours of both mix.",
        json_schema_extra=ui(
            widget="select",
            labels={"over": "Normal"},
            descriptions={
                "over": "The upper picture covers the lower one.",
                "multiply": "Darker, as two slides laid on each other.",
                "screen": "Brighter, as two projectors on one wall.",
                "overlay": "Darkens the dark and brightens the bright parts of the lower picture.",
                "darken": "The darker of both, channel by channel.",
                "lighten": "The brighter of both, channel by channel.",
                "hard-light": "Darkens and brightens strongly, as the upper picture is dark or bright.",
                "soft-light": "Darkens and brightens gently, as the upper picture is dark or bright.",
                "difference": "How far apart both are; alike parts become black.",
                "exclusion": "As difference, with less contrast.",
            },
        ),
    )

    form: ClassVar[FormHints] = {"neutral": {"opacity": 0}}


@tool(
    name="Image composition",
    icon="layers",
    order=40,
    display="before-after",
    suffix="",
    verb="Compose",
    words=Wording(missing="No base image provided"),
    keywords=("overlay", "layer", "blend", "merge", "multiply", "combine"),
    suggestions=("crop", "resize", "compress"),
    examples=(
        Example("On top, at a place", {"x": 20, "y": 10}),
        Example("Multiplied", {"blendMode": "multiply", "opacity": 80}),
    ),
)
def compose(image: Image, overlay: Image, settings: ComposeSettings) -> Image:
    """Lay one picture on another, at its own size, with opacity and a blend mode.

    The result is as large as the lower picture; what hangs over its edges is cut off. Every frame of an animated lower
    picture gets the same upper one.
    """
    if not settings.opacity:
        return image
    if settings.x >= image.width or settings.y >= image.height:
        return image.warn("The upper picture lies outside the lower one, so nothing of it is seen.")
    upper = overlay.first_frame().pixels
    composed = lay(image, upper, settings.x, settings.y, opacity=settings.opacity / 100, mode=settings.blend_mode)
    if overlay.frames > 1:
        return composed.warn("Only the first frame of the animated upper picture was used.")
    return composed
