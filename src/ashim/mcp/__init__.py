"""ashim for AI agents: a few generic tools over the Model Context Protocol."""
