"""What every route demands, written down by hand: the other half of the proof in `test_access.py`.

Nothing here is read from the program; whoever adds a route states here who may use it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Needs = Literal["nothing", "principal", "session", "password"] | frozenset[str]
"""`session`: any principal but an API key. `password`: any principal but a scoped API key. A set: one of these."""

UUID = "8c5ab0c8-5a3e-4a2c-8e1f-0d7f6f3f2f11"

ALL = (
    "tools:use",
    "files:own",
    "files:all",
    "apikeys:own",
    "apikeys:all",
    "pipelines:own",
    "pipelines:all",
    "settings:read",
    "settings:write",
    "users:manage",
    "teams:manage",
    "branding:manage",
    "features:manage",
    "system:health",
    "audit:read",
)
PLAIN = frozenset({"tools:use", "files:own", "apikeys:own", "pipelines:own", "settings:read"})
BUILT_IN = {"user": PLAIN, "editor": PLAIN | {"files:all", "pipelines:all"}, "admin": frozenset(ALL)}


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: to `path`, in which `{names}` stand for things that the test makes, a body or a picture."""

    path: str
    json: object = None
    form: dict[str, str] | None = None
    """Sent as a form together with a picture.

    `{file}` in a field of this, or in `json`, stands for a stored file.
    """


@dataclass(frozen=True, slots=True)
class Rule:
    """One route.

    `harmless` is a request to it that changes nothing even if allowed, `answers` and `code` what it is answered with
    when allowed. `effective` is one that does what the route is for, for those who must not.
    """

    method: str
    path: str
    needs: Needs
    answers: int
    code: str | None
    harmless: Request
    effective: Request
    before_password_change: bool = False


_WORDS: Mapping[str, Needs] = {
    "nothing": "nothing",
    "principal": "principal",
    "session": "session",
    "password": "password",
}

_PARAMETERS = {
    "/{kind}/{filename:path}": "/thumbs/nothing.png",
    "/{filename:path}": "/nothing.png",
    "{job_id}": UUID,
    "{file_id}": UUID,
    "{pipeline_id}": "999999",
    "{preset_id}": "999999",
    "{id}": "999999",
    "{key}": "nothing",
    "{step}": "1",
    "{name}": "nothing",
}


def rule(
    route: str,
    needs: str,
    answers: int = 200,
    code: str | None = None,
    *,
    body: object = None,
    on: str | None = None,
    effective: object = None,
    form: dict[str, str] | None = None,
    before_password_change: bool = False,
) -> Rule:
    """Write a rule: `route` is the method and the path, `needs` a word of `Needs` or permissions with `|`.

    `body` is that of the harmless request, which goes to things that do not exist; the effective one goes to the
    path `on`, with `effective` or a form.
    """
    method, path = route.split(" ")
    aimless = path
    for parameter, value in _PARAMETERS.items():
        aimless = aimless.replace(parameter, value)
    words = _WORDS.get(needs, frozenset(needs.split("|")))
    return Rule(
        method,
        path,
        words,
        answers,
        code,
        Request(aimless, body),
        Request(on or aimless, body if effective is None else effective, form),
        before_password_change,
    )


_STEPS = [{"toolId": "resize", "settings": {"width": 5}}]
_PIPELINE = {"pipeline": '{"steps":[{"toolId":"resize","settings":{"width":5}}]}'}
_PRESET = {"toolId": "resize", "name": "Small", "settings": {"width": 5}}
_STRONG = "New-password-1"

RULES = (
    rule("GET /api/v1/health", "nothing"),
    rule("GET /api/v1/config/auth", "nothing", before_password_change=True),
    rule("GET /api/v1/config/analytics", "nothing", before_password_change=True),
    rule("GET /api/v1/config/locale", "nothing", before_password_change=True),
    rule("GET /api/v1/config/branding", "nothing", before_password_change=True),
    rule("GET /api/v1/settings/logo", "nothing", 404, "NOT_FOUND"),
    rule("GET /llms.txt", "nothing", before_password_change=True),
    rule("GET /llms-full.txt", "nothing", before_password_change=True),
    rule("GET /api/docs", "nothing", 301),
    rule("GET /api/docs/", "nothing"),
    rule("GET /api/docs/openapi.json", "nothing"),
    rule("GET /api/docs/openapi.yaml", "nothing"),
    rule("GET /api/docs/start.js", "nothing"),
    rule("GET /api/docs/{name}", "nothing", 404, "NOT_FOUND"),
    rule("GET /api/v1/openapi.json", "nothing"),
    rule("GET /api/v1/openapi.yaml", "nothing"),
    rule("GET /api/v1/meme-templates/{kind}/{filename:path}", "nothing", 404),
    # The unguessable id of a job is its capability.
    rule("GET /api/v1/jobs/{job_id}", "nothing", 404, "NOT_FOUND"),
    rule("GET /api/v1/jobs/{job_id}/archive", "nothing", 404, "NOT_FOUND"),
    rule("GET /api/v1/jobs/{job_id}/progress", "nothing"),
    rule("GET /api/v1/jobs/{job_id}/steps/{step}", "tools:use", 404, "NOT_FOUND", on="/api/v1/jobs/{ended}/steps/1"),
    rule("GET /api/v1/download/{job_id}/{filename:path}", "nothing", 404),
    rule("POST /api/auth/login", "nothing", 400, "VALIDATION_ERROR", body={}),
    # Unknown on a server without single sign-on.
    rule("GET /api/auth/oidc/login", "nothing", 404, "NOT_FOUND", before_password_change=True),
    rule("GET /api/auth/oidc/callback", "nothing", 404, "NOT_FOUND", before_password_change=True),
    # One's own account.
    rule("GET /api/auth/session", "session", before_password_change=True),
    rule("GET /api/auth/sessions", "session", before_password_change=True),
    rule("DELETE /api/auth/sessions", "session", before_password_change=True),
    rule(
        "DELETE /api/auth/sessions/{id}",
        "session",
        404,
        "NOT_FOUND",
        on="/api/auth/sessions/{session}",
        before_password_change=True,
    ),
    rule(
        "POST /api/auth/change-password",
        "password",
        401,
        "INVALID_PASSWORD",
        body={"currentPassword": "wrong", "newPassword": _STRONG},
        effective={"currentPassword": "Admin-password-1", "newPassword": _STRONG},
        before_password_change=True,
    ),
    rule(
        "PUT /api/v1/user/analytics",
        "principal",
        400,
        "VALIDATION_ERROR",
        body={"enabled": "perhaps"},
        effective={"enabled": True},
    ),
    rule("GET /api/v1/api-keys", "apikeys:own"),
    rule("POST /api/v1/api-keys", "apikeys:own", 400, "VALIDATION_ERROR", body={"name": 5}, effective={"name": "k"}),
    rule("DELETE /api/v1/api-keys/{id}", "apikeys:own", 404, "NOT_FOUND", on="/api/v1/api-keys/{api_key}"),
    # People.
    rule("GET /api/auth/users", "users:manage"),
    rule(
        "POST /api/auth/register",
        "users:manage",
        400,
        "VALIDATION_ERROR",
        body={},
        effective={"username": "newcomer", "password": _STRONG},
    ),
    rule(
        "PUT /api/auth/users/{id}",
        "users:manage",
        404,
        "NOT_FOUND",
        body={"role": "user"},
        on="/api/auth/users/{user}",
        effective={"role": "editor", "disabled": True},
    ),
    rule("DELETE /api/auth/users/{id}", "users:manage", 404, "NOT_FOUND", on="/api/auth/users/{user}"),
    rule(
        "POST /api/auth/users/{id}/reset-password",
        "users:manage",
        404,
        "NOT_FOUND",
        body={"newPassword": _STRONG},
        on="/api/auth/users/{user}/reset-password",
    ),
    rule("GET /api/v1/roles", "audit:read|users:manage"),
    rule(
        "POST /api/v1/roles",
        "users:manage",
        400,
        "VALIDATION_ERROR",
        body={},
        effective={"name": "newrole", "permissions": ["tools:use"]},
    ),
    rule(
        "PUT /api/v1/roles/{id}",
        "users:manage",
        404,
        "NOT_FOUND",
        body={"description": "x"},
        on="/api/v1/roles/{role}",
    ),
    rule("DELETE /api/v1/roles/{id}", "users:manage", 404, "NOT_FOUND", on="/api/v1/roles/{role}"),
    rule("GET /api/v1/teams", "teams:manage|users:manage"),
    rule("POST /api/v1/teams", "teams:manage", 400, "VALIDATION_ERROR", body={}, effective={"name": "Newcomers"}),
    rule(
        "PUT /api/v1/teams/{id}", "teams:manage", 404, "NOT_FOUND", body={"name": "Renamed"}, on="/api/v1/teams/{team}"
    ),
    rule("DELETE /api/v1/teams/{id}", "teams:manage", 404, "NOT_FOUND", on="/api/v1/teams/{team}"),
    # Administration.
    rule("GET /api/v1/settings", "settings:read"),
    rule("GET /api/v1/settings/{key}", "settings:read", 404, "NOT_FOUND"),
    rule("PUT /api/v1/settings", "settings:write", body={}, effective={"appName": "Taken over"}),
    rule("POST /api/v1/settings/logo", "branding:manage", 406, form={}),
    rule("DELETE /api/v1/settings/logo", "branding:manage"),
    rule("GET /api/v1/audit-log", "audit:read"),
    rule("GET /api/v1/audit-log/export", "audit:read"),
    rule("GET /api/v1/admin/configuration", "system:health"),
    rule("GET /api/v1/admin/health", "system:health"),
    # Work.
    rule("GET /api/v1/tools", "tools:use"),
    rule("GET /api/v1/formats", "tools:use"),
    rule("GET /api/v1/limits", "tools:use"),
    rule("GET /api/v1/meme-templates", "tools:use"),
    rule("POST /api/v1/upload", "tools:use", 406, form={}),
    rule("POST /api/v1/preview", "tools:use", 406, form={}),
    rule("POST /api/v1/pipeline/execute", "tools:use", 400, form=_PIPELINE),
    rule("POST /api/v1/pipeline/batch", "tools:use", 400, form=_PIPELINE),
    rule(
        "POST /api/v1/pipeline/preview",
        "tools:use",
        400,
        "VALIDATION_ERROR",
        body={},
        effective={"fileId": "{file}", "steps": _STEPS},
    ),
    rule("GET /api/v1/pipeline/tools", "tools:use"),
    rule("GET /api/v1/pipeline/list", "pipelines:own"),
    rule("POST /api/v1/pipeline/save", "pipelines:own", 400, body={}, effective={"name": "p", "steps": _STEPS}),
    rule("POST /api/v1/pipeline/import", "pipelines:own", 400, effective={"name": "p", "steps": _STEPS}),
    rule("GET /api/v1/pipeline/{pipeline_id}", "pipelines:own", 404, "NOT_FOUND", on="/api/v1/pipeline/{pipeline}"),
    rule(
        "PUT /api/v1/pipeline/{pipeline_id}",
        "pipelines:own",
        404,
        "NOT_FOUND",
        body={"name": "q"},
        on="/api/v1/pipeline/{pipeline}",
    ),
    rule(
        "GET /api/v1/pipeline/{pipeline_id}/export",
        "pipelines:own",
        404,
        "NOT_FOUND",
        on="/api/v1/pipeline/{pipeline}/export",
    ),
    rule("DELETE /api/v1/pipeline/{pipeline_id}", "pipelines:own", 404, "NOT_FOUND", on="/api/v1/pipeline/{pipeline}"),
    rule("GET /api/v1/presets", "pipelines:own"),
    rule("POST /api/v1/presets", "pipelines:own", 400, "VALIDATION_ERROR", body={}, effective=_PRESET),
    rule(
        "PUT /api/v1/presets/{preset_id}",
        "pipelines:own",
        404,
        "NOT_FOUND",
        body={"name": "q"},
        on="/api/v1/presets/{preset}",
    ),
    rule("DELETE /api/v1/presets/{preset_id}", "pipelines:own", 404, "NOT_FOUND", on="/api/v1/presets/{preset}"),
    # The library.
    rule("GET /api/v1/files", "files:own|files:all"),
    rule("POST /api/v1/files/upload", "files:own|files:all", 406, form={}),
    rule("POST /api/v1/files/save-result", "files:own|files:all", 406, form={"parentId": "{file}"}),
    rule("GET /api/v1/files/usage", "files:own|files:all"),
    rule(
        "GET /api/v1/files/archive",
        "files:own|files:all",
        400,
        "VALIDATION_ERROR",
        on="/api/v1/files/archive?ids={file}",
    ),
    rule("GET /api/v1/files/{file_id}", "files:own|files:all", 404, on="/api/v1/files/{file}"),
    rule("POST /api/v1/files/{file_id}/restore", "files:own|files:all", 404, on="/api/v1/files/{old}/restore"),
    rule("DELETE /api/v1/files/{file_id}", "files:own|files:all", 404, on="/api/v1/files/{file}"),
    rule("GET /api/v1/files/{file_id}/download", "files:own|files:all", 404, on="/api/v1/files/{file}/download"),
    rule("GET /api/v1/files/{file_id}/thumbnail", "files:own|files:all", 404, on="/api/v1/files/{file}/thumbnail"),
    rule(
        "DELETE /api/v1/files",
        "files:own|files:all",
        400,
        "VALIDATION_ERROR",
        body={},
        effective={"ids": ["{file}"]},
    ),
    rule("GET /api/v1/jobs", "tools:use"),
    rule("POST /api/v1/jobs/{job_id}/cancel", "tools:use", 404, "NOT_FOUND", on="/api/v1/jobs/{job}/cancel"),
    rule("POST /api/v1/jobs/{job_id}/rerun", "tools:use", 404, "NOT_FOUND", body={}, on="/api/v1/jobs/{ended}/rerun"),
    rule("DELETE /api/v1/jobs/{job_id}", "tools:use", 404, "NOT_FOUND", on="/api/v1/jobs/{ended}"),
    # The last one, since it ends the session that asks.
    rule("POST /api/auth/logout", "nothing", before_password_change=True),
)

TOOLS = "/api/v1/tools/"
# They take forms; the live previews of the other tools take JSON.
_OLDER_PREVIEWS = (f"{TOOLS}optimize-for-web/preview", f"{TOOLS}pdf-to-image/preview")


def tool_rule(path: str) -> Rule:
    """Give the rule of a route below `/api/v1/tools/`: they are made from the tools, and all demand the same."""
    if path.endswith("/preview") and path not in _OLDER_PREVIEWS:
        return rule(f"POST {path}", "tools:use", 400, "VALIDATION_ERROR", body={"size": 0})
    unknown = path == f"{TOOLS}{{tool_id}}/batch"
    return rule(f"POST {path.replace('{tool_id}', 'nothing')}", "tools:use", 404 if unknown else 400, form={})
