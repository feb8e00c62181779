"""`ashim users`: accounts from the command line, also the way back in for a locked-out administrator."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import click
import structlog
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import DBAPIError

from ashim.accounts.passwords import PasswordHasher, random_password
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
    table = Table("Name", "Role", "Team", "Created", "State", box=None, pad_edge=False)
    with _accounts() as accounts:
        for user in accounts.users.all():
            state = "disabled" if user.disabled else "" if user.has_password else "single sign-on"
            table.add_row(user.username, user.role, user.team, user.created_at, state)
    Console().print(table)


@users.command("add")
@click.argument("username")
@click.option("--password", help=_PASSWORD_HELP)
@click.option(
    "--role", default="user", show_default=True, help="What they may do: admin, editor, user or one of yours."
)
@click.option("--team", help="Name of the team.")
def add_user(username: str, password: str | None, role: str, team: str | None) -> None:
    """Add the account USERNAME; its password must be changed at the first sign-in."""
    chosen = password or random_password()
    with _accounts() as accounts:
        _check_role(accounts, role)
        accounts.users.create(username, chosen, role=role, team=team)
    _tell(username, chosen, given=password is not None)


@users.command("reset-password")
@click.argument("username")
@click.option("--password", help=_PASSWORD_HELP)
def reset_password(username: str, password: str | None) -> None:
    """Set a new password for USERNAME, and end all its sessions and API keys."""
    chosen = password or random_password()
    with _accounts() as accounts:
        accounts.users.reset_password(accounts.users.find(username).id, chosen)
    _tell(username, chosen, given=password is not None)


@users.command("promote")
@click.argument("username")
@click.option("--role", default="admin", show_default=True, help="The new role.")
def promote_user(username: str, role: str) -> None:
    """Give USERNAME another role; it counts at once."""
    with _accounts() as accounts:
        _check_role(accounts, role)
        accounts.users.update(accounts.users.find(username).id, role=role)
    click.echo(f"{username} has the role {role}.")


@users.command("disable")
@click.argument("username")
def disable_user(username: str) -> None:
    """Keep USERNAME out: no sign-in, no session, no API key works until `enable`."""
    with _accounts() as accounts:
        accounts.users.update(accounts.users.find(username).id, disabled=True)
    click.echo(f"{username} is disabled.")


@users.command("enable")
@click.argument("username")
def enable_user(username: str) -> None:
    """Let a disabled USERNAME in again."""
    with _accounts() as accounts:
        accounts.users.update(accounts.users.find(username).id, disabled=False)
    click.echo(f"{username} can sign in again.")


@users.command("sign-in-link")
@click.argument("username")
def sign_in_link(username: str) -> None:
    """Print a link that signs USERNAME in for an hour: the way back in when passwords or single sign-on fail."""
    config = load_config()
    with _accounts() as accounts:
        token = accounts.sign_in_link_token(username).token
    address = config.external_url.rstrip("/") or f"http://localhost:{config.port}"
    click.echo(f"{address}/login#token={token}")


@users.command("delete")
@click.argument("username")
@click.option("--transfer-to", metavar="NAME", help="Give the pipelines, files and jobs to this account.")
@click.confirmation_option(prompt="Delete this account with all its keys?")
def delete_user(username: str, transfer_to: str | None) -> None:
    """Delete the account USERNAME, and what it owns unless that is handed over."""
    with _accounts() as accounts:
        heir = None if transfer_to is None else accounts.users.find(transfer_to).id
        accounts.users.delete(accounts.users.find(username).id, heir=heir)
    click.echo(f"Deleted {username}.")


def _check_role(accounts: AccountService, role: str) -> None:
    names = [each.name for each in accounts.roles.all()]
    if role not in names:
        raise click.BadParameter(f"there is no role {role!r}; choose from {', '.join(names)}", param_hint="--role")


@contextmanager
def _accounts() -> Iterator[AccountService]:
    config = load_config()
    # What is done here goes into the audit log; standard output belongs to the answer.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    database = _open(config)
    try:
        yield AccountService(database, max_users=config.max_users, hasher=PasswordHasher(config.bcrypt_cost))
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
