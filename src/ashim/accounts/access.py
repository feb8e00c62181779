"""What routes declare about access: nothing is private by chance, and nothing is public by chance."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request

from ashim.accounts.principal import Origin, Principal
from ashim.errors import AuthenticationError, PermissionDeniedError

__all__ = [
    "CurrentPrincipal",
    "OptionalPrincipal",
    "Principal",
    "bearer_token",
    "current_principal",
    "is_public",
    "optional_principal",
    "origin_of",
    "public",
    "require",
]

_Endpoint = TypeVar("_Endpoint", bound=Callable[..., Any])

_MARK = "__public__"


def public(endpoint: _Endpoint) -> _Endpoint:
    """Mark an endpoint as needing no credentials. An endpoint without the mark is private."""
    setattr(endpoint, _MARK, True)
    return endpoint


def is_public(endpoint: Callable[..., Any]) -> bool:
    """Tell whether an endpoint has the mark."""
    return getattr(endpoint, _MARK, False) is True


def bearer_token(authorization: str | None) -> str | None:
    """Give the token of an `Authorization` header; every form but `Bearer <token>` counts as none."""
    if authorization is None or not authorization.startswith("Bearer "):
        return None
    return authorization.removeprefix("Bearer ") or None


async def optional_principal(request: Request) -> Principal | None:
    """Give the principal of the request, if it has one: for public endpoints."""
    principal: Principal | None = getattr(request.state, "principal", None)
    return principal


async def current_principal(request: Request) -> Principal:
    """Give the principal of the request. Raises AuthenticationError if there is none."""
    principal = await optional_principal(request)
    if principal is None:
        raise AuthenticationError("Authentication required")
    return principal


def origin_of(request: Request) -> Origin:
    """Give where the request comes from."""
    return Origin(getattr(request.state, "address", None), request.headers.get("user-agent"))


CurrentPrincipal = Annotated[Principal, Depends(current_principal)]
OptionalPrincipal = Annotated[Principal | None, Depends(optional_principal)]


def require(*permissions: str) -> Callable[..., Awaitable[Principal]]:
    """Make a dependency that gives the principal and raises PermissionDeniedError without any of the permissions."""

    async def principal_with_permission(principal: CurrentPrincipal) -> Principal:
        if not any(map(principal.can, permissions)):
            raise PermissionDeniedError(f"This needs the permission {' or '.join(permissions)}")
        return principal

    return principal_with_permission
