"""The first user of an installation."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from ashim.accounts.passwords import PasswordHasher, random_password
from ashim.accounts.permissions import ADMIN, ROLES
from ashim.accounts.principal import Principal
from ashim.accounts.tables import users
from ashim.accounts.users import OPEN_USERNAME
from ashim.db import Database, utc_now


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """The administrator that a start has just made, to be told to the person who started it."""

    username: str
    password: str
    generated: bool


def ensure_admin(
    database: Database,
    username: str,
    password: str | None,
    *,
    hasher: PasswordHasher,
    must_change_password: bool = True,
) -> FirstAdmin | None:
    """Make the first administrator; None if there are users already.

    An installation that ran without sign-in has its owner's row: that row becomes the administrator and keeps
    everything that belongs to it. Without a password a random one is made.
    """
    with database.read() as connection:
        if not _needs_admin(connection):
            return None
    chosen = password or random_password()
    password_hash = hasher.hash(chosen)
    now = utc_now()
    with database.write() as connection:
        if not _needs_admin(connection):
            return None
        name = _free_name(connection, username)
        values = {
            "username": name,
            "password_hash": password_hash,
            "role": ADMIN,
            "must_change_password": int(must_change_password),
            "updated_at": now,
        }
        if _owner_id(connection) is None:
            connection.execute(insert(users).values(**values, created_at=now))
        else:
            connection.execute(update(users).where(_IS_OWNER).values(values))
    return FirstAdmin(name, chosen, generated=password is None)


def ensure_local_owner(database: Database) -> Principal:
    """Give the principal that stands behind every request while sign-in is off.

    It is the oldest administrator if there is one, else a row without a password, made for the purpose.
    """
    now = utc_now()
    with database.write() as connection:
        owner = connection.execute(
            select(users.c.id, users.c.username).where(users.c.role == ADMIN).order_by(users.c.id).limit(1)
        ).one_or_none()
        if owner is None:
            owner = connection.execute(
                insert(users)
                .values(
                    username=OPEN_USERNAME,
                    role=ADMIN,
                    must_change_password=0,
                    created_at=now,
                    updated_at=now,
                )
                .returning(users.c.id, users.c.username)
            ).one()
    return Principal(user_id=owner.id, username=owner.username, role=ADMIN, permissions=ROLES[ADMIN], via="local")


_IS_OWNER = (users.c.username == OPEN_USERNAME) & users.c.password_hash.is_(None)


def _owner_id(connection: Connection) -> int | None:
    return connection.execute(select(users.c.id).where(_IS_OWNER)).scalar_one_or_none()


def _needs_admin(connection: Connection) -> bool:
    count = connection.execute(select(func.count()).select_from(users)).scalar_one()
    return count == 0 or _owner_id(connection) is not None


def _free_name(connection: Connection, wanted: str) -> str:
    taken = set(connection.execute(select(users.c.username)).scalars())
    names = [wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)
