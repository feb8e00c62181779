"""Whose address counts, with and without a proxy in front."""

import pytest

from ashim.config import Config, ConfigError
from ashim.server.client import Proxies

CHAIN = ("10.0.0.0/8", "192.0.2.7")


@pytest.mark.parametrize(
    ("peer", "forwarded", "config", "expected"),
    [
        # Nobody is trusted.
        ("127.0.0.1", ["198.51.100.7"], Config(), "127.0.0.1"),
        # One proxy with a private address: what it has written itself is the last entry.
        ("127.0.0.1", ["198.51.100.7"], Config(trust_proxy=True), "198.51.100.7"),
        ("127.0.0.1", ["6.6.6.6, 198.51.100.7"], Config(trust_proxy=True), "198.51.100.7"),
        ("127.0.0.1", ["6.6.6.6", "198.51.100.7"], Config(trust_proxy=True), "198.51.100.7"),
        ("10.0.0.2", ["198.51.100.7"], Config(trust_proxy=True), "198.51.100.7"),
        ("10.0.0.2", ["6.6.6.6, 10.0.0.9"], Config(trust_proxy=True), "10.0.0.9"),
        ("93.184.216.34", ["198.51.100.7"], Config(trust_proxy=True), "93.184.216.34"),
        ("127.0.0.1", [], Config(trust_proxy=True), "127.0.0.1"),
        ("", ["198.51.100.7"], Config(trust_proxy=True), "198.51.100.7"),
        # A list of proxies: from the end to the first that is none of them.
        ("10.1.1.1", ["6.6.6.6, 198.51.100.7, 192.0.2.7, 10.9.9.9"], Config(trusted_proxies=CHAIN), "198.51.100.7"),
        ("10.1.1.1", ["10.2.2.2"], Config(trusted_proxies=CHAIN), "10.2.2.2"),
        ("127.0.0.1", ["198.51.100.7"], Config(trusted_proxies=CHAIN), "127.0.0.1"),
        ("10.1.1.1", ["198.51.100.7, unknown"], Config(trusted_proxies=CHAIN), "unknown"),
        ("2001:db8::1", ["198.51.100.7"], Config(trusted_proxies=("2001:db8::/32",)), "198.51.100.7"),
    ],
)
def test_the_client_is_who_the_trusted_proxies_say(
    peer: str, forwarded: list[str], config: Config, expected: str
) -> None:
    scope = {"client": (peer, 1234), "headers": [(b"x-forwarded-for", value.encode()) for value in forwarded]}

    assert Proxies.of(config).client_of(scope) == expected


def test_a_proxy_that_is_no_address_is_named() -> None:
    with pytest.raises(ConfigError, match=r"TRUSTED_PROXIES.*proxy\.example"):
        Proxies.of(Config(trusted_proxies=("proxy.example",)))
