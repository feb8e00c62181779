"""Tools that look at what is in the picture."""
