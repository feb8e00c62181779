"""How much work a picture is, in pixels of the usual kind, and which lane takes it."""

from ashim.engine import memory as estimates
from ashim.engine.limits import Limits
from ashim.engine.task import Deferred, Failure, Lane
from ashim.imaging import Facts, Image, output_format

# What a lane takes.
QUICK_PIXELS = 1_500_000
CPU_PIXELS = 400_000_000
# Decoding a pixel of these takes this many times what it takes in PNG, which is 0.02 to 0.03 s for a megapixel.
_DECODE_WEIGHT = {"avif": 2, "heif": 2, "jp2": 2, "exr": 2, "raw": 3, "hdr": 5, "fits": 6, "dds": 30}
# Encoding a pixel of these costs this many times that of the others.
_ENCODE_WEIGHT = {"avif": 60, "heif": 30, "jxl": 20, "jp2": 15}
_TARGET_WEIGHT = 6


def to_decode(facts: Facts) -> int:
    """Give the work of decoding a file with these facts."""
    return facts.width * facts.height * facts.frames * _DECODE_WEIGHT.get(facts.format, 1)


def to_encode(image: Image) -> int:
    """Give the work of encoding an image as it is intended."""
    weight = _ENCODE_WEIGHT.get(output_format(image).id, 1) * (_TARGET_WEIGHT if image.intent.searches else 1)
    return image.width * image.height * image.frames * weight


def lane_for(work: int) -> Lane:
    """Give the lane for this much work."""
    if work <= QUICK_PIXELS:
        return Lane.QUICK
    return Lane.CPU if work <= CPU_PIXELS else Lane.HEAVY


def decoding_held_up(
    facts: Facts, limits: Limits, *, lane: Lane, memory: int, streams: bool
) -> Failure | Deferred | None:
    """Say why a file cannot be decoded here and now, if so: it never fits, or belongs elsewhere, or needs more memory.

    `memory` bytes are set aside; `streams` says that the pixels are used once, in order.
    """
    needed = estimates.to_decode(facts, streams=streams)
    if limits.memory_bytes and needed > limits.memory_bytes:
        return Failure("processing", estimates.refusal(needed, limits.memory_bytes))
    if lane == Lane.QUICK and lane_for(to_decode(facts)) > lane:
        return Deferred(Lane.CPU, needed)
    return Deferred(lane, needed) if lane > Lane.QUICK and needed > memory else None
