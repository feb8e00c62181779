"""The gif-tools tool."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from pydantic import Field

from ashim.imaging import GifIntent, Image, ImageError
from ashim.imaging.timing import backwards, delays, loop, timed
from ashim.tools import Example, Output, Report, Settings, SourceFile, ToolError, Wording, operation, tool, ui

# Players treat anything shorter as if it said nothing.
_SHORTEST_DELAY = 20


def _in_mode(*modes: str, **conditions: str | list[str]) -> dict[str, Any]:
    return {"visibleIf": {"mode": list(modes), **conditions}}


class GifToolsSettings(Settings):
    """What is done to the animation."""

    mode: Literal["resize", "optimize", "speed", "reverse", "extract", "rotate"] = Field(
        "resize",
        description="What is done.",
        json_schema_extra=ui(
            widget="chips",
            labels={
                "resize": "Resize",
                "optimize": "Optimise",
                "speed": "Speed",
                "reverse": "Reverse",
                "extract": "Extract frames",
                "rotate": "Rotate",
            },
        ),
    )
    width: int | None = Field(
        None,
        ge=1,
        le=16_384,
        description="The most that the result may be wide; proportions stay.",
        json_schema_extra=ui(widget="dimension", unit="px", pair="height", **_in_mode("resize")),
    )
    height: int | None = Field(
        None,
        ge=1,
        le=16_384,
        description="The most that the result may be high; proportions stay.",
        json_schema_extra=ui(widget="dimension", unit="px", pair="width", **_in_mode("resize")),
    )
    percentage: float | None = Field(
        None,
        ge=1,
        le=500,
        title="Scale",
        description="Size in percent of the original; wins over width and height.",
        json_schema_extra=ui(widget="slider", unit="%", min=10, max=200, quick=[25, 50, 75, 200], **_in_mode("resize")),
    )
    colors: int = Field(
        256,
        ge=2,
        le=256,
        title="Colours",
        description="The most colours that a frame has; rounded up to a power of 2.",
        json_schema_extra=ui(widget="slider", step=2, **_in_mode("optimize")),
    )
    dither: float = Field(
        1,
        ge=0,
        le=1,
        title="Dithering",
        description="How much missing colours are mixed from dots; none makes smaller files.",
        json_schema_extra=ui(widget="slider", step=0.1, **_in_mode("optimize")),
    )
    effort: int = Field(
        7,
        ge=1,
        le=10,
        description="How much time is given to the choice of colours.",
        json_schema_extra=ui(widget="slider", **_in_mode("optimize")),
    )
    speed_factor: float = Field(
        1,
        ge=0.1,
        le=10,
        title="Speed",
        description="How many times faster it runs; below 1 is slower.",
        json_schema_extra=ui(
            widget="slider",
            unit="x",
            step=0.1,
            quick=[0.5, 1, 2, 5],
            **_in_mode("speed", "reverse"),
        ),
    )
    extract_mode: Literal["single", "range", "all"] = Field(
        "single",
        title="Frames",
        description="Which frames are taken out.",
        json_schema_extra=ui(
            widget="segmented", labels={"single": "One", "range": "Range", "all": "All"}, **_in_mode("extract")
        ),
    )
    frame_number: int = Field(
        0,
        ge=0,
        le=100_000,
        title="Frame",
        description="The frame to take out, counted from 0.",
        json_schema_extra=ui(widget="number", **_in_mode("extract", extractMode="single")),
    )
    frame_start: int = Field(
        0,
        ge=0,
        le=100_000,
        title="First frame",
        description="Where the range begins, counted from 0.",
        json_schema_extra=ui(widget="number", **_in_mode("extract", extractMode="range")),
    )
    frame_end: int | None = Field(
        None,
        ge=0,
        le=100_000,
        title="Last frame",
        description="Where the range ends; the last frame when absent.",
        json_schema_extra=ui(widget="number", **_in_mode("extract", extractMode="range")),
    )
    extract_format: Literal["png", "webp"] = Field(
        "png",
        title="Format of the frames",
        description="What the frames are written as.",
        json_schema_extra=ui(widget="segmented", labels={"png": "PNG", "webp": "WebP"}, **_in_mode("extract")),
    )
    angle: Literal[90, 180, 270] | None = Field(
        None,
        description="Degrees to turn clockwise, after mirroring.",
        json_schema_extra=ui(
            widget="segmented", labels={"90": "90°", "180": "180°", "270": "270°"}, **_in_mode("rotate")
        ),
    )
    flip_h: bool = Field(
        False,
        title="Flip horizontally",
        description="Mirror left and right.",
        json_schema_extra=ui(widget="switch", **_in_mode("rotate")),
    )
    flip_v: bool = Field(
        False,
        title="Flip vertically",
        description="Mirror top and bottom.",
        json_schema_extra=ui(widget="switch", **_in_mode("rotate")),
    )
    loop: int | None = Field(
        None,
        ge=0,
        le=100,
        description="How often it runs, 0 for ever; as in the file when absent.",
        json_schema_extra=ui(
            widget="number", **_in_mode("resize", "optimize", "speed", "reverse", "rotate"), advanced=True
        ),
    )
    format: Literal["gif", "webp"] = Field(
        "gif",
        description="What the animation is written as; WebP keeps all colours and half-transparent pixels.",
        json_schema_extra=ui(
            widget="segmented",
            labels={"gif": "GIF", "webp": "WebP"},
            **_in_mode("resize", "optimize", "speed", "reverse", "rotate"),
            advanced=True,
        ),
    )


@tool(
    name="GIF tools",
    icon="film",
    order=30,
    suffix="_gif-tools",
    archive="{stem}_frames.zip",
    display="before-after",
    verb="Apply",
    keywords=("animation", "animated", "webp", "speed", "reverse", "frames", "optimize", "loop"),
    suggestions=("compress", "convert"),
    examples=(
        Example("Half as large", {"percentage": 50}),
        Example("64 colours, no dithering", {"mode": "optimize", "colors": 64, "dither": 0}),
        Example("Twice as fast", {"mode": "speed", "speedFactor": 2}),
        Example("Backwards", {"mode": "reverse"}),
        Example("Every frame as PNG", {"mode": "extract", "extractMode": "all"}),
        Example("A quarter turn", {"mode": "rotate", "angle": 90}),
    ),
)
def gif_tools(image: Image, settings: GifToolsSettings) -> Image | Sequence[Output]:
    """Resize, optimise, speed up, reverse, turn or take apart an animation.

    Every frame keeps its own colours and its own time, and the number of runs stays unless another is given. Any
    animation is taken; the result is GIF, or WebP where that is asked for.
    """
    if settings.mode == "extract":
        return _extracted(image, settings)
    changed = _changed(image, settings)
    if changed.frames > 1:
        changed = changed.with_pixels(_timed(changed, settings))
    gif = GifIntent(settings.colors, settings.dither, settings.effort) if settings.mode == "optimize" else GifIntent()
    return changed.with_intent(replace(image.intent, format=settings.format, extension=f".{settings.format}", gif=gif))


def _changed(image: Image, settings: GifToolsSettings) -> Image:
    match settings.mode:
        case "resize":
            return image.resize(*_size(image, settings))
        case "reverse" if image.frames > 1:
            return image.with_pixels(backwards(image.pixels))
        case "rotate":
            return image.flip(horizontal=settings.flip_h, vertical=settings.flip_v).rotate(settings.angle or 0)
        case _:
            return image


def _size(image: Image, settings: GifToolsSettings) -> tuple[int, int]:
    if settings.percentage is not None:
        scale = settings.percentage / 100
    else:
        limits = ((settings.width, image.width), (settings.height, image.height))
        scale = min((wanted / side for wanted, side in limits if wanted is not None), default=1)
    return max(1, round(image.width * scale)), max(1, round(image.height * scale))


def _timed(image: Image, settings: GifToolsSettings) -> Any:
    delay, factor = delays(image.pixels), settings.speed_factor
    if settings.mode in ("speed", "reverse") and factor != 1:
        delay = [max(_SHORTEST_DELAY, round(each / factor)) for each in delay]
    times = loop(image.pixels) if settings.loop is None else settings.loop
    return timed(image.pixels, delay, times)


def _extracted(image: Image, settings: GifToolsSettings) -> Image | Sequence[Output]:
    format, last = settings.extract_format, image.frames - 1
    image = image.with_intent(replace(image.intent, format=format, extension=f".{format}"))
    if settings.extract_mode == "single":
        number = settings.frame_number
        _check_frame(number, last)
        single = image.with_pixels(image.frame(number))
        return single.with_intent(replace(single.intent, stem=f"{{stem}}_frame{number}"))
    first = 0
    if settings.extract_mode == "range":
        first, end = settings.frame_start, last if settings.frame_end is None else settings.frame_end
        _check_frame(first, last)
        if end < first:
            raise ToolError(f"the range ends at frame {end}, before its beginning at frame {first}")
        last = min(end, last)
    numbers = range(first, last + 1)
    return [Output(f"frame_{number:04}", image.with_pixels(image.frame(number))) for number in numbers]


def _check_frame(number: int, last: int) -> None:
    if number > last:
        raise ToolError(f"there is no frame {number}: the frames are counted from 0 to {last}")


class InfoSettings(Settings):
    """There is nothing to set."""


class AnimationInfo(Report):
    """What an animation consists of; `delay` and `duration` in milliseconds, `loop` 0 for ever."""

    width: int
    height: int
    pages: int
    delay: list[int]
    loop: int
    file_size: int
    duration: int


@operation(gif_tools, words=Wording("No file provided", "Could not read image metadata"), accepts="any")
def info(file: SourceFile, settings: InfoSettings) -> AnimationInfo:
    """Report the number of frames, how long each is shown, and how often they run."""
    try:
        image = file.open()
    except ImageError as error:
        raise ToolError(str(error)) from error
    delay = delays(image.pixels) if image.frames > 1 else []
    return AnimationInfo(
        width=image.width,
        height=image.height,
        pages=image.frames,
        delay=delay,
        loop=loop(image.pixels),
        file_size=file.path.stat().st_size,
        duration=sum(delay),
    )
