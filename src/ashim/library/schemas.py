"""What travels on the wire about stored files. Neither the owner nor the stored name is exposed."""

from datetime import UTC, datetime
from typing import Any, ClassVar, Self

from pydantic import Field

from ashim.db import iso
from ashim.library.model import StoredFile
from ashim.library.queries import Page
from ashim.wire import RequestModel, WireModel


def _absent(value: object) -> bool:
    return value is None


class FileDocument(WireModel):
    """One version. `chainSettings` holds the settings of each tool of the chain, null where they are not known.

    `owner` is told to those who see everybody's files; `duplicateOf` is an older file with the same bytes, told of
    uploads.
    """

    id: str
    original_name: str
    mime_type: str
    size: int
    width: int | None
    height: int | None
    version: int
    parent_id: str | None
    tool_chain: list[str]
    created_at: str
    chain_settings: list[dict[str, Any] | None]
    owner: str | None = Field(default=None, exclude_if=_absent)
    duplicate_of: str | None = Field(default=None, exclude_if=_absent)

    @classmethod
    def of(cls, file: StoredFile) -> Self:
        """Show a file."""
        return cls(
            id=file.id,
            original_name=file.original_name,
            mime_type=file.mime_type,
            size=file.size,
            width=file.width,
            height=file.height,
            version=file.version,
            parent_id=file.parent_id,
            tool_chain=list(file.tool_chain),
            created_at=iso(datetime.fromtimestamp(file.created_at, UTC)),
            chain_settings=list(file.chain_settings),
            owner=file.owner,
            duplicate_of=file.duplicate_of,
        )


class FileList(WireModel):
    """A page of files; `next` goes into `after` for the page behind it."""

    files: list[FileDocument]
    total: int
    limit: int
    offset: int
    next: str | None

    @classmethod
    def of(cls, page: Page, limit: int, offset: int) -> Self:
        """Show a page."""
        files = [FileDocument.of(file) for file in page.files]
        return cls(files=files, total=page.total, limit=limit, offset=offset, next=page.next)


class FileDetails(WireModel):
    """A file, and the whole tree of versions that it belongs to."""

    file: FileDocument
    versions: list[FileDocument]


class LibraryFiles(WireModel):
    """Files just stored, in the order in which they came."""

    files: list[FileDocument]


class SavedFile(WireModel):
    """A version just stored."""

    file: FileDocument


class DeleteRequest(RequestModel):
    """Which files to delete, each with its whole tree of versions."""

    refusal: ClassVar[str] = "ids must list at least one file id"

    ids: list[str] = Field(min_length=1, max_length=10_000)


class Deleted(WireModel):
    """How many versions went."""

    deleted: int


class Usage(WireModel):
    """What the caller's files take; each version counts. `quotaBytes` is null where there is no limit."""

    files: int
    versions: int
    bytes: int
    quota_bytes: int | None
