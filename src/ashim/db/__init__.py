"""The database: one metadata, one `Database`, and the migrations that ship with the package."""

from ashim.db.clock import iso, utc_now
from ashim.db.database import Database
from ashim.db.lookup import Lookup
from ashim.db.metadata import metadata

__all__ = ["Database", "Lookup", "iso", "metadata", "utc_now"]
