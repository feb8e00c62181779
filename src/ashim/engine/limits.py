"""What one piece of work may use."""

from dataclasses import dataclass

from ashim.imaging import ImageLimits

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one task. In every field 0 means no limit."""

    image: ImageLimits
    seconds: float = 300
    memory_bytes: int = 6144 * MEGABYTE
    output_bytes: int = 1024 * MEGABYTE
