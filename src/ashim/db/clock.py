"""Times as the tables and the wire write them."""

from datetime import UTC, datetime


def iso(moment: datetime) -> str:
    """Write an aware `moment` as UTC with milliseconds: `2026-11-29T12:52:26.521Z`.

    Texts of this form sort as their moments do.
    """
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def utc_now() -> str:
    """Give the present moment as `iso` text."""
    return iso(datetime.now(UTC))
