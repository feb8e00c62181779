"""Talking to an ashim server."""

import json
import time
from pathlib import Path
from typing import Any, Self

import httpx

# The stream of a job says something every fifteen seconds.
_TIMEOUT = httpx.Timeout(60)
_PAUSE_S = 0.5
_FINISHED = ("completed", "failed", "cancelled")


class ClientError(Exception):
    """The server refused. `status` is that of HTTP, 0 if there was no answer; `code` and `details` are the server's."""

    def __init__(self, status: int, message: str, *, code: str | None = None, details: Any = None) -> None:
        super().__init__(message if details is None else f"{message}: {_told(details)}")
        self.status = status
        self.code = code
        self.details = details


class Connection:
    """Requests to one server, with the credentials of one user."""

    def __init__(self, url: str, key: str | None) -> None:
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=_TIMEOUT)

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, method: str, path: str, **options: Any) -> Any:
        """Send a request and give the JSON of its answer. Raises ClientError."""
        answer = self._send(method, path, **options)
        return answer.json() if answer.content else None

    def read(self, path: str, **options: Any) -> httpx.Response:
        """Send a request and give its answer, whatever that holds. Raises ClientError."""
        return self._send(options.pop("method", "GET"), path, **options)

    def download(self, path: str, target: Path) -> None:
        """Save what is at an address, whole or not at all. Raises ClientError."""
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.partial")
        try:
            with self._http.stream("GET", path) as answer:
                if answer.is_error:
                    answer.read()
                    raise _refusal(answer)
                with partial.open("wb") as file:
                    for chunk in answer.iter_bytes():
                        file.write(chunk)
            partial.replace(target)
        except httpx.TransportError as error:
            raise _silence(error) from error
        finally:
            partial.unlink(missing_ok=True)

    def finished(self, job_id: str) -> dict[str, Any]:
        """Wait for the end of a job and give its document. Raises ClientError if the job is unknown."""
        while True:
            try:
                with self._http.stream("GET", f"/api/v1/jobs/{job_id}/progress") as events:
                    for line in events.iter_lines():
                        if line.startswith("data: ") and _is_end(json.loads(line.removeprefix("data: "))):
                            break
            except httpx.TransportError:
                # The work goes on without us; its document tells how far it is.
                time.sleep(_PAUSE_S)
            job: dict[str, Any] = self.call("GET", f"/api/v1/jobs/{job_id}")
            if job["status"] in _FINISHED:
                return job

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            answer = self._http.request(method, path, **options)
        except httpx.TransportError as error:
            raise _silence(error) from error
        if answer.is_error:
            raise _refusal(answer)
        return answer


def _is_end(event: dict[str, Any]) -> bool:
    return event.get("phase") in ("complete", "failed") or event.get("status") in ("completed", "failed")


def _silence(error: httpx.TransportError) -> ClientError:
    return ClientError(0, f"The server cannot be reached: {error}")


def _refusal(answer: httpx.Response) -> ClientError:
    try:
        body = answer.json()
    except ValueError:
        body = {}
    message = body.get("error") or f"The server answered {answer.status_code}"
    return ClientError(answer.status_code, message, code=body.get("code"), details=body.get("details"))


def _told(details: Any) -> str:
    if not isinstance(details, list):
        return str(details)
    return "; ".join(f"{item.get('path')}: {item.get('message')}" for item in details)
