"""The errors that ashim answers with: one base class, and one class per kind of answer.

A message says what is wrong and what to do; `code` is the machine-readable word of the HTTP contract.
"""

from collections.abc import Mapping, Sequence


class AshimError(Exception):
    """Something the caller can understand. `status` is the HTTP status that the server answers with."""

    status = 500

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        details: str | Sequence[Mapping[str, str]] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        """`extra` holds further keys of the JSON error body."""
        super().__init__(message)
        self.message = message
        self.code = code
        self.details = details
        self.extra = dict(extra or {})

    def body(self) -> dict[str, object]:
        """Give the JSON object that the HTTP contract prescribes; keys without a value are left out."""
        fields: dict[str, object] = {"error": self.message, "code": self.code, "details": self.details, **self.extra}
        return {key: value for key, value in fields.items() if value is not None}


class InvalidRequestError(AshimError):
    """The request itself is wrong: bad fields, unreadable body, unusable file."""

    status = 400


class AuthenticationError(AshimError):
    """No valid credentials were presented."""

    status = 401

    def __init__(self, message: str, *, code: str = "AUTH_REQUIRED") -> None:
        super().__init__(message, code=code)


class PermissionDeniedError(AshimError):
    """The caller is known but may not do this."""

    status = 403

    def __init__(self, message: str, *, code: str = "FORBIDDEN") -> None:
        super().__init__(message, code=code)


class NotFoundError(AshimError):
    """The thing does not exist, or not for this caller."""

    status = 404


class NotMultipartError(AshimError):
    """An upload route got a body that is not multipart/form-data."""

    status = 406


class ConflictError(AshimError):
    """The thing exists already, or is in the wrong state."""

    status = 409


class GoneError(AshimError):
    """The thing was there, but has been removed."""

    status = 410


class TooLargeError(AshimError):
    """A limit on bytes or counts was passed."""

    status = 413


class UnsupportedMediaTypeError(AshimError):
    """The request body has a content type that the route does not read."""

    status = 415


class ProcessingError(AshimError):
    """The input is well-formed but the work on it failed."""

    status = 422


class RateLimitedError(AshimError):
    """Too many requests in the window."""

    status = 429


class InsufficientStorageError(AshimError):
    """The disk is full."""

    status = 507
