"""Live previews: what a plan makes of a picture, fast enough to follow a slider.

The picture was decoded before. A result that is small enough is computed from all its pixels, and so is a region of a
larger one; the whole of a larger one is computed from a proxy, with the settings that count pixels scaled likewise.
"""

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyvips

from ashim.engine import cost
from ashim.engine.limits import Limits
from ashim.engine.memory import to_decode
from ashim.engine.plan import Plan, PlanError, build_plan
from ashim.engine.task import Deferred, Failure, Lane, SourceFile
from ashim.imaging import (
    FORMATS,
    Decoded,
    Encoded,
    Image,
    ImageError,
    ImageLimits,
    InvalidImageError,
    OutputIntent,
    choose_format,
    encode,
    open_decoded,
    open_image,
    output_format,
    read_facts,
    write_decoded,
)
from ashim.imaging.decoded import PROXY, WHOLE
from ashim.imaging.vips import vips_errors
from ashim.tools import BadInputError, OutputFile, Registry, Settings, ToolError, split_answer
from ashim.tools import Output as NamedImage

# Regions are widened to whole blocks of JPEG, so that they show what its encoder makes of them.
_BLOCK = 16
_TILE = 128
_TILES_ACROSS = 5
# Formats that are encoded in no time; the others are shown as they are only where a region is looked at closely.
_QUICK_FORMATS = frozenset({"jpeg", "png", "webp", "gif"})
_JPEG_HEADER_BYTES = 620
_METADATA = ("exif-data", "icc-profile-data", "xmp-data", "iptc-data")


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle in pixels of the result."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class LiveTask:
    """A plan, and a picture that was decoded into `folder`.

    The preview goes to a file in `target`; it has at most `most_pixels`, and sides of at most `side`.
    """

    steps: tuple[tuple[str, dict[str, Any]], ...]
    source: SourceFile
    decoded: Decoded
    folder: Path
    target: Path
    limits: ImageLimits
    region: Region | None
    most_pixels: int
    side: int


@dataclass(frozen=True, slots=True)
class LivePicture:
    """A preview in a file, and what is known of the result that it stands for.

    `name` is the format of the preview; `width`, `height` and `format` are those of the result, `bytes` an estimate of
    its size; None is not known. `region` is what the preview shows of it, None if all. `exact` says that the pixels are
    those of the result, scaled down at most.
    """

    name: str
    width: int | None
    height: int | None
    format: str
    bytes: int | None
    exact: bool
    region: Region | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecodedSize:
    """How large decoded pictures are kept: a proxy of so many pixels, all pixels if they take so many bytes at most."""

    proxy_pixels: int
    most_bytes: int


def decode(
    source: SourceFile, limits: Limits, folder: Path, size: DecodedSize, *, lane: Lane, memory: int
) -> Decoded | Failure | Deferred:
    """Decode a picture into a folder, or say which lane and how much memory that needs."""
    try:
        facts = read_facts(source.path, source.name, limits.image)
        held_up = cost.decoding_held_up(facts, limits, lane=lane, memory=memory, streams=False)
        if held_up:
            return held_up
        return write_decoded(
            source.path,
            source.name,
            folder,
            limits.image,
            proxy_pixels=size.proxy_pixels,
            most_bytes=size.most_bytes,
        )
    except InvalidImageError as error:
        return Failure("invalid", str(error))
    except ImageError as error:
        return Failure("processing", str(error))
    except MemoryError:
        return Failure("crash", "the image needs more memory than a worker is allowed")


def draw(task: LiveTask, registry: Registry, *, lane: Lane) -> LivePicture | Failure | Deferred:
    """Draw a preview, or say which lane and how much memory that needs."""
    try:
        plan = build_plan(registry, task.steps)
    except PlanError as error:
        return Failure("processing", error.reason, error.step)
    work = _Preview(task, plan, lane)
    try:
        return work.draw()
    except BadInputError as error:
        return Failure("refused", str(error), work.step)
    except (ImageError, ToolError) as error:
        return Failure("processing", str(error), work.step)
    except MemoryError:
        return Failure("crash", "the preview needs more memory than a worker is allowed", work.step)


class _TooHeavyError(Exception):
    """The work belongs to another lane."""


class _Preview:
    """One preview in the making. `step` is the one at work, counted from 1."""

    def __init__(self, task: LiveTask, plan: Plan, lane: Lane) -> None:
        self.step: int | None = None
        self._task = task
        self._plan = plan
        self._lane = lane
        self._eager = any(step.tool.eager for step in plan.steps)
        self._untouched = False

    def draw(self) -> LivePicture | Deferred:
        try:
            return self._region(self._task.region) if self._task.region else self._whole()
        except _TooHeavyError:
            facts = self._task.decoded.facts
            return Deferred(Lane.CPU, to_decode(facts, streams=False))

    def _region(self, region: Region) -> LivePicture:
        self._demand(Lane.CPU if self._eager or not self._is_kept(WHOLE) else Lane.QUICK)
        result = self._made_of(self._original(), 1)
        if isinstance(result, OutputFile):
            raise ToolError("this result has no pixels, so there are no regions of it")
        shown = _aligned(region, result)
        excerpt = result.crop(shown.left, shown.top, shown.width, shown.height)
        if cost.lane_for(cost.to_encode(excerpt)) > Lane.QUICK:
            self._demand(Lane.CPU)
        settled, size = self._settled(result, result)
        intent = settled.intent
        written = self._shown(excerpt.with_intent(intent), slow=True)
        return self._told(settled, written, size, exact=True, region=shown)

    def _whole(self) -> LivePicture:
        true = None if self._eager else self._made_of(self._original(), 1)
        if isinstance(true, OutputFile):
            return self._file(true)
        if true is not None and true.width * true.height <= self._task.most_pixels:
            return self._full(true)
        proxy = self._proxy()
        scale = proxy.width / self._task.decoded.facts.width
        try:
            drawn = self._made_of(proxy, scale)
        except (ToolError, ImageError):
            if scale == 1:
                raise
            # A setting that is right for the picture may just not fit the proxy.
            self._demand(Lane.CPU)
            scale, drawn = 1, self._made_of(self._original(), 1)
        if isinstance(drawn, OutputFile):
            return self._file(drawn)
        fitted = self._fitted(drawn)
        settled, size = self._settled(true, fitted)
        written = self._shown(fitted.with_intent(settled.intent), slow=False)
        told = self._told(settled, written, size, exact=scale == 1, region=None)
        if true is not None:
            return told
        # What a proxy was made into tells the size of the result only up to a pixel or two.
        facts, as_before = self._task.decoded.facts, (drawn.width, drawn.height) == (proxy.width, proxy.height)
        width, height = (facts.width, facts.height) if as_before else (None, None)
        return replace(told, width=width, height=height)

    def _full(self, true: Image) -> LivePicture:
        """Give a small result as it will be; its size is that of the file."""
        fitted = self._fitted(true)
        whole = fitted is true
        settled, size = self._settled(true, fitted)
        written = self._shown(fitted.with_intent(settled.intent), slow=False)
        measured = written.bytes if whole and written.format == output_format(settled).id else size
        return self._told(settled, written, measured, exact=True, region=None)

    def _demand(self, lane: Lane) -> None:
        if self._lane < lane:
            raise _TooHeavyError

    def _is_kept(self, name: str) -> bool:
        return name in self._task.decoded.files

    def _original(self) -> Image:
        task = self._task
        if self._is_kept(WHOLE):
            return open_decoded(task.folder / WHOLE, task.decoded, task.limits)
        return open_image(task.source.path, task.source.name, task.limits).first_frame()

    def _proxy(self) -> Image:
        if not self._is_kept(PROXY):
            return self._original()
        return open_decoded(self._task.folder / PROXY, self._task.decoded, self._task.limits)

    def _made_of(self, image: Image, scale: float) -> Image | OutputFile:
        """Apply the steps that work on pixels."""
        result: Image | OutputFile = image
        for number, item in self._plan.pixel_steps:
            self.step = number
            if isinstance(result, OutputFile):
                result = open_image(result.path, result.name, self._task.limits)
            settings = item.settings if scale == 1 else scaled(item.settings, scale)
            missing = [None] * (item.tool.signature.pictures - 1)
            context = [_Context(self._task.target)] if item.tool.signature.takes_context else []
            with vips_errors(ImageError):
                _, found = split_answer(item.tool(result, *missing, settings, *context))
            if len(found) != 1:
                raise ToolError("this step gives several files, which have no preview")
            (only,) = found
            result = only.image if isinstance(only, NamedImage) else only
        self.step = None
        self._untouched = not isinstance(result, OutputFile) and result.pixels is image.pixels
        return result

    def _fitted(self, image: Image) -> Image:
        most, side = self._task.most_pixels, self._task.side
        scale = min(1.0, math.sqrt(most / (image.width * image.height)), side / image.width, side / image.height)
        return image.resize(*(max(1, math.floor(each * scale)) for each in (image.width, image.height)))

    def _settled(self, true: Image | None, shown: Image) -> tuple[Image, int | None]:
        """Settle format and quality on a sample of the result; give the result so, and an estimate of its size.

        Without the true result there is no estimate, and what is `shown` is sampled.
        """
        result = shown if true is None else true
        sample = _sample(result)
        with vips_errors(ImageError):
            # It is encoded several times, and chosen from.
            sample = sample.with_pixels(sample.pixels.copy_memory())
        share = (result.width * result.height) / (sample.width * sample.height)
        sample = choose_format(sample, self._task.target)
        intent = replace(result.intent, format=sample.intent.format, formats=())
        target = intent.target_bytes and max(1, round(intent.target_bytes / share))
        probe = replace(intent, metadata="strip", target_bytes=target, scaling=False, compact=False)
        encoded = encode(sample.with_intent(probe), self._task.target / "sample")
        if intent.searches:
            intent = replace(intent, quality=encoded.quality, visual_quality=None, target_bytes=None)
        settled = result.with_intent(replace(intent, compact=False))
        if true is None:
            return settled, None
        size = self._estimate(result, encoded, share)
        kept = intent.compact and self._untouched and encoded.format == result.source.format
        return settled, min(size, result.source.bytes) if kept else size

    def _estimate(self, result: Image, encoded: Encoded, share: float) -> int:
        header = _JPEG_HEADER_BYTES if encoded.format == "jpeg" else 0
        with vips_errors(ImageError):
            fields = set(result.pixels.get_fields()) if result.intent.metadata != "strip" else set()
            metadata = sum(len(result.pixels.get(name)) for name in _METADATA if name in fields)
        return round(max(0, encoded.bytes - header) * share) + header + metadata

    def _shown(self, image: Image, *, slow: bool) -> Encoded:
        """Write what browsers draw: the picture as it will be encoded, or what is left of it when that is decoded."""
        target = output_format(image)
        path = self._task.target / "preview"
        if target.browser and (slow or target.id in _QUICK_FORMATS):
            return encode(image, path)
        if slow:
            encode(image, path)
            image = open_image(path, f"preview{target.extensions[0]}", self._task.limits)
        stands_in = OutputIntent(format="webp", quality=90) if image.has_alpha else OutputIntent("jpeg", quality=92)
        return encode(image.with_intent(stands_in), path)

    def _told(
        self, result: Image, written: Encoded, size: int | None, *, exact: bool, region: Region | None
    ) -> LivePicture:
        return LivePicture(
            name=written.format,
            width=result.width,
            height=result.height,
            format=output_format(result).id,
            bytes=size,
            exact=exact,
            region=region,
            warnings=tuple(dict.fromkeys((*result.warnings, *written.warnings))),
        )

    def _file(self, file: OutputFile) -> LivePicture:
        """Give a result that is a file already, such as a drawing."""
        image = open_image(file.path, file.name, self._task.limits)
        target = self._task.target / "preview"
        if not FORMATS[image.source.format].browser:
            written = self._shown(image, slow=False)
            return replace(self._told(image, written, None, exact=False, region=None), width=None, height=None)
        file.path.replace(target)
        format = image.source.format
        return LivePicture(format, None, None, format, None, False, None, file.warnings)


def scaled(settings: Settings, scale: float) -> Settings:
    """Give settings for a picture whose sides are `scale` as long: numbers that count pixels are scaled."""
    if getattr(settings, "unit", "px") != "px":
        return settings
    changes: dict[str, float] = {}
    for name, field in type(settings).model_fields.items():
        extra = field.json_schema_extra
        hints = extra.get("ui") if isinstance(extra, dict) else None
        value = getattr(settings, name)
        if not isinstance(hints, dict) or hints.get("unit") != "px" or not isinstance(value, int | float):
            continue
        changes[name] = _scaled_whole(value, scale) if isinstance(value, int) else value * scale
    return settings.model_copy(update=changes)


def _scaled_whole(value: int, scale: float) -> int:
    """Scale a whole number; what is there stays there."""
    shrunk = round(value * scale)
    return shrunk if shrunk or not value else int(math.copysign(1, value))


@dataclass(frozen=True, slots=True)
class _Context:
    scratch: Path

    def progress(self, fraction: float, stage: str) -> None:
        """Say nothing: nobody waits long enough to be told."""


def _aligned(region: Region, result: Image) -> Region:
    left, top = region.left // _BLOCK * _BLOCK, region.top // _BLOCK * _BLOCK
    right = min(result.width, -(-(region.left + region.width) // _BLOCK) * _BLOCK)
    bottom = min(result.height, -(-(region.top + region.height) // _BLOCK) * _BLOCK)
    if left >= right or top >= bottom:
        raise ToolError(f"the region lies outside the result, which has {result.width}x{result.height} pixels")
    return Region(left, top, right - left, bottom - top)


def _sample(image: Image) -> Image:
    """Give a picture of tiles from all over the image, or the image itself if it is not larger."""
    image = image.first_frame()
    across, down = (_starts(side) for side in (image.width, image.height))
    if len(across) * len(down) == 1:
        return image
    width, height = min(_TILE, image.width), min(_TILE, image.height)
    with vips_errors(ImageError):
        tiles = [image.pixels.crop(left, top, width, height) for top in down for left in across]
        return image.with_pixels(pyvips.Image.arrayjoin(tiles, across=len(across)))


def _starts(side: int) -> list[int]:
    """Give where tiles begin along a side: as many as there is room for, at most five, with about equal gaps.

    They keep to the blocks of JPEG: a source that was one takes fewer bytes when its blocks stay together.
    """
    number = min(_TILES_ACROSS, max(1, side // _TILE))
    gap = (side - number * _TILE) / number
    return [max(0, math.floor(gap / 2 + index * (_TILE + gap)) // _BLOCK * _BLOCK) for index in range(number)]
