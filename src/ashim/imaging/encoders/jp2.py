"""Write JPEG 2000 through Pillow (OpenJPEG)."""

import io

from ashim.imaging.encoders.common import to_pillow
from ashim.imaging.vips import Pixels

# Peak signal-to-noise ratios in dB that qualities 0 and 100 stand for.
_WORST, _BEST = 20.0, 46.0


def encode(pixels: Pixels, quality: int | None, metadata: bool) -> bytes:
    """Give the pixels (8 bits a channel) as JP2 of at least a signal-to-noise ratio that grows with the quality.

    Without a quality every pixel is kept. No metadata is written.
    """
    buffer = io.BytesIO()
    picture = to_pillow(pixels)
    if quality is None:
        picture.save(buffer, "JPEG2000", irreversible=False)
    else:
        ratio = _WORST + (_BEST - _WORST) * quality / 100
        picture.save(buffer, "JPEG2000", irreversible=True, quality_mode="dB", quality_layers=[ratio])
    return buffer.getvalue()
