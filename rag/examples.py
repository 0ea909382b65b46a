"""Questions to try a library with."""

from __future__ import annotations

from collections.abc import Iterable


def examples(titles: Iterable[str], n: int) -> list[str]:
    """Up to ``n`` questions about articles spread over the library, from all its titles."""
    fit = [title for title in titles if 4 <= len(title) <= 30]
    step = max(1, len(fit) // max(1, n))
    return [f"《{title}》讲了什么？" for title in fit[::step][:n]]
