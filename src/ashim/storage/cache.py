"""A folder of what can be made again, bounded in bytes: what was used least recently goes first."""

import hashlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ashim.storage.blobs import link_or_copy

_MANIFEST = "manifest.json"
_FILES = "files"
_INCOMING = "incoming"
# Nothing is bigger than this share of the folder, and after so much more it is looked again what has to go.
_SHARE = 8
_BLOCK_BYTES = 4096
_ABANDONED_AFTER_S = 3600


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """What was kept under a key: its files, by name, and the facts that were kept with them."""

    files: Mapping[str, Path]
    facts: Any


class CacheFolder:
    """Files by key, at most `max_bytes` of them. Several processes may share one folder.

    An entry is a folder that appears whole, by being renamed, and goes whole. Its manifest holds the SHA-256 of every
    file; an entry that differs from it, because of a crash or a bad disk, counts as absent and is removed. Each process
    looks through the folder after it has added an eighth of the bound, so one process stays within it, and each further
    one may exceed it by an eighth for a while.
    """

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        # The first entry makes this process look at what the folder holds already.
        self._added = max_bytes

    def take(self, key: str, target: Path) -> Any | None:
        """Give the files of an entry a second name in the folder `target`, which is made if need be; give its facts.

        None if there is no such entry. Files of `target` that have the same names are replaced. The names stay when the
        entry goes, so this is for files that are worked with.
        """
        entry = self.find(key)
        if entry is None:
            return None
        target.mkdir(parents=True, exist_ok=True)
        try:
            for name, path in entry.files.items():
                (target / name).unlink(missing_ok=True)
                link_or_copy(path, target / name)
        except FileNotFoundError:
            # Another process removed the entry just now.
            return None
        return entry.facts

    def find(self, key: str) -> CacheEntry | None:
        """Give an entry where it is, and mark it as used; None if there is none. It may be removed at any time."""
        folder = self._path(key)
        try:
            manifest = json.loads((folder / _MANIFEST).read_bytes())
            files = {name: folder / _FILES / name for name in manifest["files"]}
            whole = all(_digest(path) == manifest["files"][name] for name, path in files.items())
            if whole:
                os.utime(folder)
                return CacheEntry(files, manifest["facts"])
        except FileNotFoundError:
            if not folder.exists():
                return None
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            pass
        self._remove(folder)
        return None

    def keep(self, key: str, files: Mapping[str, Path], facts: Any = None) -> bool:
        """Keep files that nobody will change, under names without slashes, and facts that JSON can hold.

        False if they were not kept: they are too big, there is such an entry, or the disk does not take them.
        """
        incoming = self._folder / _INCOMING / uuid.uuid4().hex
        try:
            text = json.dumps({"files": {name: _digest(path) for name, path in files.items()}, "facts": facts})
            size = sum(map(_on_disk, (len(text), *(path.stat().st_size for path in files.values()))))
            if size > self._max_bytes // _SHARE:
                return False
            self._make_room(size)
            (incoming / _FILES).mkdir(parents=True)
            for name, path in files.items():
                link_or_copy(path, incoming / _FILES / name)
            (incoming / _MANIFEST).write_text(text)
            target = self._path(key)
            target.parent.mkdir(exist_ok=True)
            # This fails where the folder exists: the same key stands for the same bytes.
            incoming.rename(target)
        except OSError:
            shutil.rmtree(incoming, ignore_errors=True)
            return False
        self._added += size
        return True

    def size(self) -> int:
        """Give the bytes on disk of all entries."""
        return sum(size for _, size, _ in self._entries())

    def damaged(self) -> list[str]:
        """Give the keys of the entries that are not what was kept, and remove them."""
        return [path.name for _, _, path in list(self._entries()) if self.find(path.name) is None]

    def remove_abandoned(self) -> int:
        """Remove what a crash left behind on its way in or out; give how many entries."""
        oldest = time.time() - _ABANDONED_AFTER_S
        removed = 0
        for path in self.abandoned():
            with suppress(FileNotFoundError):
                if path.stat().st_ctime < oldest:
                    shutil.rmtree(path, ignore_errors=True)
                    removed += 1
        return removed

    def abandoned(self) -> list[Path]:
        """Give what is on its way in or out, or was when its process ended."""
        incoming = self._folder / _INCOMING
        return list(incoming.iterdir()) if incoming.is_dir() else []

    def _make_room(self, size: int) -> None:
        """Remove the least recently used entries if it is time to look."""
        if self._added + size <= self._max_bytes // _SHARE:
            return
        self.remove_abandoned()
        entries = sorted(self._entries())
        excess = sum(each for _, each, _ in entries) - (self._max_bytes - self._max_bytes // _SHARE)
        for _, each, path in entries:
            if excess <= 0:
                break
            self._remove(path)
            excess -= each
        self._added = 0

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        """Give when each entry was used last, its bytes on disk, and its folder."""
        for shard in self._folder.iterdir() if self._folder.is_dir() else ():
            if shard.name == _INCOMING or not shard.is_dir():
                continue
            for path in shard.iterdir():
                with suppress(FileNotFoundError):
                    size = sum(_on_disk(file.stat().st_size) for file in path.rglob("*") if file.is_file())
                    yield path.stat().st_mtime, size, path

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key

    def _remove(self, folder: Path) -> None:
        gone = self._folder / _INCOMING / uuid.uuid4().hex
        with suppress(OSError):
            gone.parent.mkdir(parents=True, exist_ok=True)
            folder.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _on_disk(size: int) -> int:
    return -(-size // _BLOCK_BYTES) * _BLOCK_BYTES
