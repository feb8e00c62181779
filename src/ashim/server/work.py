"""The services that do the work: tools, workspace, workers, jobs and saved pipelines, with their upkeep."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import structlog
from fastapi import APIRouter, FastAPI
from starlette.datastructures import State

from ashim.administration.limits import engine_limits
from ashim.administration.service import SettingsService
from ashim.config import Config
from ashim.db import Database
from ashim.engine import Progress, WorkerPool
from ashim.jobs import repository
from ashim.jobs.files import FileWork
from ashim.jobs.results import ResultCache
from ashim.jobs.routes import router as jobs_router
from ashim.jobs.service import JobService, Rules
from ashim.library.routes import router as stored_files_router
from ashim.library.service import LibraryService
from ashim.pipelines.preset_routes import router as presets_router
from ashim.pipelines.presets import PresetService
from ashim.pipelines.routes import router as stored_pipelines_router
from ashim.pipelines.service import PipelineService
from ashim.server import catalogue, library, memes, pipelines, workspace
from ashim.server.availability import available_now
from ashim.server.live import LivePreviews, live_router
from ashim.server.sources import save_result
from ashim.server.tools import tool_router
from ashim.storage import Blobs, Workspace
from ashim.tools import Registry

log = structlog.get_logger()

SECONDS_PER_HOUR = 3600


def work_routers(registry: Registry) -> tuple[APIRouter, ...]:
    """Give the routers of everything that works on images."""
    return (
        catalogue.router,
        memes.router,
        live_router(registry),
        tool_router(registry),
        library.router,
        stored_files_router,
        pipelines.router,
        stored_pipelines_router,
        presets_router,
        jobs_router,
        workspace.router,
    )


@asynccontextmanager
async def work_services(app: FastAPI, config: Config, database: Database) -> AsyncIterator[None]:
    """Start the services and put them in the application's state; stop them at the end."""
    app.state.workspace = Workspace(config.workspace_path)
    with app.state.workspace.in_use():
        async with _services(app, config, database):
            yield


@asynccontextmanager
async def _services(app: FastAPI, config: Config, database: Database) -> AsyncIterator[None]:
    state = app.state

    def on_progress(report: Progress) -> None:
        state.jobs.progress(report)

    state.pool = WorkerPool(engine_limits(config), workers=config.max_worker_threads, on_progress=on_progress)
    state.library = LibraryService(
        database,
        Blobs(config.files_storage_path),
        quota_bytes=int(config.max_storage_per_user_mb * 1024 * 1024),
    )
    cache = None
    if config.result_cache_mb:
        folder = state.workspace.cache("results", int(config.result_cache_mb * 1024 * 1024))
        cache = ResultCache(folder, state.registry)
    state.jobs = JobService(
        database,
        state.workspace,
        FileWork(state.pool, state.workspace, cache, partial(save_result, state.library)),
        Rules(
            tools=lambda: available_now(state),
            keep_hours=lambda: _keep_hours(config, state),
            # More than there are workers, so that each finds its next file ready.
            files_at_once=config.concurrent_jobs or 2 * (os.cpu_count() or 1),
            max_active_per_user=config.max_active_jobs_per_user,
        ),
    )
    state.previews = LivePreviews(state.pool, state.workspace, config.preview_cache_mb * 1024 * 1024)
    state.presets = PresetService(database, lambda: available_now(state))
    state.pipelines = PipelineService(database, state.presets, lambda: available_now(state), config.max_pipeline_steps)
    try:
        await state.pool.warm_up()
        await state.jobs.recover()
        upkeep = asyncio.create_task(_clean_up(config, state))
        _follow_deletions(state)
        stopping = asyncio.create_task(_close_streams(app))
        try:
            yield
        finally:
            upkeep.cancel()
            stopping.cancel()
            await state.jobs.close()
    finally:
        state.pool.close()


def _follow_deletions(state: State) -> None:
    """See to it that the jobs and files of a deleted user, which the database does not hold alone, go at once."""
    loop = asyncio.get_running_loop()

    def remove() -> None:
        asyncio.run_coroutine_threadsafe(state.jobs.remove_orphans(), loop)
        state.library.sweep()

    state.accounts.users.after_delete = remove


async def _close_streams(app: FastAPI) -> None:
    """End the event streams as soon as the server is told to stop, or it would wait for them."""
    await app.state.stopping.wait()
    app.state.jobs.close_streams()


async def _clean_up(config: Config, state: State) -> None:
    """Remove what has expired, at every interval, and at the start unless a setting says otherwise."""
    settings: SettingsService = state.settings
    jobs: JobService = state.jobs
    if not (await asyncio.to_thread(settings.in_force)).startup_cleanup:
        await asyncio.sleep(config.cleanup_interval_minutes * 60)
    while True:
        try:
            hours = await asyncio.to_thread(_keep_hours, config, state)
            if hours:
                await asyncio.to_thread(state.workspace.remove_expired, hours * SECONDS_PER_HOUR, jobs.active_ids)
            if config.job_record_max_age_days:
                await asyncio.to_thread(_remove_records, state.database, config.job_record_max_age_days)
            if config.audit_max_age_days:
                await asyncio.to_thread(state.audit.remove_older, config.audit_max_age_days)
            await jobs.remove_orphans()
            await asyncio.to_thread(state.library.sweep)
        except Exception:
            log.exception("clean-up failed")
        await asyncio.sleep(config.cleanup_interval_minutes * 60)


def _keep_hours(config: Config, state: State) -> float:
    """Give how long the files of a job are kept; an administrator's setting goes first."""
    settings: SettingsService = state.settings
    return settings.in_force().temp_file_max_age_hours or config.file_max_age_hours


def _remove_records(database: Database, days: float) -> None:
    with database.write() as connection:
        repository.remove_older(connection, days)
