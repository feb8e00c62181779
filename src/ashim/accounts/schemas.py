"""What travels on the wire about users and keys. Ids are strings there."""

from typing import ClassVar, Self

from pydantic import Field

from ashim.accounts.keys import ApiKey, NewApiKey
from ashim.accounts.permissions import in_order, permissions_of
from ashim.accounts.principal import Principal
from ashim.accounts.service import SignIn, User
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


class RegisterRequest(RequestModel):
    """A user to add."""

    refusal: ClassVar[str] = "Username and password are required, both as text"

    username: str = Field(min_length=1)
    password: str = Field(min_length=1, max_length=1024)
    role: str | None = None
    team: str | None = None


class UpdateUserRequest(RequestModel):
    """What changes about a user; the team by name or id."""

    refusal: ClassVar[str] = "Role and team must be text"

    role: str | None = None
    team: str | None = None


class ResetPasswordRequest(RequestModel):
    """A password that an administrator gives to a user."""

    refusal: ClassVar[str] = "New password is required"

    new_password: str = Field(min_length=1, max_length=1024)


class CreateKeyRequest(RequestModel):
    """An API key to make; no permissions mean all that the owner's role has."""

    refusal: ClassVar[str] = "Invalid API key request"

    name: str | None = None
    permissions: list[str] | None = None
    expires_at: str | None = None


class SessionUser(WireModel):
    """The user of a session. Analytics are never sent, so nobody is asked for consent."""

    id: str
    username: str
    role: str
    must_change_password: bool
    permissions: list[str]
    analytics_enabled: bool | None = None
    analytics_consent_shown_at: int | None = None
    analytics_consent_remind_at: int | None = None


class SignedInUser(SessionUser):
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
                id=str(user.id),
                username=user.username,
                role=user.role,
                must_change_password=user.must_change_password,
                permissions=in_order(permissions_of(user.role)),
                team_name=user.team,
            ),
            expires_at=sign_in.session.expires_at,
        )


class SessionResponse(WireModel):
    """Who is signed in; without sign-in the session has no end."""

    user: SessionUser
    expires_at: str | None

    @classmethod
    def of(cls, principal: Principal) -> Self:
        """Show a principal."""
        return cls(
            user=SessionUser(
                id=str(principal.user_id),
                username=principal.username,
                role=principal.role,
                must_change_password=principal.must_change_password,
                permissions=in_order(principal.permissions),
            ),
            expires_at=principal.session_expires_at,
        )


class ListedUser(WireModel):
    """One user of the list; `team` is the team's name."""

    id: str
    username: str
    role: str
    team: str
    created_at: str

    @classmethod
    def of(cls, user: User) -> Self:
        """Show a user."""
        return cls(id=str(user.id), username=user.username, role=user.role, team=user.team, created_at=user.created_at)


class UserList(WireModel):
    """All users; `maxUsers` 0 is no limit."""

    users: list[ListedUser]
    max_users: int


class RegisteredUser(WireModel):
    """A user just added."""

    id: str
    username: str
    role: str
    team: str


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
