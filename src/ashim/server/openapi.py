"""The OpenAPI document, made from the routes, and the pages that show it."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from ashim.accounts.access import public
from ashim.server.errors import not_found
from ashim.server.gate import RouteTable

TAGS = (
    "Tools",
    "Batch",
    "Pipelines",
    "Files",
    "Jobs",
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
    public_paths = {
        (method.lower(), endpoint.path) for method, endpoint in RouteTable(routes).endpoints if endpoint.public
    }
    components = found.setdefault("components", {})
    components["securitySchemes"] = _SECURITY_SCHEMES
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Error"] = _ERROR_SCHEMA
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            _complete(operation, public=(method, path) in public_paths)
    return found


def _complete(operation: dict[str, Any], *, public: bool) -> None:
    """Say who may call the operation and what its errors look like; ours answer 400 where the framework says 422."""
    responses = operation["responses"]
    if "HTTPValidationError" in str(responses.get("422", "")):
        del responses["422"]
        responses.setdefault("400", _error("The request does not fit."))
    if public:
        operation["security"] = []
    else:
        operation["security"] = [{"session": []}, {"apiKey": []}]
        responses.setdefault("401", _error("No valid credentials."))
        responses.setdefault("403", _error("These credentials may not do this."))
    responses.setdefault("429", _error("Too many requests; `retry-after` says how many seconds to wait."))


def _error(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }


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
    text = yaml.safe_dump(request.app.openapi(), sort_keys=False, allow_unicode=True)
    return Response(text, media_type="text/yaml")


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
