"""`/llms.txt` and `/llms-full.txt`: the API in plain text, for language models, made from the OpenAPI document."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import PlainTextResponse

from ashim.accounts.access import public

router = APIRouter(include_in_schema=False)

_HEAD = """# ashim

> {description}

- API reference: /api/docs/
- OpenAPI document: /api/v1/openapi.yaml (YAML), /api/v1/openapi.json (JSON)
- This page with every endpoint: /llms-full.txt

## Authentication

Send `Authorization: Bearer <credential>`. The credential is an API key (`si_` and 96 hexadecimal characters, made
with `POST /api/v1/api-keys`) or the token that `POST /api/auth/login` answers with. Endpoints marked (public) need
neither.
`GET /api/v1/config/auth` tells whether this server asks for credentials at all.
"""


@router.get("/llms.txt")
@public
def get_overview(request: Request) -> PlainTextResponse:
    """Give the overview."""
    return PlainTextResponse(_overview(request.app))


@router.get("/llms-full.txt")
@public
def get_everything(request: Request) -> PlainTextResponse:
    """Give every endpoint."""
    return PlainTextResponse(_everything(request.app))


@lru_cache(maxsize=1)
def _overview(app: FastAPI) -> str:
    sections = _sections(app.openapi())
    lines = [f"- {name}: {_counted(len(operations))}" for name, operations in sections.items()]
    return "\n".join([_head(app), "## Sections", "", *lines, ""])


@lru_cache(maxsize=1)
def _everything(app: FastAPI) -> str:
    document = app.openapi()
    lines = [_head(app)]
    for name, operations in _sections(document).items():
        lines += [f"## {name}", ""]
        for method, path, operation in operations:
            lines += [*_operation(document, method, path, operation), ""]
    return "\n".join(lines)


def _head(app: FastAPI) -> str:
    return _HEAD.format(description=" ".join(str(app.openapi()["info"]["summary"]).split()))


def _counted(number: int) -> str:
    return f"{number} endpoint{'' if number == 1 else 's'}"


def _sections(document: Mapping[str, Any]) -> dict[str, list[tuple[str, str, dict[str, Any]]]]:
    """Give the operations of each tag, in the order of the tags."""
    found: dict[str, list[tuple[str, str, dict[str, Any]]]] = {tag["name"]: [] for tag in document["tags"]}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            found[operation["tags"][0]].append((method.upper(), path, operation))
    return {name: operations for name, operations in found.items() if operations}


def _operation(document: Mapping[str, Any], method: str, path: str, operation: Mapping[str, Any]) -> Iterator[str]:
    access = "public" if operation.get("security") == [] else "auth required"
    yield f"### {method} {path} ({access})"
    yield ""
    yield " ".join((operation.get("description") or operation.get("summary", "")).split())
    for parameter in operation.get("parameters", ()):
        yield f"- {parameter['in']} parameter {_field(parameter['name'], parameter['schema'], parameter)}"
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        yield from _body(document, media_type, content.get("schema", {}))
    answers = operation["responses"].items()
    yield "- responses: " + "; ".join(f"{status} {answer['description'].rstrip('.')}" for status, answer in answers)


def _body(document: Mapping[str, Any], media_type: str, schema: Mapping[str, Any]) -> Iterator[str]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        yield f"- body field ({media_type}) {_field(name, field, {'required': name in required})}"
        if "contentSchema" in field:
            inner = field["contentSchema"]
            for inner_name, inner_field in inner.get("properties", {}).items():
                facts = {"required": inner_name in inner.get("required", ())}
                yield f"  - {_field(inner_name, inner_field, facts)}"


def _field(name: str, schema: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    parts = [_type(schema)]
    if facts.get("required"):
        parts.append("required")
    if schema.get("default") is not None:
        parts.append(f"default {schema['default']}")
    if "enum" in schema:
        parts.append("one of " + ", ".join(map(str, schema["enum"])))
    description = " ".join((facts.get("description") or schema.get("description") or "").split())
    return f"`{name}` ({', '.join(parts)}){': ' + description if description else ''}"


def _type(schema: Mapping[str, Any]) -> str:
    kinds = [each.get("type", "object") for each in schema.get("anyOf", ())] or [schema.get("type", "object")]
    return " or ".join(dict.fromkeys(map(str, kinds)))
