"""The compress tool."""

from dataclasses import replace
from typing import Literal

from pydantic import Field

from ashim.imaging import FORMATS, Image
from ashim.tools import Example, Settings, tool, ui

_QUALITY = 80


class CompressSettings(Settings):
    """How small the file becomes."""

    mode: Literal["quality", "targetSize"] = Field(
        "quality",
        description="Whether a quality or a file size is aimed at.",
        json_schema_extra=ui(widget="segmented", labels={"quality": "Quality", "targetSize": "Target size"}),
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
    ),
)
def compress(image: Image, settings: CompressSettings) -> Image:
    """Shrink the file by quality or down to a byte budget.

    The format stays. PNG and GIF, which have no quality, are packed as tightly as they go. The original file is given
    back when it is smaller than what could be made of it.
    """
    wanted = image.intent.format or image.source.format
    target = wanted if wanted in FORMATS and FORMATS[wanted].writes else None
    intent = replace(image.intent, format=target, compact=True)
    if settings.mode == "targetSize" and settings.target_size_kb is not None:
        budget = max(1, int(settings.target_size_kb * 1024))
        return image.with_intent(replace(intent, target_bytes=budget, quality=None))
    return image.with_intent(replace(intent, quality=_QUALITY if settings.quality is None else settings.quality))
