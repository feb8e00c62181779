"""Who the provider says somebody is: claims, read as the configuration asks for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from ashim.accounts.oidc.options import Options

Claims = Mapping[str, Any]

_USERNAME_LENGTH = 46
_SHORTEST_USERNAME = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A person at the provider. `username` keeps our rules, but may be taken."""

    subject: str
    username: str
    email: str | None
    email_verified: bool
    groups: tuple[str, ...]
    """What the role claim holds."""
    team: str | None

    @classmethod
    def of(cls, claims: Claims, options: Options) -> Self:
        """Read verified claims."""
        email = _text(claims.get("email"))
        return cls(
            subject=claims["sub"],
            username=_username(claims, options.username_claim),
            email=email,
            # Some providers write booleans as text.
            email_verified=email is not None and claims.get("email_verified") in (True, "true"),
            groups=_texts(find(claims, options.role_claim)),
            team=next(iter(_texts(find(claims, options.team_claim))), None),
        )


def lacks_claims(claims: Claims, options: Options) -> bool:
    """Tell whether something that the configuration asks for is missing."""
    wanted = ("email", options.username_claim, options.role_claim, options.team_claim)
    return any(find(claims, path) is None for path in wanted if path)


def merge(claims: Claims, userinfo: Claims) -> dict[str, Any]:
    """Give the claims of the ID token and, where it lacks them, those of the userinfo endpoint."""
    merged = {**userinfo, **claims}
    if "email" in userinfo:
        # An address and its confirmation are worth something only together.
        merged |= {"email": userinfo["email"], "email_verified": userinfo.get("email_verified")}
    return merged


def find(claims: Claims, path: str) -> object:
    """Give a claim by its name or, if there is none of that name, by the dotted path to it; None if absent."""
    if path in claims:
        return claims[path]
    found: object = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _username(claims: Claims, claim: str) -> str:
    email = _text(claims.get("email")) or ""
    sources = (find(claims, claim), claims.get("preferred_username"), email.partition("@")[0], claims.get("name"))
    names = (_clean(_text(source) or "") for source in (*sources, claims["sub"]))
    return next(filter(None, names), "").ljust(_SHORTEST_USERNAME, "_")


def _clean(text: str) -> str:
    name = re.sub(r"[^a-z0-9_.-]", "_", text.lower())
    return re.sub(r"_+", "_", name).strip("_.-")[:_USERNAME_LENGTH]


def _text(value: object) -> str | None:
    # Databases refuse some of what cannot be printed.
    return "".join(filter(str.isprintable, value)).strip() or None if isinstance(value, str) else None


def _texts(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(text for text in map(_text, values) if text)
