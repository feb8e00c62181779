"""What knowing the caller costs: processor time of the server per request, beside an empty route of the framework.

Run it with `.venv/bin/python bench/session.py`. Both servers run at once, in processes of their own; rounds alternate
and the least disturbed round is shown.
"""

import http.client
import json
import multiprocessing
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext, SpawnProcess
from pathlib import Path

import psutil
import uvicorn
from fastapi import FastAPI

from ashim.config import Config
from ashim.server.app import create_app
from ashim.server.logs import configure_logging
from ashim.server.serve import Server, listen

REQUESTS = 1500
ROUNDS = 7
PASSWORD = "Some-password-1"


@dataclass(frozen=True)
class Case:
    """One row of the table."""

    name: str
    port: int
    pid: int
    path: str
    headers: Mapping[str, str]


def serve_empty(ready: Connection) -> None:
    """Serve one empty route."""
    app = FastAPI()

    @app.get("/")
    async def empty() -> dict[str, str]:
        return {}

    listener = listen("127.0.0.1", 0)
    ready.send(listener.getsockname()[1])
    uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False)).run(sockets=[listener])


def serve_ashim(ready: Connection, folder: Path) -> None:
    """Serve ashim with one user who need not change the password; its log goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    configure_logging("info")
    config = Config(
        db_path=folder / "ashim.db",
        workspace_path=folder / "workspace",
        files_storage_path=folder / "files",
        default_password=PASSWORD,
        skip_must_change_password=True,
        rate_limit_per_min=0,
    )
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    Server(create_app(config), on_ready=lambda: ready.send(port)).run(sockets=[listener])


def start(context: SpawnContext, function: Callable[..., None], *arguments: object) -> tuple[SpawnProcess, int]:
    """Start a server; give its process and port."""
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=function, args=(sender, *arguments))
    process.start()
    port: int = receiver.recv()
    return process, port


def call(case: Case, count: int) -> tuple[float, int]:
    """Send requests over one connection; give processor microseconds of the server per request, and the status."""
    connection = http.client.HTTPConnection("127.0.0.1", case.port)
    server = psutil.Process(case.pid)
    status = 0
    before = server.cpu_times()
    for _ in range(count):
        connection.request("GET", case.path, headers=dict(case.headers))
        answer = connection.getresponse()
        answer.read()
        status = answer.status
    after = server.cpu_times()
    connection.close()
    return (after.user - before.user + after.system - before.system) / count * 1e6, status


def post(port: int, path: str, body: object, token: str = "") -> dict[str, str]:
    """Send JSON; give the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    connection.request("POST", path, json.dumps(body), headers)
    answer: dict[str, str] = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def main() -> None:
    """Print a line for each case."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as name:
        empty, empty_port = start(context, serve_empty)
        ashim, port = start(context, serve_ashim, Path(name))
        try:
            token = post(port, "/api/auth/login", {"username": "admin", "password": PASSWORD})["token"]
            key = post(port, "/api/v1/api-keys", {}, token)["key"]
            pid = ashim.pid or 0
            nothing = "/api/v1/config/analytics"
            session, locale = "/api/auth/session", "/api/v1/settings/defaultLocale"
            cases = [
                Case("empty route of FastAPI", empty_port, empty.pid or 0, "/", {}),
                Case("ashim, nothing to look up", port, pid, nothing, {}),
                Case("session, with its token", port, pid, session, {"authorization": f"Bearer {token}"}),
                Case("session, with an API key", port, pid, session, {"authorization": f"Bearer {key}"}),
                Case("a setting, with an API key", port, pid, locale, {"authorization": f"Bearer {key}"}),
            ]
            figures: dict[str, list[float]] = {case.name: [] for case in cases}
            statuses: dict[str, int] = {}
            for round_number in range(ROUNDS + 1):
                for case in cases:
                    microseconds, statuses[case.name] = call(case, REQUESTS)
                    if round_number:
                        figures[case.name].append(microseconds)
        finally:
            for process in (empty, ashim):
                process.terminate()
                process.join()
    base = min(figures[cases[0].name])
    for label, values in figures.items():
        best = min(values)
        print(f"{label:30} {statuses[label]} {best:8.0f} us of CPU {best / base:6.2f}")


if __name__ == "__main__":
    main()
