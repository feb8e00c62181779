"""The bounded folder of what can be made again."""

import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ashim.storage import CacheFolder, Workspace

MEGABYTE = 1024 * 1024


@pytest.fixture
def cache(tmp_path: Path) -> CacheFolder:
    return CacheFolder(tmp_path / "cache", 64 * 100_000)


def file(folder: Path, size: int = 1000, name: str = "a.bin") -> Path:
    path = folder / name
    path.write_bytes(os.urandom(size))
    return path


def on_disk(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_what_is_kept_is_found_again(cache: CacheFolder, tmp_path: Path) -> None:
    first, second = file(tmp_path), file(tmp_path, name="b.bin")
    assert cache.take("k1", tmp_path / "out") is None
    assert not (tmp_path / "out").exists()
    assert cache.keep("k1", {"x": first, "y": second}, {"width": 3})
    assert cache.take("k1", tmp_path / "out") == {"width": 3}
    assert (tmp_path / "out" / "x").read_bytes() == first.read_bytes()
    # The second name is of the same file: nothing is stored twice.
    assert (tmp_path / "out" / "y").samefile(second)
    # Taking it again into the same folder replaces what is there.
    assert cache.take("k1", tmp_path / "out") == {"width": 3}


def test_what_was_taken_outlives_the_entry(cache: CacheFolder, tmp_path: Path) -> None:
    cache.keep("k1", {"x": file(tmp_path)}, 1)
    cache.take("k1", tmp_path / "out")
    for path in (tmp_path / "cache").rglob("*"):
        if path.is_file():
            path.unlink()
    assert (tmp_path / "out" / "x").stat().st_size == 1000
    assert cache.find("k1") is None


@pytest.mark.parametrize(
    "harm",
    [
        lambda entry: (entry / "files" / "x").write_bytes(b"y" * 1000),
        lambda entry: (entry / "files" / "x").unlink(),
        lambda entry: (entry / "manifest.json").write_bytes(b""),
        lambda entry: (entry / "manifest.json").write_bytes(b"[1]"),
        lambda entry: (entry / "manifest.json").unlink(),
    ],
)
def test_a_damaged_entry_counts_as_absent_and_can_be_made_again(
    cache: CacheFolder, tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    source = file(tmp_path)
    cache.keep("k1", {"x": source}, 1)
    (entry,) = (path.parent.parent for path in (tmp_path / "cache").rglob("x"))
    copy = source.read_bytes()
    source.unlink()
    source.write_bytes(copy)
    harm(entry)
    assert cache.take("k1", tmp_path / "out") is None
    assert cache.keep("k1", {"x": source}, 2)
    assert cache.take("k1", tmp_path / "out") == 2


def test_the_folder_stays_within_its_bound_and_the_least_recently_used_goes_first(
    cache: CacheFolder, tmp_path: Path
) -> None:
    past = time.time() - 1000
    for number in range(200):
        assert cache.keep(f"{number:03}", {"x": file(tmp_path, 90_000)}, number)
        (tmp_path / "a.bin").unlink()
        assert on_disk(tmp_path / "cache") <= 64 * 100_000
        # Entries of one moment have no order; here each is a second younger than the one before.
        os.utime(tmp_path / "cache" / f"{number:03}"[:2] / f"{number:03}", (past + number, past + number))
        if number > 0:
            assert cache.find("000"), number
    assert cache.find("100") is None
    assert cache.find("199")
    assert cache.size() > 32 * 100_000


def test_what_is_too_big_is_not_kept(cache: CacheFolder, tmp_path: Path) -> None:
    assert not cache.keep("big", {"x": file(tmp_path, 1_000_000)})
    assert cache.find("big") is None


def test_a_disk_that_takes_nothing_is_no_error(cache: CacheFolder, tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"a file where the folder should be")
    assert not cache.keep("k1", {"x": file(tmp_path)})
    assert cache.find("k1") is None


def test_what_a_crash_left_on_its_way_in_is_removed(
    cache: CacheFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tmp_path / "cache" / "incoming" / "1234"
    left.mkdir(parents=True)
    file(left)
    assert cache.remove_abandoned() == 0
    monkeypatch.setattr("ashim.storage.cache._ABANDONED_AFTER_S", -1)
    assert cache.remove_abandoned() == 1
    assert not left.exists()


def _hammer(folder: Path, seed: int) -> None:
    cache = CacheFolder(folder / "cache", MEGABYTE)
    mine = folder / str(seed)
    mine.mkdir()
    for number in range(150):
        key = f"{number % 30:03}"
        content = key.encode() * 10_000
        entry = cache.take(key, mine / "out")
        if entry is None:
            path = mine / f"{number}.bin"
            path.write_bytes(content)
            cache.keep(key, {"x": path}, key)
        else:
            assert entry == key
            assert (mine / "out" / "x").read_bytes() == content


def test_several_processes_share_a_folder(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    processes = [context.Process(target=_hammer, args=(tmp_path, seed)) for seed in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    cache = CacheFolder(tmp_path / "cache", MEGABYTE)
    assert 0 < cache.size() <= MEGABYTE * 1.5
    assert cache.damaged() == []
    assert cache.abandoned() == []


def test_caches_do_not_expire_with_the_jobs(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "work")
    workspace.cache("results", MEGABYTE).keep("k1", {"x": file(tmp_path)}, 1)
    for path in (tmp_path / "work").rglob("*"):
        os.utime(path, (0, 0))
    assert workspace.remove_expired(60, frozenset()) == 0
    assert workspace.cache("results", MEGABYTE).find("k1")
