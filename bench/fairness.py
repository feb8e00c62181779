"""Two users at once: how the workers are shared, and how long single runs take behind somebody's batch.

Run it with `.venv/bin/python bench/fairness.py`. Shares are counted while both users have work; latencies are those of
resizing a photo of 12 megapixels, alone and while another user's, or the same user's, batch of such photos runs.
"""

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
from batch import make_photos
from resize import percentile, serving

PASSWORD = "Bench-password-1"
PHOTOS = 60
SINGLES = 15
SETTINGS = {"settings": json.dumps({"width": 1200})}


async def sign_in(url: str, name: str, password: str = PASSWORD) -> httpx.AsyncClient:
    """Give a client with a session of the user."""
    client = httpx.AsyncClient(base_url=url, timeout=600)
    answer = await client.post("/api/auth/login", json={"username": name, "password": password})
    client.headers["authorization"] = f"Bearer {answer.raise_for_status().json()['token']}"
    return client


async def begin_batch(client: httpx.AsyncClient, paths: Sequence[Path], prefix: str) -> str:
    """Start a batch; give the address of its job. The prefix makes it work that nobody has done before."""
    answer = await client.post(
        "/api/v1/tools/resize/batch",
        files=[("file", (f"{prefix}-{path.name}", path.read_bytes())) for path in paths],
        data=SETTINGS,
        headers={"Prefer": "respond-async"},
    )
    address: str = answer.raise_for_status().json()["statusUrl"]
    return address


async def done(client: httpx.AsyncClient, address: str) -> int:
    """Give how many files of a batch have come to their end."""
    files = (await client.get(address)).json()["files"]
    return sum(file["status"] == "completed" for file in files)


async def share(url: str, paths: Sequence[Path]) -> None:
    """Let one user begin three batches and another, a moment later, one; count whose files are finished."""
    first, second = await sign_in(url, "admin"), await sign_in(url, "second")
    mine = [await begin_batch(first, paths, f"first{number}") for number in range(3)]
    other = await begin_batch(second, paths, "second")
    before = sum([await done(first, job) for job in mine]), await done(second, other)
    theirs = before[1]
    async with second.stream("GET", f"{other}/progress") as events:
        async for line in events.aiter_lines():
            if line.startswith("data: "):
                theirs = json.loads(line.removeprefix("data: "))["completedFiles"]
            if theirs >= len(paths) - 4:
                break
    ours = sum([await done(first, job) for job in mine])
    print(f"while both have work: {ours - before[0]} files of three batches, {theirs - before[1]} of the other's one")
    for job in mine:
        await first.post(f"{job}/cancel")


async def single_runs(client: httpx.AsyncClient, data: bytes, prefix: str) -> list[float]:
    """Run single photos one after the other; give the seconds that each took, the first aside, which warms up."""
    times = []
    for number in range(SINGLES + 1):
        begin = time.perf_counter()
        name = f"{prefix}-{number}.jpg"
        answer = await client.post("/api/v1/tools/resize", files={"file": (name, data)}, data=SETTINGS)
        answer.raise_for_status()
        times.append(time.perf_counter() - begin)
    return times[1:]


async def latency(url: str, paths: Sequence[Path]) -> None:
    """Time single runs alone, and behind batches."""
    first, second = await sign_in(url, "admin"), await sign_in(url, "second")
    data = await asyncio.to_thread(paths[0].read_bytes)
    cases = {"alone": (None, second), "behind another's batch": (first, second), "behind one's own": (second, second)}
    for title, (owner, client) in cases.items():
        job = await begin_batch(owner, paths, title) if owner else None
        times = await single_runs(client, data, title)
        left = ""
        if owner and job:
            left = f", {len(paths) - await done(owner, job)} files of the batch still to do"
            await owner.post(f"{job}/cancel")
        middle, worst = percentile(times, 0.5) * 1000, max(times) * 1000
        print(f"single runs {title}: p50 {middle:.0f} ms, at most {worst:.0f} ms{left}", flush=True)


async def add_second(url: str) -> None:
    """Make the second user, who need not change the password."""
    admin = await sign_in(url, "admin")
    user = {"username": "second", "password": PASSWORD, "role": "user"}
    (await admin.post("/api/auth/register", json=user)).raise_for_status()


def main() -> None:
    """Print a line for each case."""
    os.environ |= {"DEFAULT_PASSWORD": PASSWORD, "SKIP_MUST_CHANGE_PASSWORD": "true"}
    with tempfile.TemporaryDirectory() as name:
        paths = make_photos(Path(name), PHOTOS)
        server_folder = Path(name) / "server"
        server_folder.mkdir()
        with serving(server_folder, AUTH_ENABLED="true") as (url, _):
            asyncio.run(add_second(url))
            asyncio.run(latency(url, paths))
            asyncio.run(share(url, paths))


if __name__ == "__main__":
    main()
