"""EPS, drawn by Ghostscript where that is installed. Layout: Adobe's "EPSF Specification", version 3.0 (1992)."""

import math
import re
import resource
import shutil
import struct
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pyvips

from ashim.imaging.errors import InvalidImageError
from ashim.imaging.facts import Facts
from ashim.imaging.readers.reader import UNDECODABLE
from ashim.imaging.vips import Pixels

# The resolution at which drawings are usually printed.
_DPI = 300
_SECONDS = 60
_END_BYTES = 65_536
_BINARY = b"\xc5\xd0\xd3\xc6"
_NUMBER = rb"\s+(-?\d+\.?\d*)"
_BOX = re.compile(rb"^%%(HiRes)?BoundingBox:" + 4 * _NUMBER, re.MULTILINE)
MISSING = (
    "EPS is drawn by Ghostscript, which is not installed; install it (the program gs), or save the file as SVG or PNG"
)
_NO_SIZE = "failed to read image metadata: the EPS file does not say its size (%%BoundingBox)"


@dataclass(frozen=True, slots=True)
class _Drawing:
    """PostScript, the lower left corner of what it draws in points, and how many pixels that is."""

    code: bytes
    left: float
    bottom: float
    width: int
    height: int


def facts(path: Path) -> Facts:
    """Give the size at 300 dpi of what the bounding box says."""
    _program()
    drawing = _read(path)
    return Facts("eps", drawing.width, drawing.height, 1, 0, alpha=False, depth=8)


def pixels(path: Path) -> Pixels:
    """Draw the file on white at 300 dpi. Ghostscript may read nothing but the drawing and write nothing but pixels."""
    drawing = _read(path)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "drawing.eps", Path(folder) / "drawing.png"
        source.write_bytes(drawing.code)
        command = [
            *(_program(), "-dSAFER", "-dBATCH", "-dNOPAUSE", "-q", "-dFIXEDMEDIA", "-sstdout=%stderr"),
            *("-sDEVICE=png16m", f"-r{_DPI}", f"-g{drawing.width}x{drawing.height}"),
            *("-dTextAlphaBits=4", "-dGraphicsAlphaBits=4", f"-sOutputFile={target.name}"),
            *("-c", f"{-drawing.left:f} {-drawing.bottom:f} translate", "-f", source.name),
        ]
        try:
            done = subprocess.run(  # noqa: S603  the arguments are numbers and names of ours
                command,
                cwd=folder,
                # Drawings may read and write where temporary files go.
                env={"TMPDIR": folder},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
                preexec_fn=_limit,
            )
        except subprocess.TimeoutExpired as error:
            raise InvalidImageError(f"failed to decode image: the drawing took over {_SECONDS} seconds") from error
        if done.returncode or not target.is_file():
            raise InvalidImageError(UNDECODABLE)
        return pyvips.Image.pngload(str(target)).copy_memory()


def _program() -> str:
    found = shutil.which("gs")
    if found is None:
        raise InvalidImageError(MISSING)
    return found


def _limit() -> None:
    """Let the drawing end also when the worker that waits for it was killed."""
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


def _read(path: Path) -> _Drawing:
    code = path.read_bytes()
    if code.startswith(_BINARY):
        # A preview for screens stands beside the PostScript.
        start, size = struct.unpack_from("<II", code, 4)
        code = code[start : start + size]
    boxes = [*_BOX.finditer(code[:_END_BYTES]), *_BOX.finditer(code[-_END_BYTES:])]
    exact = [found for found in boxes if found[1]] or boxes
    if not exact:
        raise InvalidImageError(_NO_SIZE)
    left, bottom, right, top = (float(each) for each in exact[0].groups()[1:])
    if right <= left or top <= bottom:
        raise InvalidImageError(_NO_SIZE)
    width, height = (math.ceil(side * _DPI / 72 - 1e-6) for side in (right - left, top - bottom))
    return _Drawing(code, left, bottom, width, height)
