"""The `@tool` decorator: a function and its metadata become a Tool, checked when it is imported."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from pydantic.fields import FieldInfo

from ashim.tools.categories import CATEGORIES
from ashim.tools.errors import SettingsError, ToolDefinitionError
from ashim.tools.kinds import Gives, Kind, Signature, Takes, read_signature
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


Accepts = Literal["image", "svg", "pdf", "any"]
# How browsers preview a tool: by turning the picture, or by the colours that its operation `formula` gives.
Live = Literal["css", "formula"]


@dataclass(frozen=True, slots=True)
class Example:
    """Settings worth showing, in their wire form."""

    title: str
    settings: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences that clients of a tool know its errors by.

    `missing`: not enough files came. `failed`: it went wrong while working. `each`: what the first, second, … of
    several files is called when it cannot be opened; otherwise its file name is told.
    """

    missing: str = "No image file provided"
    failed: str = "Processing failed"
    each: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tool:
    """A pure function and everything that is known about it.

    `streams`: the function reads pixels once, from top to bottom, whatever its settings.
    `eager`: the function does its work at once instead of describing it, so it never belongs to the quick lane.
    `accepts`: what the files have to be; `any` leaves the judgement to the tool. `at_least`: how many files it takes.
    `suffix`: what the stem of the result's name gets; None means `_` and the id for tools that keep the format.
    `archive`: name of the ZIP of several results; `{stem}` and `{id}` stand for the input's stem and the job's id.
    `asynchronous`: a single run is answered with 202 at once, unless the caller wants to wait.
    `settings_first`: wrong settings are reported before a broken picture.
    `version` goes up when the same settings give other pixels. `verb` is what the button says. `live` is how the
    browser previews it, if it does. `parent` is the tool that an operation belongs to.
    """

    id: str
    name: str
    summary: str
    description: str
    category: str
    settings: type[Settings]
    function: Callable[..., Any]
    signature: Signature
    accepts: Accepts
    at_least: int
    words: Wording
    suffix: str | None
    archive: str
    asynchronous: bool
    settings_first: bool
    streams: bool
    eager: bool
    display: Display
    keywords: tuple[str, ...]
    aliases: tuple[str, ...]
    suggestions: tuple[str, ...]
    examples: tuple[Example, ...]
    version: int
    icon: str
    order: int
    verb: str
    live: Live | None
    parent: str | None = None

    def __call__(self, *arguments: Any) -> Any:
        """Call the function as it was declared."""
        return self.function(*arguments)

    @property
    def kind(self) -> Kind:
        """What kind of tool it is."""
        return self.signature.kind

    @property
    def most(self) -> int | None:
        """How many files it takes at most, those of named inputs aside; None means as many as there are."""
        return None if self.signature.several else int(self.signature.takes is not Takes.NOTHING)

    @property
    def batchable(self) -> bool:
        """Whether many files can be run through it, each by itself."""
        single = self.signature.takes in (Takes.IMAGE, Takes.FILE)
        named = any(each.required for each in self.signature.inputs)
        return single and not named and Gives.REPORT not in self.signature.gives and self.accepts != "pdf"

    @property
    def pipelineable(self) -> bool:
        """Whether it can be a step of a pipeline."""
        return self.batchable and (self.signature.takes is Takes.IMAGE or self.signature.edits_container)

    @property
    def previewable(self) -> bool:
        """Whether what it makes of a picture can be shown while its settings are chosen."""
        one = self.signature.takes is Takes.IMAGE and not any(each.required for each in self.signature.inputs)
        return one and self.kind is Kind.TRANSFORM and self.accepts == "image" and self.parent is None

    def schema(self) -> dict[str, Any]:
        """Give the JSON Schema of the settings in their wire form."""
        return settings_schema(self.settings)


def tool(
    *,
    icon: str,
    name: str | None = None,
    category: str | None = None,
    accepts: Accepts = "image",
    at_least: int | None = None,
    words: Wording = Wording(),
    suffix: str | None = None,
    archive: str | None = None,
    asynchronous: bool = False,
    settings_first: bool = False,
    streams: bool = False,
    eager: bool = False,
    display: Display = "side-by-side",
    keywords: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
    suggestions: tuple[str, ...] = (),
    examples: tuple[Example, ...] = (),
    version: int = 1,
    order: int = 100,
    verb: str | None = None,
    live: Live | None = None,
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
            tool_id = function.__name__.replace("_", "-")
            declared = Tool(
                id=tool_id,
                name=title,
                summary=docstring.splitlines()[0].rstrip("."),
                description=docstring,
                category=_category(category, function),
                settings=signature.settings,
                function=function,
                signature=signature,
                accepts=accepts,
                at_least=int(not signature.optional) if at_least is None else at_least,
                words=words,
                suffix=suffix,
                archive=archive or f"{{stem}}_{tool_id}.zip",
                asynchronous=asynchronous,
                settings_first=settings_first,
                streams=streams,
                eager=eager,
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


def operation(
    of: Tool, *, words: Wording | None = None, accepts: Accepts | None = None, settings_first: bool | None = None
) -> Callable[[Callable[..., Any]], Tool]:
    """Declare a further operation of a tool, answered at once at `/api/v1/tools/{tool}/{function name}`.

    A report is answered as JSON, a picture as its bytes; nothing is kept.
    """

    def declare(function: Callable[..., Any]) -> Tool:
        made = tool(
            icon=of.icon,
            category=of.category,
            accepts=accepts or of.accepts,
            words=words or of.words,
            settings_first=of.settings_first if settings_first is None else settings_first,
            order=of.order,
            eager=of.eager,
            examples=of.examples if read_signature(function).settings is of.settings else (),
        )(function)
        return replace(made, id=f"{of.id}/{function.__name__.replace('_', '-')}", parent=of.id)

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
