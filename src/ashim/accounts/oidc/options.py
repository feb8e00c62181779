"""The configuration of single sign-on, checked as a whole when the server starts."""

import ipaddress
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from ashim.config import Config, ConfigError

LOGIN_PATH = "/api/auth/oidc/login"
CALLBACK_PATH = "/api/auth/oidc/callback"
ATTEMPT_LIFETIME_S = 600
"""How long a person may take at the provider."""

_COOKIE_SECRET_LENGTH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What single sign-on works with. Addresses have no slash at their end."""

    issuer: str
    client_id: str
    client_secret: str
    scopes: str
    external_url: str
    auto_create: bool
    auto_link: bool
    default_role: str
    username_claim: str
    role_claim: str
    role_mapping: tuple[tuple[str, str], ...]
    """Pairs of a group at the provider and a role here, in order of precedence."""
    allowed_groups: frozenset[str]
    team_claim: str
    clock_tolerance_s: int

    @classmethod
    def of(cls, config: Config) -> Self | None:
        """Read the configuration; None where single sign-on is off.

        Raises ConfigError naming what is missing or cannot be used.
        """
        if not config.password_sign_in and not config.oidc_enabled:
            raise ConfigError("PASSWORD_SIGN_IN=false leaves no way to sign in; set OIDC_ENABLED=true as well")
        if config.external_url:
            _check_url("EXTERNAL_URL", config.external_url)
        if not (config.oidc_enabled and config.auth_enabled):
            return None
        required = ("oidc_issuer_url", "oidc_client_id", "oidc_client_secret", "external_url")
        missing = [name.upper() for name in required if not getattr(config, name)]
        if missing:
            raise ConfigError(f"OIDC_ENABLED=true needs {', '.join(missing)} as well")
        _check_url("OIDC_ISSUER_URL", config.oidc_issuer_url)
        if not is_confidential(config.oidc_issuer_url):
            raise ConfigError("OIDC_ISSUER_URL must begin with https://; http is for a provider on this machine alone")
        if "openid" not in config.oidc_scopes.split():
            raise ConfigError(f"OIDC_SCOPES must contain openid, not only {config.oidc_scopes!r}")
        if config.cookie_secret and len(config.cookie_secret) < _COOKIE_SECRET_LENGTH:
            raise ConfigError(f"COOKIE_SECRET must have at least {_COOKIE_SECRET_LENGTH} characters")
        for name in ("oidc_role_mapping", "oidc_allowed_groups"):
            if getattr(config, name) and not config.oidc_role_claim:
                raise ConfigError(f"{name.upper()} needs OIDC_ROLE_CLAIM, the claim that holds the groups")
        return cls(
            issuer=config.oidc_issuer_url.rstrip("/"),
            client_id=config.oidc_client_id,
            client_secret=config.oidc_client_secret,
            scopes=config.oidc_scopes,
            external_url=config.external_url.rstrip("/"),
            auto_create=config.oidc_auto_create_users,
            auto_link=config.oidc_auto_link_users,
            default_role=config.oidc_default_role,
            username_claim=config.oidc_username_claim,
            role_claim=config.oidc_role_claim,
            role_mapping=tuple(map(_pair, config.oidc_role_mapping)),
            allowed_groups=frozenset(config.oidc_allowed_groups),
            team_claim=config.oidc_team_claim,
            clock_tolerance_s=config.oidc_clock_tolerance,
        )

    @property
    def redirect_uri(self) -> str:
        """Where the provider sends people back to."""
        return self.external_url + CALLBACK_PATH

    @property
    def secure(self) -> bool:
        """Whether browsers reach this server by TLS, so that cookies can be kept from going any other way."""
        return self.external_url.startswith("https:")


def is_confidential(url: str) -> bool:
    """Tell whether nobody on the network can read or change what goes to the address."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return True
    try:
        return parts.scheme == "http" and ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.scheme == "http" and parts.hostname == "localhost"


def _check_url(name: str, url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment)
    except ValueError:
        usable = False
    if not usable:
        raise ConfigError(f"{name} must be an address such as https://host.example, not {url!r}")


def _pair(text: str) -> tuple[str, str]:
    group, _, role = text.rpartition("=")
    if not group.strip() or not role.strip():
        raise ConfigError(f"OIDC_ROLE_MAPPING must list pairs such as designers=editor, not {text!r}")
    return group.strip(), role.strip()
