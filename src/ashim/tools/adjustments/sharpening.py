"""The sharpening tool."""

from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from ashim.imaging import Gain, Image, high_pass, median, unsharp
from ashim.tools import Example, FormHints, Settings, tool, ui
from ashim.tools.settings import Preset

_LOOKS = (
    ("Light", 0.5, 0.5, 1.5, 2.0, 8, 15),
    ("Medium", 1.0, 1.0, 3.0, 2.0, 12, 20),
    ("Strong", 1.5, 1.5, 5.0, 2.0, 15, 25),
    ("Portrait", 1.0, 0.0, 2.5, 3.0, 8, 15),
    ("Landscape", 0.8, 1.0, 4.0, 1.5, 12, 20),
    ("Detail", 0.5, 2.0, 5.0, 1.0, 15, 25),
    ("Print", 1.5, 1.5, 3.5, 2.0, 15, 25),
)
_ADAPTIVE = ("sigma", "m1", "m2", "x1", "y2", "y3")
_MEDIAN = {"light": 3, "medium": 5, "strong": 7}
# What the classic unsharp mask adds and takes away at most, in steps of lightness.
_BRIGHTER, _DARKER = 15, 25


def _presets() -> list[Preset]:
    return [
        {"group": "Looks", "label": label, "values": dict(zip(_ADAPTIVE, values, strict=True))}
        for label, *values in _LOOKS
    ]


def _slider(default: float, low: float, high: float, what: str, method: str, **hints: Any) -> Any:
    title = hints.pop("title", None)
    shown = ui(**{"widget": "slider", "visibleIf": {"method": method}, **hints})
    return Field(default, ge=low, le=high, title=title, description=what, json_schema_extra=shown)


class SharpeningSettings(Settings):
    """How the picture is sharpened."""

    method: Literal["adaptive", "unsharp-mask", "high-pass"] = Field(
        "adaptive",
        description="Adaptive spares flat areas; unsharp mask treats all alike; high-pass is the simplest.",
        json_schema_extra=ui(
            widget="segmented",
            labels={"adaptive": "Adaptive", "unsharp-mask": "Unsharp mask", "high-pass": "High-pass"},
        ),
    )
    m2: float = _slider(
        3, 0, 20, "How much texture and edges are sharpened.", "adaptive", title="Texture amount", step=0.1
    )
    amount: float = _slider(
        100, 0, 1000, "How much is added, in percent.", "unsharp-mask", unit="%", step=1, min=0, max=500
    )
    strength: float = _slider(50, 0, 100, "How strong the filter is.", "high-pass", unit="%", step=1)
    denoise: Literal["off", "light", "medium", "strong"] = Field(
        "off",
        title="Noise reduction",
        description="A median of 3, 5 or 7 pixels before, so that grain is not sharpened.",
        json_schema_extra=ui(
            widget="segmented", labels={"off": "Off", "light": "Light", "medium": "Medium", "strong": "Strong"}
        ),
    )
    sigma: float = _slider(
        1,
        0.5,
        10,
        "How wide the surroundings are that a pixel is compared with.",
        "adaptive",
        title="Radius",
        unit="px",
        step=0.1,
        advanced=True,
    )
    m1: float = _slider(
        1, 0, 10, "How much flat areas are sharpened.", "adaptive", title="Flat amount", step=0.1, advanced=True
    )
    x1: float = _slider(
        2,
        0,
        10,
        "The difference in lightness from which on something counts as texture.",
        "adaptive",
        title="Detail threshold",
        step=0.1,
        advanced=True,
    )
    y2: float = _slider(
        12, 0, 50, "The most that a pixel is made lighter.", "adaptive", title="Light halo limit", advanced=True
    )
    y3: float = _slider(
        20, 0, 50, "The most that a pixel is made darker.", "adaptive", title="Dark halo limit", advanced=True
    )
    radius: float = _slider(
        1,
        0.1,
        5,
        "How wide the surroundings are that a pixel is compared with.",
        "unsharp-mask",
        unit="px",
        step=0.1,
        advanced=True,
    )
    threshold: float = _slider(
        0, 0, 255, "Smaller differences are left alone.", "unsharp-mask", step=1, max=50, advanced=True
    )
    kernel_size: Literal[3, 5] = Field(
        3,
        title="Kernel",
        description="Width of the filter.",
        json_schema_extra=ui(
            widget="segmented",
            labels={"3": "3 px", "5": "5 px"},
            visibleIf={"method": "high-pass"},
            advanced=True,
        ),
    )

    form: ClassVar[FormHints] = {
        "neutral": {"method": "high-pass", "strength": 0, "denoise": "off"},
        "tabs": [
            {
                "id": "custom",
                "label": "Custom",
                "fields": [
                    *("method", "m2", "amount", "strength", "denoise", "sigma", "m1", "x1", "y2", "y3"),
                    *("radius", "threshold", "kernelSize"),
                ],
            },
            {"id": "looks", "label": "Looks", "fields": ["denoise"], "presets": _presets()},
        ],
    }


@tool(
    icon="triangle",
    order=20,
    streams=True,
    display="before-after",
    verb="Sharpen",
    keywords=("sharpen", "unsharp mask", "crisp", "blurry", "focus", "detail"),
    suggestions=("adjust-colors", "compress", "convert", "resize"),
    examples=(
        Example("Portrait: skin is spared", {"m1": 0, "m2": 2.5, "x1": 3, "y2": 8, "y3": 15}),
        Example("Unsharp mask", {"method": "unsharp-mask", "amount": 150, "radius": 1.5}),
        Example("High-pass", {"method": "high-pass", "strength": 40, "kernelSize": 5}),
    ),
)
def sharpening(image: Image, settings: SharpeningSettings) -> Image:
    """Make a picture crisper, with control over texture, flat areas and halos.

    Adaptive and unsharp mask change lightness alone, so that colours stay and colour noise does not grow. Transparent
    parts do not count, and transparency stays.
    """
    if settings.denoise == "off" and _does_nothing(settings):
        return image
    sharpened = image.in_rgb()
    if settings.denoise != "off":
        sharpened = sharpened.each_frame(lambda frame: median(frame, _MEDIAN[settings.denoise]))
    if settings.method == "adaptive":
        gain = Gain(settings.m1, settings.m2, settings.x1, settings.y2, settings.y3)
        return sharpened.each_frame(lambda frame: unsharp(frame, settings.sigma, gain))
    if settings.method == "unsharp-mask":
        amount = settings.amount / 100
        flat = 0 if settings.threshold else amount
        gain = Gain(flat, amount, settings.threshold / 2.55, _BRIGHTER, _DARKER)
        return sharpened.each_frame(lambda frame: unsharp(frame, settings.radius, gain))
    return sharpened.each_frame(lambda frame: high_pass(frame, _kernel(settings.kernel_size, settings.strength / 100)))


def _does_nothing(settings: SharpeningSettings) -> bool:
    match settings.method:
        case "adaptive":
            return settings.m1 == settings.m2 == 0
        case "unsharp-mask":
            return settings.amount == 0
        case "high-pass":
            return settings.strength == 0


def _kernel(size: int, s: float) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    if size == 3:
        return np.array([[0, -s, 0], [-s, 1 + 4 * s, -s], [0, -s, 0]])
    outer, inner = [0, -s, -s, -s, 0], [-s, s, 2 * s, s, -s]
    return np.array([outer, inner, [-s, 2 * s, 1 + 8 * s, 2 * s, -s], inner, outer])
