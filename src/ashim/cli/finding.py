"""What `ashim doctor` tells of one thing that it looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `remedy` is empty when all is well."""

    subject: str
    state: str
    remedy: str = ""
