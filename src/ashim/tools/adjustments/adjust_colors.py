"""The adjust-colors tool."""

import math
from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from ashim.imaging import Gain, Image, unsharp
from ashim.imaging.formula import LUMINANCE, Curve, Floats, Formula, Line
from ashim.tools import Example, FormHints, Settings, operation, tool, ui
from ashim.tools.adjustments.colour_filter import FilterReport, filter_report

Effect = Literal["none", "grayscale", "sepia", "invert"]

# How strong red, green and blue are in a sepia print, beside what they are in a grey one.
_SEPIA = (1.351, 1.203, 0.937)


def _slider(default: float, low: float, high: float, what: str, **hints: Any) -> Any:
    return Field(
        default, ge=low, le=high, description=what, json_schema_extra=ui(**{"widget": "slider", "step": 1, **hints})
    )


class AdjustColorsSettings(Settings):
    """What is done to light and colour."""

    brightness: float = _slider(0, -100, 100, "Make everything lighter or darker, in percent.", group="Light")
    contrast: float = _slider(0, -100, 100, "Spread tones apart or move them together, in percent.", group="Light")
    exposure: float = _slider(0, -100, 100, "Lift or lower the middle tones; black and white stay.", group="Light")
    saturation: float = _slider(
        0, -100, 100, "Make colours stronger or weaker, in percent; at -100 nothing but grey is left.", group="Colour"
    )
    temperature: float = _slider(
        0, -100, 100, "Towards blue or towards yellow.", group="Colour", minLabel="Cool", maxLabel="Warm"
    )
    tint: float = _slider(
        0, -100, 100, "Towards green or towards magenta.", group="Colour", minLabel="Green", maxLabel="Magenta"
    )
    hue: float = _slider(0, -180, 180, "Turn every hue by so many degrees.", group="Colour", unit="°")
    sharpness: float = _slider(0, 0, 100, "Sharpen fine detail; 0 does nothing.", group="Detail")
    effect: Effect = Field(
        "none",
        description="What the picture is turned into at the end.",
        json_schema_extra=ui(
            widget="segmented",
            group="Effect",
            labels={"none": "None", "grayscale": "Greyscale", "sepia": "Sepia", "invert": "Invert"},
        ),
    )
    red: float = _slider(100, 0, 200, "How strong red is.", group="Channels", unit="%", advanced=True)
    green: float = _slider(100, 0, 200, "How strong green is.", group="Channels", unit="%", advanced=True)
    blue: float = _slider(100, 0, 200, "How strong blue is.", group="Channels", unit="%", advanced=True)

    form: ClassVar[FormHints] = {
        "neutral": {
            **dict.fromkeys(("brightness", "contrast", "exposure", "saturation", "temperature", "tint", "hue"), 0),
            **dict.fromkeys(("red", "green", "blue"), 100),
            "sharpness": 0,
            "effect": "none",
        }
    }


@tool(
    name="Adjust colours",
    icon="sliders-horizontal",
    order=10,
    streams=True,
    display="live-preview",
    live="formula",
    verb="Adjust",
    keywords=("brightness", "contrast", "saturation", "hue", "temperature", "sepia", "black and white", "invert"),
    aliases=("brightness-contrast", "saturation", "color-channels", "color-effects"),
    suggestions=("compress", "convert", "resize"),
    examples=(
        Example("Warm and lively", {"temperature": 25, "saturation": 20, "contrast": 10}),
        Example("Black and white", {"effect": "grayscale", "contrast": 15}),
        Example("Negative", {"effect": "invert"}),
    ),
)
def adjust_colors(image: Image, settings: AdjustColorsSettings) -> Image:
    """Adjust light and colour, all at once: brightness, contrast, saturation, hue, channels and effects.

    Every setting has its effect, whatever the others are. Light is changed first (exposure, channels, temperature and
    tint, brightness), then colour (hue, saturation, greyscale) at the same luminance, then contrast, sepia and invert,
    and sharpness at last. Saturation, hue and greyscale mix light, not codes. Transparency stays.
    """
    if settings == AdjustColorsSettings():
        return image
    adjusted = image.in_rgb()
    formula = formula_of(settings)
    adjusted = adjusted.with_pixels(formula.apply(adjusted.pixels)) if _changes_colours(settings) else adjusted
    if settings.sharpness:
        sigma = 0.5 + settings.sharpness * 0.095
        adjusted = adjusted.each_frame(lambda frame: unsharp(frame, sigma, Gain()))
    return adjusted


@operation(of=adjust_colors)
def formula(settings: AdjustColorsSettings) -> FilterReport:
    """Give all settings but sharpness as tables and a matrix, for previews."""
    return filter_report(formula_of(settings))


def _changes_colours(settings: AdjustColorsSettings) -> bool:
    return settings.model_copy(update={"sharpness": 0}) != AdjustColorsSettings()


def formula_of(settings: AdjustColorsSettings) -> Formula:
    """Give all settings but sharpness as one formula."""
    exposure = 1 + 2 * abs(settings.exposure) / 100
    gamma = exposure if settings.exposure < 0 else 1 / exposure
    curves = [Curve(gamma, gain, 1 + settings.brightness / 100) for gain in _gains(settings)]
    grey = settings.effect in ("grayscale", "sepia")
    saturation = 0.0 if grey else 1 + settings.saturation / 100
    slope = 1 + settings.contrast / 100
    offset = 128 / 255 * (1 - slope)
    tones = _SEPIA if settings.effect == "sepia" else (1.0, 1.0, 1.0)
    lines = [Line(tone * slope, tone * offset) for tone in tones]
    if settings.effect == "invert":
        lines = [Line(-line.slope, 1 - line.offset) for line in lines]
    return Formula(
        (curves[0], curves[1], curves[2]), _mixture(settings.hue, saturation), (lines[0], lines[1], lines[2])
    )


def _gains(settings: AdjustColorsSettings) -> tuple[float, float, float]:
    """Give what the codes of red, green and blue are multiplied by: channels, temperature and tint together."""
    warm, magenta = settings.temperature / 100, settings.tint / 100
    return (
        settings.red / 100 * (1 + 0.15 * warm + 0.1 * magenta),
        settings.green / 100 * (1 + 0.05 * warm - 0.15 * magenta),
        settings.blue / 100 * (1 - 0.15 * warm + 0.1 * magenta),
    )


def _mixture(hue: float, saturation: float) -> Floats:
    """Give the matrix that turns hues by `hue` degrees and multiplies saturation, both at the same luminance.

    Light is taken apart into luminance along grey and a remainder; the remainder is turned around the grey axis
    (Rodrigues) and put back at zero luminance.
    """
    if hue == 0 and saturation == 1:
        return np.eye(3)
    grey = np.tile(LUMINANCE, (3, 1))
    angle = math.radians(hue)
    axis = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / math.sqrt(3)
    turned = math.cos(angle) * np.eye(3) + math.sin(angle) * axis + (1 - math.cos(angle)) / 3 * np.ones((3, 3))
    mixture: Floats = grey + saturation * ((np.eye(3) - grey) @ turned @ (np.eye(3) - grey))
    return mixture
