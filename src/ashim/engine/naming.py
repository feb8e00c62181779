"""File names: cleaning the names of uploads and giving names to results."""

from collections.abc import Container
from pathlib import PurePosixPath

MAX_NAME_BYTES = 200

# A name is cut behind the first of these, so that `y.png.php` becomes `y.png`.
_KNOWN_EXTENSIONS = frozenset({"jpg", "jpeg", "png", "webp", "gif", "bmp", "tiff", "tif", "avif", "svg", "pdf"})


def safe_name(name: str, default: str = "upload") -> str:
    """Clean the name that came with an upload: base name only, no `..`, at most 200 UTF-8 bytes.

    Everything behind the first known image extension is dropped. An empty result becomes `default`.
    """
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    base = base.replace("\0", "").replace("..", "")
    base = "".join(character for character in base if character.isprintable())
    if base in ("", "."):
        return default
    return _shorten(_cut_after_extension(base))


def result_name(source_name: str, extension: str, tool_id: str | None) -> str:
    """Name the result of a run on `source_name`: same stem, the output's extension (with its dot).

    A `tool_id` marks results whose tool kept the format: `a.png` resized is `a_resize.png`.
    A name without extension stays without one.
    """
    path = PurePosixPath(source_name)
    suffix = f"_{tool_id}" if tool_id else ""
    return _shorten(f"{path.stem}{suffix}{extension if path.suffix else ''}")


def unique_name(name: str, taken: Container[str]) -> str:
    """Give `name`, or with `_1`, `_2`, … before the extension the first variant that is not `taken`."""
    path = PurePosixPath(name)
    candidate, count = name, 0
    while candidate in taken:
        count += 1
        candidate = f"{path.stem}_{count}{path.suffix}"
    return candidate


def _cut_after_extension(name: str) -> str:
    parts = name.split(".")
    for position, part in enumerate(parts[1:], start=1):
        if part.lower() in _KNOWN_EXTENSIONS:
            return ".".join(parts[: position + 1])
    return name


def _shorten(name: str) -> str:
    if len(name.encode()) <= MAX_NAME_BYTES:
        return name
    path = PurePosixPath(name)
    room = max(1, MAX_NAME_BYTES - len(path.suffix.encode()))
    return path.stem.encode()[:room].decode(errors="ignore") + path.suffix[: MAX_NAME_BYTES - 1]
