"""The encoders: which libvips saver a format has, and the options that it gets."""

import io
from dataclasses import dataclass, replace
from pathlib import Path

from ashim.imaging import frames, webp
from ashim.imaging.encoders import ENCODERS, animations, between, tiff
from ashim.imaging.facts import depth_of
from ashim.imaging.formats import Format
from ashim.imaging.intent import Effort, OutputIntent
from ashim.imaging.vips import Pixels, has_field

_SAVERS = {
    "jpeg": "jpegsave",
    "png": "pngsave",
    "webp": "webpsave",
    "gif": "gifsave",
    "avif": "heifsave",
    "tiff": "tiffsave",
}
_PRESERVING_QUALITY = 95.0
# Huffman tables made for the picture cost three times the rest of a JPEG encode. They pay (4 to 17 % fewer bytes) at
# high quality, and cost next to nothing on small pictures.
_TABLES_FROM_QUALITY = 86
_TABLES_UP_TO_PIXELS = 1_000_000
# The flags of VipsForeignKeep.
_KEEP_EXIF, _KEEP_IPTC, _KEEP_ALL = 1, 4, 63


@dataclass(frozen=True, slots=True)
class Writer:
    """An encoder with its options. `quality` is None when the format has none or every pixel is kept.

    The quality need not be whole where `takes_fractions`. `effort` is for JPEG, WebP and AVIF.
    """

    format: Format
    intent: OutputIntent
    quality: float | None
    warnings: tuple[str, ...] = ()
    effort: Effort = "usual"

    def with_quality(self, quality: float) -> "Writer":
        """Give the same encoder at another quality."""
        return replace(self, quality=quality)

    def takes_fractions(self, pixels: Pixels) -> bool:
        """Tell whether qualities between the whole ones give other files."""
        mozjpeg = self.format.id == "jpeg" and self.effort == "small"
        return not mozjpeg and between.is_possible(self.format, pixels)

    def tighter(self) -> "Writer | None":
        """Give an encoder that takes longer for some percent fewer bytes, where qualities are far apart: for WebP."""
        return replace(self, effort="small") if self.format.id == "webp" and self.effort == "usual" else None

    def write(self, pixels: Pixels, path: Path) -> None:
        """Encode into a file. Raises pyvips.Error, or EncodeError."""
        held = self.format.id in ENCODERS or self._is_between(pixels)
        if held or (self.format.animation and frames.count(pixels) > 1):
            path.write_bytes(self.encode(pixels))
        else:
            getattr(pixels, _SAVERS[self.format.id])(str(path), **self._options(pixels))
            if self._adds_metadata:
                with path.open("r+b") as file:
                    tiff.add_metadata(file, pixels)

    def encode(self, pixels: Pixels) -> bytes:
        """Encode into memory. Raises pyvips.Error, or EncodeError."""
        if self.format.id in ENCODERS:
            quality = None if self.quality is None else self._whole_quality()
            return ENCODERS[self.format.id](pixels, quality, self.intent.metadata != "strip")
        if frames.count(pixels) > 1 and self.format.id == "png":
            return animations.encode_png(pixels, self._png)
        if frames.count(pixels) > 1 and self.format.id == "avif":
            return animations.encode_avif(pixels, self._whole_quality(), metadata=self.intent.metadata != "strip")
        if self._is_between(pixels):
            return self._encode_between(pixels)
        data: bytes = getattr(pixels, f"{_SAVERS[self.format.id]}_buffer")(**self._options(pixels))
        if self._adds_metadata:
            file = io.BytesIO(data)
            tiff.add_metadata(file, pixels)
            return file.getvalue()
        return webp.with_alpha_flag(data) if _is_animated_webp(self.format, pixels) and pixels.hasalpha() else data

    def _png(self, still: Pixels, metadata: bool) -> bytes:
        """Give one frame as PNG, with metadata or without."""
        options = self._options(still)
        return bytes(still.pngsave_buffer(**(options if metadata else {**options, "keep": 0})))

    @property
    def _adds_metadata(self) -> bool:
        return self.format.id == "tiff" and self.intent.metadata != "strip"

    def _is_between(self, pixels: Pixels) -> bool:
        return self.quality is not None and self.quality % 1 > 0 and self.takes_fractions(pixels)

    def _encode_between(self, pixels: Pixels) -> bytes:
        quality = self.quality or _PRESERVING_QUALITY
        tables = bool(self._jpeg_effort(pixels, int(quality))["optimize_coding"])
        metadata = self.intent.metadata != "strip"
        return between.encode(self.format, pixels, quality, metadata, tables=tables, webp_effort=self._webp_effort())

    def _whole_quality(self) -> int:
        return int((self.quality or _PRESERVING_QUALITY) + 0.5)

    def _options(self, pixels: Pixels) -> dict[str, object]:
        return {"keep": self._kept(pixels), **self._format_options(pixels)}

    def _kept(self, pixels: Pixels) -> int:
        if self.intent.metadata == "strip":
            return 0
        if self.format.id == "tiff":
            return _KEEP_ALL & ~_KEEP_EXIF & ~_KEEP_IPTC
        # Without EXIF to keep, libvips would invent some.
        return _KEEP_ALL if has_field(pixels, "exif-data") else _KEEP_ALL & ~_KEEP_EXIF

    def _format_options(self, pixels: Pixels) -> dict[str, object]:
        quality, compact = self._whole_quality(), self.intent.compact
        match self.format.id:
            case "jpeg":
                return {"Q": quality, "subsample_mode": "on", **self._jpeg_effort(pixels, quality)}
            case "png":
                if self.intent.palette and frames.count(pixels) == 1:
                    return {"compression": 9, "palette": True, "Q": 100, "effort": 7}
                return {"compression": 9 if compact else 4, "filter": "all" if compact else "sub"}
            case "webp":
                return {"Q": quality, "effort": self._webp_effort(), "lossless": self.quality is None}
            case "gif":
                gif = self.intent.gif
                packing = {"bitdepth": max(1, (gif.colours - 1).bit_length()), "dither": gif.dither}
                return {**packing, "effort": gif.effort, "keep_duplicate_frames": True}
            case "avif":
                depth = next(bits for bits in (8, 10, 12) if bits >= min(depth_of(pixels), 12))
                # The last 2 to 5 % take five times as long.
                options = {
                    "compression": "av1",
                    "effort": 4 if self.effort == "small" else 3,
                    "subsample_mode": "off",
                }
                return {**options, "Q": quality, "bitdepth": depth}
            case _:
                if self.quality is not None:
                    return {"compression": "jpeg", "Q": quality}
                return {"compression": "deflate", "predictor": "horizontal"}

    def _webp_effort(self) -> int:
        # From 5 on blocks are quantised with an eye on the bytes: 2 to 15 % fewer than with 4, in the same time.
        return 6 if self.effort == "small" else 5 if self.intent.compact else 2

    def _jpeg_effort(self, pixels: Pixels, quality: int) -> dict[str, object]:
        if self.effort == "small":
            scans = {"interlace": True, "optimize_scans": True}
            return {
                "trellis_quant": True,
                "overshoot_deringing": True,
                "quant_table": 3,
                "optimize_coding": True,
                **scans,
            }
        small = pixels.width * pixels.height <= _TABLES_UP_TO_PIXELS
        pays = self.intent.compact or small or quality >= _TABLES_FROM_QUALITY
        return {"optimize_coding": pays and self.effort == "usual"}


def writer_for(target: Format, pixels: Pixels, intent: OutputIntent, *, from_lossless: bool) -> Writer:
    """Give the encoder that the intent asks for, for pixels that the format can hold.

    Unless a quality or a size is asked for, TIFF keeps every pixel, and so does WebP that comes from lossless WebP. A
    TIFF that is to be small is packed as JPEG where that can hold the pixels.
    """
    asked = intent.quality is not None or intent.searches
    lossy = (asked and _fits_jpeg(pixels)) if target.id == "tiff" else target.lossy and (asked or not from_lossless)
    if lossy:
        return Writer(target, intent, float(intent.quality or _PRESERVING_QUALITY), effort=intent.effort)
    warnings = (f"Quality has no effect: {target.name} keeps every pixel.",) if intent.quality is not None else ()
    if target.id == "gif" and warnings:
        warnings = ("Quality has no effect on GIF.",)
    return Writer(target, intent, None, warnings)


def _is_animated_webp(target: Format, pixels: Pixels) -> bool:
    return target.id == "webp" and frames.count(pixels) > 1


def _fits_jpeg(pixels: Pixels) -> bool:
    return pixels.format == "uchar" and not pixels.hasalpha()
