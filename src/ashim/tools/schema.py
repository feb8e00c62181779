"""The JSON Schema that a tool publishes: camelCase names, no null branches, form hints beside each field."""

from typing import Any

from ashim.tools.settings import Settings


def settings_schema(model: type[Settings]) -> dict[str, Any]:
    """Give the JSON Schema object of the settings, with `ui` blocks on the fields and on the whole."""
    schema = model.model_json_schema(by_alias=True)
    properties: dict[str, dict[str, Any]] = schema.get("properties", {})
    for name, field in model.model_fields.items():
        alias = str(field.alias)
        properties[alias] = _without_null(properties[alias])
        properties[alias]["title"] = field.title or name.replace("_", " ").capitalize()
    result: dict[str, Any] = {"type": "object", "properties": properties, "required": schema.get("required", [])}
    if "$defs" in schema:
        result["$defs"] = schema["$defs"]
    if model.form:
        result["ui"] = model.form
    return result


def _without_null(property_schema: dict[str, Any]) -> dict[str, Any]:
    """Leave out the null branch of an optional field and its null default: on the wire it is absent instead."""
    branches = [branch for branch in property_schema.get("anyOf", ()) if branch != {"type": "null"}]
    schema = {key: value for key, value in property_schema.items() if key != "anyOf"}
    if len(branches) == 1:
        schema = {**branches[0], **schema}
    elif branches:
        schema["anyOf"] = branches
    if "default" in schema and schema["default"] is None:
        del schema["default"]
    return schema
