"""What travels on the wire about one's own account: sign-in, sessions, keys. Ids are strings there."""

from dataclasses import asdict
from typing import ClassVar, Self

from pydantic import Field, StrictBool

from ashim.accounts.keys import ApiKey, NewApiKey
from ashim.accounts.permissions import in_order
from ashim.accounts.principal import LoginMethod, Principal
from ashim.accounts.service import Account, SignIn
from ashim.accounts.sessions import Session
from ashim.wire import RequestModel, WireModel


class Done(WireModel):
    """The answer of an action that has nothing to tell."""

    ok: bool = True


class LoginRequest(RequestModel):
    """Who signs in."""

    refusal: ClassVar[str] = "Username and password are required"

    username: str = Field(min_length=1, max_length=255)
    password: str = Field(min_length=1, max_length=1024)


class ChangePasswordRequest(RequestModel):
    """One's own passwords, the old and the new."""

    refusal: ClassVar[str] = "Current password and new password are required"

    current_password: str = Field(min_length=1, max_length=1024)
    new_password: str = Field(min_length=1, max_length=1024)


class CreateKeyRequest(RequestModel):
    """An API key to make; no permissions mean all that the owner's role has."""

    refusal: ClassVar[str] = "Invalid API key request"

    name: str | None = None
    permissions: list[str] | None = None
    expires_at: str | None = None


class OwnAccount(WireModel):
    """What every answer about one's own account tells. Analytics are never sent; the consent is that to others."""

    id: str
    username: str
    role: str
    must_change_password: bool
    permissions: list[str]
    analytics_enabled: bool | None
    analytics_consent_shown_at: int | None
    analytics_consent_remind_at: int | None


class SignedInUser(OwnAccount):
    """The user that has just signed in."""

    team_name: str


class LoginResponse(WireModel):
    """A new session; the token goes into `Authorization: Bearer`."""

    token: str
    user: SignedInUser
    expires_at: str

    @classmethod
    def of(cls, sign_in: SignIn) -> Self:
        """Show a sign-in."""
        user = sign_in.user
        return cls(
            token=sign_in.session.token,
            user=SignedInUser(
                must_change_password=sign_in.must_change_password,
                permissions=in_order(sign_in.permissions),
                team_name=user.team,
                id=str(user.id),
                username=user.username,
                role=user.role,
                analytics_enabled=user.analytics.enabled,
                analytics_consent_shown_at=user.analytics.shown_at_ms,
                analytics_consent_remind_at=user.analytics.remind_at_ms,
            ),
            expires_at=sign_in.session.expires_at,
        )


class SessionUser(OwnAccount):
    """The user of a session, and how they sign in."""

    auth_provider: str
    login_method: LoginMethod
    email: str | None
    has_local_password: bool
    has_oidc_link: bool


class SessionResponse(WireModel):
    """Who is signed in; without sign-in the session has no end."""

    user: SessionUser
    expires_at: str | None

    @classmethod
    def of(cls, principal: Principal, account: Account) -> Self:
        """Show a principal and the account behind it."""
        return cls(
            user=SessionUser(
                id=str(principal.user_id),
                username=principal.username,
                role=principal.role,
                must_change_password=principal.must_change_password,
                permissions=in_order(principal.permissions),
                auth_provider=account.auth_provider,
                login_method=account.login_method,
                email=account.email,
                has_local_password=account.has_password,
                has_oidc_link=account.has_oidc_link,
                analytics_enabled=account.analytics.enabled,
                analytics_consent_shown_at=account.analytics.shown_at_ms,
                analytics_consent_remind_at=account.analytics.remind_at_ms,
            ),
            expires_at=principal.session_expires_at,
        )


class SignedOut(Done):
    """The session has ended; `logoutUrl` ends the one at the provider of single sign-on too."""

    logout_url: str | None = None


class ListedSession(WireModel):
    """One of one's own sessions; `current` is the one that asks."""

    id: str
    created_at: str
    expires_at: str
    last_used_at: str | None
    ip_address: str | None
    user_agent: str | None
    login_method: LoginMethod
    current: bool

    @classmethod
    def of(cls, session: Session, *, current: bool) -> Self:
        """Show a session."""
        return cls(**asdict(session), current=current)


class SessionList(WireModel):
    """One's own sessions, newest first."""

    sessions: list[ListedSession]


class Revoked(Done):
    """How many sessions ended."""

    revoked: int


class ConsentRequest(RequestModel):
    """What a client's question about analytics was answered with."""

    refusal: ClassVar[str] = "enabled and remindLater must be true or false"

    enabled: StrictBool | None = None
    remind_later: StrictBool | None = None


class Consent(Done):
    """The answer that is kept; nothing is ever sent."""

    analytics_enabled: bool | None


class ListedKey(WireModel):
    """One key of the list; `permissions` null means unscoped."""

    id: str
    name: str
    permissions: list[str] | None
    created_at: str
    last_used_at: str | None
    expires_at: str | None
    owner: str

    @classmethod
    def of(cls, key: ApiKey) -> Self:
        """Show a key without its secret."""
        return cls(
            id=str(key.id),
            name=key.name,
            permissions=None if key.permissions is None else list(key.permissions),
            created_at=key.created_at,
            last_used_at=key.last_used_at,
            expires_at=key.expires_at,
            owner=key.owner,
        )


class KeyList(WireModel):
    """Keys, oldest first."""

    api_keys: list[ListedKey]


class CreatedKey(WireModel):
    """A key just made; `key` is shown this once."""

    id: str
    key: str
    name: str
    permissions: list[str] | None
    expires_at: str | None
    created_at: str

    @classmethod
    def of(cls, new: NewApiKey) -> Self:
        """Show a new key with its secret."""
        key = new.key
        return cls(
            id=str(key.id),
            key=new.secret,
            name=key.name,
            permissions=None if key.permissions is None else list(key.permissions),
            expires_at=key.expires_at,
            created_at=key.created_at,
        )
