"""Assembly of the application: routers, middleware and what lives as long as the process."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import structlog
from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from ashim.accounts import AccountService
from ashim.accounts.bootstrap import FirstAdmin, ensure_admin, ensure_local_owner
from ashim.accounts.routes import keys_router
from ashim.accounts.routes import router as auth_router
from ashim.administration.routes import config_router
from ashim.administration.routes import router as settings_router
from ashim.administration.service import SettingsService
from ashim.config import Config
from ashim.db import Database
from ashim.server import health, openapi
from ashim.server.errors import ErrorResponses, answer_http_error, answer_validation_error
from ashim.server.gate import Gate, RouteTable
from ashim.server.head import HeadFromGet
from ashim.server.headers import ResponseHeaders
from ashim.server.logs import RequestLog
from ashim.server.rate_limit import RateLimit
from ashim.server.spa import web_app
from ashim.server.work import work_routers, work_services
from ashim.tools import load_registry

log = structlog.get_logger()

_MAX_JSON_BODY_BYTES = 16 * 1024 * 1024
_UPKEEP_INTERVAL_S = 60


def create_app(config: Config, *, announce: Callable[[FirstAdmin], None] | None = None) -> FastAPI:
    """Give the application; its database is opened and brought up to date when it starts.

    `announce` is told of the administrator that the first start makes.
    """
    app = FastAPI(
        title="ashim",
        version=health.VERSION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan(config, announce),
        exception_handlers={RequestValidationError: answer_validation_error, HTTPException: answer_http_error},
    )
    app.state.config = config
    app.state.registry = load_registry()
    for router in (*_routers(), *work_routers(app.state.registry)):
        # The routes themselves: a router that is included would match every path anew, and twice.
        app.router.routes.extend(router.routes)
    app.state.stopping = asyncio.Event()
    app.openapi = lambda: _openapi_once(app)  # type: ignore[method-assign]
    app.user_middleware = _middleware(app, config)
    return app


def _routers() -> tuple[APIRouter, ...]:
    return (health.router, auth_router, keys_router, settings_router, config_router, openapi.router)


def _middleware(app: FastAPI, config: Config) -> list[Middleware]:
    """Give the middleware, outermost first."""

    def login_limit() -> int:
        settings: SettingsService = app.state.settings
        return settings.login_attempt_limit(config.login_attempt_limit)

    return [
        Middleware(
            ResponseHeaders,
            origins=config.cors_origin,
            any_origin=not config.cors_origin and not config.production,
        ),
        Middleware(RequestLog, trust_proxy=config.trust_proxy),
        Middleware(
            RateLimit,
            per_minute=config.rate_limit_per_min,
            login_limit=login_limit,
            trust_proxy=config.trust_proxy,
        ),
        Middleware(ErrorResponses),
        Middleware(Gate, table=RouteTable(app.routes), fallback=web_app(), max_body_bytes=_max_json_body(config)),
        Middleware(HeadFromGet),
    ]


def _max_json_body(config: Config) -> int:
    upload = int(config.max_upload_size_mb * 1024 * 1024)
    return min(upload, _MAX_JSON_BODY_BYTES) if upload else _MAX_JSON_BODY_BYTES


def _openapi_once(app: FastAPI) -> dict[str, object]:
    if app.openapi_schema is None:
        app.openapi_schema = openapi.document(app)
    return app.openapi_schema


def _lifespan(
    config: Config, announce: Callable[[FirstAdmin], None] | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.started_at = time.monotonic()
        app.state.database = database = Database(config.database_url or config.db_path)
        try:
            await run_in_threadpool(database.migrate)
            app.state.settings = SettingsService(database)
            app.state.accounts = accounts = await run_in_threadpool(_accounts, config, database, announce)
            await run_in_threadpool(
                app.state.settings.seed,
                {"defaultTheme": config.default_theme, "defaultLocale": config.default_locale},
            )
            upkeep = asyncio.create_task(_upkeep(accounts))
            try:
                async with work_services(app, config, database):
                    yield
            finally:
                app.state.stopping.set()
                upkeep.cancel()
                await run_in_threadpool(accounts.maintain)
        finally:
            database.close()

    return lifespan


def _accounts(config: Config, database: Database, announce: Callable[[FirstAdmin], None] | None) -> AccountService:
    accounts = AccountService(
        database,
        session_duration_hours=config.session_duration_hours,
        skip_must_change_password=config.skip_must_change_password,
        max_users=config.max_users,
        failed_attempt_limit=config.login_attempt_limit,
    )
    if config.auth_enabled:
        admin = ensure_admin(
            database,
            config.default_username,
            config.default_password,
            must_change_password=not config.skip_must_change_password,
        )
        if admin is not None and announce is not None:
            announce(admin)
    else:
        accounts.local_owner = ensure_local_owner(database)
    return accounts


async def _upkeep(accounts: AccountService) -> None:
    while True:
        try:
            await run_in_threadpool(accounts.maintain)
        except Exception:
            log.exception("upkeep failed")
        await asyncio.sleep(_UPKEEP_INTERVAL_S)
