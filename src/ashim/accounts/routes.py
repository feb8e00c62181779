"""The routes of `/api/auth` and `/api/v1/api-keys`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from ashim.accounts.access import CurrentPrincipal, OptionalPrincipal, Principal, bearer_token, public, require
from ashim.accounts.schemas import (
    ChangePasswordRequest,
    CreatedKey,
    CreateKeyRequest,
    Done,
    KeyList,
    ListedKey,
    ListedUser,
    LoginRequest,
    LoginResponse,
    RegisteredUser,
    RegisterRequest,
    ResetPasswordRequest,
    SessionResponse,
    UpdateUserRequest,
    UserList,
)
from ashim.accounts.service import AccountService
from ashim.errors import AuthenticationError, NotFoundError, PermissionDeniedError

router = APIRouter(prefix="/api/auth", tags=["Auth"])
keys_router = APIRouter(prefix="/api/v1/api-keys", tags=["API Keys"])

UserManager = Annotated[Principal, Depends(require("users:manage"))]
KeyOwner = Annotated[Principal, Depends(require("apikeys:own"))]


async def _accounts(request: Request) -> AccountService:
    service: AccountService = request.app.state.accounts
    return service


Accounts = Annotated[AccountService, Depends(_accounts)]


@router.post("/login", operation_id="login")
@public
def login(credentials: LoginRequest, accounts: Accounts) -> LoginResponse:
    """Sign in with a user name, in exact letter case, and a password."""
    if accounts.local_owner is not None:
        raise PermissionDeniedError("Authentication is disabled on this server")
    return LoginResponse.of(accounts.sign_in(credentials.username, credentials.password))


@router.post("/logout", operation_id="logout")
@public
def logout(request: Request, accounts: Accounts) -> Done:
    """End the session whose token is presented, if there is one."""
    token = bearer_token(request.headers.get("authorization"))
    if token is not None:
        accounts.sessions.end(token)
    return Done()


@router.get("/session", operation_id="getSession")
@public
async def session(request: Request, principal: OptionalPrincipal) -> SessionResponse:
    """Tell who is signed in with this session token."""
    if principal is None or principal.via == "api_key":
        presented = bearer_token(request.headers.get("authorization")) is not None
        raise AuthenticationError("Session expired or invalid" if presented else "No session token provided")
    return SessionResponse.of(principal)


@router.post("/change-password", operation_id="changePassword")
def change_password(passwords: ChangePasswordRequest, principal: CurrentPrincipal, accounts: Accounts) -> Done:
    """Set one's own password. Ends one's other sessions and deletes one's API keys."""
    accounts.change_password(principal, passwords.current_password, passwords.new_password)
    return Done()


@router.get("/users", operation_id="listUsers")
def list_users(_: UserManager, accounts: Accounts) -> UserList:
    """List all users, oldest first."""
    return UserList(users=[ListedUser.of(user) for user in accounts.list_users()], max_users=accounts.max_users)


@router.post("/register", status_code=201, operation_id="register")
def register(new: RegisterRequest, actor: UserManager, accounts: Accounts) -> RegisteredUser:
    """Add a user, who has to change the password at the first sign-in."""
    user = accounts.create_user(new.username, new.password, role=new.role, team=new.team, actor=actor)
    return RegisteredUser(id=str(user.id), username=user.username, role=user.role, team=user.team)


@router.put("/users/{id}", operation_id="updateUser")
def update_user(id: str, changes: UpdateUserRequest, actor: UserManager, accounts: Accounts) -> Done:
    """Change a user's role or team."""
    accounts.update_user(_number(id, "User"), role=changes.role, team=changes.team, actor=actor)
    return Done()


@router.post("/users/{id}/reset-password", operation_id="resetPassword")
def reset_password(id: str, reset: ResetPasswordRequest, actor: UserManager, accounts: Accounts) -> Done:
    """Give a user a new password, to be changed at the next sign-in."""
    accounts.reset_password(_number(id, "User"), reset.new_password, actor=actor)
    return Done()


@router.delete("/users/{id}", operation_id="deleteUser")
def delete_user(id: str, actor: UserManager, accounts: Accounts) -> Done:
    """Delete a user and what belongs to them."""
    accounts.delete_user(_number(id, "User"), actor=actor)
    return Done()


@keys_router.post("", status_code=201, operation_id="createApiKey")
def create_api_key(new: CreateKeyRequest, owner: KeyOwner, accounts: Accounts) -> CreatedKey:
    """Make an API key. The secret appears in this answer only."""
    return CreatedKey.of(accounts.keys.create(owner, new.name, permissions=new.permissions, expires_at=new.expires_at))


@keys_router.get("", operation_id="listApiKeys")
def list_api_keys(viewer: KeyOwner, accounts: Accounts) -> KeyList:
    """List one's keys; with the permission `apikeys:all` everyone's."""
    return KeyList(api_keys=[ListedKey.of(key) for key in accounts.keys.visible_to(viewer)])


@keys_router.delete("/{id}", operation_id="deleteApiKey")
def delete_api_key(id: str, owner: KeyOwner, accounts: Accounts) -> Done:
    """Delete one of one's own keys; it stops working at once."""
    accounts.keys.delete(owner, _number(id, "API key"))
    return Done()


def _number(text: str, what: str) -> int:
    """Read an id; on the wire ids are opaque, so an unreadable one is simply unknown."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NotFoundError(f"{what} not found", code="NOT_FOUND")
    return int(text)
