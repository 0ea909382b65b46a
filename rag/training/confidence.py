"""Learns how likely the evidence answers, from questions that an article answers and that none does.

    python -m rag.training.confidence --news DIR [--questions FILE.jsonl...] [--out rag/data]

The unanswerable questions of ``encoding.jsonl``, which no model learns from, are asked as well. The ranking and the
evidence have learned from the same questions, on which their scores look better than they are: half of the questions
is asked here, of trees that learned from the other half.
Questions are asked of a large library and of many small ones, each of the articles that some of the questions
were composed from: near misses, whose article is there but does not say, and in the small libraries
questions about articles that are elsewhere. Some hold three articles, as a library does on its first day.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag import evidence, rerank
from rag.answer import best_evidence
from rag.confidence import features
from rag.library import DEPTH, Library
from rag.training import boost, ranking, sets
from rag.training import evidence as training
from rag.trees import Trees

SIZES = (50,) * 24 + (3,) * 80  # articles of each small library
FOREIGN = 0.5  # questions about other articles for each article of a small library


def examples(
    library: Library, asked: Iterable[sets.Asked], foreign: Iterable[sets.Asked] = ()
) -> tuple[list[NDArray[np.float32]], list[bool]]:
    """Features of the best evidence for each question, and whether the library answers it."""
    rows, answered = [], []
    both = [(row, bool(row.answers)) for row in asked] + [(row, False) for row in foreign]
    for row, has in both:
        query = library.retriever.parse(row.question)
        hits = library.search(row.question, DEPTH)
        found = best_evidence(query, hits, library.encoder)
        if found:
            rows.append(features(query, hits, *found))
            answered.append(has)
    return rows, answered


def gather(
    asked: Sequence[sets.Asked], news: Path, others: int, scratch: Path
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Examples from the large library and the small ones."""
    (scratch / "large").mkdir()
    library = ranking.library_of(asked, news, others, scratch / "large")
    rows, answered = examples(library, asked)
    library.close()
    chance = random.Random(0)
    articles = sorted({row.article for row in asked})
    chance.shuffle(articles)
    for number, size in enumerate(SIZES):
        there, articles = set(articles[:size]), articles[size:]
        near = [row for row in asked if row.article in there]
        if not near:
            break
        folder = scratch / f"small-{number}"
        folder.mkdir()
        library = ranking.library_of(near, news, 0, folder)
        foreign = chance.sample(
            [row for row in asked if row.article not in there], round(FOREIGN * size)
        )
        more, also = examples(library, near, foreign)
        rows, answered = rows + more, answered + also
        library.close()
    return np.stack(rows), np.array(answered)


def fit(rows: NDArray[np.float32], answered: NDArray[np.bool_]) -> Trees:
    """Trees that tell how likely the evidence answers; few, since there are few unanswerable questions."""
    return boost.fit(rows, answered, trees=120, leaves=8, l2=3.0)


def taught(
    asked: Sequence[sets.Asked], others: Sequence[sets.Asked], news: Path, articles: int
) -> tuple[Trees, Trees]:
    """Ranking and evidence as ``asked`` teaches them; ``others`` rank what the evidence is learned from."""
    with tempfile.TemporaryDirectory() as scratch:
        library = ranking.library_of([*asked, *others], news, articles, Path(scratch))
        with rerank.TREES.replaced(ranking.fit(*ranking.examples(library, others))):
            rows, right = training.examples(library, asked)
        ranks = ranking.fit(*ranking.examples(library, asked))
        library.close()
    return ranks, training.fit(np.vstack(rows), np.concatenate(right))


def main() -> None:
    """Build the libraries, learn, write confidence.safetensors."""
    parser = sets.arguments(__doc__, sets.RANKING)
    parser.add_argument("--articles", type=int, default=3000)
    options = parser.parse_args()
    questions = sets.read(options.questions, options.news)
    asked, others = questions[0::2], questions[1::2]
    ranks, answers = taught(others, asked, options.news, options.articles)
    asked += [row for row in sets.read([sets.ENCODING], options.news) if not row.answers]
    with (
        tempfile.TemporaryDirectory() as scratch,
        rerank.TREES.replaced(ranks),
        evidence.TREES.replaced(answers),
    ):
        rows, answered = gather(asked, options.news, options.articles, Path(scratch))
    fit(rows, answered).save(options.out / "confidence.safetensors")


if __name__ == "__main__":
    main()
