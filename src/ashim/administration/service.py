"""Settings that administrators change at run time: a table of texts, of which the server knows some."""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select

from ashim.accounts.acts import record_act
from ashim.accounts.principal import Principal
from ashim.administration.known import KNOWN, LOGO_VERSION, InForce
from ashim.administration.tables import settings
from ashim.audit import Action, Target
from ashim.db import Database, utc_now
from ashim.errors import InvalidRequestError, NotFoundError, PermissionDeniedError

PROTECTED = frozenset({"cookie_secret", "instance_id", LOGO_VERSION})
"""Keys that only the server writes and only administrators see."""

SECRET = frozenset({"cookie_secret"})
"""Keys that nobody sees."""

MAX_VALUE_CHARACTERS = 65_536
MAX_KEY_CHARACTERS = 200

_HTML_TAG_START = re.compile(r"<[a-zA-Z/!?]")


@dataclass(frozen=True, slots=True)
class Setting:
    """One row."""

    key: str
    value: str
    updated_at: str


class SettingsService:
    """Reads and writes the settings. What is stored never stops a start: an unusable value counts as absent."""

    def __init__(self, database: Database, *, tool_ids: frozenset[str] = frozenset()) -> None:
        """`tool_ids` are those that can be disabled."""
        self._database = database
        self._tool_ids = tool_ids

    def all(self, *, protected: bool) -> dict[str, str]:
        """Give every setting but the secret ones; the protected ones only if asked for."""
        with self._database.read() as connection:
            rows = connection.execute(select(settings.c.key, settings.c.value).order_by(settings.c.key))
            return {key: value for key, value in rows if key not in SECRET and (protected or key not in PROTECTED)}

    def find(self, key: str) -> Setting:
        """Give one setting. Raises NotFoundError."""
        with self._database.read() as connection:
            row = connection.execute(_ONE_ROW, {"wanted": key}).one_or_none()
        if row is None or key in SECRET:
            raise NotFoundError(f'Setting "{key}" not found', code="NOT_FOUND")
        return Setting(row.key, row.value, row.updated_at)

    def in_force(self) -> InForce:
        """Give what the settings say now, whoever changed them. One short read, fit for the event loop."""
        with self._database.read() as connection:
            return InForce.of({row.key: row.value for row in connection.execute(_KNOWN_ROWS)})

    def update(self, values: Mapping[str, object], actor: Principal | None = None) -> int:
        """Write all of the values or none; give how many. Values that are no text are stored as their JSON text.

        Raises InvalidRequestError for HTML and for values that a known key does not take, PermissionDeniedError for
        protected keys.
        """
        texts = {key: value if isinstance(value, str) else _json(value) for key, value in values.items()}
        for key, text in texts.items():
            self._check(key, text)
        if texts:
            with self._database.write() as connection:
                write(connection, texts)
                target = Target("settings", None, ", ".join(texts))
                record_act(connection, actor, Action.SETTINGS_UPDATED, target, {"changes": _shortened(texts)})
        return len(texts)

    def seed(self, values: Mapping[str, str]) -> None:
        """Write those of the values whose key is absent."""
        with self._database.write() as connection:
            present = set(connection.execute(select(settings.c.key)).scalars())
            write(connection, {key: value for key, value in values.items() if key not in present})

    def cookie_secret(self) -> str:
        """Give the key that signs cookies: made once, and shown to nobody."""
        self.seed({"cookie_secret": secrets.token_urlsafe(32)})
        with self._database.read() as connection:
            stored: str = connection.execute(
                select(settings.c.value).where(settings.c.key == "cookie_secret")
            ).scalar_one()
        return stored

    def _check(self, key: str, text: str) -> None:
        if key in PROTECTED:
            raise PermissionDeniedError(f'The setting "{key}" is managed by the server')
        if not key:
            raise _invalid("Settings must be a JSON object without empty keys")
        if len(key) > MAX_KEY_CHARACTERS:
            raise _invalid(f"{key[:40]}…: a key must be at most {MAX_KEY_CHARACTERS} characters long")
        if _has_html_tag(key) or _has_html_tag(text):
            raise _invalid("Settings must not contain HTML tags")
        if len(text) > MAX_VALUE_CHARACTERS:
            raise _invalid(f"{key}: must be at most {MAX_VALUE_CHARACTERS} characters long")
        rule = KNOWN.get(key)
        if rule is not None and not rule.accepts(text):
            raise _invalid(f"{key}: must be {rule.wanted}, not {text[:100]!r}")
        if key == "disabledTools":
            unknown = sorted(set(json.loads(text)) - self._tool_ids)
            if unknown:
                raise _invalid(f"{key}: there is no tool named {', '.join(unknown)[:200]}")


_ONE_ROW = select(settings).where(settings.c.key == bindparam("wanted"))
_KNOWN_ROWS = select(settings.c.key, settings.c.value).where(settings.c.key.in_([*KNOWN, LOGO_VERSION]))


def write(connection: Connection, texts: Mapping[str, str]) -> None:
    """Write settings as they are; the caller has checked them, and commits."""
    if not texts:
        return
    now = utc_now()
    connection.execute(delete(settings).where(settings.c.key.in_(texts)))
    connection.execute(
        insert(settings), [{"key": key, "value": value, "updated_at": now} for key, value in texts.items()]
    )


def _has_html_tag(text: str) -> bool:
    # Two searches: one expression for a whole tag takes the square of the time on a text of many beginnings.
    start = _HTML_TAG_START.search(text)
    return start is not None and text.find(">", start.end()) >= 0


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _shortened(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: text if len(text) <= 500 else f"{text[:500]}…" for key, text in texts.items()}


def _invalid(message: str) -> InvalidRequestError:
    return InvalidRequestError(message, code="VALIDATION_ERROR")
