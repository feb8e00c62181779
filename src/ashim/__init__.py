"""ashim: a self-hosted image workshop.

In Python: `ashim.open("a.jpg").resize(width=800).convert(format="webp").save("a.webp")`, and the same on a server:
`ashim.Client("http://127.0.0.1:1349", key="si_…").open("a.jpg")…`.
"""

from os import PathLike
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ashim.client import Client as Client
    from ashim.picture import Picture

__all__ = ["Client", "open"]


def open(path: str | PathLike[str]) -> "Picture":
    """Open the picture at `path`; tools are its methods, and `save` runs them.

    Raises FileNotFoundError.
    """
    # Loading the tools takes longer than the rest of the package needs.
    from ashim.picture import Picture

    return Picture(path)


def __getattr__(name: str) -> Any:
    """Load the client when it is asked for."""
    if name == "Client":
        from ashim.client import Client

        return Client
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
