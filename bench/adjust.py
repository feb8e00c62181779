"""What colour adjustments and sharpening cost on a photo of 12 megapixels, beside bare libvips and Pillow.

Run it with `.venv/bin/python bench/adjust.py`. Pixels are in memory before and after, so that no codec is measured;
times are the best of alternating repetitions, in milliseconds of processor time.
"""

import time
from collections.abc import Callable

import numpy as np
import pyvips
from PIL import Image as Pillow
from PIL import ImageEnhance, ImageFilter

from ashim.imaging import Image, setup
from ashim.tools import load_registry, parse_settings

REPEATS = 5
WIDTH, HEIGHT = 4000, 3000
SEPIA = [[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]]


def photo() -> "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]":
    """Give structure at every scale and some grain, as photos have."""
    random = np.random.default_rng(1)
    total = np.zeros((HEIGHT, WIDTH, 3))
    for scale, weight in ((400, 0.5), (100, 0.25), (20, 0.15), (4, 0.1)):
        coarse = (random.random((HEIGHT // scale, WIDTH // scale, 3)) * 255).astype(np.uint8)
        large = Pillow.fromarray(coarse).resize((WIDTH, HEIGHT), Pillow.Resampling.BICUBIC)
        total += weight * np.asarray(large)
    return np.clip(total + random.normal(0, 4, total.shape), 0, 255).astype(np.uint8)


def ours(pixels: pyvips.Image, tool_id: str, **settings: object) -> Callable[[], object]:
    """Give a run of one of our tools."""
    tool = load_registry().get(tool_id)
    assert tool is not None
    parsed = parse_settings(tool, settings, strict=True)[0]
    return lambda: tool(Image.new(pixels), parsed).pixels.write_to_memory()


def lch(pixels: pyvips.Image) -> Callable[[], object]:
    """Give the usual way to saturate and brighten with libvips: in LCh."""

    def run() -> object:
        space = pixels.colourspace("lch")
        return space.linear([1.1, 1.2, 1], [0, 0, 20]).colourspace("srgb").write_to_memory()

    return run


def pillow(image: Pillow.Image) -> Callable[[], object]:
    """Give the usual way to do so with Pillow: one pass for each setting."""

    def run() -> object:
        return ImageEnhance.Contrast(
            ImageEnhance.Color(ImageEnhance.Brightness(image).enhance(1.1)).enhance(1.2)
        ).enhance(1.1)

    return run


def compare(title: str, **ways: Callable[[], object]) -> None:
    """Print the best processor time of each way."""
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(REPEATS):
        for name, way in ways.items():
            before = time.process_time()
            way()
            best[name] = min(best[name], time.process_time() - before)
    print(f"{title:34}", "  ".join(f"{name} {seconds * 1000:5.0f} ms" for name, seconds in best.items()))


def main() -> None:
    """Compare."""
    setup()
    array = photo()
    pixels = pyvips.Image.new_from_array(array).copy(interpretation="srgb").copy_memory()
    image = Pillow.fromarray(array)
    compare("nothing to do; invert", ashim=ours(pixels, "adjust-colors"), libvips=pixels.invert().write_to_memory)
    compare(
        "brightness, contrast, saturation",
        ashim=ours(pixels, "adjust-colors", brightness=10, saturation=20, contrast=10),
        libvips=lch(pixels),
        pillow=pillow(image),
    )
    compare(
        "all settings but sharpness",
        ashim=ours(
            pixels,
            "adjust-colors",
            brightness=10,
            exposure=10,
            saturation=20,
            hue=20,
            temperature=20,
            contrast=10,
            red=90,
        ),
        libvips=lch(pixels),
    )
    compare(
        "brightness and contrast alone",
        ashim=ours(pixels, "adjust-colors", brightness=10, contrast=10),
        libvips=lambda: pixels.linear(1.1, 10, uchar=True).write_to_memory(),
    )
    compare(
        "sepia",
        ashim=ours(pixels, "adjust-colors", effect="sepia"),
        libvips=lambda: pixels.recomb(SEPIA).cast("uchar").write_to_memory(),
    )
    compare(
        "sharpening",
        ashim=ours(pixels, "sharpening"),
        libvips=lambda: pixels.sharpen(sigma=1, m1=1, m2=3, x1=2, y2=12, y3=20).write_to_memory(),
        pillow=lambda: image.filter(ImageFilter.UnsharpMask(1, 100, 0)),
    )


if __name__ == "__main__":
    main()
