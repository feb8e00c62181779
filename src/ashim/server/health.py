"""Whether the server works: for everybody in one word, for administrators in detail."""

import time
from importlib.metadata import version
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from ashim.accounts.access import Principal, public, require
from ashim.db import Database
from ashim.jobs.tables import jobs
from ashim.wire import WireModel

router = APIRouter(prefix="/api/v1", tags=["System"])

VERSION = version("ashim")

_ONE = select(1)


class Health(WireModel):
    """The state of the server in one word."""

    status: Literal["healthy", "unhealthy"]
    version: str


class StorageHealth(WireModel):
    """Where files are kept."""

    mode: str = "local"
    available: str = "N/A"


class QueueHealth(WireModel):
    """Jobs in work and jobs waiting."""

    active: int
    pending: int


class DispatcherHealth(WireModel):
    """The process that runs models: none yet."""

    running: bool = False
    ready: bool = False
    failed: bool = False
    gpu: bool = False
    pid: int | None = None
    consecutive_crashes: int = 0


class AiHealth(WireModel):
    """What can run models."""

    gpu: bool = False
    dispatcher: DispatcherHealth = DispatcherHealth()


class AdminHealth(WireModel):
    """The state of the server in detail; `uptime` is in whole seconds with the suffix `s`."""

    status: Literal["healthy", "degraded"]
    version: str
    uptime: str
    storage: StorageHealth
    database: Literal["ok", "error"]
    queue: QueueHealth
    ai: AiHealth


@router.get(
    "/health",
    responses={503: {"model": Health, "description": "The database cannot be read."}},
    operation_id="getHealth",
)
@public
async def get_health(request: Request, response: Response) -> Health:
    """Tell whether the server works."""
    if _database_works(request.app.state.database):
        return Health(status="healthy", version=VERSION)
    response.status_code = 503
    return Health(status="unhealthy", version=VERSION)


@router.get("/admin/health", operation_id="getAdminHealth")
def get_admin_health(request: Request, _: Annotated[Principal, Depends(require("system:health"))]) -> AdminHealth:
    """Tell how the parts of the server are."""
    database: Database = request.app.state.database
    works = _database_works(database)
    waiting = _jobs_by_status(database) if works else {}
    return AdminHealth(
        status="healthy" if works else "degraded",
        version=VERSION,
        uptime=f"{int(time.monotonic() - request.app.state.started_at)}s",
        storage=StorageHealth(),
        database="ok" if works else "error",
        queue=QueueHealth(active=waiting.get("processing", 0), pending=waiting.get("queued", 0)),
        ai=AiHealth(),
    )


def _database_works(database: Database) -> bool:
    try:
        with database.read() as connection:
            connection.execute(_ONE)
    except SQLAlchemyError:
        return False
    return True


def _jobs_by_status(database: Database) -> dict[str, int]:
    with database.read() as connection:
        rows = connection.execute(select(jobs.c.status, func.count().label("number")).group_by(jobs.c.status))
        return {row.status: row.number for row in rows}
