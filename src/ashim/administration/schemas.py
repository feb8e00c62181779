"""What travels on the wire about settings and configuration."""

from typing import Any, ClassVar, Self

from pydantic import RootModel

from ashim.audit.service import Event
from ashim.config import Config, Variable
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
    """Whether people sign in on this server, and how; what is not so is left out."""

    auth_enabled: bool
    oidc_enabled: bool = True
    oidc_provider_name: str | None = None
    oidc_login_url: str = ""
    password_sign_in: bool = True

    @classmethod
    def of(cls, config: Config) -> Self:
        """Show the configuration."""
        fields: dict[str, Any] = {"auth_enabled": config.auth_enabled}
        if config.auth_enabled and not config.password_sign_in:
            fields["password_sign_in"] = False
        return cls(**fields)


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


class BrandingConfig(WireModel):
    """The look of this installation."""

    app_name: str
    logo_url: str | None
    default_theme: str


class VariableInForce(WireModel):
    """One environment variable: what it may be, what it is, and who says so (`environment` or `default`)."""

    name: str
    type: str
    value: str
    default: str
    help: str
    source: str

    @classmethod
    def of(cls, variable: Variable) -> Self:
        """Show a variable."""
        return cls(
            name=variable.name,
            type=variable.type,
            value=variable.value,
            default=variable.default,
            help=variable.help,
            source="default" if variable.value == variable.default else "environment",
        )


class Configuration(WireModel):
    """All environment variables."""

    variables: list[VariableInForce]


class AuditEntry(WireModel):
    """One event. `actorId` is null for the command line, for strangers and for users deleted since."""

    id: str
    actor_id: str | None
    actor_username: str
    action: str
    target_type: str | None
    target_id: str | None
    target_name: str | None
    details: dict[str, Any] | None
    ip_address: str | None
    created_at: str

    @classmethod
    def of(cls, event: Event) -> Self:
        """Show an event."""
        return cls(
            id=str(event.id),
            actor_id=None if event.actor_id is None else str(event.actor_id),
            actor_username=event.actor_username,
            action=event.action,
            target_type=event.target_type,
            target_id=event.target_id,
            target_name=event.target_name,
            details=event.details,
            ip_address=event.ip_address,
            created_at=event.created_at,
        )


class AuditPage(WireModel):
    """A page of the audit log, and the names of all actions there are."""

    entries: list[AuditEntry]
    total: int
    page: int
    limit: int
    actions: list[str]
