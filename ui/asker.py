"""What the page needs of a library, as a Protocol. ``rag.Library`` fits it; so does any stand-in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rag.scope import EVERYTHING, Scope
from rag.trace import Trace
from rag.types import Answer, Article, Citation


class Asker(Protocol):
    """Answers questions about its articles and shows them."""

    def ask(self, question: str, history: Sequence[str] = (), scope: Scope = EVERYTHING) -> Answer:
        """The answer to ``question`` from the articles in ``scope``; ``history`` holds the earlier questions of
        the same chat."""

    def trace(self, citation: Citation) -> Trace:
        """What became of a quote that was made earlier."""

    def article(self, id: str) -> Article:
        """The article of that id. Raises ``rag.errors.InputError`` where there is none."""

    @property
    def count(self) -> int:
        """How many articles the library holds."""

    def examples(self, n: int) -> list[str]:
        """Up to ``n`` questions to offer to someone who has not asked yet."""
