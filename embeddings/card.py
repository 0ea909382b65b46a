"""The model card that travels with a trained static model: its data, settings and figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

_CARD = """\
---
language: zh
license: apache-2.0
library_name: sentence-transformers
pipeline_tag: sentence-similarity
tags: [sentence-transformers, static-embedding]
---
# Static word vectors for Chinese news

A text is the sum of the vectors of its words and characters, made unit length: {tokens} tokens,
{dim} dimensions, int8 with one scale a token. Trained from nothing with `embeddings.train`.

## Data
- {articles} news articles of the CRUD-RAG collection (Apache-2.0).
{questions}
A tenth of the articles, and the questions on them, were held out of training.

## Training
In-batch contrastive loss in both directions over pairs: the opening of an article and a later
passage, a sentence and the rest of its passage{asked_pairs}. Token weights start as
inverse document frequency and are learned. Settings: {settings}.

## Held-out figures
Measured on the int8 weights as stored.

| pair | pairs | candidates | recall@1 | recall@10 |
|---|---|---|---|---|
{rows}

## Use
`embeddings.load_encoder("builtin")` needs no torch. sentence-transformers loads the folder as it
stands, for text segmented beforehand:

    from embeddings import segment
    SentenceTransformer(folder).encode([" ".join(segment(text))])

Limits: the order of words does not count, and English is known only as far as Chinese news uses it.
"""


class Figures(NamedTuple):
    """Recall of one kind of pair: `pairs` were looked for among `candidates` passages."""

    kind: str
    pairs: int
    candidates: int
    recall_1: float
    recall_10: float


def write_card(
    folder: Path,
    articles: int,
    questions: int,
    settings: Mapping[str, object],
    tokens: int,
    figures: list[Figures],
) -> None:
    """Writes README.md into `folder`; `questions` may be 0."""
    rows = "\n".join(
        f"| {row.kind} | {row.pairs:,} | {row.candidates:,} | {row.recall_1:.1%} "
        f"| {row.recall_10:.1%} |"
        for row in figures
    )
    own = f"- {questions:,} questions that we composed on these articles ourselves.\n"
    text = _CARD.format(
        tokens=f"{tokens:,}",
        dim=settings["dim"],
        articles=f"{articles:,}",
        questions=own if questions else "",
        asked_pairs=", a question and the passage with its evidence" if questions else "",
        settings=", ".join(f"{name} {value}" for name, value in settings.items()),
        rows=rows,
    )
    (folder / "README.md").write_text(text, encoding="utf-8")
