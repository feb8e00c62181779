"""`ashim mcp`, asked by a real client of the protocol."""

import base64
import contextlib
import os
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

import ashim
from tests.server.api.pictures import opened, picture
from tests.server.live import LiveServer

STEPS = [{"toolId": "resize", "settings": {"width": 45}}, {"toolId": "convert", "settings": {"format": "webp"}}]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(picture(90, 70, "JPEG", quality=90))
    return path


@pytest.fixture
def key(server: LiveServer) -> str:
    return str(server.sign_in().post("/api/v1/api-keys", json={"name": "agent"}).json()["key"])


@contextlib.asynccontextmanager
async def over_stdio(server: LiveServer, key: str) -> AsyncIterator[Client]:
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "ashim", "mcp", "--server", server.url],
        env={**os.environ, "ASHIM_KEY": key},
    )
    async with Client(stdio_client(command)) as client:
        yield client


async def ask(client: Client, tool: str, **arguments: Any) -> Any:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    content = result.structured_content
    assert content is not None
    return content.get("result", content)


async def refusal(client: Client, tool: str, **arguments: Any) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return str(result.content[0])


def test_an_agent_finds_its_way_and_works(server: LiveServer, key: str, photo: Path, tmp_path: Path) -> None:
    async def work() -> None:
        async with over_stdio(server, key) as client:
            offered = [tool.name for tool in (await client.list_tools()).tools]
            assert offered == [
                "list_tools",
                "describe_tool",
                "run_tool",
                "run_pipeline",
                "run_batch",
                "list_pipelines",
                "find_files",
                "store_files",
                "show_picture",
            ]
            found = await ask(client, "list_tools", search="shrink")
            assert "compress" in [tool["id"] for tool in found]
            about = await ask(client, "describe_tool", tool_id="resize")
            assert "width" in about["schema"]["properties"]

            info = await ask(client, "run_tool", tool_id="info", pictures=[str(photo)])
            assert (info["width"], info["height"]) == (90, 70)
            made = await ask(client, "run_pipeline", picture=str(photo), steps=STEPS, save_to=str(tmp_path / "out"))
            assert made["outputs"][0]["path"] == str(tmp_path / "out" / "photo.webp")
            again = await ask(
                client, "run_tool", tool_id="rotate", pictures=[made["outputs"][0]["address"]], settings={"angle": 90}
            )
            assert (again["width"], again["height"]) == (35, 45)

            broken = tmp_path / "broken.png"
            broken.write_bytes(b"nonsense")
            good, bad = await ask(client, "run_batch", pictures=[str(photo), str(broken)], steps=STEPS)
            assert good["outputs"][0]["name"] == "photo.webp"
            assert "unrecognized" in bad["error"]

            (stored,) = await ask(client, "store_files", paths=[str(photo)])
            (listed,) = await ask(client, "find_files", search="photo")
            assert listed["id"] == stored["id"]
            await ask(client, "run_tool", tool_id="resize", pictures=[f"file:{stored['id']}"], settings={"width": 9})
            (newest,) = await ask(client, "find_files")
            assert newest["version"] == 2
            assert await ask(client, "list_pipelines") == []

            seen = await client.call_tool("show_picture", {"picture": str(photo), "steps": STEPS[:1]})
            (shown,) = seen.content
            assert shown.type == "image"
            assert opened(base64.b64decode(shown.data)).size == (45, 35)

    anyio.run(work)


def test_an_agent_gets_the_bytes_that_everybody_gets(server: LiveServer, key: str, photo: Path, tmp_path: Path) -> None:
    async def work() -> None:
        async with over_stdio(server, key) as client:
            await ask(client, "run_pipeline", picture=str(photo), steps=STEPS, save_to=str(tmp_path / "agent"))

    anyio.run(work)
    ashim.open(photo).resize(width=45).convert(format="webp").save(tmp_path / "here.webp")
    assert (tmp_path / "agent" / "photo.webp").read_bytes() == (tmp_path / "here.webp").read_bytes()


def test_an_agent_is_told_what_is_wrong(server: LiveServer, key: str, photo: Path) -> None:
    async def work() -> None:
        async with over_stdio(server, key) as client:
            wrong = await refusal(client, "run_tool", tool_id="resize", pictures=[str(photo)], settings={"width": 0})
            assert "width: must be greater than 0" in wrong
            assert "no file" in await refusal(client, "run_tool", tool_id="info", pictures=["/nowhere.jpg"])
            assert "list_tools" in await refusal(client, "describe_tool", tool_id="nothing")
            step = await refusal(client, "run_pipeline", picture=str(photo), steps=[{"toolId": "nothing"}])
            assert "Step 1 (nothing): Tool not found" in step

    anyio.run(work)


@pytest.fixture
def http_server(server: LiveServer) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = [sys.executable, "-m", "ashim", "mcp", "--server", server.url, "--http", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        for line in process.stderr:
            if re.search(r"running on|startup complete", line, re.IGNORECASE):
                break
        yield f"http://127.0.0.1:{port}/mcp"
        process.terminate()


def test_over_http_every_agent_has_a_key_of_its_own(
    server: LiveServer, key: str, http_server: str, photo: Path
) -> None:
    bob = server.add_user("bob")
    bobs_key = bob.post("/api/v1/api-keys", json={"name": "agent"}).json()["key"]
    with ashim.Client(server.url, bobs_key) as client:
        (file,) = client.store(photo)

    async def work(credentials: str | None) -> tuple[list[Any], str, bool]:
        headers = {"Authorization": f"Bearer {credentials}"} if credentials else {}
        async with (
            httpx2.AsyncClient(headers=headers) as http,
            Client(streamable_http_client(http_server, http_client=http)) as client,
        ):
            listed = await client.call_tool("find_files", {})
            path = await refusal(client, "run_tool", tool_id="info", pictures=[str(photo)])
            stored = await client.call_tool("run_tool", {"tool_id": "info", "pictures": [f"file:{file['id']}"]})
            found = (listed.structured_content or {}).get("result", [])
            return [each["id"] for each in found], path, stored.is_error

    assert anyio.run(work, bobs_key)[0] == [file["id"]]
    assert anyio.run(work, bobs_key)[2] is False
    assert "reaches no files of yours" in anyio.run(work, bobs_key)[1]
    assert anyio.run(work, None)[2] is True
