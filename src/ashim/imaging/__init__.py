"""Pixels: the Image value, the formats table, sniffing, decoding, encoding, previews."""

from ashim.imaging.blend import BlendMode, lay
from ashim.imaging.canvas import Piece, put_together
from ashim.imaging.colour import Colour
from ashim.imaging.decode import open_image, read_facts
from ashim.imaging.denoise import Denoising, denoised
from ashim.imaging.encode import Encoded, choose_format, encode, output_extension, output_format
from ashim.imaging.errors import EncodeError, ImageError, ImageTooLargeError, InvalidImageError
from ashim.imaging.facts import Facts
from ashim.imaging.formats import FORMATS, Format, by_extension
from ashim.imaging.image import Image
from ashim.imaging.intent import OutputIntent
from ashim.imaging.limits import ImageLimits
from ashim.imaging.preview import write_preview
from ashim.imaging.shapes import rounded, shadowed
from ashim.imaging.sniff import sniff
from ashim.imaging.text import Align, Font, TextShadow, TextStyle, draw_text, fit_text
from ashim.imaging.tracing import Outlines, trace_colours, trace_ink
from ashim.imaging.vips import setup

__all__ = [
    "FORMATS",
    "Align",
    "BlendMode",
    "Colour",
    "Denoising",
    "EncodeError",
    "Encoded",
    "Facts",
    "Font",
    "Format",
    "Image",
    "ImageError",
    "ImageLimits",
    "ImageTooLargeError",
    "InvalidImageError",
    "Outlines",
    "OutputIntent",
    "Piece",
    "TextShadow",
    "TextStyle",
    "by_extension",
    "choose_format",
    "denoised",
    "draw_text",
    "encode",
    "fit_text",
    "lay",
    "open_image",
    "output_extension",
    "output_format",
    "put_together",
    "read_facts",
    "rounded",
    "setup",
    "shadowed",
    "sniff",
    "trace_colours",
    "trace_ink",
    "write_preview",
]
