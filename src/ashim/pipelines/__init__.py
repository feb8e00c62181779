"""Saved pipelines."""
