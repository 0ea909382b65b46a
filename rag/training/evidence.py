"""Learns which sentence of the best passages holds the answer, from questions whose answers are known.

    python -m rag.training.evidence --news DIR [--questions FILE.jsonl] [--articles N] [--out rag/data]

A sentence is right when it is of the article asked about and holds an answer. The ranking has learned from the same
questions, so that its scores look better on them than they are: each half of the questions is ranked here by trees
that learned from the other half.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag import rerank
from rag.evidence import features
from rag.library import DEPTH, Library
from rag.training import boost, ranking, sets
from rag.trees import Trees


def examples(
    library: Library, asked: Iterable[sets.Asked]
) -> tuple[list[NDArray[np.float32]], list[NDArray[np.bool_]]]:
    """For each question features of its sentences, and whether each is right."""
    rows, right = [], []
    for row in asked:
        hits = library.search(row.question, DEPTH)
        if not row.answers or not hits:
            continue
        found, values = features(library.retriever.parse(row.question), hits, library.encoder)
        own = np.array([hits[s.hit].article.id == row.article for s in found])
        said = (hits[s.hit].article.text[slice(*s.span)] for s in found)
        held = np.array([ranking.longest(row.answers, text) for text in said])
        # Another article that holds the answer may well be about the same event: neither right nor wrong.
        told = own | (held < ranking.TELLING)
        rows.append(values[told])
        right.append((own & (held > 0))[told])
    return rows, right


def gather(
    library: Library, asked: Sequence[sets.Asked]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Examples of all questions, each half ranked by what the other half taught."""
    halves, rows, right = (asked[0::2], asked[1::2]), [], []
    for taught, judged in (halves, halves[::-1]):
        with rerank.TREES.replaced(ranking.fit(*ranking.examples(library, taught))):
            values, yes = examples(library, judged)
        rows += values
        right += yes
    return np.vstack(rows), np.concatenate(right)


def fit(rows: NDArray[np.float32], right: NDArray[np.bool_]) -> Trees:
    """Trees that tell how likely a sentence is right."""
    return boost.fit(rows, right, trees=300, leaves=31, smallest=60, share=0.25)


def main() -> None:
    """Build the library, learn, write evidence.safetensors."""
    parser = sets.arguments(__doc__, sets.RANKING)
    parser.add_argument("--articles", type=int, default=6500)
    options = parser.parse_args()
    asked = sets.read(options.questions, options.news)
    with tempfile.TemporaryDirectory() as scratch:
        library = ranking.library_of(asked, options.news, options.articles, Path(scratch))
        fit(*gather(library, asked)).save(options.out / "evidence.safetensors")
        library.close()


if __name__ == "__main__":
    main()
