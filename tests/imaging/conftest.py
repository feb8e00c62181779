"""The corpus and the set-up of a worker, for the tests of this folder."""

from tests.corpus import corpus, worker

__all__ = ["corpus", "worker"]
