"""Base classes of what travels as JSON: camelCase outside, snake_case inside."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class WireModel(BaseModel):
    """A JSON object of an answer."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, serialize_by_alias=True)


class RequestModel(WireModel):
    """A JSON object of a request; keys that it does not name are ignored."""

    refusal: ClassVar[str] = "Invalid request"
    """The sentence that answers 400 when a body does not fit; the details name the fields."""
