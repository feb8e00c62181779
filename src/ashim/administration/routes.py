"""The routes of `/api/v1/settings`, `/api/v1/config`, `/api/v1/audit-log` and `/api/v1/admin/configuration`."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from ashim.accounts.access import Principal, public, require
from ashim.administration.schemas import (
    AnalyticsConfig,
    AuditEntry,
    AuditPage,
    AuthConfig,
    BrandingConfig,
    Configuration,
    LocaleConfig,
    SettingsList,
    SettingsUpdate,
    SettingsUpdated,
    SettingValue,
    VariableInForce,
)
from ashim.administration.service import PROTECTED, SettingsService
from ashim.audit import Action, AuditLog
from ashim.audit.service import Event, Filter, csv_lines
from ashim.config import Config, in_force
from ashim.db import iso
from ashim.errors import PermissionDeniedError

router = APIRouter(prefix="/api/v1/settings", tags=["Settings"])
config_router = APIRouter(prefix="/api/v1/config", tags=["System"])
admin_router = APIRouter(prefix="/api/v1/admin", tags=["Admin"])
audit_router = APIRouter(prefix="/api/v1/audit-log", tags=["Audit"])

Reader = Annotated[Principal, Depends(require("settings:read"))]
Writer = Annotated[Principal, Depends(require("settings:write"))]
AuditReader = Depends(require("audit:read"))

DEFAULT_APP_NAME = "ashim"
_MAX_ENTRIES = 100
_DEFAULT_ENTRIES = 50


async def _settings(request: Request) -> SettingsService:
    service: SettingsService = request.app.state.settings
    return service


Settings = Annotated[SettingsService, Depends(_settings)]


@router.get("", operation_id="listSettings")
async def list_settings(reader: Reader, settings: Settings) -> SettingsList:
    """List all settings; protected ones are shown to administrators only."""
    return SettingsList(settings=settings.all(protected=reader.can("settings:write")))


@router.put("", operation_id="updateSettings")
def update_settings(values: SettingsUpdate, actor: Writer, settings: Settings) -> SettingsUpdated:
    """Merge settings into what is there: all of them or, if one is refused, none. They take effect at once."""
    return SettingsUpdated(updated_count=settings.update(values.root, actor))


@router.get("/{key}", operation_id="getSetting")
async def get_setting(key: str, reader: Reader, settings: Settings) -> SettingValue:
    """Give one setting."""
    if key in PROTECTED and not reader.can("settings:write"):
        raise PermissionDeniedError(f'The setting "{key}" is for administrators')
    setting = settings.find(key)
    return SettingValue(key=setting.key, value=setting.value, updated_at=setting.updated_at)


@config_router.get("/auth", operation_id="getAuthConfig", response_model_exclude_unset=True)
@public
async def get_auth_config(request: Request) -> AuthConfig:
    """Tell whether and how people sign in on this server."""
    config: Config = request.app.state.config
    return AuthConfig.of(config)


@config_router.get("/analytics", operation_id="getAnalyticsConfig")
@public
async def get_analytics_config() -> AnalyticsConfig:
    """Tell that analytics are off."""
    return AnalyticsConfig()


@config_router.get("/locale", operation_id="getLocaleConfig")
@public
async def get_locale_config(settings: Settings) -> LocaleConfig:
    """Give the language for new visitors."""
    return LocaleConfig(default_locale=settings.in_force().default_locale)


@config_router.get("/branding", operation_id="getBrandingConfig")
@public
async def get_branding_config(settings: Settings) -> BrandingConfig:
    """Give the name and logo of this installation, and the theme for new visitors."""
    now = settings.in_force()
    return BrandingConfig(
        app_name=now.app_name or DEFAULT_APP_NAME,
        logo_url=f"/api/v1/settings/logo?v={now.custom_logo}" if now.custom_logo else None,
        default_theme=now.default_theme,
    )


@admin_router.get("/configuration", operation_id="getConfiguration", dependencies=[Depends(require("system:health"))])
async def get_configuration(request: Request) -> Configuration:
    """List the environment variables and what is in force; secrets are not shown."""
    config: Config = request.app.state.config
    return Configuration(variables=[VariableInForce.of(variable) for variable in in_force(config)])


class AuditQuery:
    """The filter of a request to the audit log. Dates that cannot be read are ignored, as the contract has it."""

    def __init__(
        self,
        action: Annotated[str | None, Query(description="Exactly this action.")] = None,
        user: Annotated[str | None, Query(description="Part of the name of who did it or whom it was done to.")] = None,
        start: Annotated[str | None, Query(alias="from", description="ISO date, inclusive.")] = None,
        end: Annotated[str | None, Query(alias="to", description="ISO date, inclusive.")] = None,
    ) -> None:
        self.filter = Filter(action=action, user=user, start=_moment(start), end=_moment(end, whole_day=True))


@audit_router.get("", operation_id="listAuditLog", dependencies=[AuditReader])
def list_audit_log(
    request: Request,
    wanted: Annotated[AuditQuery, Depends()],
    page: Annotated[str, Query(description="From 1 on.")] = "1",
    limit: Annotated[str, Query(description="Entries a page, 1 to 100.")] = str(_DEFAULT_ENTRIES),
) -> AuditPage:
    """Give a page of the audit log, newest first. Numbers outside their range are brought into it."""
    number = max(1, _integer(page) or 1)
    size = min(max(1, _integer(limit) or _DEFAULT_ENTRIES), _MAX_ENTRIES)
    events, total = _audit(request).page(wanted.filter, page=number, limit=size)
    return AuditPage(
        entries=[AuditEntry.of(event) for event in events],
        total=total,
        page=number,
        limit=size,
        actions=list(Action),
    )


@audit_router.get(
    "/export",
    operation_id="exportAuditLog",
    dependencies=[AuditReader],
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}, "application/json": {}}, "description": "The events"}},
)
def export_audit_log(
    request: Request, wanted: Annotated[AuditQuery, Depends()], format: Literal["csv", "json"] = "csv"
) -> StreamingResponse:
    """Send all events that fit, newest first, as a CSV table or a JSON array."""
    events = _audit(request).every(wanted.filter)
    lines, media_type = (
        (csv_lines(events), "text/csv") if format == "csv" else (_json_lines(events), "application/json")
    )
    headers = {"Content-Disposition": f'attachment; filename="audit-log.{format}"'}
    return StreamingResponse(lines, media_type=media_type, headers=headers)


def _audit(request: Request) -> AuditLog:
    audit: AuditLog = request.app.state.audit
    return audit


def _json_lines(events: Iterator[Event]) -> Iterator[str]:
    separator = "[\n"
    for event in events:
        yield separator + json.dumps(AuditEntry.of(event).model_dump(), ensure_ascii=False)
        separator = ",\n"
    yield "\n]\n" if separator.startswith(",") else "[]\n"


def _integer(text: str) -> int | None:
    try:
        return min(int(text), 2**31) if len(text) <= 18 else None
    except ValueError:
        return None


def _moment(text: str | None, *, whole_day: bool = False) -> str | None:
    """Read a date or a moment; a date that ends a span means the whole day. Without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    if whole_day and len(text or "") <= len("2026-01-01"):
        moment = moment.replace(hour=23, minute=59, second=59, microsecond=999_000)
    try:
        return iso(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except OverflowError:
        return None
