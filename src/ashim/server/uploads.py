"""Receiving multipart uploads: straight to disk, limits enforced as the bytes arrive."""

import asyncio
import errno
import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from fastapi import Request
from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from ashim.engine import safe_name, unique_name
from ashim.errors import (
    AshimError,
    InsufficientStorageError,
    InvalidRequestError,
    NotMultipartError,
    TooLargeError,
)
from ashim.storage import require_room
from ashim.wire import read_text

MAX_FIELD_BYTES = 1024 * 1024
MAX_PARTS = 1000
# After so many bytes it is looked again whether the disk has room for more.
ROOM_CHECK_BYTES = 64 * 1024 * 1024
# Room for part headers and form fields beside the files, when a request is judged by its declared length.
OVERHEAD_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """Bounds of one request; 0 means no limit."""

    file_bytes: int
    files: int


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A stored file part, or what stands for one.

    `name` is the cleaned name, which several parts may share, `path` ends in a unique variant of it.
    `original_name` and `media_type` are what the client sent, `size` is in bytes. `digest` is the SHA-256 in
    hexadecimal digits, "" where nobody has computed it. `stored_id` is that of a file of the library.
    """

    part: str
    name: str
    original_name: str
    path: Path
    size: int
    media_type: str
    digest: str = ""
    stored_id: str | None = None


@dataclass(slots=True)
class Upload:
    """The parts of one request; of equally named text fields the last counts. Empty file parts are left out."""

    fields: dict[str, str] = field(default_factory=dict)
    files: list[UploadedFile] = field(default_factory=list)


UploadFault = Callable[[str, type[AshimError]], AshimError]


def tool_fault(reason: str, _: type[AshimError]) -> AshimError:
    """Word a broken upload as the tool, batch and pipeline routes do."""
    return InvalidRequestError("Failed to parse multipart request", details=reason)


def upload_fault(reason: str, kind: type[AshimError]) -> AshimError:
    """Word a broken upload as the upload and preview routes do."""
    return kind(reason, details=reason)


async def receive(
    request: Request, folder: Path, limits: UploadLimits, fault: UploadFault, *, json_field: str | None = None
) -> Upload:
    """Store the file parts of a request in `folder` under unique cleaned names and collect its text fields.

    A JSON body counts as the text field `json_field`, where there is such a field.

    Raises what `fault` makes of a body that is not multipart, is broken, or passes a limit, and
    InsufficientStorageError when the disk is full.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if json_field and kind == "application/json":
        try:
            return Upload({json_field: await read_text(request, MAX_FIELD_BYTES)})
        except TooLargeError as error:
            raise fault(error.message, TooLargeError) from error
    if kind != "multipart/form-data":
        raise fault("The request is not multipart: send the image as a form field", NotMultipartError)
    _refuse_by_length(request, limits, fault)
    receiver = _Receiver(folder, limits, fault)
    try:
        with PushMultipartParser(options.get("boundary", ""), max_segment_count=MAX_PARTS) as parser:
            async for chunk in request.stream():
                if chunk:
                    for event in parser.parse(chunk):
                        receiver.take(event)
                    # Writing to disk does not yield; let other requests have their turn.
                    await asyncio.sleep(0)
    except ParserLimitReached as error:
        raise fault(f"Parts limit reached: at most {MAX_PARTS} parts are allowed", TooLargeError) from error
    except (MultipartError, ClientDisconnect) as error:
        raise fault(f"The upload is incomplete or broken: {error}", InvalidRequestError) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise InsufficientStorageError("The server has no room left for this upload") from error
        raise
    finally:
        receiver.close()
    return receiver.upload


def client_job_id(upload: Upload) -> str | None:
    """Give the caller's choice of a job id in canonical form; anything that is not a UUID is ignored."""
    try:
        return str(uuid.UUID(upload.fields.get("clientJobId", "")))
    except ValueError:
        return None


def _refuse_by_length(request: Request, limits: UploadLimits, fault: UploadFault) -> None:
    declared = request.headers.get("content-length", "")
    if limits.file_bytes and limits.files and declared.isdigit():
        allowed = limits.file_bytes * limits.files + OVERHEAD_BYTES
        if int(declared) > allowed:
            raise fault(_too_large(limits), TooLargeError)


def _too_large(limits: UploadLimits) -> str:
    return f"File too large: at most {round(limits.file_bytes / 1024 / 1024, 2):g} MB a file are allowed"


class _Receiver:
    """Takes the events of the parser: a segment, its pieces of data, None at its end."""

    def __init__(self, folder: Path, limits: UploadLimits, fault: UploadFault) -> None:
        self.upload = Upload()
        self._folder = folder
        self._limits = limits
        self._fault = fault
        self._names: set[str] = set()
        self._segment: MultipartSegment | None = None
        self._file: BinaryIO | None = None
        self._digest = hashlib.sha256()
        self._path = folder
        self._text = bytearray()
        self._unchecked = 0

    def take(self, event: MultipartSegment | bytearray | bytes | None) -> None:
        if isinstance(event, MultipartSegment):
            self._begin(event)
        elif event is None:
            self._end()
        else:
            self._data(event)

    def close(self) -> None:
        if self._file:
            self._file.close()

    def _begin(self, segment: MultipartSegment) -> None:
        self._segment = segment
        self._text.clear()
        if segment.filename is None:
            return
        if self._limits.files and len(self.upload.files) >= self._limits.files:
            reason = f"Files limit reached: at most {self._limits.files} files are allowed in one request"
            raise self._fault(reason, TooLargeError)
        name = unique_name(safe_name(segment.filename), self._names)
        self._path = self._folder / name
        self._file = self._path.open("xb")
        self._digest = hashlib.sha256()

    def _data(self, data: bytearray | bytes) -> None:
        if self._segment is None:
            return
        if self._file is None:
            self._text += data
            if len(self._text) > MAX_FIELD_BYTES:
                raise self._fault(f"The field {self._segment.name} is too large", TooLargeError)
            return
        if self._limits.file_bytes and self._segment.bytes_received > self._limits.file_bytes:
            raise self._fault(_too_large(self._limits), TooLargeError)
        self._unchecked += len(data)
        if self._unchecked > ROOM_CHECK_BYTES:
            require_room(self._folder)
            self._unchecked = 0
        self._file.write(data)
        self._digest.update(data)

    def _end(self) -> None:
        if self._segment is None:
            return
        part = self._segment.name or ""
        if self._file is None:
            self.upload.fields[part] = self._text.decode("utf-8", errors="replace")
            return
        self._file.close()
        self._file = None
        if not self._segment.bytes_received:
            self._path.unlink()
            return
        self._names.add(self._path.name)
        original = self._segment.filename or ""
        self.upload.files.append(
            UploadedFile(
                part,
                safe_name(original),
                original,
                self._path,
                self._segment.bytes_received,
                self._segment.content_type or "",
                self._digest.hexdigest(),
            )
        )
