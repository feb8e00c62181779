"""The image-to-pdf tool."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import Literal

from pydantic import Field

from ashim.imaging import Image
from ashim.imaging.pdf_pages import Page, Picture, as_jpeg, as_they_are, write
from ashim.tools import BadInputError, Context, Example, OutputFile, Report, Settings, SourceFile, Wording, tool, ui

# Points of 1/72 inch, upright.
_PAPER = {
    "A4": (595.28, 841.89),
    "Letter": (612.0, 792.0),
    "A3": (841.89, 1190.55),
    "A5": (419.53, 595.28),
}
# A margin never takes more than this share of the shorter side on either side.
_MOST_MARGIN = 0.45
_BYTES = {"KB": 1024, "MB": 1024 * 1024}
_SMALLEST_TARGET = 50 * 1024
_LOWEST, _HIGHEST, _FIRST = 10, 95, 75
# What a document takes beside its pictures.
_OVERHEAD, _PAGE_OVERHEAD = 2048, 500
_CLOSE = 0.96

_OPEN = "The target size could not be reached; this is the smallest document that was made."


class TargetSize(Settings):
    """A size of the documents together, in units of 1024 or 1024 times 1024 bytes."""

    value: float = Field(gt=0, le=1_000_000, description="How many units.")
    unit: Literal["KB", "MB"] = Field(description="The unit.")


class ImageToPdfSettings(Settings):
    """The paper, and how the pictures lie on it."""

    page_size: Literal["A4", "Letter", "A3", "A5", "fit"] = Field(
        "A4",
        description="The paper; fit makes each page as large as its picture, a pixel being a point.",
        json_schema_extra=ui(widget="select", labels={"fit": "As the picture"}),
    )
    orientation: Literal["portrait", "landscape", "auto"] = Field(
        "portrait",
        description="How the paper lies; auto turns each page the way its picture is.",
        json_schema_extra=ui(widget="segmented", visibleIf={"pageSize": ["A4", "Letter", "A3", "A5"]}),
    )
    margin: float = Field(
        20,
        ge=0,
        le=500,
        description="Empty space on all sides.",
        json_schema_extra=ui(widget="slider", unit="pt", step=1, max=100),
    )
    target_size: TargetSize | None = Field(
        None,
        description="The most that the result may weigh, at least 50 KB. Pictures become JPEG of one common quality if "
        "they have to.",
        json_schema_extra=ui(advanced=True),
    )
    collate: bool = Field(
        True,
        title="One PDF for all",
        description="Put all pictures into one document; otherwise each gets its own.",
        json_schema_extra=ui(widget="checkbox"),
    )


class Compression(Report):
    """How many bytes the target size allows, whether they were enough, and the quality it took, if any."""

    target_requested: int
    target_met: bool
    jpeg_quality: int | None


class PdfMade(Report):
    """How many pages were made, and with which loss."""

    pages: int
    collated: bool = True
    compression: Compression | None = None


@tool(
    name="Image to PDF",
    icon="file-type",
    order=50,
    display="before-after",
    verb="Make PDF",
    eager=True,
    settings_first=True,
    archive="images.zip",
    words=Wording(failed="PDF creation failed"),
    keywords=("document", "print", "scan", "pages", "combine", "a4", "letter"),
    suggestions=("pdf-to-image", "compress"),
    examples=(
        Example("On A4", {"margin": 36, "orientation": "auto"}),
        Example("At most 2 MB", {"targetSize": {"value": 2, "unit": "MB"}}),
    ),
)
def image_to_pdf(
    files: Sequence[SourceFile], settings: ImageToPdfSettings, context: Context
) -> tuple[PdfMade, OutputFile | Sequence[OutputFile]]:
    """Lay pictures out one per page of a PDF, in the order in which they came.

    JPEG goes in as it is, everything else without loss, unless a target size asks for less. Pictures are centred,
    scaled down to fit and never enlarged.
    """
    pictures, compression = _pictures(files, settings, context)
    warnings = () if compression is None or compression.target_met else (_OPEN,)
    pages = [[_page(picture, settings) for picture in group] for group in pictures]
    groups = [[page for group in pages for page in group]] if settings.collate else pages
    stems = ["images"] if settings.collate else [PurePosixPath(file.name).stem for file in files]
    outputs, total = [], 0
    for number, (stem, group) in enumerate(zip(stems, groups, strict=True)):
        path = context.scratch / f"{number}.pdf"
        total += write(group, path)
        outputs.append(OutputFile(path, f"{stem}.pdf", warnings))
    told: dict[str, object] = {} if settings.collate else {"collated": False}
    if compression is not None:
        met = total <= compression.target_requested
        told["compression"] = compression.model_copy(update={"target_met": met})
    report = PdfMade.model_validate({"pages": sum(map(len, pages)), **told})
    return report, outputs[0] if settings.collate else outputs


def _pictures(
    files: Sequence[SourceFile], settings: ImageToPdfSettings, context: Context
) -> tuple[list[list[Picture]], Compression | None]:
    """Give the pictures of each file, and what the target size took."""

    def all_of(make: Callable[[Image], list[Picture]], stage: str) -> list[list[Picture]]:
        made = []
        for number, file in enumerate(files):
            context.progress(number / len(files), stage)
            made.append(make(file.open()))
        return made

    target = settings.target_size
    requested = round(target.value * _BYTES[target.unit]) if target else None
    if requested is not None and requested < _SMALLEST_TARGET:
        raise BadInputError("Target size must be at least 50KB")
    found = all_of(as_they_are, "Reading")
    if requested is None:
        return found, None
    budget = requested - _OVERHEAD - _PAGE_OVERHEAD * sum(map(len, found))
    if _size(found) <= budget:
        return found, Compression(target_requested=requested, target_met=True, jpeg_quality=None)
    low, high, quality = _LOWEST, _HIGHEST, _FIRST
    best: tuple[int, list[list[Picture]]] | None = None
    smallest = found
    while low <= high:
        tried = all_of(partial(as_jpeg, quality=quality), f"Quality {quality}")
        if _size(tried) <= budget:
            best, low = (quality, tried), quality + 1
            if _size(tried) >= _CLOSE * budget:
                break
        else:
            smallest, high = tried, quality - 1
        quality = (low + high) // 2
    if best is None:
        return smallest, Compression(target_requested=requested, target_met=False, jpeg_quality=_LOWEST)
    return best[1], Compression(target_requested=requested, target_met=True, jpeg_quality=best[0])


def _size(pictures: list[list[Picture]]) -> int:
    return sum(picture.bytes for group in pictures for picture in group)


def _page(picture: Picture, settings: ImageToPdfSettings) -> Page:
    """Put a picture in the middle of its page."""
    if settings.page_size == "fit":
        width, height = picture.width + 2 * settings.margin, picture.height + 2 * settings.margin
        return Page(width, height, settings.margin, settings.margin, picture.width, picture.height, picture)
    width, height = _PAPER[settings.page_size]
    wide = picture.width > picture.height if settings.orientation == "auto" else settings.orientation == "landscape"
    if wide:
        width, height = height, width
    margin = min(settings.margin, _MOST_MARGIN * min(width, height))
    scale = min(1.0, (width - 2 * margin) / picture.width, (height - 2 * margin) / picture.height)
    across, up = picture.width * scale, picture.height * scale
    return Page(width, height, (width - across) / 2, (height - up) / 2, across, up, picture)
