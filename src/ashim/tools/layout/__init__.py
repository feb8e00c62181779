"""Tools that arrange pictures."""
