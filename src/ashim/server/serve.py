"""Running the server."""

import ipaddress
import socket
import sys
import tempfile
from collections.abc import Callable
from types import FrameType

import uvicorn
from fastapi import FastAPI

from ashim.accounts.bootstrap import FirstAdmin
from ashim.config import Config, ConfigError
from ashim.server.app import create_app
from ashim.server.logs import configure_logging

_GRACE_S = 20


def serve(config: Config) -> None:
    """Run the server until SIGTERM or SIGINT; requests in progress may finish, event streams are ended.

    Raises ConfigError if everybody on the network would have all rights, or if a folder or the address cannot be used.
    """
    check_exposure(config)
    check_folders(config)
    listener = listen(config.host, config.port)
    configure_logging(config.log_level)
    app = create_app(config, announce=_announce)
    address = _address(config.host, listener)
    server = Server(app, on_ready=lambda: _say(f"ashim is ready at {address}"))
    server.run(sockets=[listener])
    if not server.started:
        raise SystemExit(1)


def check_exposure(config: Config) -> None:
    """Raise ConfigError if sign-in is off on an address that others can reach and nobody has asked for that."""
    if config.auth_enabled or config.allow_open_access or _is_loopback(config.host):
        return
    raise ConfigError(
        f"AUTH_ENABLED=false gives everybody who reaches {config.host} all rights. Listen on 127.0.0.1 (HOST), "
        "turn sign-in on, or set ALLOW_OPEN_ACCESS=true if that is what you want"
    )


def check_folders(config: Config) -> None:
    """Make the folders that the server writes to. Raises ConfigError naming the variable of one that it cannot use."""
    folders = {"WORKSPACE_PATH": config.workspace_path, "FILES_STORAGE_PATH": config.files_storage_path}
    if not config.database_url:
        folders["DB_PATH"] = config.db_path.parent
    for name, folder in folders.items():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
        except OSError as error:
            raise ConfigError(f"{name}: the folder {folder} cannot be written to: {error.strerror}") from error


class Server(uvicorn.Server):
    """Runs the application; when it is told to stop, it says so to the application before it waits for requests."""

    def __init__(self, app: FastAPI, *, on_ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=_GRACE_S,
            )
        )
        self._app = app
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so once requests are taken."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let event streams end, then wait for the requests in progress."""
        self._app.state.stopping.set()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End in good order with exit code 0; further signals change nothing."""
        self.should_exit = True


def listen(host: str, port: int) -> socket.socket:
    """Give a listening socket; port 0 takes a free one. Raises ConfigError if the address cannot be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise ConfigError(f"Cannot listen on {host}:{port}: {error.strerror}. Choose another HOST or PORT") from error
    return listener


def _address(host: str, listener: socket.socket) -> str:
    port = listener.getsockname()[1]
    if host in ("0.0.0.0", "::"):  # noqa: S104 -- compared, not bound
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _announce(admin: FirstAdmin) -> None:
    _say(
        f"First start: sign in as {admin.username!r} with the password {admin.password!r}"
        if admin.generated
        else f"First start: sign in as {admin.username!r} with the password from DEFAULT_PASSWORD"
    )


def _say(text: str) -> None:
    # Standard output belongs to the log.
    print(text, file=sys.stderr, flush=True)
