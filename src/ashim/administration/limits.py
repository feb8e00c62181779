"""The engine's limits as the environment sets them."""

from ashim.config import Config
from ashim.engine import Limits
from ashim.imaging import ImageLimits

MEGABYTE = 1024 * 1024


def engine_limits(config: Config) -> Limits:
    """Give the limits for work on one file."""
    return Limits(
        image=ImageLimits(
            max_pixels=int(config.max_megapixels * 1_000_000),
            max_frames=config.max_frames,
            max_canvas=config.max_canvas_pixels,
            max_svg_bytes=int(config.max_svg_size_mb * MEGABYTE),
        ),
        seconds=config.processing_timeout_s,
        memory_bytes=config.max_worker_memory_mb * MEGABYTE,
        output_bytes=int(config.max_output_size_mb * MEGABYTE),
    )
