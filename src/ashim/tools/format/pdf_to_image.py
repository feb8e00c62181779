"""The pdf-to-image tool."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Literal

from pydantic import Field

from ashim.imaging import Image, ImageError, encode
from ashim.imaging.pdf import Document, PasswordError, open_document
from ashim.imaging.vips import Pixels
from ashim.tools import (
    BadInputError,
    Context,
    Example,
    OutputFile,
    OutputLink,
    Report,
    Settings,
    SourceFile,
    Wording,
    operation,
    tool,
    ui,
)
from ashim.tools.inline import data_uri, encoded

Format = Literal["png", "jpg", "webp", "avif", "tiff", "gif", "heic", "heif", "jxl"]

_FORMATS = {"jpg": "jpeg", "heic": "heif"}
_LOSSY = ("jpg", "webp", "avif", "heic", "heif", "jxl")
_RANGE = re.compile(r"\s*(-?\d+)\s*(?:-\s*(\d+)\s*)?")
_MOST_DIGITS = 9
_THUMBNAIL_WIDTH = 300
_THUMBNAIL_DPI = 72
_THUMBNAIL_QUALITY = 60
_WHITE_FROM = 128


class PdfToImageSettings(Settings):
    """Which pages, and what becomes of them."""

    format: Format = Field(
        "png",
        description="Format of the pictures.",
        json_schema_extra=ui(
            widget="chips",
            labels={
                "png": "PNG",
                "jpg": "JPEG",
                "webp": "WebP",
                "avif": "AVIF",
                "tiff": "TIFF",
                "gif": "GIF",
                "heic": "HEIC",
                "heif": "HEIF",
                "jxl": "JPEG XL",
            },
        ),
    )
    dpi: float = Field(
        150,
        ge=36,
        le=2400,
        title="DPI",
        description="Pixels per inch: 72 for screens, 300 for print.",
        json_schema_extra=ui(widget="number", min=36, max=1200, step=1, quick=[72, 150, 300, 600]),
    )
    quality: float = Field(
        85,
        ge=1,
        le=100,
        description="Quality of formats that give up detail for size.",
        json_schema_extra=ui(widget="slider", step=1, visibleIf={"format": list(_LOSSY)}),
    )
    color_mode: Literal["color", "grayscale", "bw"] = Field(
        "color",
        title="Colour",
        description="Keep colours, turn them into greys, or into black and white.",
        json_schema_extra=ui(
            widget="segmented", labels={"color": "Colour", "grayscale": "Greyscale", "bw": "Black and white"}
        ),
    )
    pages: str = Field(
        "all",
        max_length=1000,
        description="Numbers and ranges of pages, such as 1-3, 5; all of them when blank.",
        json_schema_extra=ui(widget="text", placeholder="1-3, 5"),
    )


class PageImage(Report):
    """One page: its number, where its picture is, and how many bytes and pixels that has."""

    page: int
    download_url: OutputLink
    size: int
    width: int
    height: int


class PdfPages(Report):
    """The pages that were drawn."""

    page_count: int
    selected_pages: list[int]
    format: str
    pages: list[PageImage]


@tool(
    name="PDF to Image",
    icon="file-text",
    order=40,
    accepts="pdf",
    display="no-dropzone",
    verb="Convert",
    eager=True,
    archive="pdf-pages.zip",
    words=Wording(missing="No PDF file provided", failed="PDF conversion failed"),
    keywords=("pages", "document", "render", "png", "jpg", "extract"),
    suggestions=("image-to-pdf", "compress"),
    examples=(Example("The first page as JPEG", {"format": "jpg", "pages": "1"}),),
)
def pdf_to_image(
    file: SourceFile, settings: PdfToImageSettings, context: Context
) -> tuple[PdfPages, Sequence[OutputFile]]:
    """Draw the pages of a PDF as pictures, on white, with annotations and filled-in forms."""
    with _opened(file) as document:
        selected = _selected(settings.pages, len(document))
        if file.limits.max_frames and len(selected) > file.limits.max_frames:
            raise BadInputError(f"{len(selected)} pages are too many at once: choose at most {file.limits.max_frames}")
        pages, outputs = [], []
        for done, number in enumerate(selected):
            context.progress(done / len(selected), f"Page {number}")
            name = f"page-{number}.{settings.format}"
            path = context.scratch / name
            written = encode(_page(document, number, settings, file), path)
            outputs.append(OutputFile(path, name, written.warnings))
            pages.append(
                PageImage(
                    page=number,
                    download_url=OutputLink(output=name),
                    size=written.bytes,
                    width=written.width,
                    height=written.height,
                )
            )
        report = PdfPages(page_count=len(document), selected_pages=selected, format=settings.format, pages=pages)
    return report, outputs


class PdfInfoSettings(Settings):
    """There is nothing to set."""


class PdfInfo(Report):
    """How many pages a document has."""

    page_count: int


_ASKED = Wording(missing="No PDF file provided", failed="Invalid or corrupt PDF file")


@operation(pdf_to_image, words=_ASKED)
def info(file: SourceFile, settings: PdfInfoSettings) -> PdfInfo:
    """Count the pages of a PDF."""
    with _checked(file) as document:
        return PdfInfo(page_count=len(document))


class Thumbnail(Report):
    """A small picture of a page, as a data URI; width and height in pixels."""

    page: int
    data_url: str
    width: int
    height: int


class PdfPreview(Report):
    """Small pictures of the pages."""

    page_count: int
    thumbnails: list[Thumbnail]


@operation(pdf_to_image, words=_ASKED)
def preview(file: SourceFile, settings: PdfInfoSettings, context: Context) -> PdfPreview:
    """Draw the pages of a PDF at most 300 pixels wide."""
    with _checked(file) as document:
        shown = min(len(document), file.limits.max_frames or len(document))
        thumbnails = []
        for index in range(shown):
            context.progress(index / shown, f"Page {index + 1}")
            width, _ = document.size(index, _THUMBNAIL_DPI)
            image = Image.new(document.page(index, _THUMBNAIL_DPI * min(1.0, _THUMBNAIL_WIDTH / width)), file.limits)
            image = image.with_intent(replace(image.intent, format="jpeg", quality=_THUMBNAIL_QUALITY))
            address = data_uri(*encoded(image, context.scratch))
            thumbnails.append(Thumbnail(page=index + 1, data_url=address, width=image.width, height=image.height))
        return PdfPreview(page_count=len(document), thumbnails=thumbnails)


@contextmanager
def _opened(file: SourceFile) -> Iterator[Document]:
    try:
        with open_document(file.path, file.limits) as document:
            yield document
    except PasswordError as error:
        raise BadInputError(str(error)) from error


@contextmanager
def _checked(file: SourceFile) -> Iterator[Document]:
    """Open a document of which little is wanted: what is wrong with it is wrong with the request."""
    try:
        with _opened(file) as document:
            yield document
    except ImageError as error:
        raise BadInputError(str(error)) from error


def _page(document: Document, number: int, settings: PdfToImageSettings, file: SourceFile) -> Image:
    image = Image.new(_toned(document.page(number - 1, settings.dpi), settings.color_mode), file.limits)
    format = _FORMATS.get(settings.format, settings.format)
    quality = settings.quality if settings.format in _LOSSY else None
    return image.with_intent(replace(image.intent, format=format, quality=quality))


def _toned(pixels: Pixels, mode: str) -> Pixels:
    if mode == "color":
        return pixels
    grey = pixels.colourspace("b-w")
    return grey if mode == "grayscale" else (grey >= _WHITE_FROM).copy(interpretation="b-w")


def _selected(text: str, count: int) -> list[int]:
    """Give page numbers, rising. Raises BadInputError when the text is wrong or names pages that there are not."""
    if text.strip().lower() in ("", "all"):
        return list(range(1, count + 1))
    selected: set[int] = set()
    beyond: set[int] = set()
    for part in text.split(","):
        match = _RANGE.fullmatch(part)
        if match is None or len(max(match.groups(""), key=len)) > _MOST_DIGITS:
            raise BadInputError("Invalid page range format")
        first = int(match[1])
        last = int(match[2] or first)
        if min(first, last) < 1:
            raise BadInputError("Page numbers must be positive")
        if first > last:
            raise BadInputError("Invalid page range: start exceeds end")
        selected.update(range(first, min(last, count) + 1))
        beyond.update({max(first, count + 1), last} if last > count else ())
    if beyond:
        numbers = ", ".join(map(str, sorted(beyond)))
        raise BadInputError(f"Page(s) {numbers} out of range (document has {count} pages)")
    return sorted(selected)
