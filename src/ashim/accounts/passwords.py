"""Password rules and bcrypt hashes. Hashing takes long on purpose: keep it off the event loop."""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass

import bcrypt

from ashim.errors import InvalidRequestError

_BCRYPT_MAX_BYTES = 72
_RULES = (r".{8}", r"[A-Z]", r"[a-z]", r"[0-9]")


def check_strength(password: str) -> None:
    """Raise InvalidRequestError unless the password has the length and the kinds of character that are required."""
    if not all(re.search(rule, password, re.DOTALL) for rule in _RULES):
        raise InvalidRequestError(
            "Password must have at least 8 characters, with an uppercase letter, a lowercase letter and a number",
            code="VALIDATION_ERROR",
        )


def random_password() -> str:
    """Make a password that keeps the rules."""
    while True:
        password = secrets.token_urlsafe(12)
        if all(re.search(rule, password) for rule in _RULES):
            return password


@dataclass(frozen=True, slots=True)
class PasswordHasher:
    """Makes and checks bcrypt hashes of a cost: each step up doubles the time."""

    cost: int = 12

    def hash(self, password: str) -> str:
        """Give the bcrypt hash of a password."""
        return bcrypt.hashpw(_secret(password), bcrypt.gensalt(self.cost)).decode()

    def verify(self, password: str, password_hash: str | None) -> bool:
        """Tell whether the password belongs to the hash.

        Without a hash the answer is no, but takes as long, so that the time of an answer does not tell who exists.
        """
        known = bcrypt.checkpw(_secret(password), (password_hash or self.stand_in).encode())
        return known and password_hash is not None

    @property
    def stand_in(self) -> str:
        """A hash of no password that costs as much as one of ours."""
        return f"$2b${self.cost:02}$" + "." * 53

    def is_outdated(self, password_hash: str) -> bool:
        """Tell whether the hash was made at another cost."""
        return not password_hash.startswith(f"$2b${self.cost:02}$")


def _secret(password: str) -> bytes:
    # bcrypt reads 72 bytes at most and stops at a NUL, so such passwords go through SHA-256 first.
    raw = password.encode("utf-8", "surrogatepass")
    if len(raw) > _BCRYPT_MAX_BYTES or b"\0" in raw:
        return base64.b64encode(hashlib.sha256(raw).digest())
    return raw
