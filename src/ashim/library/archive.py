"""Several files of the library as one ZIP, made while it is sent."""

from collections.abc import Iterable, Iterator

from zipstream import ZipStream

from ashim.engine import unique_name
from ashim.library.model import StoredFile
from ashim.storage import Blobs


def zip_stream(files: Iterable[StoredFile], blobs: Blobs) -> tuple[int, Iterator[bytes]]:
    """Give the length in bytes of the ZIP and its content; equal names get `_1`, `_2`, ….

    Entries are stored as they are: image files do not get smaller by deflating them again. Raises FileNotFoundError
    for a file that is not on disk.
    """
    stream = ZipStream(sized=True)
    taken: set[str] = set()
    for file in files:
        name = unique_name(file.original_name, taken)
        taken.add(name)
        stream.add_path(blobs.path(file.stored_name), name)
    return len(stream), iter(stream)
