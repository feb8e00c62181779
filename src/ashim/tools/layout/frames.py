"""Frames for screenshots: bars of windows, and devices."""

from dataclasses import dataclass
from typing import Literal, get_args

from ashim.imaging import Align, Colour, Image, TextStyle, draw_text, drawn, lay, on_background, plain
from ashim.tools.rounding import half_up

Frame = Literal[
    "none",
    "macos-light",
    "macos-dark",
    "windows-light",
    "windows-dark",
    "browser-light",
    "browser-dark",
    "iphone",
    "iphone-dark",
    "macbook",
    "macbook-dark",
    "ipad",
    "ipad-dark",
]
DEVICES = frozenset(each for each in get_args(Frame) if each.split("-")[0] in ("iphone", "macbook", "ipad"))

_TITLE_SIZE = 13


@dataclass(frozen=True, slots=True)
class _Look:
    """The colours of a window's bar."""

    bar: str
    text: str
    field: str


_WINDOWS = {
    "macos-light": _Look("#e8e8e8", "#4a4a4c", "#ffffff"),
    "macos-dark": _Look("#3a3a3c", "#d6d6d8", "#2a2a2c"),
    "windows-light": _Look("#f0f0f0", "#1f1f1f", "#ffffff"),
    "windows-dark": _Look("#2b2b2b", "#f0f0f0", "#1f1f1f"),
    "browser-light": _Look("#f1f5f9", "#334155", "#ffffff"),
    "browser-dark": _Look("#1e293b", "#e2e8f0", "#334155"),
}


def in_window(image: Image, frame: str, title: str) -> Image:
    """Put the bar of a window on top of a picture: 36 pixels high, 72 for a browser, as wide as the picture."""
    look = _WINDOWS[frame]
    kind = frame.split("-")[0]
    height = 72 if kind == "browser" else 36
    framed = image.place(0, height, image.width, image.height + height, background=Colour.parse(look.bar))
    if kind == "macos":
        dots = (("#ff5f57", 20), ("#febc2e", 40), ("#28c840", 60))
        content = "".join(f'<circle cx="{x}" cy="18" r="6" fill="{colour}"/>' for colour, x in dots)
        framed = lay(framed, drawn(80, 36, content), 0, 0)
        return _titled(framed, title, look, 80, image.width - 80, 18, "center")
    if kind == "windows":
        framed = lay(framed, drawn(138, 36, _windows_buttons(look)), image.width - 138, 0)
        return _titled(framed, title, look, 12, image.width - 150, 18, "left")
    return _browser(framed, title, look)


def _windows_buttons(look: _Look) -> str:
    lines = (
        '<path d="M18 18.5h10"/><rect x="64.5" y="13.5" width="9" height="9"/><path d="M110 13.5l10 10m0 -10l-10 10"/>'
    )
    return f'<g fill="none" stroke="{look.text}" stroke-width="1">{lines}</g>'


def _browser(framed: Image, title: str, look: _Look) -> Image:
    """Draw a tab of at most 200 pixels, and an address field below it."""
    tab = min(200, framed.width - 16)
    field = framed.width - 96
    if tab > 24:
        content = f'<path d="M0 30V10a8 8 0 0 1 8-8h{tab - 16}a8 8 0 0 1 8 8v20z" fill="{look.field}"/>'
        framed = lay(framed, drawn(tab, 30, content), 8, 6)
        framed = _titled(framed, title or "New Tab", look, 20, tab - 4, 22, "left")
    framed = lay(framed, plain(framed.width, 36, Colour.parse(look.field)), 0, 36)
    arrows = '<path d="M22 13l-5 5 5 5M42 13l5 5-5 5M72 14a6 6 0 1 0 1 5"/>'
    content = f'<g fill="none" stroke="{look.text}" stroke-width="1.6">{arrows}</g>'
    framed = lay(framed, drawn(84, 36, content), 0, 36)
    if field > 40:
        pill = f'<rect width="{field}" height="26" rx="13" fill="{look.bar}"/>'
        framed = lay(framed, drawn(field, 26, pill), 84, 41)
        framed = _titled(framed, title, look, 98, 84 + field - 14, 54, "left")
    return framed


def _titled(framed: Image, title: str, look: _Look, left: int, right: int, middle: int, align: Align) -> Image:
    """Write a title between two places of the bar, cut short with an ellipsis where it is too long."""
    style = TextStyle(_TITLE_SIZE, Colour.parse(look.text), align=align)
    text = _cut_short(" ".join(title.split()), style, right - left)
    if not text:
        return framed
    drawing = draw_text(text, style)
    start = left if align == "left" else max(left, half_up((framed.width - drawing.width) / 2))
    return lay(framed, drawing, min(start, right - drawing.width), middle - drawing.height // 2)


def _cut_short(text: str, style: TextStyle, width: int) -> str:
    """Give as much of the text as fits, or nothing."""
    if not text or width < style.size or draw_text(text, style).width <= width:
        return text if text and width >= style.size else ""
    low, high = 0, len(text) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if draw_text(f"{text[:middle]}…", style).width <= width:
            low = middle
        else:
            high = middle - 1
    return f"{text[:low]}…" if low else ""


def in_device(image: Image, frame: str) -> Image:
    """Show a picture on the screen of a device: as large as it fits, in the middle, on black."""
    name, _, dark = frame.partition("-")
    device = _DEVICES[name]
    screen = device.screen
    scale = min(screen[2] / image.width, screen[3] / image.height)
    shown = image.resize(max(1, half_up(image.width * scale)), max(1, half_up(image.height * scale)))
    left = screen[0] + (screen[2] - shown.width) // 2
    top = screen[1] + (screen[3] - shown.height) // 2
    placed = shown.place(left, top, *device.canvas)
    body, edge = ("#1c1c1e", "#48484a") if dark else ("#e8e8ed", "#b8b8bd")
    x, y, width, height = screen
    glass = f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="#000"/>'
    content = device.art.replace("BODY", body).replace("EDGE", edge) + glass
    return on_background(placed, drawn(*device.canvas, content))


@dataclass(frozen=True, slots=True)
class _Device:
    """Width and height of the drawing; left, top, width and height of the screen; and the drawing itself."""

    canvas: tuple[int, int]
    screen: tuple[int, int, int, int]
    art: str


_DEVICES = {
    "iphone": _Device(
        (430, 880),
        (20, 80, 390, 720),
        '<rect x="1" y="1" width="428" height="878" rx="56" fill="BODY" stroke="EDGE" stroke-width="2"/>'
        '<rect x="185" y="38" width="60" height="7" rx="3.5" fill="EDGE"/>'
        '<circle cx="165" cy="41.5" r="5" fill="EDGE"/>'
        '<circle cx="215" cy="840" r="27" fill="none" stroke="EDGE" stroke-width="3"/>',
    ),
    "macbook": _Device(
        (1200, 780),
        (100, 30, 1000, 625),
        '<rect x="81" y="9" width="1038" height="671" rx="22" fill="EDGE"/>'
        '<rect x="84" y="12" width="1032" height="665" rx="20" fill="#0b0b0c"/>'
        '<circle cx="600" cy="21" r="3" fill="#333"/>'
        '<path d="M10 680h1180v34c0 20-16 36-36 36h-1108c-20 0-36-16-36-36z" fill="BODY" stroke="EDGE"/>'
        '<path d="M510 681h180v4c0 8-6 14-14 14h-152c-8 0-14-6-14-14z" fill="EDGE"/>',
    ),
    "ipad": _Device(
        (540, 720),
        (25, 25, 490, 670),
        '<rect x="1" y="1" width="538" height="718" rx="34" fill="BODY" stroke="EDGE" stroke-width="2"/>'
        '<circle cx="270" cy="13" r="4" fill="EDGE"/>',
    ),
}
