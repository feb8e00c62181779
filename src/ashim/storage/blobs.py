"""Stored bytes, addressed by their SHA-256: equal files are kept once."""

import fcntl
import hashlib
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_NAME_LENGTH = hashlib.sha256().digest_size * 2
_ABANDONED_AFTER_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Incoming:
    """Bytes that are on disk, whole and durable, but not yet a blob. `name` is that of the blob, `size` in bytes."""

    name: str
    size: int
    path: Path


class Blobs:
    """A folder of blobs and of the thumbnails made of them.

    Whether a blob is still needed is known to the database alone. Adding a blob with its row, and removing one with its
    last row, is therefore done under `lock`, which holds for all processes.
    """

    def __init__(self, folder: Path) -> None:
        self._blobs = folder / "blobs"
        self._thumbnails = folder / "thumbnails"
        self._incoming = folder / "incoming"
        self._lock = folder / "blobs.lock"
        for each in (self._blobs, self._thumbnails, self._incoming):
            each.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep everybody else from adding and removing; not to be held for long."""
        with self._lock.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextmanager
    def receive(self, source: Path) -> Iterator[Incoming]:
        """Bring the bytes of a file in; what is not kept by the end of the block is gone. Needs no lock."""
        # The name says when it came: a second name of an old file has the file's own, old time.
        path = self._incoming / f"{int(time.time())}-{uuid.uuid4().hex}"
        try:
            link_or_copy(source, path)
            with path.open("rb") as file:
                name = hashlib.file_digest(file, "sha256").hexdigest()
                os.fsync(file.fileno())
            yield Incoming(name, path.stat().st_size, path)
        finally:
            path.unlink(missing_ok=True)

    def keep(self, incoming: Incoming) -> None:
        """Make a blob of received bytes, unless they are one already. Needs the lock."""
        target = self.path(incoming.name)
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            incoming.path.replace(target)
            _flush_folder(target.parent)

    def path(self, name: str) -> Path:
        """Give where the blob is, whether it exists or not."""
        return self._blobs / name[:2] / name

    def thumbnail(self, name: str) -> Path:
        """Give where the blob's thumbnail is, whether it exists or not."""
        return self._thumbnails / name[:2] / f"{name}.jpg"

    def keep_thumbnail(self, name: str, source: Path) -> None:
        """Keep the bytes of a file as the blob's thumbnail, whole or not at all."""
        with self.receive(source) as incoming:
            target = self.thumbnail(name)
            target.parent.mkdir(exist_ok=True)
            incoming.path.replace(target)

    def remove(self, name: str) -> None:
        """Remove the blob and its thumbnail, if they are there. Needs the lock."""
        self.path(name).unlink(missing_ok=True)
        self.thumbnail(name).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """Give the names of all blobs."""
        return _names(self._blobs)

    def thumbnail_names(self) -> Iterator[str]:
        """Give the names of all blobs that there is a thumbnail of."""
        return _names(self._thumbnails)

    def is_intact(self, name: str) -> bool:
        """Tell whether the bytes of a blob are those that it is named after."""
        with self.path(name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == name

    def incoming(self) -> list[Path]:
        """Give what is on its way in, or was when its process ended."""
        return list(self._incoming.iterdir())

    def remove_abandoned(self) -> None:
        """Remove what a crash left behind on its way in."""
        oldest = time.time() - _ABANDONED_AFTER_S
        for path in self._incoming.iterdir():
            came, _, _ = path.name.partition("-")
            if not came.isdecimal() or int(came) < oldest:
                path.unlink(missing_ok=True)


def _names(root: Path) -> Iterator[str]:
    for folder in root.iterdir():
        yield from (path.stem for path in folder.iterdir() if len(path.stem) == _NAME_LENGTH)


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where file systems do not let us.

    For files that nobody changes once they are written.
    """
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
