"""The resize tool."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from ashim.imaging import Colour, Image
from ashim.tools import Example, FormHints, HexColour, Settings, tool, ui
from ashim.tools.rounding import half_up
from ashim.tools.settings import Preset

Fit = Literal["contain", "cover", "fill", "inside", "outside"]

# Sizes that the platforms ask for: group, label, width, height.
_PRESETS = (
    ("Instagram", "Square post", 1080, 1080),
    ("Instagram", "Portrait post", 1080, 1350),
    ("Instagram", "Landscape post", 1080, 566),
    ("Instagram", "Story or reel", 1080, 1920),
    ("Instagram", "Profile photo", 320, 320),
    ("X", "Post", 1200, 675),
    ("X", "Header", 1500, 500),
    ("X", "Profile photo", 400, 400),
    ("Facebook", "Post", 1200, 630),
    ("Facebook", "Cover", 820, 312),
    ("Facebook", "Event cover", 1920, 1005),
    ("Facebook", "Profile photo", 170, 170),
    ("YouTube", "Thumbnail", 1280, 720),
    ("YouTube", "Channel banner", 2560, 1440),
    ("YouTube", "Profile photo", 800, 800),
    ("LinkedIn", "Post", 1200, 627),
    ("LinkedIn", "Banner", 1584, 396),
    ("LinkedIn", "Profile photo", 400, 400),
    ("TikTok", "Video cover", 1080, 1920),
    ("TikTok", "Profile photo", 200, 200),
    ("WhatsApp", "Profile photo", 500, 500),
    ("Pinterest", "Pin", 1000, 1500),
    ("Threads", "Post", 1080, 1080),
)


def _tiles() -> list[Preset]:
    return [
        {"group": group, "label": label, "values": {"width": width, "height": height, "fit": "cover"}}
        for group, label, width, height in _PRESETS
    ]


class ResizeSettings(Settings):
    """How large the picture becomes."""

    width: int | None = Field(
        None,
        gt=0,
        le=16_383,
        description="Width of the result; without a height, the height follows the picture's shape.",
        json_schema_extra=ui(widget="dimension", unit="px", pair="height", placeholder="auto"),
    )
    height: int | None = Field(
        None,
        gt=0,
        le=16_383,
        description="Height of the result; without a width, the width follows the picture's shape.",
        json_schema_extra=ui(widget="dimension", unit="px", pair="width", placeholder="auto"),
    )
    fit: Fit = Field(
        "contain",
        description="What happens when width and height are given and the picture has another shape.",
        json_schema_extra=ui(
            widget="segmented",
            initial="cover",
            labels={
                "cover": "Crop to fill",
                "contain": "Fit inside",
                "fill": "Stretch",
                "inside": "At most",
                "outside": "At least",
            },
            descriptions={
                "cover": "Fill the size and cut off what reaches beyond it.",
                "contain": "Show the whole picture in the size, with bars beside it.",
                "fill": "Stretch the picture to the size.",
                "inside": "As large as fits into the size, without bars.",
                "outside": "As small as covers the size, without cutting.",
            },
        ),
    )
    without_enlargement: bool = Field(
        False,
        title="Limit to original size",
        description="Never make the picture larger than it is.",
        json_schema_extra=ui(widget="checkbox", hint="Sides larger than the original are reduced to it."),
    )
    percentage: float | None = Field(
        None,
        gt=0,
        title="Scale",
        description="Scale both sides to this share of the original; width, height and fit are then ignored.",
        json_schema_extra=ui(widget="number", unit="%", initial=50, min=1, quick=[25, 50, 75]),
    )
    background: HexColour | None = Field(
        None,
        description="Colour of the bars that fit contain leaves; transparent when absent, or white in formats without "
        "transparency.",
        json_schema_extra=ui(widget="color", placeholder="transparent", visibleIf={"fit": "contain"}, advanced=True),
    )

    linear_light: bool = Field(
        False,
        description="Mix amounts of light instead of their codes: fine bright detail on dark keeps its brightness. "
        "Takes several times as long.",
        json_schema_extra=ui(widget="checkbox", advanced=True),
    )

    form: ClassVar[FormHints] = {
        "requireAny": ["width", "height", "percentage"],
        "tabs": [
            {
                "id": "custom",
                "label": "Custom size",
                "fields": ["width", "height", "fit", "background", "withoutEnlargement", "linearLight"],
            },
            {"id": "scale", "label": "Scale", "fields": ["percentage", "linearLight"]},
            {
                "id": "presets",
                "label": "Presets",
                "fields": ["width", "height", "fit", "withoutEnlargement"],
                "presets": _tiles(),
            },
        ],
    }

    @model_validator(mode="after")
    def _check_size(self) -> Self:
        if self.width is None and self.height is None and self.percentage is None:
            raise ValueError("At least one of width, height and percentage must be given")
        return self


@tool(
    icon="scaling",
    order=10,
    streams=True,
    keywords=("scale", "shrink", "enlarge", "dimensions", "thumbnail", "social media"),
    suggestions=("compress", "convert", "crop"),
    examples=(
        Example("800 pixels wide", {"width": 800}),
        Example("Half the size", {"percentage": 50}),
        Example("Square with bars", {"width": 400, "height": 400, "fit": "contain", "background": "#ffffff"}),
        Example("Profile photo", {"width": 320, "height": 320, "fit": "cover"}),
    ),
)
def resize(image: Image, settings: ResizeSettings) -> Image:
    """Scale a picture to pixel dimensions, to a percentage, or to a ready-made social-network size.

    A percentage scales both sides exactly. With one side given the other follows the shape of the picture, except that
    `fill` leaves it at its length. With both, `fit` decides.
    """
    if settings.percentage is not None:
        return image.resize(*_scaled(image, settings), linear=settings.linear_light)
    width, height = settings.width, settings.height
    if settings.without_enlargement:
        width = width and min(width, image.width)
        height = height and min(height, image.height)
    if settings.fit == "fill":
        return image.resize(width or image.width, height or image.height, linear=settings.linear_light)
    if width is None or height is None:
        scale = width / image.width if width else (height or image.height) / image.height
        sides = (width or _side(image.width * scale), height or _side(image.height * scale))
        return image.resize(*sides, linear=settings.linear_light)
    return _fitted(image, width, height, settings)


def _scaled(image: Image, settings: ResizeSettings) -> tuple[int, int]:
    share = (settings.percentage or 100) / 100
    if settings.without_enlargement:
        share = min(share, 1.0)
    return _side(image.width * share), _side(image.height * share)


def _fitted(image: Image, width: int, height: int, settings: ResizeSettings) -> Image:
    across, down = width / image.width, height / image.height
    scale = min(across, down) if settings.fit in ("contain", "inside") else max(across, down)
    scaled = image.resize(
        width if scale == across else _side(image.width * scale),
        height if scale == down else _side(image.height * scale),
        linear=settings.linear_light,
    )
    left, top = abs(width - scaled.width) // 2, abs(height - scaled.height) // 2
    if settings.fit == "cover":
        return scaled.crop(left, top, width, height)
    if settings.fit == "contain":
        background = Colour.parse(settings.background) if settings.background else None
        return scaled.place(left, top, width, height, background=background)
    return scaled


def _side(length: float) -> int:
    return max(1, half_up(length))
