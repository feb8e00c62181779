"""Which tools there are at this moment: all but those that an administrator has switched off."""

from functools import lru_cache

from fastapi import Request
from starlette.datastructures import State

from ashim.administration.service import SettingsService
from ashim.tools import Registry


def available_tools(request: Request) -> Registry:
    """Give the registry without the tools that are switched off."""
    return available_now(request.app.state)


def available_now(state: State) -> Registry:
    """Do the same for the application's state."""
    settings: SettingsService = state.settings
    return without(state.registry, settings.in_force().disabled_tools)


@lru_cache(maxsize=8)
def without(registry: Registry, ids: frozenset[str]) -> Registry:
    """Give the same object for the same ids: what is made of a registry can be kept with it."""
    return registry.without(ids) if ids else registry
