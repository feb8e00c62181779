"""Pages of PDF documents as pictures, drawn by PDFium."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ashim.imaging.errors import ImageError, InvalidImageError
from ashim.imaging.limits import ImageLimits
from ashim.imaging.readers.reader import from_array
from ashim.imaging.vips import Pixels

if TYPE_CHECKING:
    import pypdfium2

_POINTS = 72
_MILLIMETRES = 25.4


class PasswordError(InvalidImageError):
    """The document cannot be opened without a password."""


class Document:
    """An open document. Pages are counted from 0."""

    def __init__(self, document: "pypdfium2.PdfDocument", limits: ImageLimits) -> None:
        self._document = document
        self._limits = limits

    def __len__(self) -> int:
        return len(self._document)

    def size(self, index: int, dpi: float) -> tuple[int, int]:
        """Give the width and height in pixels that a page has at this many pixels per inch."""
        across, down = self._document.get_page_size(index)
        return _pixels(across, dpi), _pixels(down, dpi)

    def page(self, index: int, dpi: float) -> Pixels:
        """Draw a page on white, annotations and filled-in forms included: RGB of 8 bits.

        Raises ImageTooLargeError before anything is drawn when it is over the pixel budget, InvalidImageError when the
        page is damaged.
        """
        self._limits.check_result(*self.size(index, dpi), 1)
        with _readable(f"page {index + 1} of the PDF is damaged"):
            page = self._document[index]
            bitmap = page.render(scale=dpi / _POINTS, rev_byteorder=True)
            pixels = from_array(bitmap.to_numpy())
            bitmap.close()
            page.close()
        resolution = dpi / _MILLIMETRES
        return pixels.copy(xres=resolution, yres=resolution)


@contextmanager
def open_document(path: Path, limits: ImageLimits) -> Iterator[Document]:
    """Open a PDF. Raises PasswordError, and InvalidImageError when it is damaged or no PDF."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise PasswordError("Password-protected PDFs are not supported") from error
        raise InvalidImageError("Invalid or corrupt PDF file") from error
    try:
        with _readable("Invalid or corrupt PDF file"):
            document.init_forms()
            if not len(document):
                raise InvalidImageError("Invalid or corrupt PDF file")
        yield Document(document, limits)
    finally:
        document.close()


@contextmanager
def _readable(reason: str) -> Iterator[None]:
    import pypdfium2

    try:
        yield
    except ImageError:
        raise
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise InvalidImageError(reason) from error


def _pixels(points: float, dpi: float) -> int:
    return max(1, -int(-points * dpi // _POINTS))
