"""Who a request comes from: the address of the client, behind a proxy or not."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from starlette.types import ASGIApp, Receive, Scope, Send

from ashim.config import Config, ConfigError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Proxies:
    """Which peers may say on whose behalf they ask."""

    enabled: bool = False
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, config: Config) -> Self:
        """Read the configuration. Raises ConfigError for what is neither an address nor a network."""
        try:
            networks = tuple(ipaddress.ip_network(text, strict=False) for text in config.trusted_proxies)
        except ValueError as error:
            raise ConfigError(f"TRUSTED_PROXIES must list addresses or networks such as 10.0.0.0/8: {error}") from error
        return cls(config.trust_proxy or bool(networks), networks)

    def client_of(self, scope: Scope) -> str:
        """Give the address of the client.

        X-Forwarded-For is read from its end, where the nearest proxy has written: the client is the first address that
        is not a trusted proxy. Without a list of them, one proxy with a private address is trusted, and what it has
        written is the client; all before that may come from the client itself.
        """
        client = scope.get("client")
        peer: str = client[0] if client else ""
        if not self.enabled or not self._is_proxy(peer):
            return peer
        for address in reversed(list(_forwarded(scope))):
            if not self.networks or not self._is_proxy(address):
                return address
            peer = address
        return peer

    def _is_proxy(self, text: str) -> bool:
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            # A Unix socket has no address; whoever may open it is on this machine. Nothing else that is unreadable is.
            return not text
        if not self.networks:
            return address.is_private
        return any(address in network for network in self.networks)


class ClientAddress:
    """ASGI middleware: leaves the address of the client in the state of every request."""

    def __init__(self, app: ASGIApp, *, proxies: Proxies) -> None:
        self.app = app
        self.proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http":
            scope.setdefault("state", {})["address"] = self.proxies.client_of(scope)
        await self.app(scope, receive, send)


def address_of(scope: Scope) -> str:
    """Give the address that `ClientAddress` left."""
    address: str = scope["state"]["address"]
    return address


def _forwarded(scope: Scope) -> Iterable[str]:
    for name, value in scope["headers"]:
        if name == b"x-forwarded-for":
            for part in str(value, "latin-1").split(","):
                if part.strip():
                    yield part.strip()
