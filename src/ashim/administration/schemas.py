"""What travels on the wire about settings and configuration."""

from typing import Any, ClassVar

from pydantic import RootModel

from ashim.wire import WireModel


class SettingsUpdate(RootModel[dict[str, Any]]):
    """Settings to write: any keys, merged into what is there."""

    refusal: ClassVar[str] = "Settings must be a JSON object"


class SettingsUpdated(WireModel):
    """How many settings were written."""

    ok: bool = True
    updated_count: int


class SettingsList(WireModel):
    """All settings; every value is text."""

    settings: dict[str, str]


class SettingValue(WireModel):
    """One setting."""

    key: str
    value: str
    updated_at: str


class AuthConfig(WireModel):
    """Whether people sign in on this server."""

    auth_enabled: bool


class AnalyticsConfig(WireModel):
    """Analytics are off: nothing is ever sent."""

    enabled: bool = False
    posthog_api_key: str = ""
    posthog_host: str = ""
    sentry_dsn: str = ""
    sample_rate: float = 0
    instance_id: str = ""


class LocaleConfig(WireModel):
    """The language for new visitors."""

    default_locale: str
