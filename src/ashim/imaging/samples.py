"""Samples of any type, brought to 16 bits."""

from ashim.imaging.vips import Pixels


def scaled(pixels: Pixels, colours: int) -> Pixels:
    """Bring samples of any type to 16 bits: the smallest colour becomes black, the largest white.

    Floating-point RGB is linear light, of which 0 to 1 is shown. An alpha band is opaque at 1, or at its largest.
    """
    colour, alpha = pixels.extract_band(0, n=colours), pixels.extract_band(colours) if pixels.hasalpha() else None
    if pixels.interpretation == "scrgb":
        colour = colour.copy(interpretation="scrgb").colourspace("rgb16")
    else:
        low, high = colour.min(), colour.max()
        if pixels.format in ("float", "double") and low >= 0 and high <= 1:
            low, high = 0, 1
        scale = 65_535 / ((high - low) or 1)
        colour = colour.linear(scale, -low * scale).rint().cast("ushort")
    if alpha is None:
        return colour
    return colour.bandjoin(alpha.linear(65_535 / (alpha.max() or 1), 0).rint().cast("ushort"))
