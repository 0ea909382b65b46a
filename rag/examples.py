"""Questions that a library can answer, to try first."""

from __future__ import annotations

from collections.abc import Iterable

from rag.types import Article


def examples(articles: Iterable[Article], n: int) -> list[str]:
    """Up to ``n`` questions about articles spread over the library."""
    titled = [a.title for a in articles if 4 <= len(a.title) <= 30]
    step = max(1, len(titled) // max(1, n))
    return [f"“{title}”讲了什么？" for title in titled[::step][:n]]
