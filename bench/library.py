"""Server time of the file list with 1,000, 10,000 and 100,000 files: first page, search, and a page far behind.

Run it with `.venv/bin/python bench/library.py`. The best of several rounds is shown; the figures should not grow with
the number of files.
"""

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import insert

from ashim.accounts import Principal
from ashim.accounts.bootstrap import ensure_local_owner
from ashim.db import Database
from ashim.library.queries import Search
from ashim.library.service import LibraryService
from ashim.library.tables import user_files
from ashim.storage import Blobs

ROUNDS = 7
PAGE = 50


def fill(database: Database, owner: Principal, count: int) -> None:
    """Add rows of which every fourth has a later version."""
    rows = []
    for number in range(count):
        parent = f"{number - 1:036}" if number % 4 == 1 else None
        rows.append(
            {
                "id": f"{number:036}",
                "user_id": owner.user_id,
                "original_name": f"holiday {number * 7919 % count:06} in the mountains.jpg",
                "stored_name": f"{number:064}",
                "mime_type": "image/jpeg",
                "size": number,
                "parent_id": parent,
                "root_id": parent or f"{number:036}",
                "is_leaf": int(number % 4 != 0),
                "tool_chain": '["resize"]' if parent else "[]",
                "created_at": 1_700_000_000 + number // 3,
            }
        )
    with database.write() as connection:
        connection.execute(insert(user_files), rows)


def best(work: Callable[[], object]) -> float:
    """Give the milliseconds of the quickest round."""
    figures = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        figures.append((time.perf_counter() - started) * 1000)
    return min(figures)


def main() -> None:
    """Print a line for each size of library."""
    print(f"{'files':>8} {'first page':>12} {'search':>12} {'by name':>12} {'far behind':>12}   (ms)")
    for count in (1000, 10_000, 100_000):
        with tempfile.TemporaryDirectory() as name:
            database = Database(Path(name) / "ashim.db")
            database.migrate()
            owner = ensure_local_owner(database)
            fill(database, owner, count)
            library = LibraryService(database, Blobs(Path(name) / "files"))
            page = library.page(owner, Search(limit=PAGE))
            for _ in range(min(count // PAGE // 2, 100)):
                page = library.page(owner, Search(limit=PAGE, after=page.next))
            searches = (
                Search(limit=PAGE),
                Search(limit=PAGE, text="000001"),
                Search(limit=PAGE, sort="name", descending=False),
                Search(limit=PAGE, after=page.next),
            )
            figures = [best(partial(library.page, owner, search)) for search in searches]
            print(f"{count:8} " + " ".join(f"{figure:12.1f}" for figure in figures))
            database.close()


if __name__ == "__main__":
    main()
