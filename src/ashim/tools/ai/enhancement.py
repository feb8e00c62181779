"""What statistics of a picture mean: scores, what it needs, and the words for its faults."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ashim.imaging.statistics import Statistics

Mode = Literal["auto", "portrait", "landscape", "low-light", "food", "document"]


@dataclass(frozen=True, slots=True)
class Scores:
    """How good the picture is, 0 to 100; around 50 is right, and above 60 too much of it."""

    exposure: int
    contrast: int
    white_balance: int
    saturation: int
    sharpness: int
    noise: int


@dataclass(frozen=True, slots=True)
class Needs:
    """What the picture needs, or how much a mode does of it; 0 needs nothing.

    `temperature` is how strong a cast is, above 0 when the picture is too blue and below when it is too yellow.
    """

    brightness: float = 0
    contrast: float = 0
    temperature: float = 0
    saturation: float = 0
    sharpness: float = 0
    denoise: float = 0


FACTORS: Mapping[Mode, Needs] = {
    "auto": Needs(1, 1, 1, 1, 1, 1),
    "portrait": Needs(0.8, 0.7, 1.2, 0.6, 0.5, 1.5),
    "landscape": Needs(1, 1.3, 1, 1.4, 1.5, 0.5),
    "low-light": Needs(1.8, 1.5, 1, 0.8, 1.2, 2),
    "food": Needs(0.8, 1.1, 1.3, 1.3, 1.2, 0.5),
    "document": Needs(1.5, 2, 1, 0, 2, 2),
}

_ISSUES = (
    ("underexposed", "exposure", 0, 35),
    ("overexposed", "exposure", 71, 101),
    ("low-contrast", "contrast", 0, 35),
    ("color-cast", "white_balance", 0, 35),
    ("desaturated", "saturation", 0, 30),
    ("soft-focus", "sharpness", 0, 35),
    ("noisy", "noise", 0, 30),
)


def assess(found: Statistics) -> tuple[Scores, Needs]:
    """Give the scores of a picture, and the corrections that it needs at usual strength."""
    spread = max(found.light) - min(found.light)
    scores = Scores(
        exposure=_score(found.mean / 2.55),
        contrast=_score(found.deviation / 1.2),
        white_balance=_score(50 - 0.8 * spread),
        saturation=_score(20 + 0.6 * found.chroma),
        sharpness=_score(10 + 2 * found.acutance),
        noise=_score(100 - 10 * found.noise),
    )
    blue = found.light[2] > found.light[0]
    needs = Needs(
        brightness=_limited(_outside(scores.exposure) * 0.8, 60),
        contrast=_limited(_outside(scores.contrast) * 0.6, 60),
        temperature=_limited(_outside(scores.white_balance) * 0.5, 60) * (1 if blue else -1),
        saturation=_saturation(scores.saturation),
        sharpness=min(50, max(0, 40 - scores.sharpness)),
        denoise=5 if scores.noise < 25 else 3 if scores.noise < 35 else 0,
    )
    return scores, needs


def issues(scores: Scores) -> list[str]:
    """Name the faults of a picture."""
    return [name for name, score, least, most in _ISSUES if least <= getattr(scores, score) < most]


def suggested_mode(scores: Scores) -> Mode:
    """Give the mode that suits a picture."""
    if scores.exposure < 30:
        return "low-light"
    return "document" if scores.contrast > 60 and scores.saturation < 30 else "auto"


def _score(value: float) -> int:
    return round(min(max(value, 0), 100))


def _outside(score: float) -> float:
    """Give how far a score is below 40 (above 0) or above 60 (below 0)."""
    return max(0, 40 - score) - max(0, score - 60)


def _limited(value: float, most: float) -> float:
    return min(max(value, -most), most)


def _saturation(score: int) -> float:
    return min(30, (40 - score) * 0.6) if score < 40 else max(-20, (60 - score) * 0.4) if score > 60 else 0
