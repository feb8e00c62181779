"""The routes of `/api/v1/settings` and `/api/v1/config`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from ashim.accounts.access import Principal, public, require
from ashim.administration.schemas import (
    AnalyticsConfig,
    AuthConfig,
    LocaleConfig,
    SettingsList,
    SettingsUpdate,
    SettingsUpdated,
    SettingValue,
)
from ashim.administration.service import PROTECTED, SettingsService
from ashim.errors import NotFoundError, PermissionDeniedError

router = APIRouter(prefix="/api/v1/settings", tags=["Settings"])
config_router = APIRouter(prefix="/api/v1/config", tags=["System"])

Reader = Annotated[Principal, Depends(require("settings:read"))]
Writer = Annotated[Principal, Depends(require("settings:write"))]


async def _settings(request: Request) -> SettingsService:
    service: SettingsService = request.app.state.settings
    return service


Settings = Annotated[SettingsService, Depends(_settings)]


@router.get("", operation_id="listSettings")
async def list_settings(reader: Reader, settings: Settings) -> SettingsList:
    """List all settings; protected ones are shown to administrators only."""
    return SettingsList(settings=settings.all(protected=reader.can("settings:write")))


@router.put("", operation_id="updateSettings")
def update_settings(values: SettingsUpdate, _: Writer, settings: Settings) -> SettingsUpdated:
    """Merge settings into what is there: all of them or, if one is refused, none."""
    return SettingsUpdated(updated_count=settings.update(values.root))


@router.get("/{key}", operation_id="getSetting")
async def get_setting(key: str, reader: Reader, settings: Settings) -> SettingValue:
    """Give one setting."""
    if key in PROTECTED and not reader.can("settings:write"):
        raise PermissionDeniedError(f'The setting "{key}" is for administrators')
    setting = settings.find(key)
    return SettingValue(key=setting.key, value=setting.value, updated_at=setting.updated_at)


@config_router.get("/auth", operation_id="getAuthConfig")
@public
async def get_auth_config(request: Request) -> AuthConfig:
    """Tell whether people sign in on this server."""
    return AuthConfig(auth_enabled=request.app.state.config.auth_enabled)


@config_router.get("/analytics", operation_id="getAnalyticsConfig")
@public
async def get_analytics_config() -> AnalyticsConfig:
    """Tell that analytics are off."""
    return AnalyticsConfig()


@config_router.get("/locale", operation_id="getLocaleConfig")
@public
async def get_locale_config(settings: Settings) -> LocaleConfig:
    """Give the language for new visitors."""
    try:
        locale = settings.find("defaultLocale").value
    except NotFoundError:
        locale = "en"
    return LocaleConfig(default_locale=locale)
