"""Tools for particular formats."""
