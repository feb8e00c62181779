"""Write icons with the usual sizes in them, each as PNG."""

from ashim.imaging import frames, ico
from ashim.imaging.vips import Pixels

_SIZES = (16, 24, 32, 48, 64, 128, 256)


def encode(pixels: Pixels, quality: int | None, metadata: bool) -> bytes:
    """Give the pixels (8 bits a channel, at most 256 a side) as an icon that holds them at their own size and smaller.

    The longer side takes each usual size that is smaller than it. An icon has neither quality nor metadata.
    """
    pixels = pixels.copy_memory()
    longest = max(pixels.width, pixels.height)
    icons = []
    for size in (*(size for size in _SIZES if size < longest), longest):
        width, height = (max(1, (side * size + longest // 2) // longest) for side in (pixels.width, pixels.height))
        data = frames.scale(pixels, width, height).pngsave_buffer(compression=9, keep="none")
        icons.append(ico.Icon(width, height, 32 if pixels.hasalpha() else 24, bytes(data)))
    return ico.pack(icons)
