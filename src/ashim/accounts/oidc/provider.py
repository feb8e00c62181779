"""Every request that ashim makes to the provider: bounded in time and size, and never led to another address."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote_plus, urlencode

import httpx
from pydantic import BaseModel, ValidationError, field_validator

from ashim.accounts.oidc.attempt import Attempt
from ashim.accounts.oidc.failures import Failure, SignInFailedError
from ashim.accounts.oidc.options import Options, is_confidential

TIME_LIMIT_S = 10
_MAX_ANSWER_BYTES = 1024 * 1024
_METADATA_LIFETIME_S = 24 * 3600
_WELL_KNOWN = "/.well-known/openid-configuration"

_Answer = TypeVar("_Answer", bound=BaseModel)


class Metadata(BaseModel):
    """What the provider publishes about itself (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    end_session_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False

    @field_validator(
        "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint"
    )
    @classmethod
    def _is_confidential(cls, url: str | None) -> str | None:
        if url is not None and not is_confidential(url):
            raise ValueError("must begin with https://")
        return url


class Tokens(BaseModel):
    """The answer to a code."""

    id_token: str
    access_token: str | None = None


class Keys(BaseModel):
    """The keys that the provider signs with."""

    keys: list[dict[str, Any]]


class Claims(BaseModel, extra="allow"):
    """What the provider tells about a person."""

    sub: str


class Provider:
    """The provider of single sign-on. Whatever goes wrong raises SignInFailedError."""

    def __init__(
        self, options: Options, client: httpx.AsyncClient, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._options = options
        self._client = client
        self._clock = clock
        self._known: tuple[Metadata, float] | None = None

    async def metadata(self) -> Metadata:
        """Give what the provider publishes about itself, read once a day."""
        if self._known is not None and self._clock() < self._known[1]:
            return self._known[0]
        metadata = await self._ask(Metadata, "GET", self._options.issuer + _WELL_KNOWN)
        if metadata.issuer.rstrip("/") != self._options.issuer:
            raise SignInFailedError(
                Failure.PROVIDER_UNREACHABLE,
                f"the provider calls itself {metadata.issuer!r}; OIDC_ISSUER_URL must say the same",
            )
        self._known = (metadata, self._clock() + _METADATA_LIFETIME_S)
        return metadata

    async def authorization_url(self, attempt: Attempt) -> str:
        """Give the address where the person signs in."""
        query = {
            "response_type": "code",
            "client_id": self._options.client_id,
            "redirect_uri": self._options.redirect_uri,
            "scope": self._options.scopes,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        return with_query((await self.metadata()).authorization_endpoint, query)

    async def exchange(self, code: str, verifier: str) -> Tokens:
        """Give the tokens for a code."""
        metadata = await self.metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._options.redirect_uri,
            "code_verifier": verifier,
        }
        client_id, secret = self._options.client_id, self._options.client_secret
        methods = metadata.token_endpoint_auth_methods_supported
        if "client_secret_post" in methods and "client_secret_basic" not in methods:
            form |= {"client_id": client_id, "client_secret": secret}
            auth = None
        else:
            # RFC 6749, section 2.3.1: both are form-encoded first.
            auth = httpx.BasicAuth(quote_plus(client_id), quote_plus(secret))
        return await self._ask(Tokens, "POST", metadata.token_endpoint, data=form, auth=auth)

    async def keys(self) -> list[dict[str, Any]]:
        """Give the keys that the provider signs with now: never old ones, so that it can change them at any time."""
        return (await self._ask(Keys, "GET", (await self.metadata()).jwks_uri)).keys

    async def userinfo(self, access_token: str) -> dict[str, Any] | None:
        """Give what the userinfo endpoint tells about the person, if there is such an endpoint."""
        endpoint = (await self.metadata()).userinfo_endpoint
        if endpoint is None:
            return None
        headers = {"authorization": f"Bearer {access_token}"}
        return (await self._ask(Claims, "GET", endpoint, headers=headers)).model_dump()

    async def logout_url(self, id_token: str) -> str | None:
        """Give the address that ends the session at the provider, if it has one."""
        endpoint = (await self.metadata()).end_session_endpoint
        query = {
            "id_token_hint": id_token,
            "post_logout_redirect_uri": f"{self._options.external_url}/login",
            "client_id": self._options.client_id,
        }
        return None if endpoint is None else with_query(endpoint, query)

    async def _ask(self, answers: type[_Answer], method: str, url: str, **request: Any) -> _Answer:
        try:
            async with asyncio.timeout(TIME_LIMIT_S), self._client.stream(method, url, **request) as answer:
                status, body = answer.status_code, await _read(answer)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise _unreachable(url, type(error).__name__) from error
        if method == "POST" and 400 <= status < 500:
            raise SignInFailedError(Failure.AUTH_FAILED, f"{url} answered {status}")
        if status != 200:
            raise _unreachable(url, f"answered {status}")
        try:
            return answers.model_validate_json(body)
        except ValidationError as error:
            # Neither the values nor the error itself: both may hold tokens.
            fields = ", ".join(".".join(map(str, problem["loc"])) or "JSON" for problem in error.errors())
            raise _unreachable(url, f"answered with unusable {fields}") from None


def open_client() -> httpx.AsyncClient:
    """Give the client for requests to the provider; it checks certificates and follows no redirects."""
    # Answers must not be packed: what is small packed may be huge unpacked.
    headers = {"accept": "application/json", "accept-encoding": "identity", "user-agent": "ashim"}
    return httpx.AsyncClient(headers=headers, timeout=TIME_LIMIT_S, follow_redirects=False)


def with_query(url: str, query: Mapping[str, str]) -> str:
    """Give the address with more in its query."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"


async def _read(answer: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in answer.aiter_raw():
        body += chunk
        if len(body) > _MAX_ANSWER_BYTES:
            raise httpx.ReadError("the answer is too large")
    return bytes(body)


def _unreachable(url: str, what: str) -> SignInFailedError:
    return SignInFailedError(Failure.PROVIDER_UNREACHABLE, f"{url}: {what}")
