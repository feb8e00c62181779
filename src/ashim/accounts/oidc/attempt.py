"""A sign-in under way: what ashim must know when the person comes back, sealed in a cookie of their browser."""

import base64
import hashlib
import re
import secrets
import time
from dataclasses import asdict, dataclass
from typing import Self

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from ashim.accounts.oidc.failures import Failure, SignInFailedError
from ashim.accounts.oidc.options import ATTEMPT_LIFETIME_S

_ALGORITHM = "HS256"
_NEXT_LENGTH = 1000
# Segments are never empty: browsers take `//host` and `/\host` for another host.
_LOCAL_PATH = re.compile(r"(/[\w.~%!$&'()*+,;=:@-]+)*/?(\?[!-\[\]-~]*)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """`state` ties the answer to this browser, `nonce` the token to this attempt, `verifier` the code to both."""

    state: str
    nonce: str
    verifier: str
    next: str
    """The path in this server to lead to in the end."""

    @classmethod
    def begin(cls, next: str | None) -> Self:
        """Give a new attempt; a `next` that is no plain path of this server is dropped."""
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        return cls(state=state, nonce=nonce, verifier=verifier, next=local_path(next))

    @property
    def challenge(self) -> str:
        """What the provider is shown of the verifier: RFC 7636, method S256."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class Seal:
    """Signs attempts, so that a browser can only bring back what this server gave it."""

    def __init__(self, secret: str) -> None:
        self._key = OctKey.import_key(hashlib.sha256(f"oidc-state:{secret}".encode()).digest())

    def close(self, attempt: Attempt, *, lifetime_s: int = ATTEMPT_LIFETIME_S) -> str:
        """Give the text of the cookie."""
        claims = {**asdict(attempt), "exp": int(time.time()) + lifetime_s}
        return jwt.encode({"alg": _ALGORITHM}, claims, self._key)

    def open(self, cookie: str | None) -> Attempt:
        """Read the cookie. Raises SignInFailedError if it is missing, forged, or too old."""
        if not cookie:
            raise SignInFailedError(Failure.SESSION_EXPIRED, "the browser brought no state cookie")
        try:
            claims = jwt.decode(cookie, self._key, algorithms=[_ALGORITHM]).claims
            jwt.JWTClaimsRegistry(exp={"essential": True}).validate(claims)
        except (JoseError, ValueError) as error:
            raise SignInFailedError(Failure.SESSION_EXPIRED, f"the state cookie is not valid: {error}") from error
        return Attempt(**{key: value for key, value in claims.items() if key != "exp"})


def local_path(wanted: str | None) -> str:
    """Give the path if it leads to a page of this server and nowhere else, otherwise `/`."""
    if not wanted or len(wanted) > _NEXT_LENGTH or not wanted.startswith("/") or not _LOCAL_PATH.fullmatch(wanted):
        return "/"
    return wanted
