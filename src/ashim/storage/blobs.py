"""Stored bytes, addressed by their SHA-256: equal files are kept once."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Blob:
    """Stored bytes: their name, which is the hex SHA-256, and their size in bytes."""

    name: str
    size: int


class Blobs:
    """A folder of blobs and of the thumbnails made of them.

    Whether a blob is still needed is known to the database alone. Adding a blob with its row, and removing one with its
    last row, is therefore done under `lock`, which holds for all processes.
    """

    def __init__(self, folder: Path) -> None:
        self._blobs = folder / "blobs"
        self._thumbnails = folder / "thumbnails"
        self._lock = folder / "blobs.lock"
        for each in (self._blobs, self._thumbnails):
            each.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep everybody else from adding and removing."""
        with self._lock.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def add(self, source: Path) -> Blob:
        """Store a copy of the file. It is there, whole and durable, when this returns; equal bytes are not written."""
        digest = hashlib.sha256()
        with source.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
        blob = Blob(digest.hexdigest(), source.stat().st_size)
        target = self.path(blob.name)
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            partial = target.with_name(f"{target.name}.partial")
            shutil.copyfile(source, partial)
            _flush(partial)
            partial.replace(target)
            _flush(target.parent)
        return blob

    def path(self, name: str) -> Path:
        """Give where the blob is, whether it exists or not."""
        return self._blobs / name[:2] / name

    def thumbnail(self, name: str) -> Path:
        """Give where the blob's thumbnail is, whether it exists or not."""
        return self._thumbnails / name[:2] / f"{name}.jpg"

    def keep_thumbnail(self, name: str, source: Path) -> None:
        """Keep a copy of the file as the blob's thumbnail, whole or not at all."""
        target = self.thumbnail(name)
        target.parent.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
            partial = Path(file.name)
        shutil.copyfile(source, partial)
        partial.replace(target)

    def remove(self, name: str) -> None:
        """Remove the blob and its thumbnail, if they are there."""
        for path in (self.path(name), self.thumbnail(name)):
            with suppress(FileNotFoundError):
                path.unlink()

    def names(self) -> Iterator[str]:
        """Give the names of all blobs."""
        for folder in self._blobs.iterdir():
            yield from (path.name for path in folder.iterdir() if len(path.name) == hashlib.sha256().digest_size * 2)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
