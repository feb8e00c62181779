"""Finding, fetching and deleting stored files."""

import time
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse, StreamingResponse

from ashim.accounts.access import Principal, require
from ashim.errors import InvalidRequestError, NotFoundError
from ashim.library.archive import zip_stream
from ashim.library.queries import Search, SortKey
from ashim.library.schemas import Deleted, DeleteRequest, FileDetails, FileDocument, FileList, SavedFile, Usage
from ashim.library.service import LibraryService
from ashim.storage import content_disposition

router = APIRouter(prefix="/api/v1/files", tags=["Files"])

FileUser = Annotated[Principal, Depends(require("files:own", "files:all"))]

_DEFAULT_LIMIT = 50
_LARGEST_LIMIT = 1000
_FILES_IN_ARCHIVE = 500
_LARGEST_INTEGER = 2**63 - 1

Bytes = Annotated[int | None, Query(ge=0, le=_LARGEST_INTEGER)]
Time = Annotated[str | None, Query(description="A date, or a time of ISO 8601; without an offset it is UTC.")]


def library_of(request: Request) -> LibraryService:
    """Give the library of the application."""
    service: LibraryService = request.app.state.library
    return service


Library = Annotated[LibraryService, Depends(library_of)]


@router.get("", operation_id="listFiles")
def list_files(
    viewer: FileUser,
    library: Library,
    search: Annotated[str, Query(description="Part of the name.")] = "",
    limit: Annotated[str, Query(description=f"Files a page, at most {_LARGEST_LIMIT}.")] = str(_DEFAULT_LIMIT),
    offset: Annotated[str, Query(description="How many to pass over; `after` is quicker for long lists.")] = "0",
    after: Annotated[str | None, Query(description="The `next` of the page before.")] = None,
    type: Annotated[str | None, Query(description="Exactly this MIME type.")] = None,
    tool: Annotated[str | None, Query(description="The id of a tool that was used.")] = None,
    owner: Annotated[str | None, Query(description="The name of the owner, for those who see all files.")] = None,
    since: Annotated[Time, Query(alias="from")] = None,
    until: Annotated[Time, Query(alias="to")] = None,
    min_size: Annotated[Bytes, Query(alias="minSize")] = None,
    max_size: Annotated[Bytes, Query(alias="maxSize")] = None,
    versioned: Annotated[bool, Query(description="Only files with more than one version.")] = False,
    sort: SortKey = "date",
    descending: bool = True,
) -> FileList:
    """List one's files, each by its newest versions; with the permission `files:all` everybody's."""
    size = _integer(limit) or _DEFAULT_LIMIT
    size = _LARGEST_LIMIT if size < 0 else min(size, _LARGEST_LIMIT)
    start = max(0, _integer(offset))
    wanted = Search(
        limit=size,
        offset=start,
        after=after,
        text=search.strip(),
        mime_type=type,
        tool_id=tool,
        owner=owner,
        since=_seconds(since, "from"),
        until=_seconds(until, "to", end=True),
        min_size=min_size,
        max_size=max_size,
        versioned=versioned,
        sort=sort,
        descending=descending,
    )
    return FileList.of(library.page(viewer, wanted), size, start)


@router.get("/usage", operation_id="getUsage")
def get_usage(owner: FileUser, library: Library) -> Usage:
    """Tell how much room the caller's files take, and how much there is."""
    files, versions, size = library.usage(owner)
    return Usage(files=files, versions=versions, bytes=size, quota_bytes=library.quota_bytes or None)


@router.get(
    "/archive",
    operation_id="downloadFiles",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/zip": {}}, "description": "The files"}, 404: {}},
)
def download_archive(
    viewer: FileUser,
    library: Library,
    ids: Annotated[str, Query(description=f"Ids of at most {_FILES_IN_ARCHIVE} files, with commas between.")] = "",
) -> StreamingResponse:
    """Send several files as one ZIP; equal names get `_1`, `_2`, …."""
    wanted = list(dict.fromkeys(filter(None, ids.split(","))))
    if not 0 < len(wanted) <= _FILES_IN_ARCHIVE:
        raise InvalidRequestError(f"ids must name 1 to {_FILES_IN_ARCHIVE} files", code="VALIDATION_ERROR")
    found = library.get_all(viewer, wanted)
    try:
        length, content = zip_stream(found, library.blobs)
    except FileNotFoundError as error:
        raise _not_on_disk() from error
    name = f"files-{time.strftime('%Y-%m-%d', time.gmtime())}.zip"
    headers = {"Content-Length": str(length), "Content-Disposition": content_disposition(name)}
    return StreamingResponse(content, media_type="application/zip", headers=headers)


@router.get("/{file_id}", operation_id="getFile")
def get_file(file_id: str, viewer: FileUser, library: Library) -> FileDetails:
    """Give a file and all versions of it."""
    file = library.get(viewer, file_id)
    versions = [FileDocument.of(each) for each in library.versions(viewer, file)]
    return FileDetails(file=FileDocument.of(file), versions=versions)


@router.get(
    "/{file_id}/download",
    operation_id="downloadStoredFile",
    response_class=FileResponse,
    responses={200: {"content": {"*/*": {}}, "description": "The file"}},
)
def download(file_id: str, viewer: FileUser, library: Library) -> FileResponse:
    """Send a file; parts of it and conditional requests work."""
    file = library.get(viewer, file_id)
    path = library.blobs.path(file.stored_name)
    if not path.is_file():
        raise _not_on_disk()
    headers = {
        "Content-Disposition": content_disposition(file.original_name),
        "Cache-Control": "private, max-age=86400, immutable",
        "ETag": f'"{file.stored_name}"',
    }
    return FileResponse(path, media_type=file.mime_type, headers=headers)


@router.post(
    "/{file_id}/restore",
    status_code=201,
    operation_id="restoreVersion",
    responses={
        409: {"description": "The version is the newest one already"},
        413: {"description": "The user has no room left"},
    },
)
def restore(file_id: str, owner: FileUser, library: Library) -> SavedFile:
    """Store an older version once more, as the newest one."""
    file = library.get(owner, file_id)
    try:
        return SavedFile(file=FileDocument.of(library.restore(owner, file)))
    except FileNotFoundError as error:
        raise _not_on_disk() from error


@router.delete("/{file_id}", operation_id="deleteBranch")
def delete_branch(file_id: str, actor: FileUser, library: Library) -> Deleted:
    """Delete a version and everything that was made from it."""
    return Deleted(deleted=library.delete_branch(actor, library.get(actor, file_id)))


@router.delete("", operation_id="deleteFiles")
def delete_files(wanted: DeleteRequest, actor: FileUser, library: Library) -> Deleted:
    """Delete files with their whole trees of versions; ids that are unknown or foreign are passed over."""
    return Deleted(deleted=library.delete(actor, wanted.ids))


def _not_on_disk() -> NotFoundError:
    return NotFoundError("File not found on disk; ask an administrator to run `ashim doctor`")


def _seconds(text: str | None, field: str, *, end: bool = False) -> int | None:
    """Read a date or a time; `end` of a date is its last second. Raises InvalidRequestError naming the field."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        whole_day = end and text == date.fromisoformat(text[:10]).isoformat()
        return int((moment + timedelta(days=1, seconds=-1) if whole_day else moment).timestamp())
    except (ValueError, OverflowError) as error:
        message = f"{field} must be a date such as 2026-01-31, or a time"
        raise InvalidRequestError(message, code="VALIDATION_ERROR") from error


def _integer(text: str) -> int:
    try:
        return int(text) if len(text) <= 15 else 0
    except ValueError:
        return 0
