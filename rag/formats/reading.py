"""What a reader makes of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.types import Article


@dataclass(frozen=True, slots=True)
class Reading:
    """The articles of a file, and the text that their parts count in, '' where they have none."""

    articles: Sequence[Article]
    text: str = ""
