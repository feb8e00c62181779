"""The corpus, for the tests of this folder."""

from tests.corpus import corpus

__all__ = ["corpus"]
