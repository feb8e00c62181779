"""ashim: a self-hosted image workshop.

In Python: `ashim.open("a.jpg").resize(width=800).convert(format="webp").save("a.webp")`.
"""

from os import PathLike
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ashim.picture import Picture

__all__ = ["open"]


def open(path: str | PathLike[str]) -> "Picture":
    """Open the picture at `path`; tools are its methods, and `save` runs them.

    Raises FileNotFoundError.
    """
    # Loading the tools takes longer than the rest of the package needs.
    from ashim.picture import Picture

    return Picture(path)
