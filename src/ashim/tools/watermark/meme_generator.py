"""The meme generator."""

from dataclasses import replace
from typing import Literal

from pydantic import Field

from ashim.imaging import Align, Colour, Image, ImageLimits, TextStyle, draw_text, fit_text, lay, open_image
from ashim.tools import BadInputError, Example, Settings, tool, ui
from ashim.tools.rounding import half_up
from ashim.tools.watermark.meme_catalogue import FACES, FOLDER, LAYOUTS, TEMPLATES, Box, Template

_COLOUR = "^#[0-9a-fA-F]{6}$"
# In shares of the font's size, the box's shorter side, and the picture's height.
_OUTLINE, _PADDING, _LARGEST = 0.04, 0.05, 0.13
_LEAST_PADDING, _SMALLEST, _MOST = 8, 8, 400


class Caption(Settings):
    """What is written into one box."""

    id: str = Field(max_length=50, description="Id of the box; unknown ones are passed over.")
    text: str = Field("", max_length=500, description="What is written there.")


class MemeGeneratorSettings(Settings):
    """The picture, its captions and how they look."""

    template_id: str | None = Field(
        None,
        max_length=100,
        title="Template",
        description=f"The picture: {', '.join(each.id for each in TEMPLATES)}; absent for a picture of your own.",
        json_schema_extra=ui(widget="text", placeholder=TEMPLATES[0].id),
    )
    text_layout: Literal["top-bottom", "top-only", "bottom-only", "center", "side-by-side"] = Field(
        "top-bottom",
        title="Layout",
        description="Where the boxes of a picture of your own are: their ids are top, bottom, center, left, right.",
        json_schema_extra=ui(widget="chips"),
    )
    text_boxes: list[Caption] = Field(
        [],
        max_length=20,
        title="Captions",
        description="The captions by the ids of their boxes.",
        json_schema_extra=ui(initial=[{"id": "top", "text": ""}, {"id": "bottom", "text": ""}]),
    )
    font_family: Literal[
        "anton", "arial-black", "comic-sans", "montserrat", "bebas-neue", "permanent-marker", "roboto"
    ] = Field(
        "anton",
        title="Font",
        description="The face of the letters; what it lacks comes from other fonts.",
        json_schema_extra=ui(
            widget="select",
            labels={
                "arial-black": "Archivo Black",
                "comic-sans": "Comic Neue",
                "montserrat": "Montserrat Black",
                "bebas-neue": "Bebas Neue",
                "permanent-marker": "Permanent Marker",
                "roboto": "Roboto Black",
            },
        ),
    )
    font_size: int | None = Field(
        None,
        ge=8,
        le=200,
        title="Size",
        description="Height of the letters; absent makes each caption as large as fits into its box.",
        json_schema_extra=ui(widget="number", unit="px", placeholder="auto"),
    )
    text_color: str = Field(
        "#ffffff",
        pattern=_COLOUR,
        title="Colour",
        description="Colour of the letters as #rrggbb.",
        json_schema_extra=ui(widget="color"),
    )
    stroke_color: str = Field(
        "#000000",
        pattern=_COLOUR,
        title="Outline",
        description="Colour of their outline as #rrggbb.",
        json_schema_extra=ui(widget="color"),
    )
    text_align: Align = Field(
        "center", title="Align", description="Where lines begin.", json_schema_extra=ui(widget="segmented")
    )
    all_caps: bool = Field(
        True, title="Capitals", description="Write in capital letters.", json_schema_extra=ui(widget="checkbox")
    )


@tool(
    icon="smile",
    order=50,
    display="no-dropzone",
    suffix="",
    settings_first=True,
    verb="Generate",
    keywords=("caption", "funny", "template", "impact", "joke"),
    suggestions=("text-overlay", "compress", "resize"),
    examples=(
        Example(
            "A template with two captions",
            {
                "templateId": "no-yes",
                "textBoxes": [{"id": "no", "text": "Guessing"}, {"id": "yes", "text": "Measuring"}],
            },
        ),
        Example(
            "Captions on a picture of your own",
            {"textBoxes": [{"id": "top", "text": "One does not simply"}, {"id": "bottom", "text": "Write one line"}]},
        ),
    ),
)
def meme_generator(image: Image | None, settings: MemeGeneratorSettings) -> Image:
    """Write captions on a template, or on a picture of your own, in the style of memes.

    A template is taken even if there is a picture. Each caption is as large as fits into its box, lines being broken
    between words. Emoji and all scripts that the fonts hold can be used.
    """
    if settings.template_id is not None:
        template = _template(settings.template_id)
        meme, boxes = _opened(template, image), template.boxes
    elif image is not None:
        meme, boxes = image, LAYOUTS[settings.text_layout]
    else:
        raise BadInputError("Either templateId or an image file is required")
    texts = {caption.id: caption.text for caption in settings.text_boxes}
    for box in boxes:
        text = texts.get(box.id, "").strip()
        if text:
            meme = _captioned(meme, box, text.upper() if settings.all_caps else text, settings)
    return meme


def _template(id: str) -> Template:
    for template in TEMPLATES:
        if template.id == id:
            return template
    raise BadInputError(f"Template not found: {id}")


def _opened(template: Template, given: Image | None) -> Image:
    path = FOLDER / "full" / template.filename
    opened = open_image(path, path.name, given.limits if given else ImageLimits())
    meme = opened.with_intent(replace(opened.intent, format="png", stem=f"meme-{template.id}", extension=".png"))
    return meme.warn("The picture that was sent was not used, because a template was chosen.") if given else meme


def _captioned(image: Image, box: Box, text: str, settings: MemeGeneratorSettings) -> Image:
    """Write one caption into the middle of its box."""
    left, width = (image.width * share / 100 for share in (box.x, box.width))
    top, height = (image.height * share / 100 for share in (box.y, box.height))
    padding = max(_LEAST_PADDING, _PADDING * min(width, height))
    inner = (max(1.0, width - 2 * padding), max(1.0, height - 2 * padding))
    style = TextStyle(
        settings.font_size or min(_MOST, max(_SMALLEST, half_up(_LARGEST * image.height))),
        Colour.parse(settings.text_color),
        FACES[settings.font_family],
        bold=True,
        align=settings.text_align,
        line_height=1.2,
        outline_colour=Colour.parse(settings.stroke_color),
    )
    if settings.font_size is None:
        style = fit_text(text, style, *inner, wrap="word")
    style = replace(style, outline=max(1, half_up(_OUTLINE * style.size)))
    drawing = draw_text(text, style, width=inner[0], wrap="word")
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[settings.text_align]
    across = left + padding + (inner[0] - drawing.width) * share
    return lay(image, drawing, half_up(across), half_up(top + (height - drawing.height) / 2))
