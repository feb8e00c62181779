"""Write an Image as a file, obeying its output intent. The only place that encodes."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ashim.imaging import budget, frames, visual
from ashim.imaging.errors import EncodeError
from ashim.imaging.formats import FORMATS, Format
from ashim.imaging.image import Image
from ashim.imaging.intent import OutputIntent
from ashim.imaging.location import without_location
from ashim.imaging.origin import Origin
from ashim.imaging.prepare import Draft, prepare
from ashim.imaging.readers.tones import TONE_MAPPED
from ashim.imaging.vips import Pixels, report_progress, vips_errors
from ashim.imaging.writers import Writer, writer_for


@dataclass(frozen=True, slots=True)
class Encoded:
    """What was written.

    `quality` is the one that was used, None where the format has none or keeps every pixel. `score` is the visual
    quality (SSIMULACRA 2) where one was asked for. `encodes` counts how often the picture or an excerpt was encoded.
    """

    format: str
    width: int
    height: int
    frames: int
    bytes: int
    warnings: tuple[str, ...]
    quality: float | None
    score: float | None = None
    encodes: int = 1


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


def choose_format(image: Image, folder: Path) -> Image:
    """Settle which of the intent's `formats` the image is encoded in: the one that is smallest when it looks as wanted.

    Formats that cannot hold the picture's transparency or frames are left out while others can. Temporary files are
    made in `folder`. Raises EncodeError when none of them can be written, InvalidImageError for damaged pixels.
    """
    intent = image.intent
    if not intent.formats:
        return image
    with vips_errors(EncodeError):
        image = replace(image, pixels=image.pixels.copy_memory())
    wanted = 100.0 if intent.visual_quality is None else intent.visual_quality
    ranked: list[tuple[bool, bool, int, int]] = []
    for index, name in enumerate(intent.formats):
        candidate = image.with_intent(replace(intent, format=name, formats=()))
        target = output_format(candidate)
        draft = prepare(candidate, target)
        writer = writer_for(target, draft.pixels, candidate.intent, from_lossless=False)
        size, reached = visual.excerpt_bytes(draft.pixels, writer, wanted, folder / f".{index}.probe")
        loses = (image.has_alpha and not target.alpha) or (image.frames > 1 and not target.animation)
        ranked.append((loses, not reached, size, index))
    return image.with_intent(replace(intent, format=intent.formats[min(ranked)[-1]], formats=()))


def encode(image: Image, path: Path, *, progress: Callable[[float], None] | None = None) -> Encoded:
    """Write the image to `path`, whole or not at all; this is where its pixels are computed.

    `progress` is told how much of the pixels has been computed, 0 to 100.
    Raises InvalidImageError when the source turns out to be damaged, EncodeError when the format cannot hold it.
    """
    target = output_format(image)
    intent = image.intent
    spare = _reusable_input(image, target)
    with _replacing(path) as temporary:
        if spare and intent.target_bytes is not None and image.source.bytes <= intent.target_bytes:
            return _keep_input(image, spare, temporary, "The file is within the wanted size and was kept as it is.")
        image = _with_light(_without_location(image), target)
        draft = prepare(image, target)
        if progress is not None:
            report_progress(draft.pixels, progress)
        from_lossless = image.source.lossless and target.id == image.source.format
        writer = writer_for(target, draft.pixels, image.intent, from_lossless=from_lossless)
        warnings = (*image.warnings, *draft.warnings, *writer.warnings)
        if intent.searches:
            encoded = _search(target, replace(draft, warnings=warnings), writer, intent, temporary)
        else:
            with vips_errors(EncodeError):
                writer.write(draft.pixels, temporary)
            encoded = _encoded(target, draft.pixels, temporary, warnings, writer.quality)
        if spare and intent.target_bytes is None and image.source.bytes <= encoded.bytes:
            return _keep_input(image, spare, temporary, "The file could not be made smaller and was kept as it is.")
        return encoded


def _search(target: Format, draft: Draft, writer: Writer, intent: OutputIntent, temporary: Path) -> Encoded:
    """Write the file that meets the visual quality, or failing that the size."""
    pixels, encodes = draft.pixels, 0
    if intent.visual_quality is not None:
        with vips_errors(EncodeError):
            pixels = pixels.copy_memory()
        reached = visual.reach(pixels, writer, intent.visual_quality, temporary)
        encodes = reached.encodes
        if intent.target_bytes is None or len(reached.data) <= intent.target_bytes:
            temporary.write_bytes(reached.data)
            warnings = (*draft.warnings, *reached.warnings)
            encoded = _encoded(target, pixels, temporary, warnings, reached.quality)
            return replace(encoded, score=round(reached.score, 2), encodes=encodes)
    fitted = budget.fit(pixels, writer, intent.target_bytes or 1, scaling=intent.scaling)
    temporary.write_bytes(fitted.data)
    encoded = _encoded(target, fitted.pixels, temporary, (*draft.warnings, *fitted.warnings), fitted.quality)
    return replace(encoded, encodes=encodes + fitted.encodes)


def _without_location(image: Image) -> Image:
    """Take out where the picture was taken, if that is the policy, so that all other metadata can be kept."""
    if image.intent.metadata != "keep-without-location":
        return image
    return replace(image, pixels=without_location(image.pixels), intent=replace(image.intent, metadata="keep"))


def _with_light(image: Image, target: Format) -> Image:
    """Take the light of an untouched file, which a screen's range has cut, where the format can hold it."""
    if not target.light or image.origin is None:
        return image
    pixels = image.origin.light()
    if pixels is None:
        return image
    warnings = tuple(warning for warning in image.warnings if warning != TONE_MAPPED)
    return replace(image, pixels=pixels, warnings=warnings)


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
