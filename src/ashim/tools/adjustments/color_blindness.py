"""The color-blindness tool."""

from typing import Literal

import numpy as np
from pydantic import Field

from ashim.imaging import Formula, Image
from ashim.imaging.formula import LUMINANCE
from ashim.tools import Example, Settings, operation, tool, ui
from ashim.tools.adjustments.colour_filter import FilterReport, filter_report

Deficiency = Literal[
    "protanopia",
    "protanomaly",
    "deuteranopia",
    "deuteranomaly",
    "tritanopia",
    "tritanomaly",
    "achromatopsia",
    "blueConeMonochromacy",
]

# Machado, Oliveira and Fernandes 2009, https://doi.org/10.1109/TVCG.2009.113: severity 1 for the "-opia" forms, 0.6 for
# the "-anomaly" ones. Rows are red, green and blue light of the result.
_MATRICES: dict[Deficiency, list[list[float]]] = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
    "protanomaly": [[0.458064, 0.679578, -0.137642], [0.092785, 0.846313, 0.060902], [-0.007494, -0.016807, 1.024301]],
    "deuteranomaly": [[0.547494, 0.607765, -0.155259], [0.181692, 0.781742, 0.036566], [-0.01041, 0.027275, 0.983136]],
    "tritanomaly": [[1.017277, 0.027029, -0.044306], [-0.006113, 0.958479, 0.047634], [0.006379, 0.248708, 0.744913]],
    "achromatopsia": [LUMINANCE.tolist()] * 3,
    "blueConeMonochromacy": [[0.01775, 0.10945, 0.87262]] * 3,
}

_LABELS = {
    "protanopia": "Protanopia: no red",
    "protanomaly": "Protanomaly: weak red",
    "deuteranopia": "Deuteranopia: no green",
    "deuteranomaly": "Deuteranomaly: weak green",
    "tritanopia": "Tritanopia: no blue",
    "tritanomaly": "Tritanomaly: weak blue",
    "achromatopsia": "Achromatopsia: no colour",
    "blueConeMonochromacy": "Blue-cone monochromacy",
}

_DESCRIPTIONS = {
    "protanopia": "The cones for long waves are missing: red looks dark, and like green. 1 man in 100.",
    "protanomaly": "The cones for long waves are shifted: reds are duller and darker. 1 man in 100.",
    "deuteranopia": "The cones for middle waves are missing: red and green look alike. 1 man in 100.",
    "deuteranomaly": "The cones for middle waves are shifted; the most common form. 1 man in 20.",
    "tritanopia": "The cones for short waves are missing: blue looks green, yellow looks pink. Very rare.",
    "tritanomaly": "The cones for short waves are shifted: blue and yellow are duller. Very rare.",
    "achromatopsia": "No cones work: only light and dark are seen.",
    "blueConeMonochromacy": "Only the cones for short waves work: red looks black.",
}


class ColorBlindnessSettings(Settings):
    """Whose eyes to look through."""

    simulation_type: Deficiency = Field(
        "deuteranomaly",
        title="Type",
        description="The deficiency of colour vision to simulate.",
        json_schema_extra=ui(widget="select", labels=_LABELS, descriptions=_DESCRIPTIONS),
    )


@tool(
    name="Colour blindness simulation",
    icon="eye",
    order=40,
    streams=True,
    display="before-after",
    live="formula",
    verb="Simulate",
    keywords=("color blind", "protanopia", "deuteranopia", "tritanopia", "accessibility", "vision"),
    suggestions=("adjust-colors", "compress"),
    examples=(
        Example("Without green cones", {"simulationType": "deuteranopia"}),
        Example("Without blue cones", {"simulationType": "tritanopia"}),
    ),
)
def color_blindness(image: Image, settings: ColorBlindnessSettings) -> Image:
    """Show a picture as people with a deficiency of colour vision see it.

    The model of Machado and others (2009) is applied to linear light, for which it was made.
    """
    picture = image.in_rgb()
    return picture.with_pixels(_formula_of(settings).apply(picture.pixels))


@operation(of=color_blindness)
def formula(settings: ColorBlindnessSettings) -> FilterReport:
    """Give the simulation as tables and a matrix, for previews."""
    return filter_report(_formula_of(settings))


def _formula_of(settings: ColorBlindnessSettings) -> Formula:
    return Formula(matrix=np.array(_MATRICES[settings.simulation_type]))
