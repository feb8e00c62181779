"""The `@tool` decorator: a function and its metadata become a Tool, checked when it is imported."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from pydantic.fields import FieldInfo

from ashim.tools.categories import CATEGORIES
from ashim.tools.errors import SettingsError, ToolDefinitionError
from ashim.tools.kinds import Kind, read_signature
from ashim.tools.parsing import parse_settings
from ashim.tools.schema import settings_schema
from ashim.tools.settings import Settings

Display = Literal[
    "side-by-side",
    "before-after",
    "live-preview",
    "no-comparison",
    "interactive-crop",
    "interactive-eraser",
    "interactive-split",
    "no-dropzone",
    "custom-results",
]


@dataclass(frozen=True, slots=True)
class Example:
    """Settings worth showing, in their wire form."""

    title: str
    settings: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Tool:
    """A pure function and everything that is known about it.

    `streams`: the function reads pixels once, from top to bottom, whatever its settings. `version` goes up when the
    same settings give other pixels. `verb` is what the button says. `live` is how the browser previews it, if it does.
    """

    id: str
    name: str
    summary: str
    description: str
    category: str
    settings: type[Settings]
    function: Callable[..., Any]
    kind: Kind
    inputs: tuple[str, ...]
    takes_context: bool
    streams: bool
    display: Display
    keywords: tuple[str, ...]
    aliases: tuple[str, ...]
    suggestions: tuple[str, ...]
    examples: tuple[Example, ...]
    version: int
    icon: str
    order: int
    verb: str
    live: Literal["css"] | None

    def __call__(self, *arguments: Any) -> Any:
        """Call the function as it was declared."""
        return self.function(*arguments)

    @property
    def batchable(self) -> bool:
        """Whether many files can be run through it, each by itself."""
        return self.kind in (Kind.TRANSFORM, Kind.CONTAINER) and not self.inputs

    @property
    def pipelineable(self) -> bool:
        """Whether it can be a step between others."""
        return self.kind is Kind.TRANSFORM and not self.inputs

    def schema(self) -> dict[str, Any]:
        """Give the JSON Schema of the settings in their wire form."""
        return settings_schema(self.settings)


def tool(
    *,
    icon: str,
    name: str | None = None,
    category: str | None = None,
    streams: bool = False,
    display: Display = "side-by-side",
    keywords: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
    suggestions: tuple[str, ...] = (),
    examples: tuple[Example, ...] = (),
    version: int = 1,
    order: int = 100,
    verb: str | None = None,
    live: Literal["css"] | None = None,
) -> Callable[[Callable[..., Any]], Tool]:
    """Declare a tool.

    Its id comes from the function's name, its summary from the docstring's first line, its category from the folder,
    what it takes and gives from the annotations. Raises ToolDefinitionError, naming the file, for a declaration that
    is incomplete.
    """

    def declare(function: Callable[..., Any]) -> Tool:
        try:
            signature = read_signature(function)
            docstring = inspect.getdoc(function) or ""
            if not docstring:
                raise ToolDefinitionError(f"{function.__name__} has no docstring; its first line is the summary")
            _check_settings(signature.settings)
            title = name or function.__name__.replace("_", " ").capitalize()
            declared = Tool(
                id=function.__name__.replace("_", "-"),
                name=title,
                summary=docstring.splitlines()[0].rstrip("."),
                description=docstring,
                category=_category(category, function),
                settings=signature.settings,
                function=function,
                kind=signature.kind,
                inputs=signature.inputs,
                takes_context=signature.takes_context,
                streams=streams,
                display=display,
                keywords=keywords,
                aliases=aliases,
                suggestions=suggestions,
                examples=tuple(Example(each.title, MappingProxyType(dict(each.settings))) for each in examples),
                version=version,
                icon=icon,
                order=order,
                verb=verb or title,
                live=live,
            )
            _check_examples(declared)
        except ToolDefinitionError as error:
            raise ToolDefinitionError(f"{_file(function)}: {error}") from error
        return declared

    return declare


def _file(function: Callable[..., Any]) -> str:
    """Give the file as folder and name, which tells one tool from another without telling where it is installed."""
    path = Path(function.__code__.co_filename)
    return f"{path.parent.name}/{path.name}"


def _category(given: str | None, function: Callable[..., Any]) -> str:
    wanted = given or function.__module__.split(".")[-2]
    known = [each.id for each in CATEGORIES]
    if wanted not in known:
        raise ToolDefinitionError(f"category {wanted!r} does not exist; choose one of {', '.join(known)}")
    return wanted


def _check_settings(model: type[Settings]) -> None:
    for name, field in model.model_fields.items():
        where = f"{model.__name__}.{name}"
        if not field.description:
            raise ToolDefinitionError(f"{where} has no description")
        if _is_number(field) and not _is_bounded(field):
            raise ToolDefinitionError(f"{where} is a number without a bound (gt, ge, lt or le)")
    shown = {str(field.alias) for field in model.model_fields.values()}
    for tab in model.form.get("tabs", []):
        stray = set(tab["fields"]) - shown
        if stray:
            raise ToolDefinitionError(f"tab {tab['id']} of {model.__name__} names unknown fields {sorted(stray)}")


def _is_number(field: FieldInfo) -> bool:
    parts = getattr(field.annotation, "__args__", (field.annotation,))
    return int in parts or float in parts


def _is_bounded(field: FieldInfo) -> bool:
    return any(hasattr(rule, bound) for rule in field.metadata for bound in ("gt", "ge", "lt", "le"))


def _check_examples(declared: Tool) -> None:
    for example in declared.examples:
        try:
            parse_settings(declared, example.settings, strict=True)
        except SettingsError as error:
            raise ToolDefinitionError(f"example {example.title!r} does not fit the settings: {error}") from error
    if not declared.examples:
        try:
            parse_settings(declared, {}, strict=True)
        except SettingsError as error:
            raise ToolDefinitionError(f"{declared.id} needs an example, because its defaults do not suffice") from error
