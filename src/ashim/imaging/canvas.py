"""Several pictures put together on one canvas."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyvips

from ashim.imaging import colour, frames
from ashim.imaging.colour import PROFILE, Colour
from ashim.imaging.errors import ImageError
from ashim.imaging.image import Image
from ashim.imaging.vips import Pixels, has_field, vips_errors, with_blobs


@dataclass(frozen=True, slots=True)
class Piece:
    """A picture and where its top left corner lies on the canvas, in pixels."""

    image: Image
    left: int
    top: int


def put_together(width: int, height: int, pieces: Sequence[Piece], background: Colour) -> Image:
    """Give a canvas of one colour with the pieces on it, later ones over earlier ones.

    Of animations the first frame is taken. The canvas is as deep as the deepest piece, keeps a colour profile that all
    of them share, and is in sRGB otherwise; transparent parts of pieces show the background. An alpha of 0 makes the
    background transparent. Metadata of the pieces is not carried over.
    Raises ImageTooLargeError over the canvas budget, ImageError when libvips refuses.
    """
    limits = pieces[0].image.limits
    limits.check_canvas(width, height)
    with vips_errors(ImageError):
        layers = _alike([frames.first(piece.image.pixels) for piece in pieces])
        canvas = _plain(width, height, layers[0], background)
        for layer, piece in zip(layers, pieces, strict=True):
            layer = colour.with_alpha(layer) if canvas.hasalpha() else colour.flatten(layer, background)
            canvas = canvas.insert(layer, piece.left, piece.top)
        whole = Image.new(canvas, limits)
    if any(piece.image.frames > 1 for piece in pieces):
        whole = whole.warn("Only the first frame of animated pictures was used.")
    return whole


def _alike(layers: Sequence[Pixels]) -> list[Pixels]:
    """Give pictures of one colour space and depth."""
    shared = {bytes(layer.get(PROFILE)) if has_field(layer, PROFILE) else b"" for layer in layers}
    plain_rgb = all(not colour.is_grey(layer) and layer.interpretation != "cmyk" for layer in layers)
    if len(shared) > 1 or not plain_rgb:
        layers = [colour.to_srgb(layer) for layer in layers]
    if any(layer.format == "ushort" for layer in layers):
        return [colour.to_16_bit(layer) for layer in layers]
    return list(layers)


def _plain(width: int, height: int, like: Pixels, background: Colour) -> Pixels:
    """Give a canvas of one colour in the colour space and depth of a picture."""
    model = colour.with_alpha(like) if background.alpha < 255 else like
    values = colour.ink(model, background)
    if background.alpha == 255 and model.hasalpha():
        values = values[:-1]
    canvas = pyvips.Image.black(width, height, bands=len(values)) + values
    canvas = canvas.cast(like.format).copy(interpretation=like.interpretation)
    return with_blobs(canvas, {PROFILE: like.get(PROFILE)}) if has_field(like, PROFILE) else canvas
