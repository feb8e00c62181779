"""The Image value that tools take and give."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ashim.imaging import colour, frames
from ashim.imaging.colour import TRANSPARENT, Colour
from ashim.imaging.errors import ImageError
from ashim.imaging.facts import Facts, facts_of
from ashim.imaging.intent import OutputIntent
from ashim.imaging.limits import ImageLimits
from ashim.imaging.origin import Origin
from ashim.imaging.vips import Pixels, vips_errors

# When a reduction starts from a file that can decode at a reduced size, at least this many decoded pixels
# a side are kept for each one of the result. 1.5 keeps the result within 49 dB PSNR of a full decode.
_OVERSAMPLING = 1.5


@dataclass(frozen=True, slots=True)
class Image:
    """An immutable picture or animation whose pixels are computed when it is encoded.

    `pixels` are upright, 8 or 16 bits a channel, grey, RGB or CMYK, with or without alpha; the frames of an animation
    lie under each other. Metadata travels in them. `source` tells what the file was; `origin` is where untouched
    pixels came from, and None as soon as a tool changed them. Methods give new images, and treat every frame alike.
    """

    pixels: Pixels
    source: Facts
    limits: ImageLimits
    origin: Origin | None = None
    intent: OutputIntent = field(default_factory=OutputIntent)
    warnings: tuple[str, ...] = ()

    @classmethod
    def new(cls, pixels: Pixels, limits: ImageLimits | None = None) -> "Image":
        """Give a picture that comes from no file; `pixels` are 8 or 16 bits a channel, grey or RGB, alpha or not.

        It becomes PNG unless its output intent says otherwise.
        """
        return cls(pixels, facts_of(pixels, "png", 0), limits or ImageLimits())

    @property
    def width(self) -> int:
        """Width in pixels."""
        return int(self.pixels.width)

    @property
    def height(self) -> int:
        """Height of one frame in pixels."""
        return frames.frame_height(self.pixels)

    @property
    def frames(self) -> int:
        """Number of frames; 1 for a still picture."""
        return frames.count(self.pixels)

    @property
    def has_alpha(self) -> bool:
        """Whether the pixels have an alpha band."""
        return bool(self.pixels.hasalpha())

    def with_pixels(self, pixels: Pixels) -> "Image":
        """Give the image with other pixels of the same frames; libvips carries the metadata over."""
        return replace(self, pixels=pixels, origin=None)

    def with_intent(self, intent: OutputIntent) -> "Image":
        """Give the image with another output intent."""
        return replace(self, intent=intent)

    def warn(self, message: str) -> "Image":
        """Give the image with one more sentence about what is lost."""
        return replace(self, warnings=(*self.warnings, message))

    def each_frame(self, change: Callable[[Pixels], Pixels]) -> "Image":
        """Apply a libvips pipeline to every frame by itself. Raises ImageError when libvips refuses it.

        Animations of more than 16 frames are computed at once, because their working memory would add up.
        """
        with vips_errors(ImageError):
            return self.with_pixels(frames.each(self.pixels, change))

    def first_frame(self) -> "Image":
        """Give the first frame as a still picture; a still picture comes back as it is."""
        return self if self.frames == 1 else self.with_pixels(frames.first(self.pixels))

    def to_srgb(self) -> "Image":
        """Give the image in sRGB, grey and CMYK included; depth and alpha stay."""
        with vips_errors(ImageError):
            return self.with_pixels(colour.to_srgb(self.pixels))

    def in_rgb(self) -> "Image":
        """Give the image in a colour space of light, grey or RGB; CMYK becomes sRGB, and that is said."""
        if self.pixels.interpretation != "cmyk":
            return self
        return self.to_srgb().warn("CMYK colours became sRGB.")

    def frame(self, index: int) -> Pixels:
        """Give the pixels of one frame, counted from 0, as those of a still picture."""
        return frames.single(self.pixels, index)

    def in_three_bands(self) -> "Image":
        """Give the image in RGB; grey becomes sRGB, and so does CMYK, which is said."""
        return self.to_srgb() if colour.is_grey(self.pixels) else self.in_rgb()

    def resize(self, width: int, height: int, *, linear: bool = False) -> "Image":
        """Give the image at exactly this size (Lanczos3, alpha premultiplied).

        Untouched JPEG and WebP files are decoded at a reduced size when much is thrown away, and SVG is drawn anew.
        `linear` mixes light instead of codes: fine bright lines and stars stay as bright as they are from afar.
        Raises ImageTooLargeError when the result is over the pixel budget.
        """
        if (width, height) == (self.width, self.height):
            return self
        self.limits.check_result(width, height, self.frames)
        with vips_errors(ImageError):
            pixels = self.pixels if linear else self._pixels_for(width, height)
            return self.with_pixels(frames.scale(pixels, width, height, linear=linear))

    def _pixels_for(self, width: int, height: int) -> Pixels:
        """Give the pixels to scale from: decoded at a reduced size where that is possible and harmless."""
        if self.origin is None or self.frames > 1:
            return self.pixels
        shrink = min(self.width / width, self.height / height)
        if self.origin.format.id == "svg":
            drawn = self.origin.pixels(shrink=shrink)
            # A side that was only rounded another way is cut or repeated: scaling would blur the whole drawing.
            near = abs(drawn.width - width) <= 1 and abs(drawn.height - height) <= 1
            return drawn.embed(0, 0, width, height, extend="copy") if near else drawn
        shrink = shrink / _OVERSAMPLING
        return self.origin.pixels(shrink=shrink) if shrink > 1 else self.pixels

    def drawn_at(self, dpi: float) -> "Image":
        """Give an untouched drawing (SVG) with `dpi / 72` times its nominal size, as far as the pixel budget allows.

        Other images come back as they are.
        """
        if self.origin is None or self.origin.format.id != "svg":
            return self
        width, height = (max(1, math.floor(side * dpi / 72 + 0.5)) for side in (self.width, self.height))
        if self.limits.max_pixels and width * height > self.limits.max_pixels:
            scale = math.sqrt(self.limits.max_pixels / (self.width * self.height))
            width, height = (max(1, math.floor(side * scale)) for side in (self.width, self.height))
        return self.resize(width, height)

    def crop(self, left: int, top: int, width: int, height: int) -> "Image":
        """Give a rectangle of the image, which has to lie inside it."""
        if (left, top, width, height) == (0, 0, self.width, self.height):
            return self
        return self._moved(lambda frame: frame.crop(left, top, width, height))

    def place(self, left: int, top: int, width: int, height: int, *, background: Colour | None = None) -> "Image":
        """Put the image on a canvas of this size, with its top left corner at (left, top).

        The rest of the canvas is filled with `background`, or transparent when there is none.
        Raises ImageTooLargeError when the result is over the pixel budget.
        """
        if (left, top, width, height) == (0, 0, self.width, self.height):
            return self
        self.limits.check_result(width, height, self.frames)
        base, fill = self._with_room_for(background)
        return base._moved(lambda frame: frame.embed(left, top, width, height, extend="background", background=fill))

    def flip(self, *, horizontal: bool = False, vertical: bool = False) -> "Image":
        """Mirror left to right (`horizontal`), top to bottom (`vertical`), or both."""
        if not (horizontal or vertical):
            return self

        def mirrored(frame: Pixels) -> Pixels:
            frame = frame.fliphor() if horizontal else frame
            return frame.flipver() if vertical else frame

        return self._moved(mirrored)

    def rotate(self, angle: float, *, background: Colour | None = None) -> "Image":
        """Turn clockwise by `angle` degrees. Multiples of 90 move pixels without changing them.

        Other angles enlarge the canvas to the bounding box; its corners are filled with `background`, or transparent
        when there is none. Raises ImageTooLargeError when the result is over the pixel budget.
        """
        angle = angle % 360
        if angle == 0:
            return self
        if angle in (90, 180, 270):
            turn = {90: "d90", 180: "d180", 270: "d270"}[int(angle)]
            return self._moved(lambda frame: frame.rot(turn))
        radians = math.radians(angle)
        across, up = abs(math.cos(radians)), abs(math.sin(radians))
        self.limits.check_result(
            math.ceil(self.width * across + self.height * up),
            math.ceil(self.width * up + self.height * across),
            self.frames,
        )
        base, fill = self._with_room_for(background)
        return base.each_frame(lambda frame: _turned(frame, angle, fill))

    def _moved(self, change: Callable[[Pixels], Pixels]) -> "Image":
        """Apply a change that only moves pixels about to every frame."""
        with vips_errors(ImageError):
            return self.with_pixels(frames.each(self.pixels, change, moves=True))

    def _with_room_for(self, background: Colour | None) -> tuple["Image", list[float]]:
        """Give the image in bands that can hold the background, and the background's value in them."""
        wanted = TRANSPARENT if background is None else background
        with vips_errors(ImageError):
            pixels = colour.ready_for(self.pixels, wanted)
            if wanted.alpha < 255:
                pixels = colour.with_alpha(pixels)
            return replace(self, pixels=pixels), colour.ink(pixels, wanted)


def _turned(frame: Pixels, angle: float, fill: list[float]) -> Pixels:
    """Turn by any angle with bicubic interpolation, in premultiplied alpha so that corners blend without a fringe."""
    import pyvips

    bicubic = pyvips.Interpolate.new("bicubic")
    if not frame.hasalpha():
        return frame.rotate(angle, interpolate=bicubic, background=fill)
    opaque = 65_535 if frame.format == "ushort" else 255
    premultiplied = [value * fill[-1] / opaque for value in fill[:-1]]
    turned = frame.premultiply().rotate(angle, interpolate=bicubic, background=[*premultiplied, fill[-1]])
    return turned.unpremultiply().rint().cast(frame.format)
