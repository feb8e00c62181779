"""Every environment variable, once: name, type, default and help.

`ashim config`, the reference page in docs/ and the parser below all read the fields of `Config`.
"""

import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Self, get_type_hints

from dotenv import dotenv_values

from ashim.errors import AshimError


class ConfigError(AshimError):
    """An environment variable has a value that cannot be used; the server does not start."""


def _variable(
    default: Any,
    help_text: str,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    choices: tuple[str, ...] | None = None,
) -> Any:
    metadata = {"help": help_text, "minimum": minimum, "maximum": maximum, "choices": choices}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one server process. Field names are the lower-case names of the environment variables."""

    host: str = _variable("127.0.0.1", "Address to listen on. 0.0.0.0 makes the server reachable from other machines.")
    port: int = _variable(1349, "Port to listen on; 0 takes a free one.", minimum=0, maximum=65535)
    production: bool = _variable(True, "Strict defaults: no cross-origin access unless CORS_ORIGIN lists it.")
    log_level: str = _variable("info", "Log verbosity.", choices=("fatal", "error", "warn", "info", "debug", "trace"))

    auth_enabled: bool = _variable(True, "Require sign-in. false gives one local owner all rights.")
    allow_open_access: bool = _variable(False, "Allow AUTH_ENABLED=false on an address that other machines can reach.")
    default_username: str = _variable("admin", "Name of the first administrator.")
    default_password: str | None = _variable(
        None, "Password of the first administrator. Without it a random one is made and printed once."
    )
    skip_must_change_password: bool = _variable(False, "Let users keep a password that was given to them.")
    session_duration_hours: float = _variable(168, "Hours until a session ends.", minimum=0.01)
    password_sign_in: bool = _variable(True, "Allow signing in with a password. false needs single sign-on.")
    bcrypt_cost: int = _variable(
        12, "Cost of password hashes; each step doubles the time of a sign-in.", minimum=10, maximum=16
    )
    login_attempt_limit: int = _variable(30, "Sign-in attempts per minute and address.", minimum=1)
    max_users: int = _variable(0, "Largest number of accounts; 0 = no limit.", minimum=0)
    rate_limit_per_min: int = _variable(1000, "Requests per minute and address; 0 = 50,000.", minimum=0)
    trust_proxy: bool = _variable(
        False, "Take the client address from X-Forwarded-For. Only behind a proxy that sets it."
    )
    trusted_proxies: tuple[str, ...] = _variable(
        (), "Addresses or networks of the proxies to trust. Without: one proxy with a private address."
    )
    external_url: str = _variable("", "Address of this server as browsers see it, such as https://ashim.example.")
    cors_origin: tuple[str, ...] = _variable((), "Comma-separated origins that browsers may call the API from.")

    oidc_enabled: bool = _variable(False, "Offer single sign-on with OpenID Connect.")
    oidc_issuer_url: str = _variable("", "Issuer of the provider, such as https://id.example/realms/main.")
    oidc_client_id: str = _variable("", "Client id that the provider knows this server by.")
    oidc_client_secret: str = _variable("", "Secret of that client.")
    oidc_scopes: str = _variable("openid profile email", "Scopes to ask for, separated by spaces.")
    oidc_provider_name: str = _variable("", "Name of the provider on the sign-in button.")
    oidc_auto_create_users: bool = _variable(True, "Make an account for whoever signs in for the first time.")
    oidc_auto_link_users: bool = _variable(
        False, "Link an account here to the person at the provider who has confirmed the same e-mail address."
    )
    oidc_default_role: str = _variable("user", "Role of new accounts.")
    oidc_username_claim: str = _variable("preferred_username", "Claim that names new accounts.")
    oidc_role_claim: str = _variable(
        "", "Claim with the person's groups or roles, such as groups or realm_access.roles."
    )
    oidc_role_mapping: tuple[str, ...] = _variable(
        (), "Comma-separated group=role pairs; the first that fits sets the role with every sign-in."
    )
    oidc_allowed_groups: tuple[str, ...] = _variable(
        (), "Comma-separated groups of OIDC_ROLE_CLAIM; only their members may come in."
    )
    oidc_team_claim: str = _variable("", "Claim with the name of the person's team, which is made if there is none.")
    oidc_clock_tolerance: int = _variable(
        30, "Seconds by which the clocks of provider and server may differ.", minimum=0, maximum=300
    )
    cookie_secret: str = _variable(
        "", "Signs the cookie of a sign-in under way; at least 32 characters. Without it one is made and kept."
    )

    db_path: Path = _variable(Path("data/ashim.db"), "SQLite file; its folder is made on start.")
    database_url: str = _variable("", "Database URL (PostgreSQL); overrides DB_PATH.")
    files_storage_path: Path = _variable(Path("data/files"), "Folder of what is kept: the logo and the file library.")
    max_storage_per_user_mb: float = _variable(
        5000, "Room in the file library for each user in MB; 0 = no limit.", minimum=0
    )
    max_logo_size_kb: float = _variable(500, "Largest logo in KB; 0 = no limit.", minimum=0)
    workspace_path: Path = _variable(Path("tmp/workspace"), "Folder of job inputs and results until they expire.")
    preview_cache_mb: int = _variable(
        1024, "Room for decoded pictures of live previews in MB; 0 = decode anew each time.", minimum=0
    )
    file_max_age_hours: float = _variable(72, "Hours until job inputs and results are removed; 0 = never.", minimum=0)
    result_cache_mb: float = _variable(
        1024, "Room for results that are given again when the same is asked for, in MB; 0 = none are kept.", minimum=0
    )
    cleanup_interval_minutes: float = _variable(60, "Minutes between clean-ups.", minimum=0.01)
    job_record_max_age_days: float = _variable(
        90, "Days until the records of finished jobs are removed; 0 = never.", minimum=0
    )

    audit_max_age_days: float = _variable(365, "Days until audit events are removed; 0 = never.", minimum=0)

    max_upload_size_mb: float = _variable(100, "Largest uploaded file in MB; 0 = no limit.", minimum=0)
    max_batch_size: int = _variable(200, "Most files in one request; 0 = no limit.", minimum=0)
    max_megapixels: float = _variable(100, "Largest image in megapixels; 0 = no limit.", minimum=0)
    max_canvas_pixels: int = _variable(
        100_000_000, "Largest picture that is put together from several, in pixels; 0 = no limit.", minimum=0
    )
    max_frames: int = _variable(1000, "Most frames of an animation or pages of a document; 0 = no limit.", minimum=0)
    max_svg_size_mb: float = _variable(10, "Largest SVG in MB; 0 = no limit.", minimum=0)
    max_pipeline_steps: int = _variable(20, "Most steps of a pipeline; 0 = no limit.", minimum=0)
    processing_timeout_s: float = _variable(300, "Seconds until work on one file is ended; 0 = never.", minimum=0)
    max_worker_memory_mb: int = _variable(6144, "Address space of one worker process in MB; 0 = no limit.", minimum=0)
    max_output_size_mb: float = _variable(1024, "Largest result file in MB; 0 = no limit.", minimum=0)
    max_worker_threads: int = _variable(0, "Worker processes for image work; 0 = one per core.", minimum=0)
    concurrent_jobs: int = _variable(0, "Files of one batch in work at the same time; 0 = two per core.", minimum=0)
    max_active_jobs_per_user: int = _variable(100, "Unfinished jobs that one user may have; 0 = no limit.", minimum=0)
    sync_wait_s: float = _variable(
        50, "Seconds that a request waits for its result before it is answered with 202.", minimum=0
    )

    default_theme: str = _variable("system", "Theme for new visitors.", choices=("light", "dark", "system"))
    default_locale: str = _variable("en", "Language for new visitors.")
    default_tool_view: str = _variable("sidebar", "How new visitors see the tools.", choices=("sidebar", "fullscreen"))

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read the variables from `environ`; unknown names are ignored.

        Raises ConfigError naming the variable, its value and the rule.
        """
        hints = get_type_hints(cls)
        values: dict[str, Any] = {
            item.name: _parse(item, hints[item.name], environ[item.name.upper()])
            for item in fields(cls)
            if environ.get(item.name.upper(), "") != ""
        }
        return cls(**values)


def load_config() -> Config:
    """Read the process environment, and below it the `.env` file of the working directory.

    Raises ConfigError as `Config.from_environment` does.
    """
    try:
        file_values = {key: value for key, value in dotenv_values(".env").items() if value is not None}
    except UnicodeDecodeError as error:
        raise ConfigError("The file .env is not UTF-8 text; save it in that encoding") from error
    return Config.from_environment({**file_values, **os.environ})


@dataclass(frozen=True, slots=True)
class Variable:
    """One row of the reference table."""

    name: str
    type: str
    default: str
    help: str
    value: str = ""
    """What is in force, where that was asked for; secrets are hidden."""


def variables() -> Iterable[Variable]:
    """Give the reference table, in the order of the fields."""
    hints = get_type_hints(Config)
    for item in fields(Config):
        choices = item.metadata["choices"]
        kind = " | ".join(choices) if choices else _TYPE_NAMES[hints[item.name]]
        yield Variable(item.name.upper(), kind, _show(item.default), item.metadata["help"])


def in_force(config: Config) -> Iterable[Variable]:
    """Give the reference table with the values of `config`."""
    for variable in variables():
        value = getattr(config, variable.name.lower())
        shown = _HIDDEN if value and variable.name in _SECRETS else _show(value)
        yield replace(variable, value=shown)


_SECRETS = frozenset({"DEFAULT_PASSWORD", "DATABASE_URL", "OIDC_CLIENT_SECRET", "COOKIE_SECRET"})
_HIDDEN = "••••"


_TYPE_NAMES: Mapping[Any, str] = {
    bool: "true | false",
    int: "whole number",
    float: "number",
    str: "text",
    str | None: "text",
    Path: "path",
    tuple[str, ...]: "comma-separated list",
}


def _show(default: object) -> str:
    if default is None or default == () or default == "":
        return ""
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, tuple):
        return ",".join(default)
    if isinstance(default, float):
        return f"{default:.10g}"
    return str(default)


def _parse(item: "Field[Any]", kind: Any, text: str) -> object:
    name = item.name.upper()
    if kind is bool:
        if text not in ("true", "false"):
            raise ConfigError(f"{name} must be true or false, not {text!r}")
        return text == "true"
    if kind is Path:
        return Path(text).expanduser()
    if kind == tuple[str, ...]:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if kind in (int, float):
        return _parse_number(name, kind, text, item.metadata)
    choices = item.metadata["choices"]
    if choices and text not in choices:
        raise ConfigError(f"{name} must be one of {', '.join(choices)}, not {text!r}")
    return text


def _parse_number(name: str, kind: type[int] | type[float], text: str, rule: Mapping[str, Any]) -> float:
    try:
        number = kind(text)
    except ValueError as error:
        raise ConfigError(f"{name} must be a {_TYPE_NAMES[kind]}, not {text!r}") from error
    minimum, maximum = rule["minimum"], rule["maximum"]
    if not math.isfinite(number) or (minimum is not None and number < minimum):
        raise ConfigError(f"{name} must be at least {minimum:g}, not {text!r}")
    if maximum is not None and number > maximum:
        raise ConfigError(f"{name} must be at most {maximum:g}, not {text!r}")
    return number
