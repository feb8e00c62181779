"""The image-enhancement tool."""

import math
from dataclasses import asdict

from pydantic import Field

from ashim.imaging import Formula, Gain, Image, median, unsharp
from ashim.imaging.formula import Curve, Line, saturating
from ashim.imaging.statistics import Statistics, measure
from ashim.tools import Example, Report, Settings, operation, tool, ui
from ashim.tools.ai.enhancement import FACTORS, Mode, Needs, assess, issues, suggested_mode


class Corrections(Settings):
    """What may be corrected."""

    exposure: bool = Field(True, description="Lift or lower the middle tones.", json_schema_extra=ui(widget="switch"))
    contrast: bool = Field(True, description="Spread the tones apart.", json_schema_extra=ui(widget="switch"))
    white_balance: bool = Field(True, description="Take out a colour cast.", json_schema_extra=ui(widget="switch"))
    saturation: bool = Field(True, description="Make colours livelier.", json_schema_extra=ui(widget="switch"))
    sharpness: bool = Field(True, description="Sharpen soft detail.", json_schema_extra=ui(widget="switch"))
    denoise: bool = Field(True, description="Smooth grain.", json_schema_extra=ui(widget="switch"))


class ImageEnhancementSettings(Settings):
    """How the picture is corrected."""

    mode: Mode = Field(
        "auto",
        description="What sort of picture it is.",
        json_schema_extra=ui(
            widget="segmented",
            labels={
                "auto": "Auto",
                "portrait": "Portrait",
                "landscape": "Landscape",
                "low-light": "Low light",
                "food": "Food",
                "document": "Document",
            },
        ),
    )
    intensity: float = Field(
        50,
        ge=0,
        le=100,
        description="How strongly it is corrected; 50 is usual, 0 does nothing.",
        json_schema_extra=ui(widget="slider", unit="%", step=1),
    )
    corrections: Corrections = Field(
        Corrections(), description="Which faults may be corrected.", json_schema_extra=ui(advanced=True)
    )
    deep_enhance: bool = Field(
        False,
        description="Let a neural network take out the noise as well, where one is installed.",
        json_schema_extra=ui(widget="switch", advanced=True),
    )


@tool(
    icon="sparkles",
    order=70,
    eager=True,
    display="before-after",
    verb="Enhance",
    keywords=("auto", "one click", "improve", "fix", "exposure", "white balance", "dark", "dull"),
    suggestions=("adjust-colors", "compress"),
    examples=(
        Example("A dark picture", {"mode": "low-light"}),
        Example(
            "Contrast alone, strongly", {"intensity": 90, "corrections": {"exposure": False, "whiteBalance": False}}
        ),
    ),
)
def image_enhancement(image: Image, settings: ImageEnhancementSettings) -> Image:
    """Correct exposure, contrast, white balance, saturation, sharpness and noise, each as far as it needs it.

    The picture is measured first, and what is good is left alone: a picture without faults comes back as it is.
    Animations are measured by their first frame.
    """
    if settings.deep_enhance:
        image = image.warn("No neural network is installed; noise was corrected without one.")
    found = measure(image.frame(0))
    wanted = _wanted(assess(found)[1], settings)
    if wanted == Needs():
        return image
    enhanced = image.in_rgb()
    if wanted.denoise >= _LEAST_DENOISING:
        enhanced = enhanced.each_frame(lambda frame: median(frame, 3))
    formula = _formula(found, wanted)
    enhanced = enhanced.with_pixels(formula.apply(enhanced.pixels))
    if wanted.sharpness > _LEAST_SHARPENING:
        sigma = 0.5 + wanted.sharpness / 100 * 4
        gain = Gain(flat=0 if wanted.denoise else 1)
        enhanced = enhanced.each_frame(lambda frame: unsharp(frame, sigma, gain))
    return enhanced


_LEAST_DENOISING, _LEAST_SHARPENING = 2.0, 2.0
# Tones are never spread more than this many times.
_STEEPEST = 2.0
# A stronger cast than this is the colour of the things themselves.
_MOST_GAIN = 1.5


def _wanted(needs: Needs, settings: ImageEnhancementSettings) -> Needs:
    """Give the corrections that are switched on, times what mode and intensity make of them."""
    scale, factors, on = settings.intensity / 50, FACTORS[settings.mode], settings.corrections
    return Needs(
        brightness=on.exposure * needs.brightness * factors.brightness * scale,
        contrast=on.contrast * max(0, needs.contrast) * factors.contrast * scale,
        temperature=on.white_balance * needs.temperature * factors.temperature * scale,
        saturation=on.saturation * needs.saturation * factors.saturation * scale,
        sharpness=on.sharpness * needs.sharpness * factors.sharpness * scale,
        denoise=on.denoise * needs.denoise * factors.denoise * scale,
    )


def _formula(found: Statistics, wanted: Needs) -> Formula:
    mean = min(max(found.mean / 255, 0.02), 0.98)
    goal = min(max(mean + wanted.brightness / 100, 0.02), 0.98)
    gamma = math.log(goal) / math.log(mean)
    # Some of a cast always stays: it may be the light of a sunset.
    share = min(0.6, abs(wanted.temperature) / 25)
    grey = sum(found.light) / 3
    gains = [min(max(grey / light, 1 / _MOST_GAIN), _MOST_GAIN) ** (share * gamma) for light in found.light]
    curves = [Curve(gamma, gain) for gain in gains]
    line = _line((found.low / 255) ** gamma, (found.high / 255) ** gamma, goal, found.deviation, wanted.contrast)
    return Formula((curves[0], curves[1], curves[2]), saturating(1 + wanted.saturation / 100), (line, line, line))


def _line(low: float, high: float, middle: float, deviation: float, contrast: float) -> Line:
    """Give the line that spreads tones as far as wanted, and no farther than from black to white."""
    goal = deviation + contrast * 1.2
    widest = max(1, 1 / max(high - low, 0.01))
    slope = min(goal / max(deviation, 1), widest, _STEEPEST)
    if slope <= 1:
        return Line()
    offset = max(min(middle * (1 - slope), 1 - slope * high), -slope * low)
    return Line(slope, offset)


class ScoreReport(Report):
    """How good the picture is, 0 to 100; around 50 is right."""

    exposure: int
    contrast: int
    white_balance: int
    saturation: int
    sharpness: int
    noise: int


class NeedReport(Report):
    """What would be corrected at an intensity of 50; 0 is nothing."""

    brightness: float
    contrast: float
    temperature: float
    saturation: float
    sharpness: float
    denoise: float


class Analysis(Report):
    """What the picture is like, and what it needs."""

    scores: ScoreReport
    corrections: NeedReport
    issues: list[str]
    suggested_mode: Mode


class AnalyzeSettings(Settings):
    """There is nothing to set."""


@operation(image_enhancement)
def analyze(image: Image, settings: AnalyzeSettings) -> Analysis:
    """Report what a picture is like, what is wrong with it, and which mode suits it."""
    scores, needs = assess(measure(image.frame(0)))
    return Analysis(
        scores=ScoreReport.model_validate(asdict(scores)),
        corrections=NeedReport.model_validate({name: round(value, 1) for name, value in asdict(needs).items()}),
        issues=issues(scores),
        suggested_mode=suggested_mode(scores),
    )
