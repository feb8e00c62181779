"""`ashim users`: accounts from the command line, also the way back in for a locked-out administrator."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import DBAPIError

from ashim.accounts.passwords import random_password
from ashim.accounts.permissions import ROLES
from ashim.accounts.service import AccountService
from ashim.config import Config, ConfigError, load_config
from ashim.db import Database

_PASSWORD_HELP = "Password; without it a random one is made and printed."  # noqa: S105


@click.group(short_help="List, add, change and delete accounts.")
def users() -> None:
    """Administer accounts. Works on the database directly, whether the server runs or not."""


@users.command("list")
def list_users() -> None:
    """List all accounts."""
    table = Table("Name", "Role", "Team", "Created", box=None, pad_edge=False)
    with _accounts() as accounts:
        for user in accounts.list_users():
            table.add_row(user.username, user.role, user.team, user.created_at)
    Console().print(table)


@users.command("add")
@click.argument("username")
@click.option("--password", help=_PASSWORD_HELP)
@click.option("--role", type=click.Choice(list(ROLES)), default="user", show_default=True, help="What they may do.")
def add_user(username: str, password: str | None, role: str) -> None:
    """Add the account USERNAME; its password must be changed at the first sign-in."""
    chosen = password or random_password()
    with _accounts() as accounts:
        accounts.create_user(username, chosen, role=role)
    _tell(username, chosen, given=password is not None)


@users.command("reset-password")
@click.argument("username")
@click.option("--password", help=_PASSWORD_HELP)
def reset_password(username: str, password: str | None) -> None:
    """Set a new password for USERNAME, and end all its sessions and API keys."""
    chosen = password or random_password()
    with _accounts() as accounts:
        accounts.reset_password(accounts.find_user(username).id, chosen)
    _tell(username, chosen, given=password is not None)


@users.command("delete")
@click.argument("username")
@click.confirmation_option(prompt="Delete this account with all its keys and pipelines?")
def delete_user(username: str) -> None:
    """Delete the account USERNAME."""
    with _accounts() as accounts:
        accounts.delete_user(accounts.find_user(username).id)
    click.echo(f"Deleted {username}.")


@contextmanager
def _accounts() -> Iterator[AccountService]:
    config = load_config()
    database = _open(config)
    try:
        yield AccountService(database, max_users=config.max_users)
    finally:
        database.close()


def _open(config: Config) -> Database:
    try:
        database = Database(config.database_url or config.db_path)
        database.migrate()
    except (OSError, DBAPIError) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise ConfigError(f"The database cannot be opened: {reason}. Check DB_PATH or DATABASE_URL") from error
    return database


def _tell(username: str, password: str, *, given: bool) -> None:
    if given:
        click.echo(f"{username} can sign in with the new password.")
    else:
        click.echo(f"{username} can sign in with: {password}")
