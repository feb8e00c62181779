"""The beautify tool."""

from dataclasses import replace
from typing import ClassVar, Literal

from pydantic import Field

from ashim.imaging import (
    Colour,
    Image,
    TextStyle,
    draw_text,
    fit_text,
    lay,
    linear_gradient,
    on_background,
    plain,
    radial_gradient,
    rounded,
    shadowed,
)
from ashim.tools import Example, FormHints, Settings, tool, ui
from ashim.tools.layout.beautify_looks import LOOKS
from ashim.tools.layout.frames import DEVICES, Frame, in_device, in_window
from ashim.tools.placement import Position, placed
from ashim.tools.rounding import half_up

_COLOUR = "^#[0-9a-fA-F]{6}$"
_QUALITY = 90
# Blur, offset downwards and opacity in percent.
_SHADOWS = {"subtle": (20, 4, 20), "medium": (40, 10, 35), "dramatic": (80, 20, 50)}
_SIZES = {
    "twitter": (1600, 900),
    "linkedin": (1200, 627),
    "instagram-square": (1080, 1080),
    "instagram-story": (1080, 1920),
    "facebook": (1200, 630),
    "producthunt": (1270, 760),
}


class GradientStop(Settings):
    """A colour of a gradient."""

    color: str = Field(pattern=_COLOUR, description="The colour as #rrggbb.")
    position: float = Field(ge=0, le=100, description="Where it is, in percent of the way.")


class BeautifySettings(Settings):
    """What is put around and behind the screenshot."""

    background_type: Literal["solid", "linear-gradient", "radial-gradient", "image", "transparent"] = Field(
        "linear-gradient",
        title="Background",
        description="What lies behind the screenshot.",
        json_schema_extra=ui(widget="select", labels={"transparent": "None"}),
    )
    background_color: str = Field(
        "#667eea",
        pattern=_COLOUR,
        title="Colour",
        description="Colour of a solid background as #rrggbb.",
        json_schema_extra=ui(widget="color", visibleIf={"backgroundType": "solid"}),
    )
    gradient_stops: list[GradientStop] = Field(
        [GradientStop(color="#667eea", position=0), GradientStop(color="#764ba2", position=100)],
        min_length=2,
        max_length=20,
        title="Colours",
        description="The colours of a gradient and where they are.",
        json_schema_extra=ui(visibleIf={"backgroundType": ["linear-gradient", "radial-gradient"]}),
    )
    gradient_angle: float = Field(
        135,
        ge=0,
        le=360,
        title="Angle",
        description="Where a linear gradient goes: 0 is upwards, 90 to the right.",
        json_schema_extra=ui(widget="angle", unit="°", step=1, visibleIf={"backgroundType": "linear-gradient"}),
    )
    padding: int = Field(
        64,
        ge=0,
        le=256,
        description="Space around the screenshot.",
        json_schema_extra=ui(widget="slider", unit="px"),
    )
    border_radius: float = Field(
        12,
        ge=0,
        le=64,
        title="Corner radius",
        description="Radius of the corners; devices have their own.",
        json_schema_extra=ui(widget="slider", unit="px"),
    )
    shadow_preset: Literal["none", "subtle", "medium", "dramatic", "custom"] = Field(
        "subtle", title="Shadow", description="The shadow below.", json_schema_extra=ui(widget="segmented")
    )
    shadow_blur: float = Field(
        20,
        ge=0,
        le=100,
        title="Blur",
        description="How soft a custom shadow is: standard deviation of the blur.",
        json_schema_extra=ui(widget="slider", unit="px", visibleIf={"shadowPreset": "custom"}),
    )
    shadow_offset_x: int = Field(
        0,
        ge=-50,
        le=50,
        title="Offset to the right",
        description="How far to the right a custom shadow falls.",
        json_schema_extra=ui(widget="slider", unit="px", visibleIf={"shadowPreset": "custom"}),
    )
    shadow_offset_y: int = Field(
        10,
        ge=-50,
        le=50,
        title="Offset downwards",
        description="How far down a custom shadow falls.",
        json_schema_extra=ui(widget="slider", unit="px", visibleIf={"shadowPreset": "custom"}),
    )
    shadow_color: str = Field(
        "#000000",
        pattern=_COLOUR,
        title="Shadow colour",
        description="Colour of a custom shadow as #rrggbb.",
        json_schema_extra=ui(widget="color", visibleIf={"shadowPreset": "custom"}),
    )
    shadow_opacity: float = Field(
        30,
        ge=0,
        le=100,
        title="Shadow opacity",
        description="How dark a custom shadow is.",
        json_schema_extra=ui(widget="slider", unit="%", visibleIf={"shadowPreset": "custom"}),
    )
    frame: Frame = Field(
        "none",
        description="The window or device around the screenshot.",
        json_schema_extra=ui(
            widget="select",
            initial="macos-light",
            labels={
                "macos-light": "macOS light",
                "macos-dark": "macOS dark",
                "iphone": "iPhone",
                "iphone-dark": "iPhone dark",
                "macbook": "MacBook",
                "macbook-dark": "MacBook dark",
                "ipad": "iPad",
                "ipad-dark": "iPad dark",
            },
        ),
    )
    frame_title: str = Field(
        "",
        max_length=200,
        title="Title",
        description="What the window's bar says, or a browser's tab and address field.",
        json_schema_extra=ui(
            widget="text",
            visibleIf={
                "frame": [
                    *("macos-light", "macos-dark", "windows-light", "windows-dark", "browser-light", "browser-dark")
                ]
            },
        ),
    )
    social_preset: Literal[
        "none", "twitter", "linkedin", "instagram-square", "instagram-story", "facebook", "producthunt"
    ] = Field(
        "none",
        title="Export size",
        description="Size of the result; the whole is scaled to fit, and the background fills the rest.",
        json_schema_extra=ui(
            widget="select",
            labels={
                "none": "Original",
                "twitter": "X, 1600 x 900",
                "linkedin": "LinkedIn, 1200 x 627",
                "instagram-square": "Instagram square, 1080 x 1080",
                "instagram-story": "Instagram story, 1080 x 1920",
                "facebook": "Facebook, 1200 x 630",
                "producthunt": "Product Hunt, 1270 x 760",
            },
        ),
    )
    watermark_text: str = Field(
        "", max_length=200, description="Text written on the result.", json_schema_extra=ui(widget="text")
    )
    watermark_position: Position = Field(
        "bottom-right", description="Where that text lies.", json_schema_extra=ui(widget="anchor")
    )
    watermark_opacity: float = Field(
        50,
        ge=0,
        le=100,
        description="How strong that text is.",
        json_schema_extra=ui(widget="slider", unit="%", step=1),
    )
    output_format: Literal["png", "jpeg", "webp"] = Field(
        "png",
        title="Format",
        description="Format of the result; instead of JPEG, PNG is written for shadow, corners, frame or transparency.",
        json_schema_extra=ui(widget="segmented"),
    )

    form: ClassVar[FormHints] = {
        "tabs": [
            {
                "id": "custom",
                "label": "Custom",
                "fields": [
                    *("backgroundType", "backgroundColor", "gradientStops", "gradientAngle", "frame", "frameTitle"),
                    *("padding", "borderRadius", "shadowPreset", "shadowBlur", "shadowOffsetX", "shadowOffsetY"),
                    *("shadowColor", "shadowOpacity", "socialPreset", "watermarkText", "watermarkPosition"),
                    *("watermarkOpacity", "outputFormat"),
                ],
            },
            {"id": "looks", "label": "Looks", "fields": [], "presets": LOOKS},
        ],
    }


@tool(
    name="Beautify screenshot",
    icon="app-window",
    order=50,
    display="live-preview",
    suffix="",
    settings_first=True,
    verb="Beautify",
    keywords=("screenshot", "mockup", "window", "browser", "device", "gradient", "social"),
    suggestions=("compress", "border", "resize"),
    examples=(
        Example("A window on a gradient", {"frame": "macos-light", "frameTitle": "Notes", "shadowPreset": "medium"}),
        Example("A browser on a colour", {"frame": "browser-dark", "backgroundType": "solid", "padding": 32}),
        Example("Only round corners and a shadow", {"backgroundType": "transparent", "padding": 0}),
    ),
)
def beautify(image: Image, background_image: Image | None, settings: BeautifySettings) -> Image:
    """Dress a screenshot with a background, a window or device, round corners and a shadow.

    A device shows the picture as large as it fits on its screen. For an export size the whole is scaled, and the
    background fills what is left.
    """
    framed = _shadowed(_framed(image, settings), settings)
    width, height = framed.width + 2 * settings.padding, framed.height + 2 * settings.padding
    if settings.social_preset in _SIZES:
        across, down = _SIZES[settings.social_preset]
        scale = min(across / width, down / height)
        framed = framed.resize(max(1, half_up(framed.width * scale)), max(1, half_up(framed.height * scale)))
        width, height = across, down
    left, top = (width - framed.width) // 2, (height - framed.height) // 2
    whole = _on_background(framed.place(left, top, width, height), background_image, settings)
    if image.has_alpha and not whole.has_alpha:
        whole = whole.warn("The background shows through transparent parts of the picture.")
    return _in_format(_watermarked(whole, settings), settings)


def _framed(image: Image, settings: BeautifySettings) -> Image:
    if settings.frame in DEVICES:
        return in_device(image, settings.frame)
    framed = image if settings.frame == "none" else in_window(image, settings.frame, settings.frame_title)
    return framed.each_frame(lambda frame: rounded(frame, settings.border_radius))


def _shadowed(image: Image, settings: BeautifySettings) -> Image:
    blur, across, down = settings.shadow_blur, settings.shadow_offset_x, settings.shadow_offset_y
    opacity, ink = settings.shadow_opacity, Colour.parse(settings.shadow_color)
    if settings.shadow_preset == "none":
        return image
    if settings.shadow_preset != "custom":
        (blur, down, opacity), across, ink = _SHADOWS[settings.shadow_preset], 0, Colour(0, 0, 0)
    return image.each_frame(
        lambda frame: shadowed(frame, sigma=blur, dx=across, dy=down, ink=ink, opacity=opacity / 100)
    )


def _on_background(image: Image, background_image: Image | None, settings: BeautifySettings) -> Image:
    """Lay the picture, which is as large as the result, on its background."""
    stops = [(Colour.parse(stop.color), stop.position / 100) for stop in settings.gradient_stops]
    width, height = image.width, image.height
    match settings.background_type:
        case "solid":
            ground = plain(width, height, Colour.parse(settings.background_color))[:3]
        case "linear-gradient":
            ground = linear_gradient(width, height, stops, settings.gradient_angle)
        case "radial-gradient":
            ground = radial_gradient(width, height, stops)
        case "image" if background_image is not None:
            ground = _covering(background_image.first_frame(), width, height).pixels
        case "image":
            return image.warn("No background image was given, so the background is transparent.")
        case _:
            return image
    return on_background(image, ground)


def _covering(image: Image, width: int, height: int) -> Image:
    """Give the middle of an image, scaled to cover a size."""
    scale = max(width / image.width, height / image.height)
    wide, high = max(width, half_up(image.width * scale)), max(height, half_up(image.height * scale))
    return image.resize(wide, high).crop((wide - width) // 2, (high - height) // 2, width, height)


def _watermarked(image: Image, settings: BeautifySettings) -> Image:
    if not settings.watermark_text.strip():
        return image
    size = max(12, half_up(min(image.width, image.height) * 0.03))
    room = max(1, image.width - 2 * size)
    style = fit_text(settings.watermark_text, TextStyle(size, Colour(255, 255, 255)), room, image.height)
    drawing = draw_text(settings.watermark_text, style, width=room)
    corner = placed(settings.watermark_position, (image.width, image.height), (drawing.width, drawing.height), size)
    return lay(image, drawing, *corner, opacity=settings.watermark_opacity / 100)


def _in_format(image: Image, settings: BeautifySettings) -> Image:
    chosen = settings.output_format
    soft = settings.shadow_preset != "none" or settings.border_radius > 0 or settings.frame != "none"
    if chosen == "jpeg" and (soft or image.has_alpha):
        chosen = "png"
        image = image.warn("Written as PNG: JPEG is for results without shadow, round corners, frame and transparency.")
    quality = None if chosen == "png" else _QUALITY
    return image.with_intent(replace(image.intent, format=chosen, extension=f".{chosen}", quality=quality))
