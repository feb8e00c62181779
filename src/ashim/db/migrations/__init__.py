"""The migration scripts, oldest first in `versions/`."""
