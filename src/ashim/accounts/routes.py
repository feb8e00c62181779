"""The routes of one's own account: sign-in, sessions, password, API keys."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec, TypeVar

from anyio import to_thread
from fastapi import APIRouter, Depends, Request, Response

from ashim.accounts.access import (
    CurrentPrincipal,
    OptionalPrincipal,
    Principal,
    bearer_token,
    optional_principal,
    origin_of,
    public,
    require,
)
from ashim.accounts.schemas import (
    ChangePasswordRequest,
    Consent,
    ConsentRequest,
    CreatedKey,
    CreateKeyRequest,
    Done,
    KeyList,
    ListedKey,
    ListedSession,
    LoginRequest,
    LoginResponse,
    Revoked,
    SessionList,
    SessionResponse,
    SignedOut,
)
from ashim.accounts.service import AccountService
from ashim.accounts.session_cookie import give_cookie, take_cookie
from ashim.config import Config
from ashim.errors import AuthenticationError, PermissionDeniedError
from ashim.wire import id_number

if TYPE_CHECKING:  # Loaded by servers with single sign-on alone.
    from ashim.accounts.oidc.single_sign_on import SingleSignOn

router = APIRouter(prefix="/api/auth", tags=["Auth"])
keys_router = APIRouter(prefix="/api/v1/api-keys", tags=["API Keys"])
consent_router = APIRouter(prefix="/api/v1/user", tags=["Analytics"])

KeyOwner = Annotated[Principal, Depends(require("apikeys:own"))]

_NOBODY: dict[int | str, dict[str, Any]] = {401: {"description": "No valid credentials"}}

P = ParamSpec("P")
R = TypeVar("R")


async def _accounts(request: Request) -> AccountService:
    service: AccountService = request.app.state.accounts
    return service


Accounts = Annotated[AccountService, Depends(_accounts)]


class OffLoop:
    """Runs what hashes passwords in threads of its own: few, so that nothing else waits behind a flood of sign-ins."""

    def __init__(self, request: Request) -> None:
        self._limiter = request.app.state.hashing

    def __call__(self, function: Callable[P, R], *args: P.args, **options: P.kwargs) -> Awaitable[R]:
        """Call the function in such a thread."""
        return to_thread.run_sync(partial(function, *args, **options), limiter=self._limiter)


async def _off_loop(request: Request) -> OffLoop:
    return OffLoop(request)


Hashing = Annotated[OffLoop, Depends(_off_loop)]


async def _session_owner(principal: CurrentPrincipal) -> Principal:
    if principal.via == "api_key":
        raise PermissionDeniedError("An API key cannot look after sessions; sign in to do so")
    return principal


SessionOwner = Annotated[Principal, Depends(_session_owner)]


@router.post("/login", operation_id="login", responses={**_NOBODY, 403: {"description": "The account may not come in"}})
@public
async def login(request: Request, credentials: LoginRequest, accounts: Accounts, hashing: Hashing) -> LoginResponse:
    """Sign in with a user name, in exact letter case, and a password."""
    origin = origin_of(request)
    return LoginResponse.of(await hashing(accounts.sign_in, credentials.username, credentials.password, origin))


@router.post("/logout", operation_id="logout", response_model_exclude_none=True)
@public
async def logout(request: Request, response: Response, principal: OptionalPrincipal, accounts: Accounts) -> SignedOut:
    """End the session that is presented, if there is one; `logoutUrl` ends that at the provider of single sign-on."""
    if principal is None:
        return SignedOut()
    take_cookie(response, secure=_is_secure(request))
    id_token = await to_thread.run_sync(accounts.sign_out, principal)
    single_sign_on: SingleSignOn | None = request.app.state.single_sign_on
    if single_sign_on is None:
        return SignedOut()
    return SignedOut(logout_url=await single_sign_on.logout_url(id_token) if id_token else None)


@router.get("/session", operation_id="getSession", response_model=SessionResponse, responses=_NOBODY)
@public
async def session(request: Request) -> Response:
    """Tell who is signed in with this session token; browsers get it as a cookie too, for pictures and downloads."""
    # Asked for with every page, so it is done by hand: each dependency, and the check of what is answered, costs as
    # much as a query.
    principal: Principal | None = await optional_principal(request)
    accounts: AccountService = request.app.state.accounts
    token = bearer_token(request.headers.get("authorization"))
    if principal is None or principal.via == "api_key":
        raise AuthenticationError("Session expired or invalid" if token else "No session token provided")
    body = SessionResponse.of(principal, accounts.account(principal))
    response = Response(body.model_dump_json(), media_type="application/json")
    known = request.headers.get("cookie", "")
    if token and principal.via == "session" and token not in known:
        give_cookie(response, token, accounts.sessions.duration, secure=_is_secure(request))
    return response


def _is_secure(request: Request) -> bool:
    config: Config = request.app.state.config
    return config.external_url.startswith("https:")


@router.get("/sessions", operation_id="listSessions")
def list_sessions(principal: SessionOwner, accounts: Accounts) -> SessionList:
    """List one's own sessions, newest first."""
    mine = accounts.sessions.of_user(principal.user_id)
    return SessionList(sessions=[ListedSession.of(each, current=each.id == principal.session_id) for each in mine])


@router.delete("/sessions", operation_id="endOtherSessions")
def end_other_sessions(principal: SessionOwner, accounts: Accounts) -> Revoked:
    """End one's own sessions, the present one aside."""
    return Revoked(revoked=accounts.end_other_sessions(principal))


@router.delete("/sessions/{id}", operation_id="endSession")
def end_session(id: str, principal: SessionOwner, accounts: Accounts) -> Done:
    """End one of one's own sessions."""
    accounts.end_session(principal, id)
    return Done()


@router.post("/change-password", operation_id="changePassword")
async def change_password(
    passwords: ChangePasswordRequest, principal: CurrentPrincipal, accounts: Accounts, hashing: Hashing
) -> Done:
    """Set one's own password. Ends one's other sessions and deletes one's API keys."""
    await hashing(accounts.change_password, principal, passwords.current_password, passwords.new_password)
    return Done()


@consent_router.put("/analytics", operation_id="setAnalyticsConsent")
def set_consent(answer: ConsentRequest, principal: CurrentPrincipal, accounts: Accounts) -> Consent:
    """Keep the answer to a client's question about analytics; this server never sends any."""
    enabled = None if answer.remind_later else answer.enabled is True
    accounts.users.set_consent(principal.user_id, enabled=enabled)
    return Consent(analytics_enabled=enabled)


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
    accounts.keys.delete(owner, id_number(id, "API key"))
    return Done()
