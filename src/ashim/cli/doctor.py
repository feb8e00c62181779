"""`ashim doctor`: is everything there, and if not, what to do."""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pyvips
from rich.console import Console
from rich.table import Table

from ashim.administration.limits import engine_limits
from ashim.cli.finding import Finding
from ashim.cli.inventory import Inventory
from ashim.config import Config, load_config
from ashim.db import Database
from ashim.engine import RunError, SourceFile, Task, WorkerPool
from ashim.imaging import FORMATS
from ashim.storage.workspace import MINIMUM_FREE_BYTES
from ashim.tools import load_registry

STATIC = Path(__file__).parent.parent / "server" / "static"


@click.command(short_help="Check this installation.")
@click.option("--deep", is_flag=True, help="Read every stored file and compare it with its checksum.")
@click.option("--repair", is_flag=True, help="Remove what nobody needs, and end jobs that nobody works on.")
def doctor(deep: bool, repair: bool) -> None:
    """Check formats, workers, folders, disk, database, stored files and the web app; say what is wrong and what to do.

    Ends with 1 if something is wrong.
    """
    config = load_config()
    findings = [*examine(config), *_inventory(config, deep=deep, repair=repair)]
    table = Table("", "Checked", "Found", box=None, pad_edge=False)
    for finding in findings:
        table.add_row("[red]✗[/red]" if finding.remedy else "[green]✓[/green]", finding.subject, finding.state)
    console = Console()
    console.print(table)
    troubles = [finding for finding in findings if finding.remedy]
    for finding in troubles:
        console.print(f"\n[bold]{finding.subject}[/bold]: {finding.remedy}")
    if troubles:
        sys.exit(1)


def examine(config: Config) -> Iterator[Finding]:
    """Look at everything that ashim needs."""
    yield Finding("Python", sys.version.split()[0])
    yield Finding("libvips", ".".join(str(pyvips.version(part)) for part in range(3)))
    yield from _formats(config)
    yield Finding("EPS", "reads, with Ghostscript" if shutil.which("gs") else "not read: Ghostscript (gs) is missing")
    yield from _tools()
    folders = {
        "WORKSPACE_PATH": config.workspace_path,
        "FILES_STORAGE_PATH": config.files_storage_path,
        "DB_PATH": config.db_path.parent,
    }
    for name, folder in folders.items():
        yield _folder(name, folder)
    yield _guarded("Database", lambda: _database(config), "Check DB_PATH or DATABASE_URL, and its rights.")
    built = (STATIC / "index.html").is_file()
    yield Finding("Web app", "built" if built else "not built", "" if built else "Run `make serve` or install a wheel.")


def _inventory(config: Config, *, deep: bool, repair: bool) -> list[Finding]:
    try:
        return list(Inventory(config, deep=deep, repair=repair).findings())
    except Exception as error:
        return [Finding("Stored files", str(error), "See to the folders and the database first.")]


def _formats(config: Config) -> Iterator[Finding]:
    """Write a small picture in every format through a real worker, and read it again."""
    with tempfile.TemporaryDirectory(prefix="ashim-") as folder:
        yield from asyncio.run(_try_formats(config, Path(folder)))


async def _try_formats(config: Config, folder: Path) -> list[Finding]:
    sample = folder / "sample.png"
    pyvips.Image.black(64, 64, bands=3).pngsave(str(sample))
    pool = WorkerPool(engine_limits(config), workers=1, on_progress=lambda _: None)
    findings = []
    try:
        for format in FORMATS.values():
            if not format.writes:
                continue
            name = "jpg" if format.id == "jpeg" else format.extensions[0][1:]
            steps = (("convert", {"format": name}),)
            try:
                written = await pool.run(Task("doctor", steps, (SourceFile(sample, sample.name),), folder, pool.limits))
                again = SourceFile(folder / written.output.name, written.output.name)
                await pool.check(again)
                findings.append(Finding(format.name, "reads and writes"))
            except RunError as error:
                remedy = "Reinstall ashim's packages: their wheels carry the codecs."
                findings.append(Finding(format.name, str(error), remedy))
    finally:
        pool.close()
    return findings


def _tools() -> Iterator[Finding]:
    registry = load_registry()
    yield Finding("Tools", f"{len(registry.all())} ready")
    for item in registry.broken:
        yield Finding(f"Tool {item.name}", item.reason, "Update or remove the package that brings this tool.")


def _folder(name: str, folder: Path) -> Finding:
    def state() -> str:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
        if free < MINIMUM_FREE_BYTES:
            raise OSError(f"only {free // 2**20} MB free")
        return f"{folder} is writable, {free / 2**30:.1f} GB free"

    return _guarded(name, state, f"Give the user {os.getuid()} a writable folder with room, or set {name} to one.")


def _database(config: Config) -> str:
    database = Database(config.database_url or config.db_path)
    try:
        database.migrate()
        return "opens, schema up to date"
    finally:
        database.close()


def _guarded(subject: str, state: Callable[[], str], remedy: str) -> Finding:
    """Turn whatever goes wrong into a finding: a doctor must not fall ill."""
    try:
        return Finding(subject, state())
    except Exception as error:
        return Finding(subject, str(error), remedy)
