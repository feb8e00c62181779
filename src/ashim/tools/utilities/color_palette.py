"""The color-palette tool."""

import colorsys
import json
from pathlib import PurePosixPath
from typing import Literal

from pydantic import Field

from ashim.imaging import ImageError
from ashim.imaging.palette import Swatch, palette
from ashim.imaging.vips import vips_errors
from ashim.tools import Example, Report, Settings, SourceFile, tool, ui
from ashim.tools.rounding import half_up


class ColorPaletteSettings(Settings):
    """How many colours, and in which order."""

    colors: int = Field(
        8,
        ge=3,
        le=16,
        title="Colours",
        description="The most colours to give; a picture that has fewer gives fewer.",
        json_schema_extra=ui(widget="slider", step=1),
    )
    sort: Literal["share", "lightness", "hue"] = Field(
        "share",
        description="The order of the colours: most frequent, darkest, or around the colour circle from red.",
        json_schema_extra=ui(
            widget="segmented", labels={"share": "Share", "lightness": "Lightness", "hue": "Hue"}, advanced=True
        ),
    )


class ColourShare(Report):
    """One colour: as 0 to 255 each, hue (degrees), saturation and lightness (percent), and as in CSS `oklch()`.

    `share` is how much of the picture it covers, in percent.
    """

    hex: str
    rgb: list[int]
    hsl: list[int]
    oklch: list[float]
    share: float


class Palette(Report):
    """The colours that make up a picture, lower-case `#rrggbb`.

    `exports` are for other software: `css` custom properties, `json`, and `gpl`, a palette of GIMP and Inkscape.
    """

    filename: str
    colors: list[str]
    count: int
    swatches: list[ColourShare]
    exports: dict[str, str]


@tool(
    name="Color Palette",
    icon="palette",
    order=40,
    display="before-after",
    verb="Extract",
    eager=True,
    keywords=("colours", "dominant", "swatches", "scheme", "hex", "css", "theme"),
    suggestions=("info",),
    examples=(Example("Five from dark to light", {"colors": 5, "sort": "lightness"}),),
)
def color_palette(file: SourceFile, settings: ColorPaletteSettings) -> Palette:
    """List the colours that make up a picture, with their shares.

    Colours that look alike are taken together. Transparent parts do not count; of animations the first frame does.
    """
    with vips_errors(ImageError):
        swatches = palette(file.open().pixels, settings.colors)
    if settings.sort == "lightness":
        swatches.sort(key=lambda swatch: swatch.lightness)
    elif settings.sort == "hue":
        swatches.sort(key=lambda swatch: swatch.hue)
    shares = [_described(swatch) for swatch in swatches]
    return Palette(
        filename=file.name,
        colors=[each.hex for each in shares],
        count=len(shares),
        swatches=shares,
        exports=_exports(PurePosixPath(file.name).stem, shares),
    )


def _described(swatch: Swatch) -> ColourShare:
    rgb = [swatch.colour.red, swatch.colour.green, swatch.colour.blue]
    hue, lightness, saturation = colorsys.rgb_to_hls(*(value / 255 for value in rgb))
    return ColourShare(
        hex="#" + bytes(rgb).hex(),
        rgb=rgb,
        hsl=[half_up(hue * 360) % 360, half_up(saturation * 100), half_up(lightness * 100)],
        oklch=[round(swatch.lightness, 4), round(swatch.chroma, 4), round(swatch.hue, 2)],
        share=round(swatch.share * 100, 2),
    )


def _exports(name: str, shares: list[ColourShare]) -> dict[str, str]:
    properties = "".join(f"  --color-{number}: {each.hex};\n" for number, each in enumerate(shares, start=1))
    title = "".join(letter if letter.isprintable() else " " for letter in name)
    rows = "".join(" ".join(f"{value:3d}" for value in each.rgb) + f"\t{each.hex}\n" for each in shares)
    return {
        "css": f":root {{\n{properties}}}\n",
        "json": json.dumps([{"hex": each.hex, "share": each.share} for each in shares], indent=2),
        "gpl": f"GIMP Palette\nName: {title}\nColumns: {len(shares)}\n#\n{rows}",
    }
