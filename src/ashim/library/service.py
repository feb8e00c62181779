"""The file library: uploads and the versions that grow from them, each scoped to its owner."""

import json
import time
import uuid
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select, update

from ashim.accounts.principal import Principal
from ashim.audit import Action, Target, record
from ashim.db import Database
from ashim.errors import ConflictError, NotFoundError, TooLargeError
from ashim.library.model import NewFile, Step, StoredFile
from ashim.library.queries import Page, Search, branch, deletable, doubles, mark_leaves, unused, visible
from ashim.library.tables import user_files
from ashim.storage import Blobs

files = user_files.c

_NAMES_ON_RECORD = 100


@dataclass(frozen=True, slots=True)
class LibraryService:
    """Adds, finds and removes files. `quota_bytes` is for each user; 0 means no limit."""

    database: Database
    blobs: Blobs
    quota_bytes: int = 0

    def check_quota(self, user_id: int, more: int = 0) -> None:
        """Raise TooLargeError if the user has no room for so many bytes more, or none at all."""
        with self.database.read() as connection:
            self._check_quota(connection, user_id, more)

    def add(self, owner: Principal, uploads: Sequence[tuple[Path, NewFile]]) -> list[StoredFile]:
        """Store uploads: all of them or none. Raises TooLargeError past the quota."""
        rows = [_row(owner.user_id, new) for _, new in uploads]
        names = [new.name for _, new in uploads]

        def on_record(connection: Connection) -> None:
            details = {"userId": str(owner.user_id), "count": len(names), "files": names[:_NAMES_ON_RECORD]}
            record(connection, owner.actor, Action.FILE_UPLOADED, Target("file"), details=details)

        stored = self._store([path for path, _ in uploads], rows, owner.user_id, on_record)
        with self.database.read() as connection:
            older = doubles(connection, owner.user_id, stored)
        return [replace(file, duplicate_of=older.get(file.stored_name)) for file in stored]

    def add_version(
        self, parent: StoredFile, owner_id: int, path: Path, new: NewFile, *, steps: Sequence[Step]
    ) -> StoredFile:
        """Store what was made of a file as its next version, unless there is one with the id of the new one.

        Raises TooLargeError past the quota, NotFoundError if the parent has been deleted meanwhile.
        """
        if new.id and (existing := self.find(new.id)):
            return existing
        chain = [*parent.tool_chain, *(step.tool_id for step in steps)]
        known = [*parent.chain_settings, *(step.settings for step in steps)]
        return self._grow(parent, owner_id, path, new, chain, known)

    def restore(self, owner: Principal, file: StoredFile) -> StoredFile:
        """Store an older version once more, as the newest one of its tree.

        It keeps the tools and settings that it was made by. Raises ConflictError if it is the newest already, and what
        `add_version` raises.
        """
        newest = self.versions(owner, file)[-1]
        if newest.id == file.id:
            raise ConflictError("This is the newest version already")
        new = NewFile(name=file.original_name, mime_type=file.mime_type, width=file.width, height=file.height)
        path = self.blobs.path(file.stored_name)
        return self._grow(newest, owner.user_id, path, new, file.tool_chain, file.chain_settings)

    def get(self, viewer: Principal, file_id: str) -> StoredFile:
        """Give a file that the viewer may see. Raises NotFoundError."""
        with self.database.read() as connection:
            row = connection.execute(visible(viewer).where(files.id == file_id)).one_or_none()
        if row is None:
            raise not_found()
        return StoredFile.of(row)

    def get_all(self, viewer: Principal, file_ids: Sequence[str]) -> list[StoredFile]:
        """Give files that the viewer may see, in the order asked for. Raises NotFoundError naming the first unknown."""
        with self.database.read() as connection:
            rows = connection.execute(visible(viewer).where(files.id.in_(file_ids)))
            found = {row.id: StoredFile.of(row) for row in rows}
        for file_id in file_ids:
            if file_id not in found:
                raise NotFoundError(f"File not found: {file_id[:100]}", code="NOT_FOUND")
        return [found[file_id] for file_id in file_ids]

    def find(self, file_id: str) -> StoredFile | None:
        """Give a file whoever owns it, or None: for work that its owner began."""
        with self.database.read() as connection:
            row = connection.execute(select(user_files).where(files.id == file_id)).one_or_none()
        return StoredFile.of(row) if row else None

    def page(self, viewer: Principal, search: Search) -> Page:
        """Give a page of the newest versions that the viewer may see and that fit the search."""
        with self.database.read() as connection:
            total = connection.execute(search.count(viewer)).scalar_one()
            rows = connection.execute(search.rows(viewer)).all()
        found = [StoredFile.of(row) for row in rows[: search.limit]]
        more = len(rows) > search.limit
        return Page(found, total, search.cursor_after(found[-1]) if more else None)

    def versions(self, viewer: Principal, file: StoredFile) -> list[StoredFile]:
        """Give the whole tree that the file belongs to, as far as the viewer may see it, oldest version first."""
        statement = visible(viewer).where(files.root_id == file.root_id)
        with self.database.read() as connection:
            rows = connection.execute(statement.order_by(files.version, files.created_at, files.id))
            return [StoredFile.of(row) for row in rows]

    def delete(self, actor: Principal, file_ids: Sequence[str]) -> int:
        """Delete the whole trees of the files, as far as they are the actor's; give how many versions went.

        Files that do not exist, or are not theirs, are passed over.
        """
        with self.database.read() as connection:
            wanted = visible(actor).where(files.id.in_(file_ids))
            roots = {row.root_id for row in connection.execute(wanted)}
        return self._delete(actor, files.root_id.in_(roots), roots)

    def delete_branch(self, actor: Principal, file: StoredFile) -> int:
        """Delete a version and all that was made from it, as far as it is the actor's; give how many versions went."""
        return self._delete(actor, branch(file.id), {file.root_id})

    def usage(self, owner: Principal) -> tuple[int, int, int]:
        """Give how many files the user has, how many versions of them, and the bytes of all versions."""
        whole = select(
            func.coalesce(func.sum(files.is_leaf), 0), func.count(), func.coalesce(func.sum(files.size), 0)
        ).where(files.user_id == owner.user_id)
        with self.database.read() as connection:
            leaves, versions, size = connection.execute(whole).one()
        return int(leaves), int(versions), int(size)

    def sweep(self) -> int:
        """Remove blobs that no row needs, such as those of a deleted user; give how many."""
        self.blobs.remove_abandoned()
        with self.blobs.lock():
            with self.database.read() as connection:
                needed = set(connection.execute(select(files.stored_name).distinct()).scalars())
            free = [name for name in self.blobs.names() if name not in needed]
            for name in free:
                self.blobs.remove(name)
        return len(free)

    def _delete(self, actor: Principal, which: ColumnElement[bool], roots: Collection[str]) -> int:
        with self.blobs.lock():
            with self.database.write() as connection:
                doomed = deletable(actor).where(which)
                gone = connection.execute(doomed.returning(files.id, files.stored_name)).all()
                if gone:
                    mark_leaves(connection, roots)
                    details = {
                        "userId": str(actor.user_id),
                        "count": len(gone),
                        "ids": [row.id for row in gone][:_NAMES_ON_RECORD],
                    }
                    record(connection, actor.actor, Action.FILE_DELETED, Target("file"), details=details)
                free = unused(connection, {row.stored_name for row in gone})
            for name in free:
                self.blobs.remove(name)
        return len(gone)

    def _grow(
        self,
        parent: StoredFile,
        owner_id: int,
        path: Path,
        new: NewFile,
        chain: Sequence[str],
        settings: Sequence[dict[str, Any] | None],
    ) -> StoredFile:
        child = {
            **_row(owner_id, new),
            "version": parent.version + 1,
            "parent_id": parent.id,
            "root_id": parent.root_id,
            "tool_chain": json.dumps(chain),
            "chain_settings": json.dumps(settings),
        }

        def take_its_place(connection: Connection) -> None:
            changed = update(user_files).where(files.id == parent.id).values(is_leaf=0)
            if connection.execute(changed).rowcount == 0:
                raise not_found("Parent file not found")

        (stored,) = self._store([path], [child], owner_id, take_its_place)
        return stored

    def _store(
        self,
        paths: Sequence[Path],
        rows: Sequence[dict[str, object]],
        owner_id: int,
        also: Callable[[Connection], None],
    ) -> list[StoredFile]:
        """Store bytes and rows, and do `also` what belongs to it, in one transaction: all of it or nothing."""
        with ExitStack() as stack:
            incoming = [stack.enter_context(self.blobs.receive(path)) for path in paths]
            values = [
                {**row, "stored_name": each.name, "size": each.size} for row, each in zip(rows, incoming, strict=True)
            ]
            with self.blobs.lock():
                for each in incoming:
                    self.blobs.keep(each)
                try:
                    return self._insert(values, owner_id, also)
                except BaseException:
                    with self.database.read() as connection:
                        free = unused(connection, {each.name for each in incoming})
                    for name in free:
                        self.blobs.remove(name)
                    raise

    def _insert(
        self, values: Sequence[dict[str, object]], owner_id: int, also: Callable[[Connection], None]
    ) -> list[StoredFile]:
        with self.database.write() as connection:
            self._check_quota(connection, owner_id, sum(int(str(row["size"])) for row in values))
            also(connection)
            connection.execute(insert(user_files), values)
            ids = [row["id"] for row in values]
            stored = {row.id: StoredFile.of(row) for row in connection.execute(_WITH_IDS, {"ids": ids})}
        return [stored[file_id] for file_id in ids]

    def _check_quota(self, connection: Connection, user_id: int, more: int) -> None:
        if not self.quota_bytes:
            return
        used = connection.execute(
            select(func.coalesce(func.sum(files.size), 0)).where(files.user_id == user_id)
        ).scalar_one()
        if used + more > self.quota_bytes or used >= self.quota_bytes:
            megabytes = self.quota_bytes // (1024 * 1024)
            raise TooLargeError(f"Storage quota exceeded: at most {megabytes} MB a user; delete files to make room")


_WITH_IDS = select(user_files).where(files.id.in_(bindparam("ids", expanding=True)))


def _row(owner_id: int, new: NewFile) -> dict[str, object]:
    file_id = new.id or str(uuid.uuid4())
    return {
        "id": file_id,
        "user_id": owner_id,
        "original_name": new.name,
        "mime_type": new.mime_type,
        "width": new.width,
        "height": new.height,
        "version": 1,
        "parent_id": None,
        "root_id": file_id,
        "tool_chain": "[]",
        "chain_settings": "[]",
        "is_leaf": 1,
        "created_at": int(time.time()),
    }


def not_found(message: str = "File not found") -> NotFoundError:
    """Make the error for a file that does not exist, or not for this caller."""
    return NotFoundError(message)
