"""Verification of ID tokens (OpenID Connect Core 1.0, section 3.1.3.7)."""

from collections.abc import Iterable, Mapping
from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidClaimError, JoseError, MissingClaimError
from joserfc.jwk import JWKRegistry, Key, KeySet
from joserfc.jws import JWSRegistry

from ashim.accounts.oidc.failures import Failure, SignInFailedError

# Never `none` and never a shared secret (HS256 …): only the provider can make these signatures.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")

_SUBJECT_LENGTH = 255


def verify(
    id_token: str, keys: Iterable[Mapping[str, Any]], *, issuer: str, client_id: str, nonce: str, leeway_s: int
) -> dict[str, Any]:
    """Give the claims of an ID token that the provider made for us, now, and in answer to our question.

    Raises SignInFailedError.
    """
    registry = jwt.JWTClaimsRegistry(
        leeway=leeway_s,
        iss={"essential": True, "value": issuer},
        sub={"essential": True},
        aud={"essential": True, "value": client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    # Providers may put headers of their own into tokens.
    headers = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
    try:
        claims = jwt.decode(id_token, _key_set(keys), registry=headers).claims
        registry.validate(claims)
        if not claims["sub"].isprintable() or len(claims["sub"]) > _SUBJECT_LENGTH:
            raise InvalidClaimError("sub")
        _check_authorized_party(claims, client_id)
    except (JoseError, ValueError) as error:
        raise SignInFailedError(Failure.AUTH_FAILED, f"the ID token is not valid: {error}") from error
    return claims


def _key_set(published: Iterable[Mapping[str, Any]]) -> KeySet:
    found: list[Key] = []
    for data in published:
        if data.get("use", "sig") == "sig":
            try:
                found.append(JWKRegistry.import_key(dict(data)))
            except (JoseError, ValueError, KeyError, TypeError):
                # A kind of key that we do not know; what it signed will not find its key.
                continue
    return KeySet(found)


def _check_authorized_party(claims: Mapping[str, Any], client_id: str) -> None:
    party = claims.get("azp")
    if party is None and isinstance(claims["aud"], list) and len(claims["aud"]) > 1:
        raise MissingClaimError("azp")
    if party is not None and party != client_id:
        raise InvalidClaimError("azp")
