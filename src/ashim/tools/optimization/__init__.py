"""Tools that make files smaller, cleaner and better named."""
