"""Write an Image as a file, obeying its output intent. The only place that encodes."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ashim.imaging import budget, frames
from ashim.imaging.errors import EncodeError
from ashim.imaging.formats import FORMATS, Format
from ashim.imaging.image import Image
from ashim.imaging.origin import Origin
from ashim.imaging.prepare import prepare
from ashim.imaging.vips import Pixels, report_progress, vips_errors
from ashim.imaging.writers import writer_for


@dataclass(frozen=True, slots=True)
class Encoded:
    """What was written. `quality` is the one that was used, None where the format has none or keeps every pixel."""

    format: str
    width: int
    height: int
    frames: int
    bytes: int
    warnings: tuple[str, ...]
    quality: float | None


def output_format(image: Image) -> Format:
    """Give the format that the image will be encoded in. Raises EncodeError when the wanted one cannot be written."""
    if image.intent.format is None:
        source = FORMATS[image.source.format]
        return source if source.preserved else FORMATS["png"]
    wanted = FORMATS.get(image.intent.format)
    if wanted is None or not wanted.writes:
        names = ", ".join(each.name for each in FORMATS.values() if each.writes)
        raise EncodeError(f"{image.intent.format} cannot be written; choose one of {names}")
    return wanted


def output_extension(image: Image) -> str:
    """Give the extension, with its dot, that the file to be encoded should have."""
    return image.intent.extension or output_format(image).extensions[0]


def encode(image: Image, path: Path, *, progress: Callable[[float], None] | None = None) -> Encoded:
    """Write the image to `path`, whole or not at all; this is where its pixels are computed.

    `progress` is told how much of the pixels has been computed, 0 to 100.
    Raises InvalidImageError when the source turns out to be damaged, EncodeError when the format cannot hold it.
    """
    target = output_format(image)
    budget_bytes = image.intent.target_bytes
    spare = _reusable_input(image, target)
    with _replacing(path) as temporary:
        if spare and budget_bytes is not None and image.source.bytes <= budget_bytes:
            return _keep_input(image, spare, temporary, "The file is within the wanted size and was kept as it is.")
        draft = prepare(image, target)
        if progress is not None:
            report_progress(draft.pixels, progress)
        from_lossless = image.source.lossless and target.id == image.source.format
        writer = writer_for(target, draft.pixels, image.intent, from_lossless=from_lossless)
        warnings = (*image.warnings, *draft.warnings, *writer.warnings)
        if budget_bytes is not None:
            fitted = budget.fit(draft.pixels, writer, budget_bytes)
            temporary.write_bytes(fitted.data)
            return _encoded(target, fitted.pixels, temporary, (*warnings, *fitted.warnings), fitted.quality)
        with vips_errors(EncodeError):
            writer.write(draft.pixels, temporary)
        if spare and image.source.bytes <= temporary.stat().st_size:
            return _keep_input(image, spare, temporary, "The file could not be made smaller and was kept as it is.")
        return _encoded(target, draft.pixels, temporary, warnings, writer.quality)


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path` that takes its place when all went well, and vanishes otherwise."""
    temporary = path.with_name(f".{path.name}.partial")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _reusable_input(image: Image, target: Format) -> Origin | None:
    """Give the untouched input whose own bytes may be the result of a run that is about size."""
    origin, intent = image.origin, image.intent
    if origin is None or origin.format is not target or image.source.pages > image.source.frames:
        return None
    return origin if intent.compact and intent.metadata == "keep" else None


def _keep_input(image: Image, origin: Origin, temporary: Path, reason: str) -> Encoded:
    shutil.copyfile(origin.path, temporary)
    return _encoded(origin.format, image.pixels, temporary, (*image.warnings, reason), None)


def _encoded(
    target: Format, pixels: Pixels, temporary: Path, warnings: tuple[str, ...], quality: float | None
) -> Encoded:
    return Encoded(
        format=target.id,
        width=int(pixels.width),
        height=frames.frame_height(pixels),
        frames=frames.count(pixels),
        bytes=temporary.stat().st_size,
        warnings=warnings,
        quality=quality,
    )
