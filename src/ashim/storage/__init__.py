"""Bytes at rest."""

from ashim.storage.transfer import content_disposition
from ashim.storage.workspace import JobFolder, Workspace

__all__ = ["JobFolder", "Workspace", "content_disposition"]
