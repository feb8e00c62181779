"""Tools that put words and pictures on pictures."""
