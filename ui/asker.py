"""What the page needs of a library, as a Protocol. ``rag.Library`` fits it; so does any stand-in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rag.types import Answer, Article


class Asker(Protocol):
    """Answers questions about its articles and shows them."""

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The answer to ``question``; ``history`` holds the earlier questions of the same chat."""

    def article(self, id: str) -> Article:
        """The article of that id. Raises ``rag.errors.InputError`` where there is none."""

    @property
    def count(self) -> int:
        """How many articles the library holds."""

    def examples(self, n: int) -> list[str]:
        """Up to ``n`` questions to offer to someone who has not asked yet."""
