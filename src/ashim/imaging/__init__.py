"""Pixels: the Image value, the formats table, sniffing, decoding, encoding, previews."""

import os

# libvips reads this when it is loaded, which the imports below do.
os.environ["VIPS_WARNING"] = "0"

from ashim.imaging.blend import BlendMode, lay, on_background, tile
from ashim.imaging.canvas import Piece, put_together
from ashim.imaging.colour import Colour
from ashim.imaging.decode import open_image, read_facts
from ashim.imaging.decoded import Decoded, open_decoded, write_decoded
from ashim.imaging.denoise import Denoising, denoised
from ashim.imaging.encode import Encoded, choose_format, encode, output_extension, output_format
from ashim.imaging.errors import EncodeError, ImageError, ImageTooLargeError, InvalidImageError
from ashim.imaging.facts import Facts
from ashim.imaging.formats import FORMATS, Format, by_extension
from ashim.imaging.formula import ColourFilter, Formula
from ashim.imaging.gradient import linear_gradient, radial_gradient
from ashim.imaging.image import Image
from ashim.imaging.intent import GifIntent, OutputIntent
from ashim.imaging.limits import ImageLimits
from ashim.imaging.preview import write_preview
from ashim.imaging.replacing import Match, cut_out, recoloured
from ashim.imaging.salience import best_window, centred, without_border
from ashim.imaging.shapes import drawn, plain, rounded, shadowed
from ashim.imaging.sharpen import Gain, high_pass, median, unsharp
from ashim.imaging.sniff import sniff
from ashim.imaging.text import Align, Font, TextShadow, TextStyle, draw_text, fit_text
from ashim.imaging.tracing import Outlines, trace_colours, trace_ink
from ashim.imaging.vips import FONTS, setup

__all__ = [
    "FONTS",
    "FORMATS",
    "Align",
    "BlendMode",
    "Colour",
    "ColourFilter",
    "Decoded",
    "Denoising",
    "EncodeError",
    "Encoded",
    "Facts",
    "Font",
    "Format",
    "Formula",
    "Gain",
    "GifIntent",
    "Image",
    "ImageError",
    "ImageLimits",
    "ImageTooLargeError",
    "InvalidImageError",
    "Match",
    "Outlines",
    "OutputIntent",
    "Piece",
    "TextShadow",
    "TextStyle",
    "best_window",
    "by_extension",
    "centred",
    "choose_format",
    "cut_out",
    "denoised",
    "draw_text",
    "drawn",
    "encode",
    "fit_text",
    "high_pass",
    "lay",
    "linear_gradient",
    "median",
    "on_background",
    "open_decoded",
    "open_image",
    "output_extension",
    "output_format",
    "plain",
    "put_together",
    "radial_gradient",
    "read_facts",
    "recoloured",
    "rounded",
    "setup",
    "shadowed",
    "sniff",
    "tile",
    "trace_colours",
    "trace_ink",
    "unsharp",
    "without_border",
    "write_decoded",
    "write_preview",
]
