"""The two routes of single sign-on. Browsers walk them: they answer with redirects, whatever happens."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from ashim.accounts.access import origin_of, public
from ashim.accounts.oidc.failures import SignInFailedError
from ashim.accounts.oidc.options import ATTEMPT_LIFETIME_S, CALLBACK_PATH, LOGIN_PATH
from ashim.accounts.service import AccountService
from ashim.accounts.session_cookie import give_cookie
from ashim.errors import NotFoundError

if TYPE_CHECKING:  # What is behind it is loaded by servers with single sign-on alone.
    from ashim.accounts.oidc.single_sign_on import SingleSignOn

STATE_COOKIE = "oidc-state"
STATE_COOKIE_PATH = "/api/auth/oidc"

router = APIRouter(
    tags=["Auth"],
    default_response_class=RedirectResponse,
    responses={404: {"description": "This server offers no single sign-on."}},
)


def _single_sign_on(request: Request) -> "SingleSignOn":
    found: SingleSignOn | None = request.app.state.single_sign_on
    if found is None:
        raise NotFoundError("Not found", code="NOT_FOUND")
    return found


@router.get(
    LOGIN_PATH, operation_id="beginSingleSignOn", status_code=302, response_description="To the provider, or back."
)
@public
async def begin_single_sign_on(
    request: Request,
    next: Annotated[str | None, Query(description="Path of the page to show after signing in.")] = None,
) -> RedirectResponse:
    """Lead to the provider of single sign-on; after a failure back to `/login?error=…`."""
    single_sign_on = _single_sign_on(request)
    try:
        url, state = await single_sign_on.begin(next)
    except SignInFailedError as error:
        return await _failed(request, single_sign_on, error)
    response = _redirect(url)
    response.set_cookie(
        STATE_COOKIE,
        state,
        max_age=ATTEMPT_LIFETIME_S,
        path=STATE_COOKIE_PATH,
        secure=single_sign_on.options.secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get(
    CALLBACK_PATH, operation_id="completeSingleSignOn", status_code=302, response_description="Into the app, or back."
)
@public
async def complete_single_sign_on(
    request: Request,
    code: Annotated[str | None, Query(description="What the provider gives for a token.")] = None,
    state: Annotated[str | None, Query(description="As it was sent to the provider.")] = None,
    error: Annotated[str | None, Query(description="Why the provider refused.")] = None,
    iss: Annotated[str | None, Query(description="Who answers (RFC 9207).")] = None,
) -> RedirectResponse:
    """Take the provider's answer, set the session cookie and lead into the app; after a failure to `/login?error=…`."""
    single_sign_on = _single_sign_on(request)
    cookie = request.cookies.get(STATE_COOKIE)
    try:
        sign_in, next = await single_sign_on.complete(
            cookie, origin_of(request), state=state, code=code, error=error, issuer=iss
        )
    except SignInFailedError as failure:
        return await _failed(request, single_sign_on, failure)
    accounts: AccountService = request.app.state.accounts
    response = _redirect(next)
    _forget_state(response, single_sign_on)
    give_cookie(response, sign_in.session.token, accounts.sessions.duration, secure=single_sign_on.options.secure)
    return response


async def _failed(request: Request, single_sign_on: "SingleSignOn", error: SignInFailedError) -> RedirectResponse:
    await single_sign_on.record_failure(error, origin_of(request))
    response = _redirect(f"/login?error={error.failure}")
    _forget_state(response, single_sign_on)
    return response


def _redirect(url: str) -> RedirectResponse:
    return RedirectResponse(url, status_code=302, headers={"cache-control": "no-store"})


def _forget_state(response: RedirectResponse, single_sign_on: "SingleSignOn") -> None:
    response.delete_cookie(
        STATE_COOKIE,
        path=STATE_COOKIE_PATH,
        secure=single_sign_on.options.secure,
        httponly=True,
        samesite="lax",
    )
