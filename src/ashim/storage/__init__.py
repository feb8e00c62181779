"""Bytes at rest."""

from ashim.storage.blobs import Blob, Blobs
from ashim.storage.transfer import content_disposition
from ashim.storage.workspace import JobFolder, Workspace, require_room

__all__ = ["Blob", "Blobs", "JobFolder", "Workspace", "content_disposition", "require_room"]
