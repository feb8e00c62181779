"""Looks to start from when a screenshot is beautified."""

from ashim.tools.settings import Preset

# Name, background, colours of its gradient (or its only one), frame, padding, shadow.
_CHOICES = (
    ("Dusk", "linear-gradient", ("#41295a", "#b06ab3"), "macos-dark", 64, "medium"),
    ("Coral", "linear-gradient", ("#ff9966", "#ff5e62"), "none", 48, "medium"),
    ("Lagoon", "linear-gradient", ("#2193b0", "#6dd5ed"), "browser-light", 64, "subtle"),
    ("Night", "radial-gradient", ("#2c3e70", "#0b1020"), "macos-dark", 80, "dramatic"),
    ("Meadow", "linear-gradient", ("#56ab2f", "#a8e063"), "none", 48, "subtle"),
    ("Daybreak", "linear-gradient", ("#ffb88c", "#de6262"), "windows-light", 64, "medium"),
    ("Paper", "solid", ("#f4f1ea",), "macos-light", 64, "subtle"),
    ("Bare", "transparent", ("#ffffff",), "none", 0, "none"),
)


def _tiles() -> list[Preset]:
    tiles: list[Preset] = []
    for label, background, colours, frame, padding, shadow in _CHOICES:
        values: dict[str, object] = {"backgroundType": background, "frame": frame, "padding": padding}
        values |= {"shadowPreset": shadow, "borderRadius": 12 if padding else 0}
        if len(colours) == 1:
            values["backgroundColor"] = colours[0]
        else:
            values["gradientStops"] = [{"color": colours[0], "position": 0}, {"color": colours[1], "position": 100}]
        tiles.append({"group": "Looks", "label": label, "values": values})
    return tiles


LOOKS = _tiles()
