"""All tools, found by walking the category folders and asking for outsiders' entry points."""

import importlib
import pkgutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType

import ashim.tools
from ashim.tools.categories import CATEGORIES, Category
from ashim.tools.declaration import Tool
from ashim.tools.errors import ToolDefinitionError

ENTRY_POINT_GROUP = "ashim.tools"


@dataclass(frozen=True, slots=True)
class BrokenTool:
    """An outsider's tool that could not be loaded, and why."""

    name: str
    reason: str


class Registry:
    """The tools by id and alias, in the order in which they are shown."""

    def __init__(self, tools: Iterable[Tool], broken: Iterable[BrokenTool] = ()) -> None:
        """Order the tools. Raises ToolDefinitionError when two share an id or an alias."""
        order = {category.id: position for position, category in enumerate(CATEGORIES)}
        self._tools = tuple(sorted(tools, key=lambda each: (order[each.category], each.order, each.name)))
        self._broken = tuple(broken)
        self._by_id: dict[str, Tool] = {}
        for each in self._tools:
            for name in (each.id, *each.aliases):
                if name in self._by_id:
                    raise ToolDefinitionError(f"{each.function.__module__}: the id {name!r} is taken already")
                self._by_id[name] = each

    @property
    def categories(self) -> tuple[Category, ...]:
        """All categories, with or without tools, in order."""
        return CATEGORIES

    @property
    def broken(self) -> tuple[BrokenTool, ...]:
        """Outsiders' tools that could not be loaded."""
        return self._broken

    def get(self, name: str) -> Tool | None:
        """Give the tool with this id or alias."""
        return self._by_id.get(name)

    def all(self) -> tuple[Tool, ...]:
        """Give every tool, in order, without their operations."""
        return tuple(each for each in self._tools if each.parent is None)

    def without(self, ids: Collection[str]) -> "Registry":
        """Give a registry without the tools of these ids and their operations."""
        kept = (each for each in self._tools if each.id not in ids and each.parent not in ids)
        return Registry(kept, self._broken)

    def operations(self) -> tuple[Tool, ...]:
        """Give the further operations of tools."""
        return tuple(each for each in self._tools if each.parent is not None)


def load_registry() -> Registry:
    """Import every tool; outsiders' that fail are listed as broken.

    Raises ToolDefinitionError when one of ours is declared wrongly.
    """
    tools = [each for module in _own_modules() for each in _declared_in(module)]
    broken: list[BrokenTool] = []
    taken = {name for each in tools for name in (each.id, *each.aliases)}
    for point in entry_points(group=ENTRY_POINT_GROUP):
        try:
            for outsider in _load(point):
                clash = taken.intersection((outsider.id, *outsider.aliases))
                if clash:
                    raise ToolDefinitionError(f"the id {sorted(clash)[0]!r} is taken already")
                taken.update((outsider.id, *outsider.aliases))
                tools.append(outsider)
        except Exception as error:  # An outsider's module may raise anything, and must not stop the others.
            broken.append(BrokenTool(point.name, f"{type(error).__name__}: {error}"))
    return Registry(tools, broken)


def _own_modules() -> Iterator[ModuleType]:
    for folder in pkgutil.iter_modules(ashim.tools.__path__, "ashim.tools."):
        if folder.ispkg:
            package = importlib.import_module(folder.name)
            for file in pkgutil.iter_modules(package.__path__, f"{folder.name}."):
                yield importlib.import_module(file.name)


def _declared_in(module: ModuleType) -> list[Tool]:
    """Give the tools that the module declares itself, not those that it imports."""
    found = [value for value in vars(module).values() if isinstance(value, Tool)]
    return [each for each in found if each.function.__module__ == module.__name__]


def _load(point: EntryPoint) -> list[Tool]:
    loaded = point.load()
    found = [loaded] if isinstance(loaded, Tool) else _declared_in(loaded) if isinstance(loaded, ModuleType) else []
    if not found:
        raise ToolDefinitionError(f"{point.value} is no tool and no module with one")
    return found
