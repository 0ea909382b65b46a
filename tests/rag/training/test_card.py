"""The card of what ships: it stands as the script writes it."""

from __future__ import annotations

from rag.training.card import card
from rag.weigh import DATA


def test_the_card_says_what_lies_there() -> None:
    written = (DATA / "README.md").read_text(encoding="utf-8")
    assert written == card(DATA)
    for part in ("apache-2.0", "CRUD-RAG", "composed", "held-out", "## What was tried"):
        assert part in written
