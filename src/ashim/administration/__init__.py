"""Server settings, public configuration and health."""
