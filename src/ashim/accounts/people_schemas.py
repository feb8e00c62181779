"""What travels on the wire about users, roles and teams. Ids are strings there."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import ClassVar, Self

from pydantic import Field, StrictBool

from ashim.accounts.roles import Role
from ashim.accounts.teams import Team
from ashim.accounts.users import User
from ashim.db import iso
from ashim.wire import RequestModel, WireModel


class RegisterRequest(RequestModel):
    """A user to add."""

    refusal: ClassVar[str] = "Username and password are required, both as text"

    username: str = Field(min_length=1)
    password: str = Field(min_length=1, max_length=1024)
    role: str | None = None
    team: str | None = None


class UpdateUserRequest(RequestModel):
    """What changes about a user; the team by name or id."""

    refusal: ClassVar[str] = "Role and team must be text, disabled true or false"

    role: str | None = None
    team: str | None = None
    disabled: StrictBool | None = None


class ResetPasswordRequest(RequestModel):
    """A password that an administrator gives to a user."""

    refusal: ClassVar[str] = "New password is required"

    new_password: str = Field(min_length=1, max_length=1024)


class ListedUser(WireModel):
    """One user of the list; `team` is the team's name."""

    id: str
    username: str
    role: str
    team: str
    created_at: str
    auth_provider: str
    email: str | None
    has_local_password: bool
    has_oidc_link: bool
    disabled: bool

    @classmethod
    def of(cls, user: User) -> Self:
        """Show a user."""
        return cls(
            id=str(user.id),
            username=user.username,
            role=user.role,
            team=user.team,
            created_at=user.created_at,
            auth_provider=user.auth_provider,
            email=user.email,
            has_local_password=user.has_password,
            has_oidc_link=user.has_oidc_link,
            disabled=user.disabled,
        )


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


class NewRoleRequest(RequestModel):
    """A role to make."""

    refusal: ClassVar[str] = "A role needs a name and at least one permission"

    name: str
    description: str = ""
    permissions: list[str]


class UpdateRoleRequest(RequestModel):
    """What changes about a role."""

    refusal: ClassVar[str] = "Name and description must be text, permissions a list of texts"

    name: str | None = None
    description: str | None = None
    permissions: list[str] | None = None


class NewRole(WireModel):
    """A role just made."""

    id: str
    name: str
    description: str
    permissions: list[str]
    is_builtin: bool


class ListedRole(NewRole):
    """One role of the list."""

    user_count: int
    created_at: str
    updated_at: str

    @classmethod
    def of(cls, role: Role) -> Self:
        """Show a role."""
        return cls(**asdict(role))


class RoleList(WireModel):
    """All roles, the built-in ones first."""

    roles: list[ListedRole]


class TeamRequest(RequestModel):
    """The name of a team."""

    refusal: ClassVar[str] = "Team name is required, as text"

    name: str | None = None


class NewTeam(WireModel):
    """A team just made."""

    id: str
    name: str


class ListedTeam(NewTeam):
    """One team of the list."""

    member_count: int
    created_at: str

    @classmethod
    def of(cls, team: Team) -> Self:
        """Show a team."""
        created_at = iso(datetime.fromtimestamp(team.created_at, UTC))
        return cls(id=team.id, name=team.name, member_count=team.member_count, created_at=created_at)


class TeamList(WireModel):
    """All teams, oldest first."""

    teams: list[ListedTeam]
