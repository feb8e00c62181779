"""Pipelines as YAML files, to be kept elsewhere and run by `ashim pipeline run`."""

import json
from typing import Any

import yaml

from ashim import strict_json

_WIDTH = 120


def read(text: str) -> Any:
    """Give the value in YAML or JSON text, made of what JSON knows.

    Aliases are refused: a few lines of them stand for gigabytes. Raises ValueError saying what is wrong.
    """
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.CSafeLoader)):
            raise ValueError("aliases (*name) are not allowed")
        return strict_json.parse(json.dumps(yaml.load(text, Loader=yaml.CSafeLoader), allow_nan=False))
    except (yaml.YAMLError, TypeError, RecursionError) as error:
        raise ValueError(f"not YAML or JSON: {error}") from error


def write(document: dict[str, Any]) -> str:
    """Give a saved pipeline as YAML: its name, description and steps, presets written out."""
    steps = [{key: value for key, value in step.items() if key != "presetId"} for step in document["steps"]]
    head = {key: document[key] for key in ("name", "description") if document[key]}
    return yaml.safe_dump({**head, "steps": steps}, sort_keys=False, allow_unicode=True, width=_WIDTH)
