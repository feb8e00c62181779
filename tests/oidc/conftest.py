"""Fixtures of single sign-on: a real provider, an issuer that can be made to lie, and servers that use them.

`site` uses the provider with default options, `linking_site` with those that link accounts and set roles and teams,
`lied_to` uses the issuer; tests share them, with a database of their own each. `start` starts further servers with
options of your own, which takes its time.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ashim.config import Config
from tests.oidc.issuer import Issuer, running_issuer
from tests.oidc.provider import CLIENT_ID, CLIENT_SECRET, Provider, running_provider
from tests.oidc.site import HTTP, HTTPS, Site
from tests.server.conftest import CHEAP_HASHES, Serve, database_with_admin, put_back, rows_of, serve
from tests.server.live import running

__all__ = ["database_with_admin", "serve"]

StartSite = Callable[..., Site]


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    with running_provider(HTTP, HTTPS) as provider:
        yield provider


@pytest.fixture(scope="session")
def _shared_issuer() -> Iterator[Issuer]:
    with running_issuer() as issuer:
        yield issuer


@pytest.fixture
def issuer(_shared_issuer: Issuer) -> Issuer:
    _shared_issuer.be_honest()
    return _shared_issuer


@pytest.fixture(scope="session")
def _shared_site(
    provider: Provider, database_with_admin: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    with _running(provider.issuer, database_with_admin, tmp_path_factory) as site:
        yield site


@pytest.fixture(scope="session")
def _shared_linking_site(
    provider: Provider, database_with_admin: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    with _running(
        provider.issuer,
        database_with_admin,
        tmp_path_factory,
        oidc_auto_link_users=True,
        oidc_role_claim="groups",
        oidc_role_mapping=("ashim-admins=admin", "designers=editor", "ghosts=ghost"),
        oidc_team_claim="department",
    ) as site:
        yield site


@pytest.fixture(scope="session")
def _shared_victim(
    _shared_issuer: Issuer, database_with_admin: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    with _running(_shared_issuer.url, database_with_admin, tmp_path_factory) as site:
        yield site


@pytest.fixture
def site(_shared_site: Site) -> Iterator[Site]:
    rows = rows_of(_shared_site.server)
    yield _shared_site
    put_back(_shared_site.server, rows)


@pytest.fixture
def linking_site(_shared_linking_site: Site) -> Iterator[Site]:
    rows = rows_of(_shared_linking_site.server)
    yield _shared_linking_site
    put_back(_shared_linking_site.server, rows)


@pytest.fixture
def lied_to(_shared_victim: Site) -> Iterator[Site]:
    rows = rows_of(_shared_victim.server)
    yield _shared_victim
    put_back(_shared_victim.server, rows)


@pytest.fixture
def start(serve: Serve) -> StartSite:
    """Start a server that uses an issuer, with further fields of `Config`."""

    def start(issuer: str, *, url: str = HTTP, **fields: object) -> Site:
        return Site(serve(**{**_options(issuer), "external_url": url, **fields}), url)

    return start


@contextmanager
def _running(
    issuer: str, database_with_admin: Path, tmp_path_factory: pytest.TempPathFactory, **fields: Any
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(database_with_admin, folder / "ashim.db")
    config = Config(
        db_path=folder / "ashim.db",
        workspace_path=folder / "workspace",
        files_storage_path=folder / "files",
        bcrypt_cost=CHEAP_HASHES,
        rate_limit_per_min=0,
        login_attempt_limit=10_000,
        external_url=HTTP,
        **_options(issuer),
        **fields,
    )
    with running(config) as server:
        yield Site(server, HTTP)


def _options(issuer: str) -> dict[str, Any]:
    return {
        "oidc_enabled": True,
        "oidc_issuer_url": issuer,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET,
    }
