"""`ashim users` and `ashim config`: the real command, while no server runs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from ashim.config import Config
from tests.server.live import PASSWORD, running


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DB_PATH": str(tmp_path / "ashim.db"),
        "COLUMNS": "200",
        "BCRYPT_COST": "10",
        "EXTERNAL_URL": "https://ashim.example/",
    }


def ashim(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ashim", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environ, timeout=60, check=False)


def done(environ: dict[str, str], *arguments: str) -> str:
    result = ashim(environ, *arguments)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_an_account_through_its_whole_life(environ: dict[str, str], tmp_path: Path) -> None:
    given = re.search(r"can sign in with: (\S+)", done(environ, "users", "add", "eve", "--role", "editor"))
    assert given
    assert "bob can sign in" in done(environ, "users", "add", "bob", "--password", PASSWORD)
    assert "role admin" in done(environ, "users", "promote", "eve")
    assert "disabled" in done(environ, "users", "disable", "bob")
    listed = done(environ, "users", "list")
    assert re.search(r"eve\s+admin\s+Default", listed)
    assert re.search(r"bob\s+user\s+Default\s+\S+\s+disabled", listed)
    link = done(environ, "users", "sign-in-link", "eve").strip()
    assert link.startswith("https://ashim.example/login#token=")

    config = Config(db_path=Path(environ["DB_PATH"]), workspace_path=tmp_path / "w", files_storage_path=tmp_path / "f")
    with running(config) as server:
        eve = server.client(link.partition("=")[2])
        assert eve.get("/api/auth/session").json()["user"]["loginMethod"] == "link"
        body = {"username": "eve", "password": given[1]}
        assert httpx.post(f"{server.url}/api/auth/login", json=body).status_code == 200
        refused = httpx.post(f"{server.url}/api/auth/login", json={"username": "bob", "password": PASSWORD})
        assert refused.json()["code"] == "ACCOUNT_DISABLED"
        # The server runs, and still the command works: it counts at once.
        done(environ, "users", "enable", "bob")
        assert httpx.post(f"{server.url}/api/auth/login", json={"username": "bob", "password": PASSWORD}).is_success
        done(environ, "users", "reset-password", "eve", "--password", "Other-password-1")
        assert eve.get("/api/auth/session").status_code == 401

    assert "Deleted bob" in done(environ, "users", "delete", "bob", "--transfer-to", "eve", "--yes")
    assert "bob" not in done(environ, "users", "list")


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("add", "joe", "--role", "emperor"), 2, "no role 'emperor'"),
        (("add", "joe", "--password", "weak"), 1, "at least 8 characters"),
        (("add", "eve"), 1, "already exists"),
        (("promote", "nobody"), 1, "not found"),
        (("promote", "eve", "--role", "user"), 1, "last administrator"),
        (("disable", "eve"), 1, "last administrator"),
        (("delete", "eve", "--yes"), 1, "last administrator"),
        (("sign-in-link", "nobody"), 1, "not found"),
    ],
)
def test_what_cannot_be_done_is_said(
    environ: dict[str, str], arguments: tuple[str, ...], status: int, words: str
) -> None:
    done(environ, "users", "add", "eve", "--role", "admin")
    result = ashim(environ, "users", *arguments)

    assert result.returncode == status
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_config_shows_what_is_in_force_without_secrets(environ: dict[str, str]) -> None:
    shown = done({**environ, "SESSION_DURATION_HOURS": "5", "DEFAULT_PASSWORD": "Hidden-word-1"}, "config")

    assert re.search(r"SESSION_DURATION_HOURS\s+number\s+5\s+168", shown)
    assert re.search(r"MAX_BATCH_SIZE\s+whole number\s+200\s+200", shown)
    assert "Hidden-word-1" not in shown
