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
passage, a sentence and the rest of its passage{asked_pairs}. A share of the openings and
sentences is first put into everyday words or English by a thesaurus{thesaurus}. Token weights
start as inverse document frequency and are learned. Settings: {settings}.

## Held-out figures
Measured on the int8 weights as stored.

| pair | pairs | candidates | recall@1 | recall@10 |
|---|---|---|---|---|
{rows}

## What was tried
Recall@1 and recall@5 of the vectors alone, 801 questions of `rag/training/questions/held-out.jsonl`
among 8,300 articles:

| model | paraphrase | English | all |
|---|---|---|---|
| 70,000 tokens, 4,470 questions, nothing reworded | 27.9 / 51.7 | 30.0 / 65.0 | 43.4 / 68.0 |
| 75,000 tokens, reworded by 26,000 entries | 35.0 / 59.3 | 35.0 / 72.5 | 46.6 / 73.0 |
| 10,150 questions, reworded by 46,600 entries | 36.8 / 66.5 | 41.7 / 74.2 | 49.8 / 77.4 |

Not kept: fewer than 256 dimensions (4 to 10 points of recall@1), word pieces, bigrams.

## Use
`embeddings.load_encoder("builtin")` needs no torch. sentence-transformers loads the folder as it
stands, for text segmented beforehand:

    from embeddings import segment
    SentenceTransformer(folder).encode([" ".join(segment(text))])

Limits: the order of words does not count, and English is known as far as Chinese news and the thesaurus use it.
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
    entries: int = 0,
) -> None:
    """Writes README.md into `folder`; `questions` and `entries`, of the thesaurus, may be 0."""
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
        thesaurus=f" of {entries:,} entries" if entries else " (none was given)",
        asked_pairs=", a question and the passage with its evidence" if questions else "",
        settings=", ".join(f"{name} {value}" for name, value in settings.items()),
        rows=rows,
    )
    (folder / "README.md").write_text(text, encoding="utf-8")
