"""Bytes at rest."""

from ashim.storage.blobs import Blobs, Incoming, link_or_copy
from ashim.storage.cache import CacheEntry, CacheFolder
from ashim.storage.transfer import content_disposition
from ashim.storage.workspace import JobFolder, Workspace, require_room

__all__ = [
    "Blobs",
    "CacheEntry",
    "CacheFolder",
    "Incoming",
    "JobFolder",
    "Workspace",
    "content_disposition",
    "link_or_copy",
    "require_room",
]
