"""The vectorize tool."""

from typing import ClassVar, Literal

from pydantic import Field

from ashim.imaging import Image, Outlines, trace_colours, trace_ink
from ashim.tools import Context, Example, FormHints, OutputFile, Settings, Wording, tool, ui
from ashim.tools.settings import Preset

# Larger pictures are traced at a smaller size: a photo of four megapixels would become a drawing of 40 MB.
_MOST_INK = 8_000_000
_MOST_COLOURS = 2_000_000
_MOST_BITS = 8
_ONLY_INK: dict[str, str | bool | list[str]] = {"colorMode": "bw"}
_ONLY_COLOUR: dict[str, str | bool | list[str]] = {"colorMode": "color"}


def _look(label: str, **values: float | str | bool) -> Preset:
    return {"group": "For", "label": label, "values": values}


_LOOKS = [
    _look("Logo", colorMode="bw", threshold=128, filterSpeckle=2, pathMode="spline"),
    _look("Illustration", colorMode="color", colorPrecision=4, layerDifference=16, filterSpeckle=8, pathMode="spline"),
    _look("Photo", colorMode="color", colorPrecision=8, layerDifference=5, filterSpeckle=4, pathMode="spline"),
    _look("Sketch", colorMode="bw", threshold=100, filterSpeckle=1, pathMode="polygon"),
]


class VectorizeSettings(Settings):
    """How outlines are found."""

    color_mode: Literal["bw", "color"] = Field(
        "bw",
        title="Colours",
        description="Trace dark on light, or all colours.",
        json_schema_extra=ui(widget="segmented", labels={"bw": "Black and white", "color": "Colour"}),
    )
    threshold: float = Field(
        128,
        ge=0,
        le=255,
        description="What is at most this bright counts as ink.",
        json_schema_extra=ui(widget="slider", step=1, visibleIf=_ONLY_INK),
    )
    color_precision: int = Field(
        6,
        ge=1,
        le=16,
        description="How many bits of each colour channel count; more than 8 change nothing.",
        json_schema_extra=ui(widget="slider", max=8, visibleIf=_ONLY_COLOUR),
    )
    layer_difference: int = Field(
        6,
        ge=1,
        le=128,
        title="Gradient step",
        description="How much neighbouring layers of colour differ at least.",
        json_schema_extra=ui(widget="slider", max=64, visibleIf=_ONLY_COLOUR),
    )
    filter_speckle: int = Field(
        4,
        ge=1,
        le=256,
        title="Smallest patch",
        description="Patches smaller than a square of this side are left out.",
        json_schema_extra=ui(widget="slider", initial=2, max=16, unit="px"),
    )
    path_mode: Literal["none", "polygon", "spline"] = Field(
        "spline",
        title="Smoothing",
        description="Follow the pixels, straighten the outlines, or round them.",
        json_schema_extra=ui(widget="segmented", labels={"none": "Pixels", "polygon": "Straight", "spline": "Curves"}),
    )
    corner_threshold: int = Field(
        60,
        ge=0,
        le=180,
        title="Corners",
        description="Turns sharper than this stay corners.",
        json_schema_extra=ui(widget="slider", unit="°", visibleIf={"pathMode": "spline"}, advanced=True),
    )
    invert: bool = Field(
        False, description="Trace the negative.", json_schema_extra=ui(widget="switch", hint="For light on dark.")
    )

    form: ClassVar[FormHints] = {
        "tabs": [
            {
                "id": "custom",
                "label": "Custom",
                "fields": [
                    *("colorMode", "threshold", "colorPrecision", "layerDifference"),
                    *("filterSpeckle", "pathMode", "cornerThreshold", "invert"),
                ],
            },
            {"id": "looks", "label": "Presets", "fields": ["invert"], "presets": _LOOKS},
        ]
    }


@tool(
    name="Image to SVG",
    icon="pen-tool",
    order=20,
    display="before-after",
    verb="Trace",
    eager=True,
    settings_first=True,
    words=Wording(failed="Vectorization failed"),
    keywords=("trace", "vector", "svg", "outline", "logo", "potrace"),
    suggestions=("resize", "convert"),
    examples=(
        Example("Illustration", {"colorMode": "color", "colorPrecision": 4, "layerDifference": 16, "filterSpeckle": 8}),
        Example("Logo", {"colorMode": "bw", "filterSpeckle": 2}),
        Example("Sketch, straight lines", {"colorMode": "bw", "threshold": 100, "pathMode": "polygon"}),
    ),
)
def vectorize(image: Image, settings: VectorizeSettings, context: Context) -> OutputFile:
    """Trace a picture: its shapes become outlines that stay sharp at any size.

    Pictures of more than 8 megapixels, 2 in colour, are traced at a smaller size; the drawing keeps the picture's.
    """
    outlines = Outlines(
        path_mode=settings.path_mode,
        speckle=settings.filter_speckle,
        corner=settings.corner_threshold,
        bits=min(settings.color_precision, _MOST_BITS),
        step=settings.layer_difference,
        negative=settings.invert,
    )
    context.progress(0, "Tracing")
    if settings.color_mode == "bw":
        drawing = trace_ink(image, outlines, threshold=settings.threshold, max_pixels=_MOST_INK)
    else:
        drawing = trace_colours(image, outlines, max_pixels=_MOST_COLOURS)
    path = context.scratch / "drawing.svg"
    path.write_text(drawing, encoding="utf-8")
    return OutputFile(path, "{stem}.svg")
