"""files -> articles -> passages -> index -> hits -> cited answer. Knows nothing of the screen."""

from rag.library import Library

__all__ = ["Library"]
