"""Where something smaller lies on a picture."""

from typing import Literal

from ashim.tools.rounding import half_up

Position = Literal["center", "top-left", "top-right", "bottom-left", "bottom-right"]


def placed(position: Position, room: tuple[int, int], size: tuple[int, int], margin: int) -> tuple[int, int]:
    """Give left and top of a box of this size (width, height) in a room of that size.

    In corners it keeps `margin` pixels from the edges, or as many as leave the opposite edge as much.
    """
    across, down = (inner - outer for inner, outer in zip(room, size, strict=True))
    if position == "center":
        return half_up(across / 2), half_up(down / 2)
    vertical, horizontal = position.split("-")
    left, top = (max(0, min(margin, free // 2)) for free in (across, down))
    return left if horizontal == "left" else across - left, top if vertical == "top" else down - top
