"""Draw the pictures of the meme templates, and their thumbnails, from the shapes below.

Run it with `.venv/bin/python scripts/meme_templates.py` after changing them.
"""

# ruff: noqa: E501 (a shape is easier to read on one line)

import math

from ashim.imaging import drawn
from ashim.tools.watermark.meme_catalogue import FOLDER, TEMPLATES

_THUMB = 320


def face(x: int, y: int, size: int, colour: str, *, smile: int, eyes: str = "round") -> str:
    """Draw a round face; `smile` above 0 turns the mouth upwards."""
    r = size // 2
    eye = {
        "round": '<circle cx="{0}" cy="{1}" r="{2}" fill="#1f2430"/>',
        "closed": '<path d="M{3} {1}q{2} -{2} {4} 0" fill="none" stroke="#1f2430" stroke-width="{5}"/>',
    }[eyes]
    parts = [f'<circle cx="{x}" cy="{y}" r="{r}" fill="{colour}"/>']
    for side in (-1, 1):
        at, radius = x + side * r * 0.38, r * 0.11
        parts.append(eye.format(at, y - r * 0.18, radius, at - radius, 2 * radius, r * 0.07))
    bend = y + r * (0.4 + 0.32 * smile)
    mouth = f"M{x - r * 0.42} {y + r * 0.4}Q{x} {bend} {x + r * 0.42} {y + r * 0.4}"
    parts.append(f'<path d="{mouth}" fill="none" stroke="#1f2430" stroke-width="{r * 0.09}" stroke-linecap="round"/>')
    return "".join(parts)


def rays(colours: tuple[str, str], x: int, y: int, reach: int, count: int = 24) -> str:
    """Draw rays of light that start from a point."""
    parts = [f'<rect width="100%" height="100%" fill="{colours[0]}"/>']
    for index in range(0, count, 2):
        ends = [2 * math.pi * (index + step) / count for step in (0, 1)]
        points = " ".join(f"{x + reach * math.cos(end):.0f},{y + reach * math.sin(end):.0f}" for end in ends)
        parts.append(f'<polygon points="{x},{y} {points}" fill="{colours[1]}"/>')
    return "".join(parts)


def bulb(x: int, y: int, size: int, light: str) -> str:
    """Draw a light bulb, the brighter the larger its glow."""
    return (
        f'<circle cx="{x}" cy="{y}" r="{size * 1.5}" fill="{light}" opacity="0.25"/>'
        f'<circle cx="{x}" cy="{y}" r="{size}" fill="{light}"/>'
        f'<rect x="{x - size * 0.42}" y="{y + size * 0.85}" width="{size * 0.84}" height="{size * 0.6}" rx="{size * 0.12}"'
        ' fill="#7c8597"/>'
    )


def vertical(first: str, second: str) -> str:
    """Fill the picture with a gradient from top to bottom."""
    return (
        f'<defs><linearGradient id="v" x2="0" y2="1"><stop stop-color="{first}"/>'
        f'<stop offset="1" stop-color="{second}"/></linearGradient></defs>'
        '<rect width="100%" height="100%" fill="url(#v)"/>'
    )


DRAWINGS = {
    "no-yes": '<rect width="1000" height="1000" fill="#f7f4ee"/><rect width="480" height="500" fill="#f6b7a9"/>'
    '<rect y="500" width="480" height="500" fill="#b9e3c0"/><path d="M0 500H1000M480 0V1000" stroke="#1f2430" '
    'stroke-width="8"/>'
    + face(240, 250, 330, "#ffd166", smile=-1, eyes="closed")
    + face(240, 750, 330, "#ffd166", smile=1),
    "hard-choice": vertical("#cfe8ff", "#8fb8de")
    + '<rect x="50" y="60" width="420" height="270" rx="40" fill="#d64550"/><rect x="530" y="60" width="420" height="270" '
    'rx="40" fill="#3a6ea5"/><path d="M260 350v90M740 350v90" stroke="#1f2430" stroke-width="18" stroke-linecap="round"/>'
    + face(500, 640, 380, "#ffd166", smile=0)
    + '<path d="M660 500q-34 60 0 84q34 -24 0 -84z" fill="#4aa3df"/>',
    "small-medium-large": '<rect width="1000" height="1050" fill="#20263a"/><path d="M0 350H1000M0 700H1000M620 0V1050" '
    'stroke="#3b4464" stroke-width="6"/>'
    + bulb(810, 160, 45, "#ffe9a8")
    + bulb(810, 500, 72, "#ffd84d")
    + bulb(810, 840, 105, "#fff3b0"),
    "placard": vertical("#ffe3c2", "#f4a98a")
    + '<rect x="110" y="70" width="780" height="470" rx="14" fill="#fffdf7" stroke="#1f2430" stroke-width="10"/>'
    '<rect x="485" y="540" width="30" height="240" fill="#8a5a3b"/>' + face(500, 850, 270, "#ffd166", smile=1),
    "cat": vertical("#dcd0ff", "#9b8ad6")
    + '<path d="M270 430L310 190L470 310zM730 430L690 190L530 310z" fill="#3d3a4b"/>'
    '<ellipse cx="500" cy="500" rx="270" ry="230" fill="#3d3a4b"/><ellipse cx="400" cy="470" rx="58" ry="70" fill="#e9d94c"/>'
    '<ellipse cx="600" cy="470" rx="58" ry="70" fill="#e9d94c"/><ellipse cx="400" cy="470" rx="16" ry="62" fill="#16151d"/>'
    '<ellipse cx="600" cy="470" rx="16" ry="62" fill="#16151d"/><path d="M475 565h50l-25 28z" fill="#f29ca3"/>'
    '<path d="M500 593q-30 45 -70 22M500 593q30 45 70 22M360 575l-150 -20M360 600l-150 20M640 575l150 -20M640 600l150 20" '
    'fill="none" stroke="#cfc8e8" stroke-width="7" stroke-linecap="round"/>',
    "rays": rays(("#f9c846", "#f7a72c"), 500, 420, 1400) + face(500, 420, 330, "#fff2c9", smile=1),
    "sunset": vertical("#43277a", "#f7895a")
    + '<circle cx="600" cy="560" r="150" fill="#ffd27a"/><path d="M0 620L260 430L470 600L690 400L1000 560L1200 470V800H0z" '
    'fill="#2a1a4a"/><path d="M0 690L320 560L640 680L900 590L1200 660V800H0z" fill="#180f30"/>',
    "two-doors": '<rect width="1200" height="800" fill="#e7e2d5"/><rect y="640" width="1200" height="160" fill="#b89f7a"/>'
    '<rect x="160" y="210" width="300" height="430" fill="#2f6f5e"/><rect x="740" y="210" width="300" height="430" '
    'fill="#8c3b3b"/><circle cx="425" cy="430" r="14" fill="#f4d58d"/><circle cx="775" cy="430" r="14" fill="#f4d58d"/>'
    + face(600, 600, 170, "#ffd166", smile=0),
}


def main() -> None:
    """Write every picture and its thumbnail."""
    for template in TEMPLATES:
        content = DRAWINGS[template.id]
        picture = drawn(template.width, template.height, content).extract_band(0, n=3)
        picture.pngsave(str(FOLDER / "full" / template.filename), palette=False, compression=9, keep="none")
        small = picture.thumbnail_image(_THUMB, height=_THUMB)
        small.pngsave(str(FOLDER / "thumbs" / template.filename), compression=9, keep="none")
    print(f"Drew {len(TEMPLATES)} pictures.")


if __name__ == "__main__":
    main()
