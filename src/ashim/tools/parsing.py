"""From what a caller sends to validated settings, or to messages that name the field and the rule."""

import copy
import difflib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ashim.tools.errors import Problem, SettingsError
from ashim.tools.settings import Settings

if TYPE_CHECKING:
    from ashim.tools.declaration import Tool

_MESSAGES = {
    "missing": "is required",
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "multiple_of": "must be a multiple of {multiple_of}",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "string_type": "must be text",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
    "list_type": "must be a list",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
}


def parse_settings(tool: "Tool", raw: Mapping[str, object], *, strict: bool) -> tuple[Settings, tuple[str, ...]]:
    """Give the tool's settings from their wire form, and the names of keys that it does not know.

    With `strict`, unknown keys are refused like wrong values. Raises SettingsError naming every problem.
    """
    if not isinstance(raw, Mapping):
        raise SettingsError([Problem("", "Settings must be a JSON object")])
    model = tool.settings
    try:
        return model.model_validate(dict(raw), by_alias=True, by_name=False), ()
    except ValidationError as error:
        details = error.errors(include_url=False)
    unknown = [detail for detail in details if detail["type"] == "extra_forbidden"]
    if strict or not unknown:
        raise SettingsError([_problem(detail, model) for detail in details])
    known = copy.deepcopy(dict(raw))
    for detail in unknown:
        _remove(known, detail["loc"])
    try:
        settings = model.model_validate(known, by_alias=True, by_name=False)
    except ValidationError as error:
        raise SettingsError([_problem(detail, model) for detail in error.errors(include_url=False)]) from error
    return settings, tuple(_path(detail["loc"]) for detail in unknown)


def _problem(detail: ErrorDetails, model: type[Settings]) -> Problem:
    path, kind = _path(detail["loc"]), detail["type"]
    if kind == "extra_forbidden":
        return Problem(path, _unknown(path, model))
    if kind == "value_error":
        return Problem(path, str(detail["ctx"]["error"]))
    template = _MESSAGES.get(kind)
    if template is None:
        return Problem(path, detail["msg"])
    rule = {name: _plain(value) for name, value in detail.get("ctx", {}).items()}
    message = template.format(**rule)
    return Problem(path, f"{message}; not {detail['input']!r}" if kind in ("literal_error", "enum") else message)


def _plain(value: object) -> str:
    """Write a bound as people do (1, not 1.0), and choices as a plain list."""
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value).replace("'", "").replace(" or ", ", ")


def _unknown(name: str, model: type[Settings]) -> str:
    names = [str(field.alias) for field in model.model_fields.values()]
    close = difflib.get_close_matches(name, names, n=1)
    if close:
        return f"is not a setting of this tool; did you mean {close[0]}?"
    return f"is not a setting of this tool; it has {', '.join(names) or 'none'}"


def _path(location: Sequence[int | str]) -> str:
    return ".".join(map(str, location))


def _remove(value: object, location: Sequence[int | str]) -> None:
    """Delete what is found at the location, inside nested objects and lists."""
    for key in location[:-1]:
        value = value[key]  # type: ignore[index]
    del value[location[-1]]  # type: ignore[attr-defined]
