"""`ashim run`, `ashim pipeline run`, `ashim tools`: the real command in a process of its own."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from ashim.cli.run import run as run_command
from ashim.tools import load_registry
from tests.server.api.pictures import opened, picture
from tests.server.live import LiveServer
from tests.waiting import wait_until

WIDE = {"COLUMNS": "200"}


def ashim(
    *arguments: str | Path, cwd: Path, stdin: bytes = b"", environ: Mapping[str, str] = MappingProxyType({})
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "ashim", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, input=stdin, capture_output=True, env={**os.environ, **environ}, timeout=120, check=False
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(picture(60, 40))
    (tmp_path / "notes.txt").write_text("not a picture")
    return tmp_path


def test_a_file_to_a_file(folder: Path) -> None:
    done = ashim("run", "resize", "a.png", "--width", "30", "-o", "small.png", cwd=folder)
    assert done.returncode == 0, done.stderr
    with Image.open(folder / "small.png") as result:
        assert result.size == (30, 20)
    assert b"30x20" in done.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--mode", "targetSize", "--target-size-kb", "3"], r"quality [\d.]+  [2-8] encodes"),
        (["--mode", "visualQuality", "--visual-quality", "70"], r"quality \d+  visual quality 7\d\.\d  [2-8] encodes"),
    ],
)
def test_how_a_target_was_met_is_said(folder: Path, options: list[str], words: str) -> None:
    grain = np.random.default_rng(1).integers(0, 60, (120, 160, 3))
    across = np.linspace(0, 190, 160)[None, :, None]
    Image.fromarray((across + grain).astype(np.uint8)).save(folder / "photo.jpg", quality=97)
    done = ashim("run", "compress", "photo.jpg", *options, "-o", "out.jpg", cwd=folder, environ=WIDE)
    assert done.returncode == 0, done.stderr
    assert re.search(words, done.stderr.decode()), done.stderr


def test_a_plain_run_says_nothing_of_quality(folder: Path) -> None:
    done = ashim("run", "convert", "a.png", "--format", "jpg", "-o", "out.jpg", cwd=folder, environ=WIDE)
    assert b"encodes" not in done.stderr
    assert b"quality" not in done.stderr


def test_without_output_the_result_lies_beside_the_input(folder: Path) -> None:
    assert ashim("run", "rotate", "a.png", "--angle", "90", cwd=folder).returncode == 0
    assert (folder / "a_rotate.png").exists()


@pytest.mark.parametrize("inputs", [["."], ["*.png"], ["a.png", "b.png"]])
def test_folders_patterns_and_lists(folder: Path, inputs: list[str]) -> None:
    done = ashim("run", "convert", *inputs, "--format", "webp", "-o", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["a.webp", "b.webp"]


def test_a_folder_of_one_picture_gives_a_folder(folder: Path) -> None:
    (folder / "b.png").unlink()
    assert ashim("run", "convert", ".", "--format", "webp", "-o", "out", cwd=folder).returncode == 0
    assert [path.name for path in (folder / "out").iterdir()] == ["a.webp"]


@pytest.mark.parametrize("output", [[], ["-o", "."]])
def test_an_input_is_replaced_only_when_it_is_named_as_the_output(folder: Path, output: list[str]) -> None:
    (folder / "small.yaml").write_text("steps: [{toolId: resize, settings: {width: 30}}]")
    before = (folder / "a.png").read_bytes()
    assert ashim("pipeline", "run", "small.yaml", "a.png", *output, cwd=folder).returncode == 0
    assert (folder / "a.png").read_bytes() == before
    with Image.open(folder / "a_1.png") as result:
        assert result.size == (30, 20)
    assert ashim("pipeline", "run", "small.yaml", "a.png", "-o", "a.png", cwd=folder).returncode == 0
    with Image.open(folder / "a.png") as result:
        assert result.size == (30, 20)


def test_equal_names_in_different_folders_stay_as_they_are(folder: Path) -> None:
    for name in ("one", "two"):
        (folder / name).mkdir()
        (folder / name / "c.png").write_bytes(picture(60, 40))
    assert ashim("run", "rotate", "one/c.png", "two/c.png", "--angle", "90", cwd=folder).returncode == 0
    assert (folder / "one" / "c_rotate.png").exists()
    assert (folder / "two" / "c_rotate.png").exists()


def test_names_that_are_not_utf_8(folder: Path) -> None:
    name = os.fsdecode(b"bad\xff.png")
    (folder / name).write_bytes(picture(60, 40))
    done = ashim("run", "rotate", name, "--angle", "90", "-o", "turned.png", cwd=folder)
    assert done.returncode == 0, done.stderr
    with Image.open(folder / "turned.png") as result:
        assert result.size == (40, 60)


def test_a_result_that_cannot_be_written_is_told_in_one_line(folder: Path) -> None:
    done = ashim("run", "rotate", "a.png", "--angle", "90", "-o", "b.png/x.png", cwd=folder)
    assert done.returncode == 1
    assert done.stderr.startswith(b"ashim: a.png: the result cannot be written: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_pipe_as_the_output_is_written_to(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    command = [sys.executable, "-m", "ashim", "run", "rotate", "a.png", "--angle", "90", "-o", "pipe"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE) as running:
        assert opened((folder / "pipe").read_bytes()).size == (40, 60)
        running.communicate()
    assert running.returncode == 0
    assert (folder / "pipe").is_fifo()


def test_ctrl_c_leaves_nothing_behind(folder: Path) -> None:
    scratch = folder / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-m", "ashim", "run", "rotate", "a.png", "-", "--angle", "90", "-o", "out"]
    environ = {**os.environ, "TMPDIR": str(scratch)}
    with subprocess.Popen(command, cwd=folder, env=environ, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        wait_until(lambda: any(scratch.glob("ashim-*/stdin")))
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate()
    assert (running.returncode, errors) == (130, b"ashim: interrupted\n")
    assert not list(scratch.iterdir())
    assert not (folder / "out").exists()


def test_pipes(folder: Path) -> None:
    done = ashim("run", "convert", "-", "--format", "jpg", "-o", "-", cwd=folder, stdin=picture(60, 40))
    assert done.returncode == 0, done.stderr
    assert opened(done.stdout).format == "JPEG"


def test_one_bad_file_does_not_stop_the_others(folder: Path) -> None:
    (folder / "bad.png").write_bytes(b"nonsense")
    done = ashim("run", "convert", "a.png", "bad.png", "b.png", "--format", "webp", "-o", "out", cwd=folder)
    assert done.returncode == 1
    assert b"bad.png" in done.stderr
    assert b"unrecognized image format" in done.stderr
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["a.webp", "b.webp"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "resize", "a.png"], b"width, height and percentage"),
        (["run", "resize", "a.png", "--width", "0"], b"width: must be greater than 0"),
        (["run", "resize", "a.png", "--width", "x"], b"--width"),
        (["run", "resize", "a.png", "--fit", "x", "--width", "1"], b"--fit"),
        (["run", "resize", "nothing.png", "--width", "1"], b"nothing.png"),
        (["run", "nothing", "a.png"], b"nothing"),
        (["run", "convert", "a.png"], b"--format"),
        (["run", "rotate", "a.png", "b.png", "-o", "-"], b"folder"),
        (["tools", "nothing"], b"nothing"),
    ],
)
def test_wrong_use_is_explained(folder: Path, arguments: list[str], words: bytes) -> None:
    done = ashim(*arguments, cwd=folder)
    assert done.returncode == 2
    assert words in done.stderr


def test_a_pipeline_from_a_file(folder: Path) -> None:
    (folder / "shop.yaml").write_text(
        "steps:\n  - toolId: resize\n    settings: {width: 30}\n  - toolId: convert\n    settings: {format: webp}\n"
    )
    done = ashim("pipeline", "run", "shop.yaml", "a.png", "b.png", "-o", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    for name in ("a.webp", "b.webp"):
        with Image.open(folder / "out" / name) as result:
            assert result.size == (30, 20)


def test_a_wrong_pipeline_names_step_and_field(folder: Path) -> None:
    (folder / "shop.json").write_text('{"steps": [{"toolId": "resize", "settings": {"width": "x"}}]}')
    done = ashim("pipeline", "run", "shop.json", "a.png", cwd=folder)
    assert done.returncode == 2
    assert b"Step 1 (resize)" in done.stderr
    assert b"width" in done.stderr


def test_rest_and_command_line_give_the_same_bytes(folder: Path, open_server: LiveServer) -> None:
    data = picture(90, 70, "JPEG", quality=90)
    (folder / "photo.jpg").write_bytes(data)
    client = open_server.client()
    for tool, options, settings in (
        ("resize", ["--width", "31"], {"width": 31}),
        (
            "crop",
            ["--left", "1", "--top", "2", "--width", "30", "--height", "20"],
            {"left": 1, "top": 2, "width": 30, "height": 20},
        ),
        ("rotate", ["--angle", "30", "--horizontal"], {"angle": 30, "horizontal": True}),
        ("convert", ["--format", "avif", "--quality", "40"], {"format": "avif", "quality": 40}),
        ("compress", ["--quality", "40"], {"quality": 40}),
    ):
        assert ashim("run", tool, "photo.jpg", *options, "-o", "result", cwd=folder).returncode == 0
        answer = client.post(
            f"/api/v1/tools/{tool}", files={"file": ("photo.jpg", data)}, data={"settings": json.dumps(settings)}
        ).json()
        assert client.get(answer["downloadUrl"]).content == (folder / "result").read_bytes(), tool


def test_tools_are_listed_and_described(folder: Path) -> None:
    assert b"resize" in ashim("tools", cwd=folder).stdout
    assert b"width" in ashim("tools", "resize", cwd=folder).stdout
    described = json.loads(ashim("tools", "resize", "--json", cwd=folder).stdout)
    assert described["schema"]["properties"]["width"]["maximum"] == 16383


def test_every_setting_is_an_option() -> None:
    for tool in load_registry().all():
        text = CliRunner().invoke(run_command, [tool.id, "--help"], terminal_width=1000, max_content_width=1000).output
        for name in tool.schema()["properties"]:
            flag = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
            assert f"--{flag}" in text, tool.id
        for second in tool.signature.inputs:
            assert f"--{second.name.replace('_', '-')}" in text, tool.id


def test_configuration_is_listed_and_checked(folder: Path) -> None:
    assert b"MAX_UPLOAD_SIZE_MB" in ashim("config", cwd=folder, environ=WIDE).stdout
    done = ashim("run", "rotate", "a.png", cwd=folder, environ={"MAX_MEGAPIXELS": "many"})
    assert done.returncode == 1
    assert b"MAX_MEGAPIXELS must be a number, not 'many'" in done.stderr


def test_limits_of_the_environment_hold(folder: Path) -> None:
    done = ashim("run", "rotate", "a.png", cwd=folder, environ={"MAX_MEGAPIXELS": "0.001"})
    assert done.returncode == 1
    assert b"exceeds maximum size" in done.stderr


def test_doctor_finds_everything_in_order_but_the_unbuilt_web_app(folder: Path) -> None:
    done = ashim("doctor", cwd=folder, environ=WIDE)
    text = done.stdout.decode()
    for format in ("JPEG", "PNG", "WebP", "AVIF", "TIFF", "GIF", "HEIC"):
        assert f"{format} " in text
    assert "reads and writes" in text
    failing = [line for line in text.splitlines() if line.startswith("✗")]
    assert all("Web app" in line for line in failing)


def test_users_can_be_administered(folder: Path) -> None:
    environ = {"DB_PATH": "users.db"}
    assert ashim("users", "add", "kim", "--role", "editor", cwd=folder, environ=environ).returncode == 0
    listed = ashim("users", "list", cwd=folder, environ=environ).stdout
    assert b"kim" in listed
    assert b"editor" in listed
    weak = ashim("users", "reset-password", "kim", "--password", "weak", cwd=folder, environ=environ)
    assert weak.returncode == 1
    assert b"at least 8 characters" in weak.stderr
    assert b"sign in with:" in ashim("users", "reset-password", "kim", cwd=folder, environ=environ).stdout
    assert ashim("users", "delete", "kim", "--yes", cwd=folder, environ=environ).returncode == 0
    assert b"kim" not in ashim("users", "list", cwd=folder, environ=environ).stdout


@pytest.mark.parametrize("path", [".", "a.png/x.db"])
def test_a_database_that_cannot_be_opened_is_told_in_one_line(folder: Path, path: str) -> None:
    done = ashim("users", "list", cwd=folder, environ={"DB_PATH": path})
    assert done.returncode == 1
    assert done.stderr.startswith(b"ashim: The database cannot be opened: ")
    assert len(done.stderr.splitlines()) == 1


def test_one_result_of_a_tool_that_may_give_several_goes_to_the_named_file(folder: Path) -> None:
    done = ashim("run", "image-to-pdf", "a.png", "b.png", "-o", "all.pdf", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"pages": 2}
    assert (folder / "all.pdf").read_bytes().startswith(b"%PDF-")


def test_several_results_do_not_overwrite_each_other_in_one_file(folder: Path) -> None:
    done = ashim("run", "image-to-pdf", "a.png", "b.png", "--no-collate", "-o", "all.pdf", cwd=folder)
    assert done.returncode == 1
    assert b"several results need a folder" in done.stderr
    assert not (folder / "all.pdf").exists()


def test_results_may_lie_in_folders(folder: Path) -> None:
    done = ashim("run", "favicon", "a.png", "b.png", "-o", "icons/", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (folder / "icons").iterdir()} == {"a", "b"}
    assert opened((folder / "icons" / "b" / "favicon-16x16.png").read_bytes()).size == (16, 16)
