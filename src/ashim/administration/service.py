"""Settings that administrators change at run time: a table of texts, of which the server knows some."""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from ashim.administration.tables import settings
from ashim.db import Database, utc_now
from ashim.errors import InvalidRequestError, NotFoundError, PermissionDeniedError

PROTECTED = frozenset({"cookie_secret", "instance_id"})
"""Keys that only the server writes and only administrators see."""

MAX_VALUE_CHARACTERS = 65_536

_HTML_TAG = re.compile(r"<[a-zA-Z/!?][^>]*>")
_LOCALE = re.compile(r"[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Setting:
    """One row."""

    key: str
    value: str
    updated_at: str


class SettingsService:
    """Reads and writes the settings. What is stored never stops a start: an unusable value counts as absent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, *, protected: bool) -> dict[str, str]:
        """Give every setting; the protected ones only if asked for."""
        with self._database.read() as connection:
            rows = connection.execute(select(settings.c.key, settings.c.value).order_by(settings.c.key))
            return {key: value for key, value in rows if protected or key not in PROTECTED}

    def find(self, key: str) -> Setting:
        """Give one setting. Raises NotFoundError."""
        with self._database.read() as connection:
            row = connection.execute(select(settings).where(settings.c.key == key)).one_or_none()
        if row is None:
            raise NotFoundError(f'Setting "{key}" not found', code="NOT_FOUND")
        return Setting(row.key, row.value, row.updated_at)

    def login_attempt_limit(self, default: int) -> int:
        """Give the setting `loginAttemptLimit`, or the default. One short read, fit for the event loop."""
        with self._database.read() as connection:
            value = connection.execute(_LOGIN_ATTEMPT_LIMIT).scalar_one_or_none()
        return int(value) if value is not None and _is_positive_integer(value) else default

    def update(self, values: Mapping[str, object]) -> int:
        """Write all of the values or none; give how many. Values that are no text are stored as their JSON text.

        Raises InvalidRequestError for HTML and for values that a known key does not take, PermissionDeniedError for
        protected keys.
        """
        texts = {key: value if isinstance(value, str) else _json(value) for key, value in values.items()}
        for key, text in texts.items():
            _check(key, text)
        self._write(texts)
        return len(texts)

    def seed(self, values: Mapping[str, str]) -> None:
        """Write those of the values whose key is absent."""
        with self._database.write() as connection:
            present = set(connection.execute(select(settings.c.key)).scalars())
            rows = [
                {"key": key, "value": value, "updated_at": utc_now()}
                for key, value in values.items()
                if key not in present
            ]
            if rows:
                connection.execute(insert(settings), rows)

    def _write(self, texts: Mapping[str, str]) -> None:
        if not texts:
            return
        now = utc_now()
        with self._database.write() as connection:
            connection.execute(delete(settings).where(settings.c.key.in_(texts)))
            connection.execute(
                insert(settings), [{"key": key, "value": value, "updated_at": now} for key, value in texts.items()]
            )


_LOGIN_ATTEMPT_LIMIT = select(settings.c.value).where(settings.c.key == "loginAttemptLimit")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _check(key: str, text: str) -> None:
    if key in PROTECTED:
        raise PermissionDeniedError(f'The setting "{key}" is managed by the server')
    if not key:
        raise InvalidRequestError("Settings must be a JSON object without empty keys", code="VALIDATION_ERROR")
    if _HTML_TAG.search(key) or _HTML_TAG.search(text):
        raise InvalidRequestError("Settings must not contain HTML tags", code="VALIDATION_ERROR")
    if len(text) > MAX_VALUE_CHARACTERS:
        raise InvalidRequestError(
            f"{key}: must be at most {MAX_VALUE_CHARACTERS} characters long", code="VALIDATION_ERROR"
        )
    rule = _KNOWN.get(key)
    if rule is not None and not rule.accepts(text):
        raise InvalidRequestError(f"{key}: must be {rule.wanted}, not {text[:100]!r}", code="VALIDATION_ERROR")


@dataclass(frozen=True, slots=True)
class _Rule:
    wanted: str
    accepts: Callable[[str], bool]


def _one_of(*choices: str) -> _Rule:
    return _Rule(" or ".join(choices), lambda text: text in choices)


def _is_positive_integer(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9 and int(text) > 0


def _is_number(text: str, *, zero: bool) -> bool:
    try:
        number = float(text)
    except ValueError:
        return False
    return math.isfinite(number) and (number > 0 or (zero and number == 0))


def _is_list_of_texts(text: str) -> bool:
    try:
        value = json.loads(text)
    except ValueError:
        return False
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


_KNOWN: Mapping[str, _Rule] = {
    "defaultTheme": _one_of("light", "dark", "system"),
    "defaultLocale": _Rule("a locale such as en or pt-BR", lambda text: _LOCALE.fullmatch(text) is not None),
    "defaultToolView": _one_of("sidebar", "fullscreen"),
    "disabledTools": _Rule("a JSON array of tool ids", _is_list_of_texts),
    "enableExperimentalTools": _one_of("true", "false"),
    "loginAttemptLimit": _Rule("a positive whole number", _is_positive_integer),
    "tempFileMaxAgeHours": _Rule("a positive number", lambda text: _is_number(text, zero=False)),
    "startupCleanup": _one_of("true", "false"),
    "fileUploadLimitMb": _Rule("a number, 0 for no limit", lambda text: _is_number(text, zero=True)),
    "customLogo": _one_of("true", "false"),
    "appName": _Rule("at most 100 characters", lambda text: len(text) <= 100),
}
