"""The page with the table of formats; run by itself, it proves every cell and prints the page.

The proofs are in `tests/imaging/format_proofs.py`.
"""

import sys
import tempfile
from pathlib import Path

from ashim.imaging import FORMATS, Format, setup

# What wrote the files that prove reading.
WRITERS = {
    "jpeg": "Pillow",
    "png": "Pillow",
    "webp": "Pillow",
    "gif": "Pillow",
    "avif": "Pillow",
    "tiff": "tifffile",
    "svg": "a drawing by hand",
    "heif": "pillow-heif",
    "bmp": "Pillow",
    "ico": "Pillow",
    "jxl": "pillow-jxl-plugin",
    "jp2": "Pillow",
    "qoi": "Pillow",
    "psd": "psd-tools",
    "raw": "tifffile",
    "tga": "Pillow",
    "exr": "OpenEXR",
    "hdr": "numpy",
    "eps": "a drawing by hand",
    "dds": "Pillow",
    "cur": "Pillow",
    "dpx": "numpy",
    "fits": "numpy",
    "pbm": "Pillow",
    "pgm": "Pillow",
    "ppm": "Pillow",
    "pfm": "Pillow",
}
# What reads our files: Pillow, but for these, and for the depth, which Pillow does not tell, and EXIF.
READERS = {
    "tiff": "tifffile",
    "heif": "pillow-heif",
    "jxl": "pillow-jxl-plugin",
    "psd": "psd-tools",
    "exr": "OpenEXR",
    "hdr": "numpy",
}
DEPTH_READERS = {
    "png": "the PNG header",
    "avif": "exiftool",
    "tiff": "tifffile",
    "heif": "pillow-heif",
    "psd": "psd-tools",
    "exr": "OpenEXR",
    "jxl": "imagecodecs",
    "jp2": "exiftool",
}


def page() -> str:
    """Give the page of the formats in Markdown."""
    head = ("Format", "Extensions", "Read", "Write", "Alpha", "Bits", "Animation", "Profile", "EXIF", "Checked against")
    lines = [head, ("---",) * len(head), *(_row(item) for item in FORMATS.values())]
    return _INTRODUCTION + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n\n" + _CHECKS


def _row(item: Format) -> tuple[str, ...]:
    def mark(holds: bool) -> str:
        return "yes" if holds and item.writes else ""

    programs = {WRITERS[item.id]: None}
    if item.writes:
        programs[READERS.get(item.id, "Pillow")] = None
        programs.update({DEPTH_READERS[item.id]: None} if item.id in DEPTH_READERS else {})
        programs["exiftool"] = None
    return (
        item.name,
        " ".join(item.extensions),
        "with Ghostscript" if item.id == "eps" else "yes" if item.reads else "",
        mark(item.writes),
        mark(item.alpha),
        str(item.max_depth) if item.writes else "",
        "pages" if item.pages else mark(item.animation),
        mark(item.profile),
        mark(item.exif),
        ", ".join(programs),
    )


_INTRODUCTION = """# Formats

Files are recognised by their content, never by their name; only TGA, which has no signature, and camera raw files that
look like TIFF need their extension. What a written file can hold is in the columns from Alpha to EXIF; what it cannot
is said in a warning of the result: transparency is laid on a colour, further frames or pages are left out, colours
become sRGB, depth is reduced.

"""
_CHECKS = """## How each cell is checked

The tests prove the cells with the programs of the last column, except 8 bits where a format knows no other depth;
so does `scripts/formats_table.py`.

- **Read**: a file from the first program named opens with the right size, and with the pixels that went into it (exact
  for lossless files; light, sensor values and stretched ranges follow the source's brightness).
- **Write**: the second program, where there is one, finds the source's pixels in our file.
- **Alpha**, **Bits**, **Animation**, **Profile**, **EXIF**: a yes is found in our file by the other program (EXIF by
  exiftool); where nothing stands, the result carries a warning.
- HEIC and OpenEXR have one library each that is at hand, so reader and writer share it; of JPEG XL there are two
  bindings of one library.

## What happens to rare contents

- Camera raw is developed with the camera's white balance to 16 bits, and keeps its EXIF but for the maker's notes;
  small previews are the camera's own.
- OpenEXR, Radiance HDR, PFM and 32-bit Photoshop hold light: what exceeds a screen is tone-mapped (Reinhard). The first
  three keep it when they are converted to OpenEXR or Radiance HDR with nothing else done to them.
- FITS, and TIFF with samples that are signed, wider than 16 bits or floating point, are stretched to 16 bits.
- Photoshop files give their flattened composite; one that was saved without is refused.
- Animated AVIF repeats without end; animated JPEG XL gives its first frame.
- EPS is drawn on white at 300 dpi by Ghostscript, where the program gs is installed; else it is refused by name.
- PDF, PostScript and JPEG with 12 bits are recognised and refused by name.
"""


def main() -> None:
    """Prove every cell, and print the page."""
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from tests.imaging.format_proofs import CELLS, prove

    setup()
    for format_id in FORMATS:
        for cell in CELLS:
            with tempfile.TemporaryDirectory() as folder:
                prove(format_id, cell, Path(folder))
    print(page())


if __name__ == "__main__":
    main()
