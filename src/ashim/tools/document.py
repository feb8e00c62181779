"""A tool as JSON: what the catalogue of the API and `ashim tools --json` give."""

from collections.abc import Iterable
from typing import Any

from ashim.tools.declaration import Tool


def tool_document(tool: Tool, operations: Iterable[Tool] = ()) -> dict[str, Any]:
    """Give everything that a client needs to offer the tool, the JSON Schema of its settings included.

    `operations` are those of any tools; what belongs to this one is listed with what it gives.
    """
    return {
        "id": tool.id,
        "name": tool.name,
        "description": tool.summary,
        "category": tool.category,
        "icon": tool.icon,
        "verb": tool.verb,
        "keywords": list(tool.keywords),
        "kind": tool.kind.value,
        "input": {
            "min": tool.at_least,
            "max": tool.most,
            "accept": tool.accepts,
            "fields": [
                {"name": each.field, "label": each.label.capitalize(), "required": each.required}
                for each in tool.signature.inputs
            ],
        },
        "output": sorted(each.value for each in tool.signature.gives),
        "display": tool.display,
        "live": tool.live,
        "batch": tool.batchable,
        "pipeline": tool.pipelineable,
        "preview": tool.previewable,
        "operations": [
            {
                "id": each.id.partition("/")[2],
                "takes": each.signature.takes.value,
                "output": sorted(gives.value for gives in each.signature.gives),
            }
            for each in operations
            if each.parent == tool.id
        ],
        "suggestions": list(tool.suggestions),
        "examples": [{"title": item.title, "settings": dict(item.settings)} for item in tool.examples],
        "version": tool.version,
        "schema": tool.schema(),
    }
