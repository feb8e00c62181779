"""The noise-removal tool."""

from dataclasses import replace
from typing import Literal

from pydantic import Field

from ashim.imaging import Denoising, Image, denoised
from ashim.tools import Example, LooseNumber, Settings, ToolError, tool, ui

_METHODS: dict[str, Literal["bilateral", "non-local"]] = {"quick": "bilateral", "balanced": "non-local"}
_LOSSY = ["jpeg", "webp", "avif", "jxl"]


class NoiseRemovalSettings(Settings):
    """How noise is taken out."""

    tier: Literal["quick", "balanced", "quality", "maximum"] = Field(
        "balanced",
        title="Method",
        description="Quick averages neighbours, balanced compares patches; quality and maximum need models.",
        json_schema_extra=ui(
            widget="segmented",
            descriptions={
                "quick": "Under a second for most photos.",
                "balanced": "Keeps texture better; about a second a megapixel.",
                "quality": "Needs a model that is not installed.",
                "maximum": "Needs a model that is not installed.",
            },
        ),
    )
    strength: LooseNumber = Field(
        50,
        ge=0,
        le=100,
        description="How much of the noise in brightness is taken out.",
        json_schema_extra=ui(widget="slider", unit="%"),
    )
    detail_preservation: LooseNumber = Field(
        50,
        ge=0,
        le=100,
        title="Detail",
        description="How careful to be with fine texture.",
        json_schema_extra=ui(widget="slider", unit="%"),
    )
    color_noise: LooseNumber = Field(
        30,
        ge=0,
        le=100,
        title="Colour noise",
        description="How much of the noise in colour is taken out.",
        json_schema_extra=ui(widget="slider", unit="%"),
    )
    format: Literal["original", "png", "jpeg", "webp", "avif", "jxl"] = Field(
        "original",
        description="Format of the result; original is PNG, which loses nothing.",
        json_schema_extra=ui(widget="chips", labels={"original": "Lossless", "jxl": "JPEG XL"}),
    )
    quality: LooseNumber = Field(
        90,
        ge=1,
        le=100,
        description="Quality in formats that have one.",
        json_schema_extra=ui(widget="slider", visibleIf={"format": _LOSSY}),
    )


@tool(
    name="Noise removal",
    icon="sparkles",
    order=70,
    display="before-after",
    verb="Remove noise",
    eager=True,
    asynchronous=True,
    suffix="_denoised",
    keywords=("denoise", "grain", "iso", "clean", "smooth"),
    suggestions=("resize", "compress", "convert"),
    examples=(
        Example("Balanced", {}),
        Example("Quick and strong", {"tier": "quick", "strength": 80, "colorNoise": 60}),
        Example("As JPEG", {"tier": "quick", "format": "jpeg", "quality": 85}),
    ),
)
def noise_removal(image: Image, settings: NoiseRemovalSettings) -> Image:
    """Take the noise out of a photo and leave its detail.

    How noisy the photo is gets measured, so a clean one stays as it is. Depth, transparency, colour profile and the
    frames of an animation are kept.
    """
    method = _METHODS.get(settings.tier)
    if method is None:
        raise ToolError(f"The tier {settings.tier} needs a model that is not installed; use quick or balanced")
    how = Denoising(
        method,
        strength=settings.strength / 100,
        detail=settings.detail_preservation / 100,
        colour=settings.color_noise / 100,
    )
    picture = image.to_srgb() if image.pixels.interpretation == "cmyk" else image
    cleaned = picture.each_frame(lambda frame: denoised(frame, how)) if how.strength or how.colour else image
    target = "png" if settings.format == "original" else settings.format
    quality = settings.quality if target in _LOSSY else None
    return cleaned.with_intent(replace(cleaned.intent, format=target, quality=quality))
