"""Question -> the best passages: BM25, FAISS, the weighted sum of both, and the best of it reranked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from embeddings import Encoder
from rag.dense import DenseIndex
from rag.lexical import LexicalIndex
from rag.query import Query, parse
from rag.rerank import Candidates, Text, chances, scaled
from rag.types import Mode

# The share of the dense side in the fusion; equal shares or rank fusion lose many points of recall,
# since a static embedding is far weaker than BM25.
DENSE_WEIGHT = 0.1
RERANKED = 50  # passages of each side that are put in order by how likely they answer

Ranked = tuple[int, float, float, float]  # passage id, score, BM25 score, cosine


class Retriever:
    """Ranks passage ids for a question.

    ``articles`` holds the number of each passage's article; ``read`` gives the texts of passages.
    """

    def __init__(
        self,
        lexical: LexicalIndex,
        dense: DenseIndex,
        encoder: Encoder,
        articles: NDArray[np.int64],
        read: Callable[[int], Text],
    ) -> None:
        self._lexical, self._dense, self._encoder = lexical, dense, encoder
        self._articles, self._read = articles, read
        self.parse = lru_cache(maxsize=64)(lambda question: parse(question, lexical))

    def rank(
        self, question: str, k: int, mode: Mode, within: NDArray[np.bool_] | None = None
    ) -> list[Ranked]:
        """The ``k`` best passages, best first, of those ``within`` (size,), None for all. In hybrid mode the
        score is how likely a passage answers.

        Ties go to the earlier passage. A passage that shares no term with the question is never a
        lexical hit.
        """
        if not self._lexical.size:
            return []
        if mode == "lexical":
            bm25 = _masked(self._lexical.scores(question), within)
            ids = _top(bm25, k)
            ids = ids[bm25[ids] > 0]
            return [(int(i), float(bm25[i]), float(bm25[i]), 0.0) for i in ids]
        if mode == "dense":
            near, cosines = self._dense.search(self._vector(question), k, within)
            pairs = zip(near, cosines, strict=True)
            return [(int(i), float(c), 0.0, float(c)) for i, c in pairs if c > 0][:k]
        query = self.parse(question)
        ids, found = self.candidates(query, max(k, RERANKED), within)
        score = chances(query, found, [self._read(int(i)) for i in ids])
        order = np.lexsort((np.arange(len(ids)), -score))[:k]
        return [
            (int(ids[i]), float(score[i]), float(found.weighted[i]), float(found.cosine[i]))
            for i in order
        ]

    def candidates(
        self, query: Query, n: int, within: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], Candidates]:
        """The ``n`` best passages of each side, best first by fusion, and what the indexes know of each."""
        bm25, holders = self._lexical.weighted(query)
        bm25 = _masked(bm25, within)
        best = _top(bm25, n)
        vector = self._vector(query.text)
        near, _ = self._dense.search(vector, n, within)
        ids = np.union1d(best[bm25[best] > 0], near).astype(np.int64)
        cosines = self._dense.cosines(vector, ids)
        fused = (1 - DENSE_WEIGHT) * scaled(bm25[ids]) + DENSE_WEIGHT * scaled(cosines)
        order = np.lexsort((ids, -fused))
        order = order[fused[order] > 0]
        ids = ids[order]
        held, article_held = self._held(ids, holders)
        found = Candidates(
            fused[order], bm25[ids], self._lexical.scores(query.question)[ids], cosines[order],
            held, article_held, self._articles[ids],
        )  # fmt: skip
        return ids, found

    def _held(
        self, ids: NDArray[np.int64], holders: Sequence[NDArray[np.int64]]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which concepts the passages ``ids`` and their articles hold; ``holders`` are each concept's passages."""
        held = np.zeros((len(ids), len(holders)), dtype=bool)
        article_held = np.zeros_like(held)
        passages = np.zeros(len(self._articles), dtype=bool)
        articles = np.zeros(int(self._articles.max(initial=0)) + 1, dtype=bool)
        for j, rows in enumerate(holders):
            passages[rows] = articles[self._articles[rows]] = True
            held[:, j], article_held[:, j] = passages[ids], articles[self._articles[ids]]
            passages[rows] = articles[self._articles[rows]] = False
        return held, article_held

    def _vector(self, text: str) -> NDArray[np.float32]:
        vectors = self._encoder.encode_queries([text])
        return np.asarray(vectors[0], dtype=np.float32)


def _masked(scores: NDArray[np.float32], within: NDArray[np.bool_] | None) -> NDArray[np.float32]:
    """The scores with nothing for what is not ``within``."""
    return scores if within is None else np.where(within, scores, np.float32(0))


def _top(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Rows of the ``k`` highest scores, best first, ties by row."""
    rows = np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
    return rows[np.lexsort((rows, -scores[rows]))].astype(np.int64)
