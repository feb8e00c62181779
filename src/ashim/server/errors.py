"""How errors become answers: one JSON shape for all, and an id for those that are our fault."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_type_hints

import structlog
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ashim.errors import AshimError, InvalidRequestError, NotFoundError
from ashim.wire import RequestModel

log = structlog.get_logger()


def not_found() -> NotFoundError:
    """Make the error for a route that does not exist."""
    return NotFoundError("Not found", code="NOT_FOUND")


def error_response(error: AshimError) -> Response:
    """Give the answer to an error; a wait that its body states is repeated as the `retry-after` header."""
    headers = {"retry-after": str(error.extra["retryAfter"])} if "retryAfter" in error.extra else None
    return JSONResponse(error.body(), status_code=error.status, headers=headers)


class ErrorResponses:
    """ASGI middleware: answers what the application raised.

    It sits inside the middleware that sets headers, so that error answers carry them too.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except ClientDisconnect:
            return
        except AshimError as error:
            if started:
                raise
            await error_response(error)(scope, receive, send)
        except Exception:
            # The id is that of the request: its answer and all of its log lines carry it.
            request_id = structlog.contextvars.get_contextvars().get("request_id")
            log.exception("unexpected error", method=scope["method"], path=scope["path"])
            if not started:
                body = {"error": "Internal server error", "code": "INTERNAL_ERROR", "requestId": request_id}
                await JSONResponse(body, status_code=500)(scope, receive, send)


async def answer_validation_error(request: Request, error: Exception) -> Response:
    """Answer 400 to a body or parameter that does not fit, naming every field."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 -- the signature is prescribed, the type is certain
    problems = error.errors()
    return error_response(
        InvalidRequestError(
            _refusal(request.scope.get("endpoint")),
            code="VALIDATION_ERROR",
            details="; ".join(_describe(problem) for problem in problems),
        )
    )


async def answer_http_error(_: Request, error: Exception) -> Response:
    """Answer what the framework raised, in our shape; a wrong method is an unknown route."""
    assert isinstance(error, HTTPException)  # noqa: S101 -- as above
    if error.status_code in (404, 405):
        return error_response(not_found())
    body = {"error": error.detail, "details": error.detail}
    return JSONResponse(body, status_code=error.status_code, headers=error.headers)


def _describe(problem: Mapping[str, Any]) -> str:
    location: Sequence[str | int] = problem["loc"][1:]
    path = ".".join(str(part) for part in location)
    return f"{path}: {problem['msg']}" if path else str(problem["msg"])


def _refusal(endpoint: Callable[..., Any] | None) -> str:
    hints = get_type_hints(endpoint).values() if endpoint else ()
    return next((hint.refusal for hint in hints if hasattr(hint, "refusal")), RequestModel.refusal)
