"""The inputs of a task: what they cost, told from their headers, and how the first step gets them."""

from dataclasses import dataclass

from ashim.engine import cost
from ashim.engine.memory import BASE_BYTES, to_decode
from ashim.engine.plan import Plan
from ashim.engine.task import SourceFile, Task
from ashim.imaging import Facts, InvalidImageError, open_image, read_facts
from ashim.tools import SourceFile as ToolFile
from ashim.tools import Takes


class InputError(Exception):
    """A file cannot be opened. `input` is its position, or the name of the parameter that it is for."""

    def __init__(self, input: int | str, reason: str) -> None:
        super().__init__(reason)
        self.input = input


@dataclass(frozen=True, slots=True)
class Look:
    """What the headers tell: facts of the first picture, and the work and bytes of memory of decoding all."""

    source: Facts | None
    work: int
    memory: int


def look(task: Task, plan: Plan) -> Look:
    """Read the headers of all pictures. Raises InputError for the first that cannot be opened."""
    first = plan.steps[0].tool
    if first.accepts in ("any", "pdf"):
        return Look(None, 0, BASE_BYTES)
    files: list[tuple[int | str, SourceFile]] = [*enumerate(task.sources), *task.named.items()]
    facts = [_facts(task, key, file) for key, file in files]
    sizes = [to_decode(each, streams=plan.streams) - BASE_BYTES for each in facts]
    # Pictures are held together; files are opened by the tool, one after the other.
    needed = max(sizes, default=0) if first.signature.takes is Takes.FILES else sum(sizes)
    return Look(facts[0] if task.sources else None, sum(map(cost.to_decode, facts)), BASE_BYTES + needed)


def arguments(task: Task, plan: Plan) -> list[object]:
    """Give what the first step takes before its settings: pictures, lazily opened, or files.

    Raises InputError for a picture that cannot be opened.
    """
    signature = plan.pixel_steps[0][1].tool.signature
    limits = task.limits.image
    files = [ToolFile(file.path, file.name, limits) for file in task.sources]
    named = [
        _open(task, each.name, task.named[each.name]) if each.name in task.named else None for each in signature.inputs
    ]
    match signature.takes:
        case Takes.NOTHING:
            return [*named]
        case Takes.IMAGE:
            streams = plan.streams
            first = _open(task, 0, task.sources[0], sequential=streams) if task.sources else None
            return [first, *named]
        case Takes.IMAGES:
            return [[_open(task, index, file) for index, file in enumerate(task.sources)], *named]
        case Takes.FILE:
            return [files[0], *named]
        case Takes.FILES:
            return [files, *named]


def _facts(task: Task, key: int | str, file: SourceFile) -> Facts:
    try:
        return read_facts(file.path, file.name, task.limits.image)
    except InvalidImageError as error:
        raise InputError(key, str(error)) from error


def _open(task: Task, key: int | str, file: SourceFile, *, sequential: bool = False) -> object:
    try:
        return open_image(file.path, file.name, task.limits.image, sequential=sequential)
    except InvalidImageError as error:
        raise InputError(key, str(error)) from error
