"""The find-duplicates tool."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pydantic import Field

from ashim.imaging import Facts, Image, ImageError, open_image
from ashim.imaging.fingerprint import BITS, Fingerprint, fingerprint, groups
from ashim.imaging.vips import vips_errors
from ashim.tools import BadInputError, Context, Example, Report, Settings, SourceFile, Wording, tool, ui
from ashim.tools.inline import data_uri, encoded
from ashim.tools.rounding import half_up

_THUMBNAIL = 200
_THUMBNAIL_QUALITY = 70
_TOO_FEW = "At least 2 images are required for duplicate detection"


class FindDuplicatesSettings(Settings):
    """How much alike pictures have to be."""

    threshold: int = Field(
        8,
        ge=0,
        le=20,
        title="Sensitivity",
        description="In how many of 128 bits the fingerprints of two pictures may differ: 2 finds copies in another "
        "size or format, 8 edited ones too, 14 and more similar shots.",
        json_schema_extra=ui(widget="slider", minLabel="Strict", maxLabel="Broad", quick=[2, 8, 14]),
    )
    turned: bool = Field(
        False,
        title="Turned and mirrored",
        description="Find copies that were turned by quarter turns or mirrored, too.",
        json_schema_extra=ui(widget="checkbox"),
    )


class DuplicateFile(Report):
    """One of several pictures that look alike. `similarity` is to the first of them, in percent."""

    filename: str
    similarity: float
    width: int
    height: int
    file_size: int
    format: str
    is_best: bool
    thumbnail: str | None


class DuplicateGroup(Report):
    """Pictures that look alike, in the order in which they came. The best has the most pixels, then bytes."""

    group_id: int
    files: list[DuplicateFile]


class SkippedFile(Report):
    """A file that could not be read, and why."""

    filename: str
    reason: str


class Duplicates(Report):
    """Groups of pictures that look alike, and the bytes that all but the best of each take."""

    total_images: int
    duplicate_groups: list[DuplicateGroup]
    unique_images: int
    space_saveable: int
    skipped_files: list[SkippedFile] = Field([])


@dataclass(frozen=True, slots=True)
class _Seen:
    """A picture that was looked at."""

    name: str
    facts: Facts
    print: Fingerprint
    thumbnail: str


@tool(
    icon="copy",
    order=30,
    accepts="any",
    display="custom-results",
    verb="Scan",
    at_least=2,
    eager=True,
    settings_first=True,
    words=Wording(missing=_TOO_FEW, failed="Duplicate detection failed"),
    keywords=("similar", "copies", "dedupe", "same", "clean up", "perceptual hash", "phash"),
    suggestions=("compare",),
    examples=(Example("Also turned ones", {"threshold": 4, "turned": True}),),
)
def find_duplicates(files: Sequence[SourceFile], settings: FindDuplicatesSettings, context: Context) -> Duplicates:
    """Group pictures that are copies of each other, whatever their format and size.

    Pictures of one colour only count as copies when colour and size are the same. What cannot be read is skipped, and
    said.
    """
    seen: list[_Seen] = []
    skipped: list[SkippedFile] = []
    for number, file in enumerate(files):
        context.progress(number / len(files), "Looking")
        try:
            seen.append(_look(file, context))
        except ImageError as error:
            skipped.append(SkippedFile(filename=file.name, reason=str(error)))
    if len(seen) < 2:
        extra = {"skippedFiles": [each.model_dump(by_alias=True) for each in skipped]} if skipped else {}
        raise BadInputError(_TOO_FEW, extra)
    found = groups([each.print for each in seen], settings.threshold, turned=settings.turned)
    found = sorted([*found, *_plain(seen)])
    best = [max(group, key=lambda index: (*_size(seen[index].facts), -index)) for group in found]
    wasted = (index for group, kept in zip(found, best, strict=True) for index in group if index != kept)
    told = {"skipped_files": skipped} if skipped else {}
    return Duplicates(
        total_images=len(seen),
        duplicate_groups=[
            DuplicateGroup(group_id=number, files=_files([seen[index] for index in group], seen[kept], settings))
            for number, (group, kept) in enumerate(zip(found, best, strict=True), start=1)
        ],
        unique_images=len(seen) - sum(map(len, found)),
        space_saveable=sum(seen[index].facts.bytes for index in wasted),
        **told,
    )


def _look(file: SourceFile, context: Context) -> _Seen:
    """Decode a picture once, small. Raises ImageError."""
    image = open_image(file.path, file.name, file.limits, sequential=True)
    scale = min(1.0, _THUMBNAIL / image.width, 2 * _THUMBNAIL / image.height)
    small = image.resize(*(max(1, half_up(side * scale)) for side in (image.width, image.height)))
    with vips_errors(ImageError):
        small = Image.new(small.to_srgb().pixels.copy_memory(), file.limits)
    intent = replace(small.intent, format="jpeg", quality=_THUMBNAIL_QUALITY, metadata="strip")
    thumbnail = data_uri(*encoded(small.with_intent(intent), context.scratch))
    return _Seen(file.name, image.source, fingerprint(small.pixels), thumbnail)


def _size(facts: Facts) -> tuple[int, int]:
    return facts.width * facts.height, facts.bytes


def _plain(seen: Iterable[_Seen]) -> list[list[int]]:
    """Group the pictures without structure by colour and size."""
    alike: dict[object, list[int]] = defaultdict(list)
    for index, each in enumerate(seen):
        if each.print.plain is not None:
            alike[each.print.plain, each.facts.width, each.facts.height].append(index)
    return [group for group in alike.values() if len(group) > 1]


def _files(group: Sequence[_Seen], best: _Seen, settings: FindDuplicatesSettings) -> list[DuplicateFile]:
    files = []
    for each in group:
        plain = each.print.plain is not None
        distance = 0 if plain else each.print.distance(group[0].print, turned=settings.turned)
        files.append(
            DuplicateFile(
                filename=each.name,
                similarity=round((1 - distance / BITS) * 100, 2),
                width=each.facts.width,
                height=each.facts.height,
                file_size=each.facts.bytes,
                format=each.facts.format,
                is_best=each is best,
                thumbnail=each.thumbnail,
            )
        )
    return files
