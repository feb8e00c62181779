"""The compress tool."""

from dataclasses import replace
from typing import Literal

from pydantic import Field

from ashim.imaging import FORMATS, Image
from ashim.tools import Example, Settings, tool, ui

_QUALITY = 80
_VISUAL_QUALITY = 80.0


class CompressSettings(Settings):
    """How small the file becomes."""

    mode: Literal["quality", "targetSize", "visualQuality"] = Field(
        "quality",
        description="Whether a setting of the encoder, a file size, or a look is aimed at.",
        json_schema_extra=ui(
            widget="segmented",
            labels={"quality": "Quality", "targetSize": "Target size", "visualQuality": "Visual quality"},
        ),
    )
    quality: float | None = Field(
        None,
        ge=1,
        le=100,
        description="Quality of formats that give up detail for size; 80 when absent.",
        json_schema_extra=ui(
            widget="slider",
            initial=75,
            step=1,
            minLabel="Smallest",
            maxLabel="Best",
            visibleIf={"mode": "quality"},
        ),
    )
    target_size_kb: float | None = Field(
        None,
        gt=0,
        title="Target size",
        description="The most that the file may weigh, in units of 1024 bytes. The picture is made smaller when "
        "quality alone cannot reach it.",
        json_schema_extra=ui(widget="number", unit="KB", units=["KB", "MB"], min=1, visibleIf={"mode": "targetSize"}),
    )
    allow_scaling: bool = Field(
        True,
        title="Allow smaller dimensions",
        description="Make the picture smaller when quality alone cannot reach the target size.",
        json_schema_extra=ui(widget="checkbox", visibleIf={"mode": "targetSize"}, advanced=True),
    )
    visual_quality: float | None = Field(
        None,
        ge=0,
        le=100,
        description="How close to the original the result has to look (SSIMULACRA 2): 90 cannot be told apart, 70 is "
        "good, 50 fair; 80 when absent. The smallest file that does is made.",
        json_schema_extra=ui(
            widget="slider",
            initial=80,
            step=1,
            min=30,
            max=95,
            minLabel="Smallest",
            maxLabel="Closest",
            visibleIf={"mode": "visualQuality"},
        ),
    )
    effort: Literal["turbo", "usual", "small"] = Field(
        "usual",
        description="How much time JPEG, WebP and AVIF are given: turbo is quickest, small packs as tightly as can be.",
        json_schema_extra=ui(
            widget="segmented", labels={"turbo": "Quick", "usual": "Usual", "small": "Smallest"}, advanced=True
        ),
    )
    palette: bool = Field(
        False,
        description="Give a PNG at most 256 colours, which makes drawings and screenshots much smaller.",
        json_schema_extra=ui(widget="checkbox", advanced=True),
    )


@tool(
    icon="shrink",
    order=50,
    streams=True,
    display="before-after",
    keywords=("reduce", "smaller", "file size", "optimize", "kb", "email"),
    suggestions=("convert", "resize"),
    examples=(
        Example("Quality 60", {"quality": 60}),
        Example("At most 200 KB", {"mode": "targetSize", "targetSizeKb": 200}),
        Example("Looks very much like the original", {"mode": "visualQuality", "visualQuality": 80}),
    ),
)
def compress(image: Image, settings: CompressSettings) -> Image:
    """Shrink the file by quality, down to a byte budget, or as far as it still looks like the original.

    The format stays; what is not packed at all, such as BMP, becomes PNG. PNG and GIF, which have no quality, are
    packed as tightly as they go. The original file is given back when it is smaller than what could be made of it.
    """
    wanted = image.intent.format or image.source.format
    source = FORMATS.get(wanted)
    target = wanted if source and source.writes and (source.preserved or source.lossy) else None
    intent = replace(image.intent, format=target, compact=True, effort=settings.effort, palette=settings.palette)
    if settings.mode == "targetSize" and settings.target_size_kb is not None:
        budget = max(1, int(settings.target_size_kb * 1024))
        return image.with_intent(replace(intent, target_bytes=budget, scaling=settings.allow_scaling, quality=None))
    if settings.mode == "visualQuality":
        look = _VISUAL_QUALITY if settings.visual_quality is None else settings.visual_quality
        return image.with_intent(replace(intent, visual_quality=look, quality=None))
    return image.with_intent(replace(intent, quality=_QUALITY if settings.quality is None else settings.quality))
