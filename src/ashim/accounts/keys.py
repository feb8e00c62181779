"""API keys: made, listed, deleted, and found again by the SHA-256 of the key."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from ashim.accounts.permissions import in_order, permissions_of
from ashim.accounts.principal import Principal, within_scope
from ashim.accounts.tables import api_keys, roles, users
from ashim.audit import Action, Target, record
from ashim.db import Database, Lookup, iso, utc_now
from ashim.errors import InvalidRequestError, NotFoundError

PREFIX = "si_"
DEFAULT_NAME = "Default API Key"

_RANDOM_BYTES = 48
_NAME_LENGTH = 100

_LOOKUP = Lookup(
    select(
        users.c.id,
        users.c.username,
        users.c.role,
        roles.c.permissions,
        api_keys.c.id,
        api_keys.c.permissions,
        api_keys.c.expires_at,
    )
    .join(users, users.c.id == api_keys.c.user_id)
    .outerjoin(roles, roles.c.name == users.c.role)
    .where(
        users.c.disabled == 0,
        api_keys.c.key_hash == bindparam("key_hash"),
        api_keys.c.expires_at.is_(None) | (api_keys.c.expires_at > bindparam("now")),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """What may be shown of a key. `permissions` None means unscoped, `expires_at` None means for ever."""

    id: int
    name: str
    permissions: tuple[str, ...] | None
    created_at: str
    last_used_at: str | None
    expires_at: str | None
    owner: str


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A key just made; the secret is shown this once."""

    secret: str
    key: ApiKey


class ApiKeys:
    """The API keys of all users."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._used: dict[int, str] = {}

    def find(self, secret: str, address: str | None = None) -> Principal | None:
        """Give the principal of a live key and remember its use. One short read, fit for the event loop."""
        now = utc_now()
        row = self._database.look_up(_LOOKUP, key_hash=_hash(secret), now=now)
        if row is None:
            return None
        user_id, username, role, stored, key_id, permissions, expires_at = row
        self._used[key_id] = now
        scope = None if permissions is None else frozenset(json.loads(permissions))
        return Principal(
            user_id=user_id,
            username=username,
            role=role,
            permissions=within_scope(permissions_of(role, stored), scope),
            via="api_key",
            address=address,
            scope=scope,
            key_expires_at=expires_at,
        )

    def flush_usage(self) -> None:
        """Write the last use of the keys used since the last call: not every request costs a write."""
        used, self._used = self._used, {}
        if used:
            with self._database.write() as connection:
                connection.execute(
                    update(api_keys)
                    .where(api_keys.c.id == bindparam("key_id"))
                    .values(last_used_at=bindparam("moment")),
                    [{"key_id": key_id, "moment": moment} for key_id, moment in used.items()],
                )

    def create(
        self,
        owner: Principal,
        name: str | None,
        *,
        permissions: Sequence[str] | None = None,
        expires_at: str | None = None,
    ) -> NewApiKey:
        """Make a key for the principal.

        No permissions mean an unscoped key. A key that makes a key passes on its own scope and end at most.
        Raises InvalidRequestError for a name that is too long, a permission that the owner does not hold, or an end
        that cannot be read, is past, or is later than allowed.
        """
        secret = PREFIX + secrets.token_hex(_RANDOM_BYTES)
        scope = _scope(owner, permissions)
        created_at = utc_now()
        key_name = _name(name)
        end = _end(owner, expires_at)
        values = {
            "user_id": owner.user_id,
            "key_hash": _hash(secret),
            "name": key_name,
            "created_at": created_at,
            "permissions": None if scope is None else json.dumps(scope),
            "expires_at": end,
        }
        with self._database.write() as connection:
            key_id = connection.execute(insert(api_keys).values(values).returning(api_keys.c.id)).scalar_one()
            details = {"userId": str(owner.user_id), "keyId": str(key_id), "keyName": key_name}
            record(
                connection, owner.actor, Action.API_KEY_CREATED, Target("api_key", key_id, key_name), details=details
            )
        key = ApiKey(
            id=key_id,
            name=key_name,
            permissions=scope,
            created_at=created_at,
            last_used_at=None,
            expires_at=end,
            owner=owner.username,
        )
        return NewApiKey(secret, key)

    def visible_to(self, viewer: Principal) -> list[ApiKey]:
        """Give the viewer's keys, or everyone's with `apikeys:all`, oldest first."""
        self.flush_usage()
        statement = select(api_keys, users.c.username).join(users, users.c.id == api_keys.c.user_id)
        if not viewer.can("apikeys:all"):
            statement = statement.where(api_keys.c.user_id == viewer.user_id)
        with self._database.read() as connection:
            return [_key(row) for row in connection.execute(statement.order_by(api_keys.c.id))]

    def delete(self, owner: Principal, key_id: int) -> None:
        """Delete one of the principal's own keys. Raises NotFoundError for every other."""
        mine = delete(api_keys).where(api_keys.c.id == key_id, api_keys.c.user_id == owner.user_id)
        with self._database.write() as connection:
            name = connection.execute(mine.returning(api_keys.c.name)).scalar_one_or_none()
            if name is None:
                raise NotFoundError("API key not found", code="NOT_FOUND")
            details = {"userId": str(owner.user_id), "keyId": str(key_id)}
            record(connection, owner.actor, Action.API_KEY_DELETED, Target("api_key", key_id, name), details=details)


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        permissions=None if row.permissions is None else tuple(json.loads(row.permissions)),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
        owner=row.username,
    )


def _hash(secret: str) -> str:
    # A key is 384 random bits: nobody guesses it from a fast hash.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _name(name: str | None) -> str:
    if name is not None and len(name) > _NAME_LENGTH:
        raise InvalidRequestError(f"name must be {_NAME_LENGTH} characters or fewer", code="VALIDATION_ERROR")
    return (name or "").strip() or DEFAULT_NAME


def _scope(owner: Principal, permissions: Sequence[str] | None) -> tuple[str, ...] | None:
    if not permissions:
        return None if owner.scope is None else tuple(in_order(owner.permissions))
    missing = [permission for permission in permissions if permission not in owner.permissions]
    if missing:
        raise InvalidRequestError(
            f"permissions that you don't have cannot be given to a key: {', '.join(missing)}", code="VALIDATION_ERROR"
        )
    return tuple(in_order(frozenset(permissions)))


def _end(owner: Principal, text: str | None) -> str | None:
    if not text:
        return owner.key_expires_at
    try:
        moment = datetime.fromisoformat(text)
        end = iso(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError) as error:
        raise InvalidRequestError(
            "Invalid expiresAt: give an ISO 8601 date such as 2030-01-31T00:00:00Z", code="VALIDATION_ERROR"
        ) from error
    if end <= utc_now():
        raise InvalidRequestError("expiresAt must be in the future", code="VALIDATION_ERROR")
    if owner.key_expires_at is not None and end > owner.key_expires_at:
        raise InvalidRequestError(
            f"expiresAt must not be later than {owner.key_expires_at}, the end of the key in use",
            code="VALIDATION_ERROR",
        )
    return end
