"""Damaged pictures, and what is done to them."""
