"""The server as a process of its own."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from ashim.config import Config, ConfigError
from ashim.server.serve import check_exposure, check_folders

EVERYWHERE = "0.0.0.0"  # noqa: S104 -- nothing binds to it

SERVE = "import os; from ashim.config import Config; from ashim.server.serve import serve\n"
SERVE += "if __name__ == '__main__': serve(Config.from_environment(os.environ))\n"


@contextmanager
def process(tmp_path: Path, **variables: str) -> Iterator[tuple[subprocess.Popen[str], list[str], str]]:
    """Start a server; give its process, the lines that it said before it was ready, and its address."""
    script = tmp_path / "serve.py"
    script.write_text(SERVE)
    with subprocess.Popen(
        [sys.executable, str(script)],
        cwd=tmp_path,
        env={**os.environ, "PORT": "0", **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        said = []
        for line in running.stderr:
            said.append(line.strip())
            if found := re.search(r"http://\S+", line):
                break
        else:
            pytest.fail("\n".join(said))
        try:
            yield running, said, found.group()
        finally:
            running.kill()


def test_the_first_start_says_who_to_sign_in_as_and_where(tmp_path: Path) -> None:
    with process(tmp_path) as (running, said, url):
        match = re.search(r"sign in as '(.+)' with the password '(.+)'", "\n".join(said))
        assert match
        username, password = match.groups()
        answer = httpx.post(f"{url}/api/auth/login", json={"username": username, "password": password})
        assert answer.status_code == 200
        running.terminate()
        out, errors = running.communicate()
    assert running.returncode == 0, errors
    assert '"path": "/api/auth/login"' in out
    assert password not in out


def test_a_given_password_is_not_printed(tmp_path: Path) -> None:
    with process(tmp_path, DEFAULT_PASSWORD="Given-by-me-1") as (_, said, _url):
        assert "Given-by-me-1" not in "\n".join(said)
        assert "sign in as 'admin'" in "\n".join(said)


def test_an_open_event_stream_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with process(tmp_path) as (running, _, url):
        opened = threading.Event()

        def listen() -> None:
            path = "/api/v1/jobs/8c5ab0c8-5a3e-4a2c-8e1f-0d7f6f3f2f11/progress"
            with httpx.stream("GET", url + path, timeout=30) as stream:
                opened.set()
                for _ in stream.iter_raw():
                    pass

        listener = threading.Thread(target=listen)
        listener.start()
        assert opened.wait(30)
        running.send_signal(signal.SIGTERM)
        # Well below the time after which the server gives up waiting for connections.
        assert running.wait(timeout=15) == 0
        listener.join()


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.168.1.5", "ashim.example"])
def test_an_open_server_refuses_addresses_that_others_reach(host: str) -> None:
    with pytest.raises(ConfigError, match="ALLOW_OPEN_ACCESS"):
        check_exposure(Config(host=host, auth_enabled=False))


@pytest.mark.parametrize(
    "config",
    [
        Config(host="127.0.0.1", auth_enabled=False),
        Config(host="::1", auth_enabled=False),
        Config(host="localhost", auth_enabled=False),
        Config(host=EVERYWHERE, auth_enabled=False, allow_open_access=True),
        Config(host=EVERYWHERE),
    ],
)
def test_every_other_combination_is_fine(config: Config) -> None:
    check_exposure(config)


def test_a_taken_port_is_said_by_name(tmp_path: Path) -> None:
    with process(tmp_path) as (_, _, url):
        port = url.rsplit(":", 1)[1]
        second = subprocess.run(
            [sys.executable, str(tmp_path / "serve.py")],
            cwd=tmp_path,
            env={**os.environ, "PORT": port},
            capture_output=True,
            text=True,
            check=False,
        )
    assert second.returncode != 0
    assert f"Cannot listen on 127.0.0.1:{port}" in second.stderr


@pytest.mark.parametrize("name", ["WORKSPACE_PATH", "DB_PATH"])
def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    variables = {
        "WORKSPACE_PATH": str(tmp_path),
        "DB_PATH": str(tmp_path / "x.db"),
        name: str(tmp_path / "file" / "x" / "y"),
    }
    with pytest.raises(ConfigError, match=f"{name}: the folder .* cannot be written to"):
        check_folders(Config.from_environment(variables))
