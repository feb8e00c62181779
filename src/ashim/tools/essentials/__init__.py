"""Size, cut, turn, convert, compress."""
