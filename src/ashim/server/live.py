"""`POST /api/v1/tools/{id}/preview` and `/api/v1/pipeline/preview`: what settings do, while they are being chosen."""

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field, ValidationError

from ashim import strict_json
from ashim.accounts.access import Principal, require
from ashim.engine import (
    DecodedSize,
    LivePicture,
    LiveTask,
    Plan,
    PlanError,
    Region,
    RunError,
    SourceFile,
    WorkerPool,
    build_plan,
    code_fingerprint,
)
from ashim.errors import ConflictError, InvalidRequestError, NotFoundError, ProcessingError
from ashim.imaging import FORMATS, Decoded, Facts
from ashim.pipelines.schemas import StepDefinition
from ashim.pipelines.service import PipelineService, invalid_step
from ashim.server.runs import Services
from ashim.server.sources import Sources
from ashim.server.uploads import UploadedFile
from ashim.storage import CacheFolder, JobFolder, Workspace
from ashim.tools import Registry
from ashim.wire import RequestModel, WireModel, read_text

ToolUser = Annotated[Principal, Depends(require("tools:use"))]

PROXY_PIXELS = 1_500_000
_LARGEST_SIDE = 4096
_SMALLEST_SIDE = 100
_LARGEST_BODY_BYTES = 256 * 1024
_DECODED_IN_MIND = 64
# The share of the cache that one decoded picture may take.
_SHARE = 8
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/*": {}}, "description": "The preview; headers tell of the result"},
    404: {"description": "There is no such tool or source, or the tool has no preview"},
    409: {"description": "A newer request took the place of this one"},
    422: {"description": "The picture or the settings cannot be worked with"},
    507: {},
}

Found = TypeVar("Found")


class RegionWanted(WireModel):
    """A rectangle in pixels of the result."""

    left: int = Field(ge=0, le=2**31)
    top: int = Field(ge=0, le=2**31)
    width: int = Field(gt=0, le=_LARGEST_SIDE)
    height: int = Field(gt=0, le=_LARGEST_SIDE)


class LiveRequest(RequestModel):
    """Which picture, and what of it; `source` or `fileId` names it."""

    refusal: ClassVar[str] = "Invalid preview request"

    source: str | None = Field(default=None, description="Address of an upload or result, as one would download it.")
    file_id: str | None = Field(default=None, description="Id of a file of the library.")
    region: RegionWanted | None = Field(default=None, description="Show this part, pixel by pixel; absent means all.")
    slot: str = Field(default="", max_length=100, description="A newer request for the same slot replaces an older.")
    size: int = Field(default=_LARGEST_SIDE, ge=_SMALLEST_SIDE, le=_LARGEST_SIDE, description="Longest side.")


class ToolPreview(LiveRequest):
    """A preview of one tool."""

    settings: dict[str, Any] = Field(default_factory=dict)


class PipelinePreview(LiveRequest):
    """A preview of a pipeline, or of its first steps."""

    steps: list[StepDefinition] = Field(min_length=1)


def live_router(registry: Registry) -> APIRouter:
    """Give the routes of all previews."""
    router = APIRouter(prefix="/api/v1")
    taken = {operation.id for operation in registry.operations()}
    for tool in registry.all():
        for name in (tool.id, *tool.aliases):
            if tool.previewable and f"{name}/preview" not in taken:
                _add(router, name)

    @router.post(
        "/pipeline/preview",
        operation_id="previewPipeline",
        tags=["Pipelines"],
        response_class=Response,
        responses=_RESPONSES,
    )
    async def preview_pipeline(request: Request, wanted: PipelinePreview, principal: ToolUser) -> Response:
        """Show what the steps of a pipeline make of a picture, quickly; the answer is a picture."""
        return await _answer(request, wanted, principal, "pipeline", _plan_of_steps(request, principal, wanted.steps))

    return router


def _add(router: APIRouter, name: str) -> None:
    async def preview_tool(request: Request, wanted: ToolPreview, principal: ToolUser) -> Response:
        return await _answer(request, wanted, principal, name, _plan_of_tool(request, name, wanted.settings))

    router.add_api_route(
        f"/tools/{name}/preview",
        preview_tool,
        methods=["POST"],
        tags=["Tools"],
        operation_id=f"preview{''.join(part.capitalize() for part in name.split('-'))}",
        summary=f"{name}: live preview",
        description="Show what the settings make of a picture, quickly; the answer is a picture.",
        response_class=Response,
        responses=_RESPONSES,
    )


async def preview_from_body(request: Request, principal: Principal, name: str) -> Response:
    """Answer for a tool with its live preview where the route itself takes something else."""
    try:
        wanted = ToolPreview.model_validate(strict_json.parse(await read_text(request, _LARGEST_BODY_BYTES)))
    except ValidationError as error:
        details = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise InvalidRequestError(ToolPreview.refusal, code="VALIDATION_ERROR", details=details) from error
    except ValueError as error:
        message = "Malformed JSON in the request body"
        raise InvalidRequestError(message, code="VALIDATION_ERROR", details=str(error)) from error
    return await _answer(request, wanted, principal, name, _plan_of_tool(request, name, wanted.settings))


def _plan_of_tool(request: Request, name: str, settings: dict[str, Any]) -> Plan:
    """Make a plan of one tool. Raises InvalidRequestError, and NotFoundError for a tool that is switched off."""
    registry = Services.of(request).registry
    try:
        return build_plan(registry, [(name, settings)], strict=False)
    except PlanError as error:
        if error.unknown_tool:
            raise NotFoundError(f'Tool "{name}" not found', code="NOT_FOUND") from error
        raise InvalidRequestError("Invalid settings", details="; ".join(map(str, error.problems))) from error


def _plan_of_steps(request: Request, principal: Principal, steps: Sequence[StepDefinition]) -> Plan:
    pipelines: PipelineService = request.app.state.pipelines
    try:
        return pipelines.plan(pipelines.resolved(steps, principal))
    except PlanError as error:
        raise invalid_step(error) from error


async def _answer(request: Request, wanted: LiveRequest, principal: Principal, slot: str, plan: Plan) -> Response:
    services = Services.of(request)
    sources = Sources(services.library, services.workspace, principal)
    file = await asyncio.to_thread(_find, sources, wanted)
    previews: LivePreviews = request.app.state.previews
    key = (principal.user_id, wanted.slot or slot, str(file.path))

    async def work() -> Response:
        async with previews.draw(file, plan, wanted, principal.user_id) as (picture, original, path):
            content = await asyncio.to_thread(path.read_bytes)
        return Response(content, media_type=FORMATS[picture.name].mime, headers=_headers(picture, original))

    return await previews.latest(key, work)


def _find(sources: Sources, wanted: LiveRequest) -> UploadedFile:
    if (wanted.source is None) == (wanted.file_id is None):
        raise InvalidRequestError("Name one picture, by source or by fileId", code="VALIDATION_ERROR")
    return sources.at(wanted.source) if wanted.source is not None else sources.stored(str(wanted.file_id))


def _headers(picture: LivePicture, original: Facts) -> dict[str, str]:
    headers = {
        "Cache-Control": "private, no-store",
        "X-Original-Width": str(original.width),
        "X-Original-Height": str(original.height),
        "X-Result-Format": picture.format,
        "X-Preview-Exact": "true" if picture.exact else "false",
    }
    if picture.width is not None:
        headers |= {"X-Result-Width": str(picture.width), "X-Result-Height": str(picture.height)}
    if picture.bytes is not None:
        headers["X-Estimated-Size"] = str(picture.bytes)
    if picture.region is not None:
        region = picture.region
        headers["X-Preview-Region"] = f"{region.left},{region.top},{region.width},{region.height}"
    if picture.warnings:
        headers["X-Warnings"] = quote(json.dumps(picture.warnings), safe="")
    return headers


@dataclass(frozen=True, slots=True)
class _Kept:
    """A decoded picture, and the folder that it is in."""

    decoded: Decoded
    folder: Path

    def is_there(self) -> bool:
        return all((self.folder / name).is_file() for name in self.decoded.files)


@dataclass(slots=True)
class LivePreviews:
    """Draws previews from pictures that are decoded once and kept in a bounded cache. Belongs to one event loop."""

    pool: WorkerPool
    workspace: Workspace
    max_bytes: int
    _cache: CacheFolder = field(init=False)
    _known: OrderedDict[str, _Kept] = field(default_factory=OrderedDict)
    _locks: dict[object, tuple[asyncio.Lock, int]] = field(default_factory=dict)
    _newest: dict[object, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Open the cache."""
        self._cache = self.workspace.cache("previews", self.max_bytes)

    async def latest(self, key: object, work: Callable[[], Awaitable[Found]]) -> Found:
        """Do `work` after earlier work for the same key; raise ConflictError once newer work for it was asked for."""
        ticket = object()
        self._newest[key] = ticket
        try:
            async with self._alone(key):
                self._check_newest(key, ticket)
                found = await work()
                self._check_newest(key, ticket)
                return found
        finally:
            if self._newest.get(key) is ticket:
                del self._newest[key]

    @asynccontextmanager
    async def draw(
        self, file: UploadedFile, plan: Plan, wanted: LiveRequest, owner: int
    ) -> AsyncIterator[tuple[LivePicture, Facts, Path]]:
        """Draw a preview into a file that is gone after the block; give it with the facts of the original.

        Raises InvalidRequestError for a file that is no picture, ProcessingError for what cannot be drawn.
        """
        staged = self.workspace.stage()
        try:
            kept = await self._decoded(file, staged)
            task = LiveTask(
                steps=tuple((step["toolId"], step["settings"]) for step in plan.to_json()),
                source=SourceFile(file.path, file.name),
                decoded=kept.decoded,
                folder=kept.folder,
                target=staged.output,
                limits=self.pool.limits.image,
                region=Region(**wanted.region.model_dump(by_alias=False)) if wanted.region else None,
                most_pixels=PROXY_PIXELS,
                side=wanted.size,
            )
            picture = await self.pool.draw(task, owner)
            yield picture, kept.decoded.facts, staged.output / "preview"
        except RunError as error:
            failure = error.failure
            if failure.kind == "invalid":
                raise InvalidRequestError(f"Invalid image: {failure.message}") from error
            if failure.kind == "refused":
                raise InvalidRequestError(failure.message, extra=failure.extra) from error
            extra = {"step": failure.step} if failure.step else {}
            raise ProcessingError("No preview", details=failure.message, extra=extra) from error
        finally:
            await asyncio.to_thread(self.workspace.remove, staged)

    async def _decoded(self, file: UploadedFile, staged: JobFolder) -> _Kept:
        """Give the decoded picture: one that is kept, or else one in the staged folder."""
        key = _key(file)
        async with self._alone(key):
            kept = self._known.get(key) or await asyncio.to_thread(self._find, key)
            if kept is None or not kept.is_there():
                size = DecodedSize(PROXY_PIXELS, self.max_bytes // _SHARE)
                decoded = await self.pool.decode(SourceFile(file.path, file.name), staged.input, size)
                kept = await asyncio.to_thread(self._keep, key, decoded, staged.input)
            self._known[key] = kept
            self._known.move_to_end(key)
            while len(self._known) > _DECODED_IN_MIND:
                self._known.popitem(last=False)
            return kept

    def _find(self, key: str) -> _Kept | None:
        entry = self._cache.find(key)
        if entry is None or not entry.files:
            return None
        return _Kept(_from_json(entry.facts), next(iter(entry.files.values())).parent)

    def _keep(self, key: str, decoded: Decoded, folder: Path) -> _Kept:
        files = {name: folder / name for name in decoded.files}
        if files and self._cache.keep(key, files, asdict(decoded)):
            return self._find(key) or _Kept(decoded, folder)
        return _Kept(decoded, folder)

    def _check_newest(self, key: object, ticket: object) -> None:
        if self._newest.get(key) is not ticket:
            raise ConflictError("A newer preview was asked for", code="SUPERSEDED")

    @asynccontextmanager
    async def _alone(self, key: object) -> AsyncIterator[None]:
        lock, users = self._locks.get(key, (asyncio.Lock(), 0))
        self._locks[key] = lock, users + 1
        try:
            async with lock:
                yield
        finally:
            _, users = self._locks[key]
            if users > 1:
                self._locks[key] = lock, users - 1
            else:
                del self._locks[key]


def _key(file: UploadedFile) -> str:
    """Name a file by what changes whenever its bytes do, and by all that decides how it is decoded."""
    about = file.path.stat()
    facts = (about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, Path(file.name).suffix.lower())
    return hashlib.sha256(repr((*facts, PROXY_PIXELS, code_fingerprint())).encode()).hexdigest()


def _from_json(facts: dict[str, Any]) -> Decoded:
    told = Facts(**{**facts["facts"], "notes": tuple(facts["facts"]["notes"])})
    return Decoded(told, tuple(facts["warnings"]), tuple(facts["files"]))
