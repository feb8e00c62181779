"""The choice of a format for results that are partly transparent."""

from dataclasses import replace

from ashim.imaging import FORMATS, Image, output_format


def in_format_with_alpha(image: Image, *, besides: tuple[str, ...] = ()) -> Image:
    """Give the image in its format where that has half-transparent pixels, else as PNG or animated WebP.

    Formats `besides` are left, too.
    """
    target = output_format(image)
    # GIF knows no half-transparent pixels.
    if target.alpha and target.id not in ("gif", *besides):
        return image
    chosen = FORMATS["webp" if image.frames > 1 else "png"]
    return image.with_intent(replace(image.intent, format=chosen.id, extension=chosen.extensions[0], quality=None))
