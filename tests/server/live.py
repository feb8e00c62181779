"""The real application behind real HTTP, in a thread of the test process."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from fastapi import FastAPI

from ashim.accounts import AccountService
from ashim.accounts.bootstrap import FirstAdmin
from ashim.config import Config
from ashim.db import Database
from ashim.server.app import create_app
from ashim.server.serve import Server

ADMIN = "admin"
ADMIN_PASSWORD = "Admin-password-1"
PASSWORD = "Some-password-1"

# Reading all certificate authorities for every client would take longer than most tests.
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass(frozen=True)
class LiveServer:
    """A running server. Clients made here are closed with it."""

    app: FastAPI
    url: str
    announced: list[FirstAdmin]
    clients: list[httpx.Client]

    @property
    def accounts(self) -> AccountService:
        accounts: AccountService = self.app.state.accounts
        return accounts

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    def client(self, token: str | None = None) -> httpx.Client:
        """Give a client that presents the token, or none."""
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        client = httpx.Client(base_url=self.url, headers=headers, timeout=30, verify=_NO_TLS)
        self.clients.append(client)
        return client

    def sign_in(self, username: str = ADMIN, password: str = ADMIN_PASSWORD) -> httpx.Client:
        """Give a client with a new session."""
        answer = self.client().post("/api/auth/login", json={"username": username, "password": password})
        assert answer.status_code == 200, answer.text
        return self.client(answer.json()["token"])

    def add_user(self, username: str, role: str = "user") -> httpx.Client:
        """Add a user who need not change the password; give a client with their session."""
        self.accounts.users.create(username, PASSWORD, role=role, must_change_password=False)
        return self.sign_in(username, PASSWORD)

    def key_for(self, client: httpx.Client, **body: object) -> httpx.Client:
        """Make an API key for the user of `client`; give a client that presents it."""
        answer = client.post("/api/v1/api-keys", json=body)
        assert answer.status_code == 201, answer.text
        return self.client(answer.json()["key"])


@contextmanager
def running(config: Config, listener: socket.socket | None = None) -> Iterator[LiveServer]:
    """Run the application on a free port, or on that of the listener, until the block ends."""
    announced: list[FirstAdmin] = []
    clients: list[httpx.Client] = []
    app = create_app(config, announce=announced.append)
    listener = listener or socket.create_server(("127.0.0.1", 0))
    ready = threading.Event()
    server = Server(app, on_ready=ready.set)

    def run() -> None:
        try:
            server.run(sockets=[listener])
        finally:
            ready.set()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        ready.wait()
        assert server.started, "the application did not start"
        yield LiveServer(app, f"http://127.0.0.1:{listener.getsockname()[1]}", announced, clients)
    finally:
        for client in clients:
            client.close()
        server.should_exit = True
        thread.join()
        listener.close()
