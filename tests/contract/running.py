"""Run any tool the way a worker does, whatever its kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ashim.imaging import Encoded, Image, ImageLimits, encode, open_image, output_extension
from ashim.tools import Kind, OutputFile, Report, SourceFile, Tool, load_registry, parse_settings
from tests.corpus import Sample

LIMITS = ImageLimits(max_pixels=4_000_000)
REGISTRY = load_registry()


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that a tool gave: the bytes, and for pictures how they were encoded."""

    data: bytes
    encoded: Encoded | None = None


@dataclass(frozen=True, slots=True)
class Quiet:
    """A context that nobody listens to."""

    scratch: Path

    def progress(self, fraction: float, stage: str) -> None:
        assert 0 <= fraction <= 1
        assert stage

    def check_cancelled(self) -> None:
        return None


def cases(tool: Tool) -> Iterator[Mapping[str, object]]:
    """Give the settings worth running: every example, and the defaults where they suffice."""
    if not tool.schema()["required"] and "requireAny" not in tool.settings.form:
        yield {}
    for example in tool.examples:
        yield example.settings


def run(tool: Tool, sample: Sample, raw: Mapping[str, object], folder: Path) -> list[Result]:
    """Give every result of the tool for the sample, which serves as every picture that the tool asks for.

    Raises what the tool and the imaging part raise.
    """
    settings, _ = parse_settings(tool, raw, strict=True)
    extra = [Quiet(folder)] if tool.takes_context else []
    if tool.kind is Kind.GENERATE:
        given: list[object] = []
    elif tool.kind is Kind.CONTAINER:
        image = open_image(sample.path, sample.name, LIMITS)
        given = [SourceFile(sample.path, sample.name, image.source)]
    else:
        images = [
            open_image(sample.path, sample.name, LIMITS, sequential=tool.streams and not tool.inputs)
            for _ in range(1 + len(tool.inputs))
        ]
        given = [[images[0], images[0]]] if tool.kind is Kind.COMBINE else list(images)
    answer = tool(*given, settings, *extra)
    if isinstance(answer, Report):
        return [Result(answer.model_dump_json().encode())]
    if isinstance(answer, OutputFile):
        return [Result(answer.path.read_bytes())]
    answers = [answer] if isinstance(answer, Image) else [output.image for output in answer]
    return [_encoded(each, folder / f"result{index}") for index, each in enumerate(answers)]


def _encoded(image: Image, stem: Path) -> Result:
    path = stem.with_suffix(output_extension(image))
    encoded = encode(image, path)
    assert encoded.bytes == path.stat().st_size
    return Result(path.read_bytes(), encoded)
