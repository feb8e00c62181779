"""The settings that the server knows: which texts each takes, and what is in force."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from ashim import strict_json

_MAX_NUMBER = 1_000_000_000
_LOCALE = re.compile(r"[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a setting takes, in words and as a test of its text."""

    wanted: str
    accepts: Callable[[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The settings that change what the server does. None: the environment decides."""

    disabled_tools: frozenset[str]
    login_attempt_limit: int | None
    upload_limit_mb: float | None
    """0 is no limit."""
    temp_file_max_age_hours: float | None
    startup_cleanup: bool
    default_locale: str
    default_theme: str
    app_name: str
    custom_logo: str | None
    """The version of the logo, if there is one."""

    @classmethod
    def of(cls, stored: Mapping[str, str]) -> Self:
        """Read the stored texts; one that its rule does not take counts as absent, so that no row stops a start."""
        texts = {key: text for key, text in stored.items() if key not in KNOWN or KNOWN[key].accepts(text)}
        return cls(
            disabled_tools=frozenset(json.loads(texts.get("disabledTools", "[]"))),
            login_attempt_limit=int(texts["loginAttemptLimit"]) if texts.get("loginAttemptLimit") else None,
            upload_limit_mb=float(texts["fileUploadLimitMb"]) if texts.get("fileUploadLimitMb") else None,
            temp_file_max_age_hours=float(texts["tempFileMaxAgeHours"]) if texts.get("tempFileMaxAgeHours") else None,
            startup_cleanup=texts.get("startupCleanup") != "false",
            default_locale=texts.get("defaultLocale", "en"),
            default_theme=texts.get("defaultTheme", "system"),
            app_name=texts.get("appName", "").strip(),
            custom_logo=texts.get(LOGO_VERSION) if texts.get("customLogo") == "true" else None,
        )


LOGO_VERSION = "logo_version"


def _one_of(*choices: str) -> Rule:
    return Rule(" or ".join(choices), lambda text: text in choices)


def _is_positive_integer(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9 and int(text) > 0


def _is_number(text: str, *, zero: bool) -> bool:
    try:
        number = float(text)
    except ValueError:
        return False
    return 0 < number <= _MAX_NUMBER or (zero and number == 0)


def _is_list_of_texts(text: str) -> bool:
    try:
        value = strict_json.parse(text)
    except ValueError:
        return False
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _or_empty(rule: Rule) -> Rule:
    """Let an empty text take the setting back."""
    return Rule(f"{rule.wanted}, or empty for the server's default", lambda text: not text or rule.accepts(text))


KNOWN: Mapping[str, Rule] = {
    "defaultTheme": _one_of("light", "dark", "system"),
    "defaultLocale": Rule("a locale such as en or pt-BR", lambda text: _LOCALE.fullmatch(text) is not None),
    "defaultToolView": _one_of("sidebar", "fullscreen"),
    "disabledTools": Rule("a JSON array of tool ids", _is_list_of_texts),
    "enableExperimentalTools": _one_of("true", "false"),
    "loginAttemptLimit": _or_empty(Rule("a positive whole number", _is_positive_integer)),
    "tempFileMaxAgeHours": _or_empty(
        Rule(f"a positive number up to {_MAX_NUMBER}", lambda text: _is_number(text, zero=False))
    ),
    "startupCleanup": _one_of("true", "false"),
    "fileUploadLimitMb": _or_empty(
        Rule(f"a number up to {_MAX_NUMBER}, 0 for no limit", lambda text: _is_number(text, zero=True))
    ),
    "customLogo": _one_of("true", "false"),
    "appName": Rule("at most 100 characters", lambda text: len(text) <= 100),
}
