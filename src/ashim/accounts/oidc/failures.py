"""How a single sign-on can fail."""

from enum import StrEnum


class Failure(StrEnum):
    """What the sign-in page is told; the texts are part of the HTTP contract."""

    PROVIDER_UNREACHABLE = "oidc_provider_unreachable"
    SESSION_EXPIRED = "oidc_session_expired"
    AUTH_FAILED = "oidc_auth_failed"
    USER_LIMIT_REACHED = "oidc_user_limit_reached"
    NOT_AUTHORIZED = "oidc_user_not_authorized"
    ACCOUNT_DISABLED = "oidc_account_disabled"


class SignInFailedError(Exception):
    """A sign-in that came to nothing. `reason` is for the log and holds no secrets; `who` is the person, if known."""

    def __init__(self, failure: Failure, reason: str, *, who: str | None = None) -> None:
        super().__init__(reason)
        self.failure = failure
        self.reason = reason
        self.who = who
