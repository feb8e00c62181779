"""Noise taken out of pictures without a model: what differs from its surroundings no more than noise does is evened.

The strength of the noise is measured first, so that a clean picture is left as it is. The correction is found at 8 bits
a channel and added to the pixels in their own depth.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyvips

from ashim.imaging import colour
from ashim.imaging.vips import Pixels

Array = npt.NDArray[np.uint8]
Method = Literal["bilateral", "non-local"]

# Luma is Y of BT.601, as OpenCV has it. The eye sees colour coarsely, so colour is worked on at half size.
_CHROMA_SHRINK = 2
# The median of the absolute value of Gaussian noise, in standard deviations.
_MEDIAN = 0.6745
# The texture of clean photos looks like about so much noise.
_TEXTURE = 1.0
_TEMPLATE, _LARGEST_SEARCH, _SMALLEST_SEARCH = 7, 21, 11


@dataclass(frozen=True, slots=True)
class Denoising:
    """How noise is taken out; `strength`, `detail` and `colour` are 0 to 1.

    `bilateral` averages near pixels of like brightness (Tomasi and Manduchi, 1998) and is quick, `non-local` averages
    the middles of like patches (Buades, Coll and Morel, 2005) and keeps texture better. More `detail` takes out less.
    `colour` is for noise in colour, `strength` for noise in brightness.
    """

    method: Method
    strength: float
    detail: float
    colour: float

    @property
    def caution(self) -> float:
        """How much of the noise's measured strength is believed: 1 in the middle."""
        return 1.3 - 0.6 * self.detail


def noise_of(channel: Array) -> float:
    """Give the standard deviation of the noise in one channel, in steps of its values.

    It is told by the finest diagonal detail (Donoho and Johnstone, 1994), less what real pictures have of it.
    """
    rows, columns = (side // 2 * 2 for side in channel.shape)
    if not rows or not columns:
        return 0.0
    blocks = channel[:rows, :columns].astype(np.float32)
    diagonal = (blocks[::2, ::2] - blocks[1::2, ::2] - blocks[::2, 1::2] + blocks[1::2, 1::2]) / 2
    return max(0.0, float(np.median(np.abs(diagonal))) / _MEDIAN - _TEXTURE)


def denoised(frame: Pixels, how: Denoising) -> Pixels:
    """Give a frame (grey or RGB, 8 or 16 bits, with or without alpha) with less noise; alpha stays as it is."""
    bands = frame.bands - frame.hasalpha()
    colours = frame.extract_band(0, n=bands)
    codes: Array = colour.to_8_bit(colours).numpy()
    change = _change(codes.reshape(frame.height, frame.width, bands), how)
    scale = 257 if frame.format == "ushort" else 1
    corrected = (colours + pyvips.Image.new_from_array(change) * scale).cast(frame.format)
    if frame.hasalpha():
        corrected = corrected.bandjoin(frame.extract_band(bands))
    return corrected.copy(interpretation=frame.interpretation)


def _change(codes: Array, how: Denoising) -> npt.NDArray[np.int16]:
    import cv2

    cv2.setNumThreads(1)
    if codes.shape[2] == 1:
        after = _evened(codes[..., 0], how, 0.2 + 1.4 * how.strength) if how.strength else codes[..., 0]
        return (after.astype(np.int16) - codes[..., 0])[..., np.newaxis]
    parts: Array = np.asarray(cv2.cvtColor(codes, cv2.COLOR_RGB2YCrCb), dtype=np.uint8)
    if how.strength:
        parts[..., 0] = _evened(np.ascontiguousarray(parts[..., 0]), how, 0.2 + 1.4 * how.strength)
    if how.colour:
        for band in (1, 2):
            parts[..., band] = _calmed(np.ascontiguousarray(parts[..., band]), how)
    # What is lost by going to another colour space and back is not to count as a change.
    unchanged = cv2.cvtColor(cv2.cvtColor(codes, cv2.COLOR_RGB2YCrCb), cv2.COLOR_YCrCb2RGB)
    return np.asarray(cv2.cvtColor(parts, cv2.COLOR_YCrCb2RGB), dtype=np.int16) - np.asarray(unchanged, dtype=np.int16)


def _calmed(chroma: Array, how: Denoising) -> Array:
    """Give a colour channel with noise taken out, found at half the size; edges of colour stay."""
    import cv2

    height, width = chroma.shape
    reach = 3 * noise_of(chroma) * how.caution
    if reach <= 0:
        return chroma
    small = (max(1, width // _CHROMA_SHRINK), max(1, height // _CHROMA_SHRINK))
    shrunk: Array = np.asarray(cv2.resize(chroma, small, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    smooth = _evened(shrunk, how, 0.5 + 2 * how.colour)
    change = cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32) - chroma
    # What noise cannot explain is left: a difference beyond its reach is an edge.
    believed = np.clip(2 - np.abs(change) / reach, 0, 1) * min(1.0, 2 * how.colour)
    calmed: Array = np.clip(np.rint(chroma + change * believed), 0, 255).astype(np.uint8)
    return calmed


def _evened(channel: Array, how: Denoising, weight: float) -> Array:
    """Give a channel with noise taken out; `weight` is how much more or less than measured it is taken to be."""
    import cv2

    noise = noise_of(channel) * weight * how.caution
    if noise <= 0:
        return channel
    if how.method == "bilateral":
        # Two pixels that differ by noise alone differ by more than one of them does from the truth.
        smooth = cv2.bilateralFilter(channel, 0, 2.5 * noise, 1.5 + how.strength)
        return np.asarray(smooth, dtype=np.uint8)
    span = _LARGEST_SEARCH - (_LARGEST_SEARCH - _SMALLEST_SEARCH) * how.detail
    search = int(span) // 2 * 2 + 1
    smooth = cv2.fastNlMeansDenoising(channel, None, noise, _TEMPLATE, search)
    return np.asarray(smooth, dtype=np.uint8)
