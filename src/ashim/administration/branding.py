"""The logo of an installation: a PNG below the folder of what is kept, and settings that say that it is there."""

import hashlib
import os
import tempfile
from pathlib import Path

from ashim.accounts.acts import record_act
from ashim.accounts.principal import Principal
from ashim.administration.known import LOGO_VERSION
from ashim.administration.service import SettingsService, write
from ashim.audit import Action, Target
from ashim.db import Database


class Branding:
    """Keeps the logo."""

    def __init__(self, database: Database, settings: SettingsService, folder: Path) -> None:
        self._database = database
        self._settings = settings
        self._path = folder / "branding" / "logo.png"

    @property
    def logo(self) -> Path | None:
        """Where the logo is, if there is one."""
        return self._path if self._settings.in_force().custom_logo and self._path.is_file() else None

    def save(self, png: bytes, *, actor: Principal | None = None) -> None:
        """Replace the logo, whole or not at all."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._path.parent, delete=False) as file:
            file.write(png)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(self._path)
        version = hashlib.sha256(png).hexdigest()[:16]
        with self._database.write() as connection:
            write(connection, {"customLogo": "true", LOGO_VERSION: version})
            record_act(connection, actor, Action.LOGO_UPDATED, Target("settings", None, "logo"))

    def remove(self, *, actor: Principal | None = None) -> None:
        """Go back to the program's own logo; nothing happens if that is in use."""
        with self._database.write() as connection:
            write(connection, {"customLogo": "false"})
            record_act(connection, actor, Action.LOGO_DELETED, Target("settings", None, "logo"))
        self._path.unlink(missing_ok=True)
