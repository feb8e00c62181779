"""Finding, fetching and deleting stored files."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse

from ashim.accounts.access import Principal, require
from ashim.errors import NotFoundError
from ashim.library.queries import Search, SortKey
from ashim.library.schemas import Deleted, DeleteRequest, FileDetails, FileDocument, FileList
from ashim.library.service import LibraryService
from ashim.storage import content_disposition

router = APIRouter(prefix="/api/v1/files", tags=["Files"])

FileUser = Annotated[Principal, Depends(require("files:own", "files:all"))]

_DEFAULT_LIMIT = 50
_LARGEST_LIMIT = 1000


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
        sort=sort,
        descending=descending,
    )
    return FileList.of(library.page(viewer, wanted), size, start)


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
        raise NotFoundError("File not found on disk; ask an administrator to run `ashim doctor`")
    headers = {
        "Content-Disposition": content_disposition(file.original_name),
        "Cache-Control": "private, max-age=86400, immutable",
        "ETag": f'"{file.stored_name}"',
    }
    return FileResponse(path, media_type=file.mime_type, headers=headers)


@router.delete("", operation_id="deleteFiles")
def delete_files(wanted: DeleteRequest, actor: FileUser, library: Library) -> Deleted:
    """Delete files with their whole trees of versions; ids that are unknown or foreign are passed over."""
    return Deleted(deleted=library.delete(actor, wanted.ids))


def _integer(text: str) -> int:
    try:
        return int(text) if len(text) <= 15 else 0
    except ValueError:
        return 0
