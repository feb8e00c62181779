"""Single sign-on as a whole: to the provider, back, in, and out again."""

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from anyio import to_thread

from ashim.accounts.oidc import id_token as id_tokens
from ashim.accounts.oidc.attempt import Attempt, Seal
from ashim.accounts.oidc.failures import Failure, SignInFailedError
from ashim.accounts.oidc.identity import Identity, lacks_claims, merge
from ashim.accounts.oidc.options import Options
from ashim.accounts.oidc.people import People
from ashim.accounts.oidc.provider import Provider, Tokens, open_client
from ashim.accounts.principal import Origin
from ashim.accounts.service import AccountService, SignIn
from ashim.audit import Action, Actor, Target, record

log = structlog.get_logger()

_ERROR_LENGTH = 100


class SingleSignOn:
    """Signs people in whom a provider vouches for."""

    def __init__(self, options: Options, accounts: AccountService, provider: Provider, seal: Seal) -> None:
        self.options = options
        self._accounts = accounts
        self._provider = provider
        self._seal = seal
        self._people = People(options, accounts)

    async def begin(self, next: str | None) -> tuple[str, str]:
        """Give the provider's address to go to and the text of the state cookie. Raises SignInFailedError."""
        attempt = Attempt.begin(next)
        return await self._provider.authorization_url(attempt), self._seal.close(attempt)

    async def complete(
        self,
        cookie: str | None,
        origin: Origin,
        *,
        state: str | None,
        code: str | None = None,
        error: str | None = None,
        issuer: str | None = None,
    ) -> tuple[SignIn, str]:
        """Begin the session of the person who comes back; give it and the path to go to.

        The browser brings the cookie and the provider's answer (RFC 6749, section 4.1.2, and RFC 9207). Raises
        SignInFailedError.
        """
        attempt = self._seal.open(cookie)
        if not hmac.compare_digest(attempt.state.encode(), (state or "").encode("utf-8", "surrogatepass")):
            raise SignInFailedError(Failure.SESSION_EXPIRED, "the state is not that of the cookie")
        metadata = await self._provider.metadata()
        names_issuer = metadata.authorization_response_iss_parameter_supported or issuer is not None
        if names_issuer and issuer != metadata.issuer:
            raise SignInFailedError(Failure.AUTH_FAILED, "the answer comes from another issuer")
        if error is not None or not code:
            raise SignInFailedError(
                Failure.AUTH_FAILED, f"the provider answered {(error or 'without a code')[:_ERROR_LENGTH]!r}"
            )
        tokens = await self._provider.exchange(code, attempt.verifier)
        identity = Identity.of(await self._claims(tokens, attempt.nonce), self.options)
        sign_in = await to_thread.run_sync(self._people.sign_in, identity, origin, tokens.id_token)
        return sign_in, attempt.next

    async def logout_url(self, id_token: str) -> str | None:
        """Give the address that ends the session at the provider too, if it has one and can be asked."""
        try:
            return await self._provider.logout_url(id_token)
        except SignInFailedError as error:
            log.warning("the session at the provider of single sign-on goes on", reason=error.reason)
            return None

    async def record_failure(self, error: SignInFailedError, origin: Origin) -> None:
        """Write a failure to the log and the audit log."""
        await to_thread.run_sync(self._record_failure, error, origin)

    async def _claims(self, tokens: Tokens, nonce: str) -> dict[str, Any]:
        claims = id_tokens.verify(
            tokens.id_token,
            await self._provider.keys(),
            issuer=(await self._provider.metadata()).issuer,
            client_id=self.options.client_id,
            nonce=nonce,
            leeway_s=self.options.clock_tolerance_s,
        )
        if tokens.access_token is None or not lacks_claims(claims, self.options):
            return claims
        userinfo = await self._provider.userinfo(tokens.access_token)
        if userinfo is None:
            return claims
        if userinfo["sub"] != claims["sub"]:
            raise SignInFailedError(Failure.AUTH_FAILED, "the userinfo endpoint tells of somebody else")
        return merge(claims, userinfo)

    def _record_failure(self, error: SignInFailedError, origin: Origin) -> None:
        log.warning("single sign-on failed", error=str(error.failure), reason=error.reason, client=origin.address)
        details = {"error": str(error.failure), "reason": error.reason}
        with self._accounts.database.write() as connection:
            actor = Actor(None, error.who or "unknown", origin.address)
            record(connection, actor, Action.OIDC_LOGIN_FAILED, Target("user", None, error.who), details=details)


@asynccontextmanager
async def single_sign_on(options: Options, accounts: AccountService, secret: str) -> AsyncIterator[SingleSignOn]:
    """Give single sign-on, with connections to the provider that close at the end of the block.

    `secret` signs the state cookie.
    """
    async with open_client() as client:
        yield SingleSignOn(options, accounts, Provider(options, client), Seal(secret))
