"""ashim: a self-hosted image workshop."""
