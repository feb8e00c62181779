"""The FastAPI application: assembly, errors, headers, limits, uploads, tool routes and the web app."""
