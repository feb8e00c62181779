"""The OpenAPI document, made from the routes, and the pages that show it."""

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from ashim.accounts.access import public
from ashim.server.errors import not_found
from ashim.server.gate import Endpoint, RouteTable, opens_before_password_change

TAGS = (
    "Tools",
    "Batch",
    "Pipelines",
    "Files",
    "Jobs",
    "Presets",
    "Auth",
    "API Keys",
    "Settings",
    "Teams",
    "Roles",
    "Audit",
    "Analytics",
    "Features",
    "Admin",
    "System",
)

_SUMMARY = "A self-hosted image workshop: tools for pictures, in batches and pipelines, over HTTP."

_DESCRIPTION = (
    "Sign in with `POST /api/auth/login` or make an API key, and send either as "
    "`Authorization: Bearer …`. Routes without a security requirement need no credentials."
)

_ERROR_SCHEMA = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {"type": "string", "description": "What is wrong, for people."},
        "code": {"type": "string", "description": "The same for programs, where one is defined."},
        "details": {
            "description": "Every problem, with the field that it is about.",
            "anyOf": [
                {"type": "string"},
                {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"path": {"type": "string"}, "message": {"type": "string"}},
                    },
                },
            ],
        },
    },
}

_ERROR_CONTENT = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}

_SECURITY_SCHEMES = {
    "session": {"type": "http", "scheme": "bearer", "description": "The token of `POST /api/auth/login`."},
    "apiKey": {"type": "http", "scheme": "bearer", "bearerFormat": "si_…", "description": "An API key."},
}

_ASSETS = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>ashim API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/api/docs/favicon-32x32.png"><link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><div id="docs"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body></html>
"""

_START = """SwaggerUIBundle({
  url: "/api/v1/openapi.json", dom_id: "#docs", deepLinking: true, validatorUrl: null, docExpansion: "none",
});
"""

router = APIRouter(include_in_schema=False)


def document(app: FastAPI) -> dict[str, Any]:
    """Give the OpenAPI 3.1 document of the application."""
    routes = app.routes
    found = get_openapi(
        title="ashim",
        version=app.version,
        openapi_version="3.1.0",
        summary=_SUMMARY,
        description=_DESCRIPTION,
        routes=routes,
        tags=[{"name": name} for name in TAGS],
    )
    components = found.setdefault("components", {})
    components["securitySchemes"] = _SECURITY_SCHEMES
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Error"] = _ERROR_SCHEMA
    for method, endpoint in RouteTable(routes).endpoints:
        operation = found["paths"].get(endpoint.route.path_format, {}).get(method.lower())
        if operation is not None:
            _complete(operation, endpoint)
    return found


_FAULTS = {
    400: "The request does not fit.",
    401: "No valid credentials.",
    403: "These credentials may not do this.",
    404: "There is no such thing, or not for these credentials.",
    413: "The body is too large.",
    415: "The body is no JSON.",
    429: "Too many requests; `retry-after` says how many seconds to wait.",
    507: "The server has no room left.",
}


def _complete(operation: dict[str, Any], endpoint: Endpoint) -> None:
    """Say who may call the operation and what its errors look like; ours answer 400 where the framework says 422."""
    operation["security"] = [] if endpoint.public else [{"session": []}, {"apiKey": []}]
    responses = operation["responses"]
    if "HTTPValidationError" in str(responses.get("422", "")):
        del responses["422"]
        responses.setdefault("400", {})
    for status in _faults(operation, endpoint):
        responses.setdefault(str(status), {})
    for status, response in responses.items():
        if status >= "400":
            response.setdefault("description", "")
            response["description"] = response["description"] or _FAULTS[int(status)]
            response.setdefault("content", _ERROR_CONTENT)
    operation["responses"] = dict(sorted(responses.items()))


def _faults(operation: dict[str, Any], endpoint: Endpoint) -> Iterator[int]:
    """Give the statuses of errors that follow from what a route takes and who may use it."""
    if not endpoint.public:
        yield 401
    if not endpoint.public or not opens_before_password_change(endpoint.path):
        yield 403
    if endpoint.reads_json:
        yield from (400, 413, 415)
    if "multipart/form-data" in operation.get("requestBody", {}).get("content", {}):
        yield from (400, 507)
    if "{" in endpoint.path:
        yield 404
    yield 429


@router.get("/api/v1/openapi.json")
@router.get("/api/docs/openapi.json")
@public
def get_json_document(request: Request) -> JSONResponse:
    """Give the document as JSON."""
    return JSONResponse(request.app.openapi())


@router.get("/api/v1/openapi.yaml")
@router.get("/api/docs/openapi.yaml")
@public
def get_yaml_document(request: Request) -> Response:
    """Give the document as YAML."""
    return Response(_as_yaml(request.app), media_type="text/yaml")


@lru_cache(maxsize=1)
def _as_yaml(app: FastAPI) -> bytes:
    """Write the document once: it takes half a second, and anybody may ask for it."""
    return yaml.safe_dump(app.openapi(), sort_keys=False, allow_unicode=True, encoding="utf-8")


@router.get("/api/docs")
@public
async def redirect_to_page() -> RedirectResponse:
    """Lead to the page."""
    return RedirectResponse("/api/docs/", status_code=301)


@router.get("/api/docs/")
@public
async def get_page() -> HTMLResponse:
    """Give the page that shows the document."""
    return HTMLResponse(_PAGE)


@router.get("/api/docs/start.js")
@public
async def get_start_script() -> Response:
    """Give the script that starts the viewer; the content security policy allows none inside the page."""
    return Response(_START, media_type="text/javascript")


@router.get("/api/docs/{name}")
@public
def get_asset(name: str) -> Response:
    """Give a file of the viewer."""
    if name not in _ASSETS:
        raise not_found()
    return Response(_asset(name), media_type=_ASSETS[name], headers={"cache-control": "public, max-age=86400"})


@lru_cache
def _asset(name: str) -> bytes:
    versions = files("swagger_ui_bundle") / "vendor"
    return (next(versions.iterdir()) / name).read_bytes()
