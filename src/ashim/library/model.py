"""A stored file: one version, which never changes."""

import json
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """One row. `width` and `height` are in pixels, `created_at` in Unix seconds; `version` 1 is the original."""

    id: str
    user_id: int | None
    original_name: str
    stored_name: str
    mime_type: str
    size: int
    width: int | None
    height: int | None
    version: int
    parent_id: str | None
    root_id: str
    tool_chain: tuple[str, ...]
    chain_settings: tuple[dict[str, Any] | None, ...]
    """The settings of each tool of the chain; None where they are not known."""
    created_at: int
    owner: str | None = None
    """The name of its owner, where that was asked for."""
    duplicate_of: str | None = None
    """An older file of the same owner with the same bytes, told when it is stored."""

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Read a row."""
        chain = tuple(json.loads(row.tool_chain or "[]"))
        known = json.loads(row.chain_settings or "[]")
        return cls(
            id=row.id,
            user_id=row.user_id,
            original_name=row.original_name,
            stored_name=row.stored_name,
            mime_type=row.mime_type,
            size=row.size,
            width=row.width,
            height=row.height,
            version=row.version,
            parent_id=row.parent_id,
            root_id=row.root_id,
            tool_chain=chain,
            chain_settings=tuple(known) if len(known) == len(chain) else (None,) * len(chain),
            created_at=row.created_at,
            owner=getattr(row, "owner", None),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """What is known of bytes that are to be stored; a version gets its `id` from the run that made it."""

    name: str
    mime_type: str
    width: int | None
    height: int | None
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What led from a version to the next one."""

    tool_id: str
    settings: dict[str, Any] | None
