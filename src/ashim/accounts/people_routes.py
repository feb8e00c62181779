"""The routes of users, roles and teams."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from ashim.accounts.access import Principal, require
from ashim.accounts.people_schemas import (
    ListedRole,
    ListedTeam,
    ListedUser,
    NewRole,
    NewRoleRequest,
    NewTeam,
    RegisteredUser,
    RegisterRequest,
    ResetPasswordRequest,
    RoleList,
    TeamList,
    TeamRequest,
    UpdateRoleRequest,
    UpdateUserRequest,
    UserList,
)
from ashim.accounts.routes import Accounts, Hashing
from ashim.accounts.schemas import Done
from ashim.wire import id_number

users_router = APIRouter(prefix="/api/auth", tags=["Auth"])
roles_router = APIRouter(prefix="/api/v1/roles", tags=["Roles"])
teams_router = APIRouter(prefix="/api/v1/teams", tags=["Teams"])

UserManager = Annotated[Principal, Depends(require("users:manage"))]
TeamManager = Annotated[Principal, Depends(require("teams:manage"))]

NAME_TAKEN: dict[int | str, dict[str, Any]] = {409: {"description": "The name is taken"}}

# Whoever assigns roles and teams has to see which there are.
RoleReader = Depends(require("audit:read", "users:manage"))
TeamReader = Depends(require("teams:manage", "users:manage"))


@users_router.get("/users", operation_id="listUsers")
def list_users(_: UserManager, accounts: Accounts) -> UserList:
    """List all users, oldest first."""
    return UserList(users=[ListedUser.of(user) for user in accounts.users.all()], max_users=accounts.users.max_users)


@users_router.post("/register", status_code=201, operation_id="register", responses=NAME_TAKEN)
async def register(new: RegisterRequest, actor: UserManager, accounts: Accounts, hashing: Hashing) -> RegisteredUser:
    """Add a user, who has to change the password at the first sign-in."""
    user = await hashing(accounts.users.create, new.username, new.password, role=new.role, team=new.team, actor=actor)
    return RegisteredUser(id=str(user.id), username=user.username, role=user.role, team=user.team)


@users_router.put("/users/{id}", operation_id="updateUser")
def update_user(id: str, changes: UpdateUserRequest, actor: UserManager, accounts: Accounts) -> Done:
    """Change a user's role or team, or whether they may come in."""
    accounts.users.update(
        id_number(id, "User"), role=changes.role, team=changes.team, disabled=changes.disabled, actor=actor
    )
    return Done()


@users_router.post("/users/{id}/reset-password", operation_id="resetPassword")
async def reset_password(
    id: str, reset: ResetPasswordRequest, actor: UserManager, accounts: Accounts, hashing: Hashing
) -> Done:
    """Give a user a new password, to be changed at the next sign-in."""
    await hashing(accounts.users.reset_password, id_number(id, "User"), reset.new_password, actor=actor)
    return Done()


@users_router.delete("/users/{id}", operation_id="deleteUser")
def delete_user(
    id: str,
    actor: UserManager,
    accounts: Accounts,
    transfer_to: Annotated[
        str | None, Query(alias="transferTo", description="The user who gets what they own; without, it is deleted.")
    ] = None,
) -> Done:
    """Delete a user and what belongs to them."""
    heir = None if transfer_to is None else id_number(transfer_to, "User for transferTo")
    accounts.users.delete(id_number(id, "User"), heir=heir, actor=actor)
    return Done()


@roles_router.get("", operation_id="listRoles", dependencies=[RoleReader])
def list_roles(accounts: Accounts) -> RoleList:
    """List all roles, the built-in ones first."""
    return RoleList(roles=[ListedRole.of(role) for role in accounts.roles.all()])


@roles_router.post("", status_code=201, operation_id="createRole", responses=NAME_TAKEN)
def create_role(new: NewRoleRequest, actor: UserManager, accounts: Accounts) -> NewRole:
    """Make a role of permissions that one holds."""
    role = accounts.roles.create(new.name, new.permissions, description=new.description, actor=actor)
    return NewRole(
        id=role.id,
        name=role.name,
        description=role.description,
        permissions=role.permissions,
        is_builtin=role.is_builtin,
    )


@roles_router.put("/{id}", operation_id="updateRole", responses=NAME_TAKEN)
def update_role(id: str, changes: UpdateRoleRequest, actor: UserManager, accounts: Accounts) -> Done:
    """Change a role; it counts at once for everybody who holds it."""
    accounts.roles.update(
        id, name=changes.name, description=changes.description, permissions=changes.permissions, actor=actor
    )
    return Done()


@roles_router.delete("/{id}", operation_id="deleteRole")
def delete_role(id: str, actor: UserManager, accounts: Accounts) -> Done:
    """Delete a role; its users get the role `user`."""
    accounts.roles.delete(id, actor=actor)
    return Done()


@teams_router.get("", operation_id="listTeams", dependencies=[TeamReader])
def list_teams(accounts: Accounts) -> TeamList:
    """List all teams, oldest first."""
    return TeamList(teams=[ListedTeam.of(team) for team in accounts.teams.all()])


@teams_router.post("", status_code=201, operation_id="createTeam", responses=NAME_TAKEN)
def create_team(new: TeamRequest, actor: TeamManager, accounts: Accounts) -> NewTeam:
    """Make a team."""
    team = accounts.teams.create(new.name, actor=actor)
    return NewTeam(id=team.id, name=team.name)


@teams_router.put("/{id}", operation_id="renameTeam", responses=NAME_TAKEN)
def rename_team(id: str, wanted: TeamRequest, actor: TeamManager, accounts: Accounts) -> Done:
    """Rename a team."""
    accounts.teams.rename(id, wanted.name, actor=actor)
    return Done()


@teams_router.delete("/{id}", operation_id="deleteTeam")
def delete_team(id: str, actor: TeamManager, accounts: Accounts) -> Done:
    """Delete a team without members."""
    accounts.teams.delete(id, actor=actor)
    return Done()
