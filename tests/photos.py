"""Real photos, those of scikit-image."""

from typing import Any

import numpy as np
from skimage import data

from tests.corpus import Array


def photo(name: str) -> Array:
    """Give a photo (`astronaut`, `coffee`, `chelsea`, `rocket`): height x width x 3, uint8."""
    load: Any = getattr(data, name)
    return np.asarray(load())
