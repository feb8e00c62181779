"""The services that do the work: tools, workspace, workers, jobs and saved pipelines, with their upkeep."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import APIRouter, FastAPI

from ashim.administration.limits import engine_limits
from ashim.config import Config
from ashim.db import Database
from ashim.engine import Progress, WorkerPool
from ashim.jobs import repository
from ashim.jobs.routes import router as jobs_router
from ashim.jobs.service import JobService
from ashim.pipelines.routes import router as stored_pipelines_router
from ashim.pipelines.service import PipelineService
from ashim.server import catalogue, memes, pipelines, workspace
from ashim.server.tools import tool_router
from ashim.storage import Workspace
from ashim.tools import Registry

log = structlog.get_logger()

SECONDS_PER_HOUR = 3600


def work_routers(registry: Registry) -> tuple[APIRouter, ...]:
    """Give the routers of everything that works on images."""
    return (
        catalogue.router,
        memes.router,
        tool_router(registry),
        pipelines.router,
        stored_pipelines_router,
        jobs_router,
        workspace.router,
    )


@asynccontextmanager
async def work_services(app: FastAPI, config: Config, database: Database) -> AsyncIterator[None]:
    """Start the services and put them in the application's state; stop them at the end."""
    state = app.state
    state.workspace = Workspace(config.workspace_path)
    state.workspace.remove_staged()

    def on_progress(report: Progress) -> None:
        state.jobs.progress(report)

    state.pool = WorkerPool(engine_limits(config), workers=config.max_worker_threads, on_progress=on_progress)
    state.jobs = JobService(
        database,
        state.workspace,
        state.pool,
        files_at_once=config.concurrent_jobs or os.cpu_count() or 1,
        max_active_per_user=config.max_active_jobs_per_user,
    )
    state.pipelines = PipelineService(database, state.registry)
    try:
        await state.pool.warm_up()
        await state.jobs.recover()
        upkeep = asyncio.create_task(_clean_up(config, database, state.workspace, state.jobs))
        stopping = asyncio.create_task(_close_streams(app))
        try:
            yield
        finally:
            upkeep.cancel()
            stopping.cancel()
            await state.jobs.close()
    finally:
        state.pool.close()


async def _close_streams(app: FastAPI) -> None:
    """End the event streams as soon as the server is told to stop, or it would wait for them."""
    await app.state.stopping.wait()
    app.state.jobs.close_streams()


async def _clean_up(config: Config, database: Database, files: Workspace, jobs: JobService) -> None:
    """Remove what has expired, at the start and then at every interval."""
    while True:
        try:
            if config.file_max_age_hours:
                age = config.file_max_age_hours * SECONDS_PER_HOUR
                await asyncio.to_thread(files.remove_expired, age, jobs.active_ids)
            if config.job_record_max_age_days:
                await asyncio.to_thread(_remove_records, database, config.job_record_max_age_days)
        except Exception:
            log.exception("clean-up failed")
        await asyncio.sleep(config.cleanup_interval_minutes * 60)


def _remove_records(database: Database, days: float) -> None:
    with database.write() as connection:
        repository.remove_older(connection, days)
