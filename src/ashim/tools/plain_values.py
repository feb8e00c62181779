"""Values of metadata as JSON can hold them."""

import re
from typing import Any

from ashim.imaging.metadata import Field, Value

_DATE = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)")
_SHORT_BINARY = 256


def plain_value(value: Value) -> Any:
    """Give numbers and text as they are, and binary values as a list of bytes, or as how many they are."""
    if isinstance(value, bytes):
        return list(value) if len(value) <= _SHORT_BINARY else f"<binary {len(value)} bytes>"
    return value


def plain_date(field: Field) -> Any:
    """Give the value of a field; dates as in ISO 8601, without a zone, which EXIF's dates do not have."""
    found = _DATE.fullmatch(field.value) if isinstance(field.value, str) else None
    return "{}-{}-{}T{}".format(*found.groups()) if found else plain_value(field.value)
