"""The eight categories, in the order in which they are shown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Category:
    """A group of tools. `color` is CSS, `icon` the name of a lucide icon."""

    id: str
    name: str
    color: str
    icon: str


CATEGORIES = (
    Category("essentials", "Essentials", "oklch(0.62 0.15 262)", "layers"),
    Category("optimization", "Optimization", "oklch(0.64 0.14 155)", "gauge"),
    Category("adjustments", "Adjustments", "oklch(0.68 0.15 60)", "sliders-horizontal"),
    Category("watermark", "Watermark & Overlay", "oklch(0.62 0.15 310)", "stamp"),
    Category("utilities", "Utilities", "oklch(0.6 0.06 250)", "wrench"),
    Category("layout", "Layout & Composition", "oklch(0.62 0.16 20)", "layout-grid"),
    Category("format", "Format & Conversion", "oklch(0.64 0.11 205)", "file-image"),
    Category("ai", "AI Tools", "oklch(0.6 0.18 285)", "sparkles"),
)
