"""Types of settings that several tools share."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

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


def _from_text(value: object) -> object:
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


# A number that may also come as text, as some clients send it.
LooseNumber = Annotated[float, BeforeValidator(_from_text)]
