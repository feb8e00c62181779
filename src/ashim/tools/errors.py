"""What can go wrong with tools: in their settings, in a run, and in their declaration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class ToolError(Exception):
    """The tool cannot do this with this picture. The message is meant for the person who asked."""


class BadInputError(ToolError):
    """What was given is wrong, and only the tool could see that: a page that is not there, an unknown template.

    `extra` holds further keys of the answer, in JSON.
    """

    def __init__(self, message: str, extra: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.extra = dict(extra or {})


class ToolDefinitionError(Exception):
    """A tool is declared wrongly. The message names the file and, where there is one, the field."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with settings: the dotted path of the field ("" for the whole), and the rule it breaks."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class SettingsError(Exception):
    """The settings are not what the tool takes; `problems` names every one."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = tuple(problems)
