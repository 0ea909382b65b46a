"""files -> articles -> passages -> index -> hits -> cited answer. Knows nothing of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.library import Library

__all__ = ["Library"]


def __getattr__(name: str) -> object:
    """The library comes when it is first asked for: ``wenju --help`` needs none of what it imports."""
    if name != "Library":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from rag.library import Library

    return Library
