"""Assembly of the application: routers, middleware and what lives as long as the process."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import structlog
from anyio import CapacityLimiter
from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from ashim.accounts import AccountService
from ashim.accounts.bootstrap import FirstAdmin, ensure_admin, ensure_local_owner
from ashim.accounts.oidc.options import Options
from ashim.accounts.oidc.routes import router as oidc_router
from ashim.accounts.passwords import PasswordHasher
from ashim.accounts.people_routes import roles_router, teams_router, users_router
from ashim.accounts.routes import consent_router, keys_router
from ashim.accounts.routes import router as auth_router
from ashim.administration.branding import Branding
from ashim.administration.routes import admin_router, audit_router, config_router
from ashim.administration.routes import router as settings_router
from ashim.administration.service import SettingsService
from ashim.audit import AuditLog
from ashim.config import Config
from ashim.db import Database
from ashim.server import branding, health, llms, openapi
from ashim.server.client import ClientAddress, Proxies
from ashim.server.errors import ErrorResponses, answer_http_error, answer_validation_error
from ashim.server.gate import FoundRoute, Gate, RouteTable
from ashim.server.head import HeadFromGet
from ashim.server.headers import ResponseHeaders
from ashim.server.logs import RequestLog
from ashim.server.rate_limit import RateLimit
from ashim.server.spa import web_app
from ashim.server.work import work_routers, work_services
from ashim.tools import load_registry

log = structlog.get_logger()

_MAX_JSON_BODY_BYTES = 1024 * 1024
_UPKEEP_INTERVAL_S = 60
# As many as cores would do; a third keeps one slow disk from holding up both.
_HASHING_THREADS = 3


def create_app(config: Config, *, announce: Callable[[FirstAdmin], None] | None = None) -> FastAPI:
    """Give the application; its database is opened and brought up to date when it starts.

    `announce` is told of the administrator that the first start makes. Raises ConfigError.
    """
    options = Options.of(config)
    app = FastAPI(
        title="ashim",
        version=health.VERSION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan(config, options, announce),
        exception_handlers={RequestValidationError: answer_validation_error, HTTPException: answer_http_error},
    )
    app.state.config = config
    app.state.registry = load_registry()
    for router in (*_routers(), *work_routers(app.state.registry)):
        # The routes themselves: a router that is included would match every path anew, and twice.
        app.router.routes.extend(router.routes)
    app.router.routes.insert(0, FoundRoute())
    app.state.stopping = asyncio.Event()
    app.openapi = lambda: _openapi_once(app)  # type: ignore[method-assign]
    app.user_middleware = _middleware(app, config)
    return app


def _routers() -> tuple[APIRouter, ...]:
    return (
        health.router,
        auth_router,
        oidc_router,
        users_router,
        consent_router,
        keys_router,
        roles_router,
        teams_router,
        audit_router,
        # Before the settings: the logo has an address below theirs.
        branding.router,
        settings_router,
        config_router,
        admin_router,
        openapi.router,
        llms.router,
    )


def _middleware(app: FastAPI, config: Config) -> list[Middleware]:
    """Give the middleware, outermost first."""

    def login_limit() -> int:
        settings: SettingsService = app.state.settings
        return settings.in_force().login_attempt_limit or config.login_attempt_limit

    return [
        Middleware(
            ResponseHeaders,
            origins=config.cors_origin,
            any_origin=not config.cors_origin and not config.production,
        ),
        Middleware(ClientAddress, proxies=Proxies.of(config)),
        Middleware(RequestLog),
        Middleware(RateLimit, per_minute=config.rate_limit_per_min, login_limit=login_limit),
        Middleware(ErrorResponses),
        Middleware(
            Gate,
            table=RouteTable(app.routes),
            fallback=web_app(),
            max_body_bytes=_max_json_body(config),
            external_url=config.external_url,
        ),
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
    config: Config, options: Options | None, announce: Callable[[FirstAdmin], None] | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.started_at = time.monotonic()
        app.state.database = database = Database(config.database_url or config.db_path)
        try:
            await run_in_threadpool(database.migrate)
            app.state.hashing = CapacityLimiter(_HASHING_THREADS)
            app.state.audit = AuditLog(database)
            tool_ids = frozenset(tool.id for tool in app.state.registry.all())
            app.state.settings = SettingsService(database, tool_ids=tool_ids)
            app.state.branding = Branding(database, app.state.settings, config.files_storage_path)
            app.state.accounts = accounts = await run_in_threadpool(_accounts, config, database, announce)
            await run_in_threadpool(
                app.state.settings.seed,
                {
                    "instance_id": str(uuid.uuid4()),
                    "defaultTheme": config.default_theme,
                    "defaultLocale": config.default_locale,
                    "defaultToolView": config.default_tool_view,
                },
            )
            upkeep = asyncio.create_task(_upkeep(accounts))
            try:
                async with _single_sign_on(app, options, config.cookie_secret), work_services(app, config, database):
                    yield
            finally:
                app.state.stopping.set()
                upkeep.cancel()
                await run_in_threadpool(accounts.maintain)
        finally:
            database.close()

    return lifespan


def _accounts(config: Config, database: Database, announce: Callable[[FirstAdmin], None] | None) -> AccountService:
    hasher = PasswordHasher(config.bcrypt_cost)
    accounts = AccountService(
        database,
        session_duration_hours=config.session_duration_hours,
        skip_must_change_password=config.skip_must_change_password,
        max_users=config.max_users,
        failed_attempt_limit=config.login_attempt_limit,
        hasher=hasher,
        password_sign_in=config.password_sign_in,
    )
    if config.auth_enabled:
        admin = ensure_admin(
            database,
            config.default_username,
            config.default_password,
            hasher=hasher,
            must_change_password=not config.skip_must_change_password,
        )
        if admin is not None and announce is not None:
            announce(admin)
    else:
        accounts.local_owner = ensure_local_owner(database)
    return accounts


@asynccontextmanager
async def _single_sign_on(app: FastAPI, options: Options | None, cookie_secret: str) -> AsyncIterator[None]:
    app.state.single_sign_on = None
    if options is None:
        yield
        return
    # Its libraries are loaded by those who use it.
    from ashim.accounts.oidc.single_sign_on import single_sign_on

    secret = cookie_secret or await run_in_threadpool(app.state.settings.cookie_secret)
    async with single_sign_on(options, app.state.accounts, secret) as app.state.single_sign_on:
        yield


async def _upkeep(accounts: AccountService) -> None:
    while True:
        try:
            await run_in_threadpool(accounts.maintain)
        except Exception:
            log.exception("upkeep failed")
        await asyncio.sleep(_UPKEEP_INTERVAL_S)
