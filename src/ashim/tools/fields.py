"""Types of settings that several tools share."""

from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from ashim.imaging import Colour


def _check_colour(text: str) -> str:
    Colour.parse(text)
    return text


# A colour as #rrggbb, or #rrggbbaa where 00 is transparent.
HexColour = Annotated[
    str,
    AfterValidator(_check_colour),
    WithJsonSchema({"type": "string", "pattern": "^#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$"}),
]
