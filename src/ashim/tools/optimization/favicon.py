"""The favicon tool."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path, PurePosixPath

from pydantic import Field

from ashim.imaging import Colour, Image, ImageError, encode, frames
from ashim.imaging.colour import flatten, to_8_bit, with_alpha
from ashim.imaging.ico import Icon, pack
from ashim.imaging.vips import vips_errors
from ashim.tools import (
    BadInputError,
    Context,
    Example,
    HexColour,
    OutputFile,
    Settings,
    SourceFile,
    Wording,
    tool,
    ui,
)
from ashim.tools.rounding import half_up

_PLAIN = {
    "favicon-16x16.png": 16,
    "favicon-32x32.png": 32,
    "favicon-48x48.png": 48,
    "android-chrome-192x192.png": 192,
    "android-chrome-512x512.png": 512,
}
_IN_ICO = ("favicon-16x16.png", "favicon-32x32.png", "favicon-48x48.png")
_TOUCH = ("apple-touch-icon.png", 180)
_MASKABLE = {"maskable-icon-192x192.png": 192, "maskable-icon-512x512.png": 512}
# The shorter side that a picture is reduced to before its icons are made: twice the largest of them.
_LARGEST = 1024
# What a mask may leave of a maskable icon: a circle of this share of its side.
_SAFE = 0.8


class FaviconSettings(Settings):
    """What the icons are laid on, and what the manifest says."""

    background_color: HexColour = Field(
        "#ffffff",
        description="Behind the icons of phones, which have no transparency, and while the app starts.",
        json_schema_extra=ui(widget="color"),
    )
    theme_color: HexColour = Field(
        "#ffffff",
        description="Colour of the browser's frame around the app.",
        json_schema_extra=ui(widget="color", advanced=True),
    )
    padding: float = Field(
        0,
        ge=0,
        le=40,
        description="Empty space around the picture on every side.",
        json_schema_extra=ui(widget="slider", unit="%", step=1),
    )
    app_name: str = Field(
        "",
        max_length=100,
        description="Name of the app; that of the file when blank.",
        json_schema_extra=ui(widget="text", advanced=True),
    )


@tool(
    name="Favicon Generator",
    icon="app-window",
    order=60,
    accepts="any",
    display="before-after",
    verb="Generate",
    eager=True,
    archive="favicons-{id}.zip",
    settings_first=True,
    words=Wording(failed="Favicon generation failed"),
    keywords=("icon", "ico", "website", "apple touch", "android", "manifest", "pwa", "maskable", "app icon"),
    suggestions=("optimize-for-web", "resize"),
    examples=(Example("On blue, with some space", {"backgroundColor": "#1565c0", "padding": 8}),),
)
def favicon(files: Sequence[SourceFile], settings: FaviconSettings, context: Context) -> Sequence[OutputFile]:
    """Make the icons that browsers and phones ask for, with a web manifest and the HTML that names them.

    Pictures are cut to a square around the middle. Of several, each gets a folder; what cannot be read is skipped, and
    listed.
    """
    made: list[tuple[str, list[OutputFile]]] = []
    skipped: list[dict[str, str]] = []
    for number, file in enumerate(files):
        context.progress(number / len(files), "Drawing")
        stem = PurePosixPath(file.name).stem
        folder = context.scratch / str(number)
        folder.mkdir()
        try:
            made.append((stem, _icons(_opened(file), settings.app_name or stem, folder, settings)))
        except ImageError as error:
            skipped.append({"filename": file.name, "reason": str(error)})
    if not made and len(skipped) == 1:
        raise BadInputError(f'Invalid file "{skipped[0]["filename"]}": {skipped[0]["reason"]}')
    if not made:
        raise BadInputError("No images could be decoded", {"skipped": skipped})
    outputs = _in_folders(made) if len(made) > 1 else made[0][1]
    if skipped:
        path = context.scratch / "skipped-files.txt"
        path.write_text("".join(f"{each['filename']}: {each['reason']}\n" for each in skipped), encoding="utf-8")
        outputs.append(OutputFile(path, path.name))
    return outputs


def _in_folders(made: Sequence[tuple[str, list[OutputFile]]]) -> list[OutputFile]:
    """Give the files of each picture a folder of its name, numbered where two are called alike."""
    taken: set[str] = set()
    outputs = []
    for stem, files in made:
        folder, count = stem, 0
        while folder in taken:
            count += 1
            folder = f"{stem}_{count}"
        taken.add(folder)
        outputs += [replace(file, folder=folder) for file in files]
    return outputs


def _opened(file: SourceFile) -> Image:
    """Give a drawing as it is, of anything else the first frame, decoded once and reduced to what icons need."""
    image = file.open()
    if image.source.format == "svg":
        return image
    scale = min(1.0, _LARGEST / min(image.width, image.height))
    reduced = image.resize(*(half_up(side * scale) for side in (image.width, image.height)))
    with vips_errors(ImageError):
        return reduced.with_pixels(frames.first(reduced.pixels).copy_memory())


@dataclass(frozen=True, slots=True)
class _Drawer:
    """Draws one picture at any size, as PNG of 8 bits in sRGB. Methods raise ImageError."""

    image: Image
    folder: Path
    background: Colour

    def plain(self, name: str, size: int, padding: float) -> OutputFile:
        """Draw it on a transparent square; `padding` is the share of the side that stays free on every side."""
        return self._written(name, self._square(size, padding))

    def filled(self, name: str, size: int, padding: float) -> OutputFile:
        """Draw it on a square of the background's colour."""
        square = self._square(size, padding)
        return self._written(name, square.with_pixels(flatten(square.pixels, self.background)))

    def _square(self, size: int, padding: float) -> Image:
        inner = max(1, size - 2 * half_up(size * padding))
        scale = inner / min(self.image.width, self.image.height)
        across, down = (max(inner, half_up(side * scale)) for side in (self.image.width, self.image.height))
        scaled = self.image.resize(across, down)
        cut = scaled.crop((across - inner) // 2, (down - inner) // 2, inner, inner).to_srgb()
        eight = cut.with_pixels(with_alpha(to_8_bit(cut.pixels)))
        return eight.place((size - inner) // 2, (size - inner) // 2, size, size)

    def _written(self, name: str, image: Image) -> OutputFile:
        path = self.folder / name
        intent = replace(image.intent, format="png", metadata="strip")
        encode(image.with_intent(intent), path)
        return OutputFile(path, name)


def _icons(image: Image, name: str, folder: Path, settings: FaviconSettings) -> list[OutputFile]:
    padding = settings.padding / 100
    drawer = _Drawer(image, folder, Colour.parse(settings.background_color))
    icons = [drawer.plain(file, size, padding) for file, size in _PLAIN.items()]
    icons.append(drawer.filled(*_TOUCH, padding))
    # The picture's corners stay inside the circle when it is padded that much more.
    safe = (1 - _SAFE) / 2 + padding * _SAFE
    icons += [drawer.filled(file, size, safe) for file, size in _MASKABLE.items()]
    parts = [Icon(_PLAIN[file], _PLAIN[file], 32, (folder / file).read_bytes()) for file in _IN_ICO]
    manifest = json.dumps(_manifest(name, settings), indent=2, ensure_ascii=False).encode()
    texts = {
        "favicon.ico": pack(parts),
        "manifest.json": manifest,
        "site.webmanifest": manifest,
        "favicon-snippet.html": _html(settings).encode(),
    }
    for file, data in texts.items():
        (folder / file).write_bytes(data)
    return [*icons, *(OutputFile(folder / file, file) for file in texts)]


def _manifest(name: str, settings: FaviconSettings) -> dict[str, object]:
    sizes = {file: size for file, size in _PLAIN.items() if file.startswith("android")}
    icons = [{"src": f"/{file}", "sizes": f"{size}x{size}", "type": "image/png"} for file, size in sizes.items()]
    icons += [
        {"src": f"/{file}", "sizes": f"{size}x{size}", "type": "image/png", "purpose": "maskable"}
        for file, size in _MASKABLE.items()
    ]
    return {
        "name": name,
        "short_name": name,
        "icons": icons,
        "theme_color": settings.theme_color,
        "background_color": settings.background_color,
        "display": "standalone",
    }


def _html(settings: FaviconSettings) -> str:
    small = (
        f'<link rel="icon" type="image/png" sizes="{_PLAIN[file]}x{_PLAIN[file]}" href="/{file}">' for file in _IN_ICO
    )
    lines = [
        '<link rel="icon" href="/favicon.ico" sizes="16x16 32x32 48x48">',
        *small,
        f'<link rel="apple-touch-icon" sizes="{_TOUCH[1]}x{_TOUCH[1]}" href="/{_TOUCH[0]}">',
        '<link rel="manifest" href="/site.webmanifest">',
        f'<meta name="theme-color" content="{escape(settings.theme_color)}">',
    ]
    return "\n".join(lines) + "\n"
