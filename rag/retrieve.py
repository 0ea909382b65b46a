"""Question -> the best passages: BM25, FAISS, and the weighted sum of both."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from embeddings import Encoder
from rag.dense import DenseIndex
from rag.lexical import LexicalIndex
from rag.query import Query, parse
from rag.types import Mode

# The share of the dense side in the hybrid score; equal shares or rank fusion lose many points of
# recall, since a static embedding is far weaker than BM25.
DENSE_WEIGHT = 0.1
POOL = 100  # candidates of each side


class Retriever:
    """Ranks passage ids for a question."""

    def __init__(self, lexical: LexicalIndex, dense: DenseIndex, encoder: Encoder) -> None:
        self.lexical, self._dense, self._encoder = lexical, dense, encoder

    def rank(self, question: str, k: int, mode: Mode) -> list[tuple[int, float, float, float]]:
        """(passage id, score, BM25 score, cosine) of the ``k`` best passages, best first.

        Ties go to the earlier passage. A passage that shares no term with the question is never a
        lexical hit.
        """
        if not self.lexical.size:
            return []
        if mode == "lexical":
            bm25 = self.lexical.scores(question)
            ids = _top(bm25, k)
            ids = ids[bm25[ids] > 0]
            return [(int(i), float(bm25[i]), float(bm25[i]), 0.0) for i in ids]
        query = parse(question)
        text = query.text if mode == "hybrid" else question
        vector = self._encoder.encode_queries([text])[0]
        near, cosines = self._dense.search(vector, max(k, POOL))
        if mode == "dense":
            pairs = list(zip(near, cosines, strict=True))[:k]
            return [(int(i), float(c), 0.0, float(c)) for i, c in pairs if c > 0]
        return self._fuse(query, vector, near, k)

    def _fuse(
        self,
        query: Query,
        vector: NDArray[np.float32],
        near: NDArray[np.int64],
        k: int,
    ) -> list[tuple[int, float, float, float]]:
        bm25 = self.lexical.weighted(query)
        best = _top(bm25, max(k, POOL))
        ids = np.union1d(best[bm25[best] > 0], near).astype(np.int64)
        cosines = self._dense.cosines(vector, ids)
        score = (1 - DENSE_WEIGHT) * _scaled(bm25[ids]) + DENSE_WEIGHT * _scaled(cosines)
        order = np.lexsort((ids, -score))[:k]
        return [
            (int(ids[i]), float(score[i]), float(bm25[ids[i]]), float(cosines[i]))
            for i in order
            if score[i] > 0
        ]


def _scaled(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Divide by the maximum; negative values count as nothing."""
    top = float(values.max(initial=0.0))
    if top <= 0:
        return np.zeros_like(values)
    return (np.maximum(values, 0) / top).astype(np.float32)


def _top(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Rows of the ``k`` highest scores, best first, ties by row."""
    rows = np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
    return rows[np.lexsort((rows, -scores[rows]))].astype(np.int64)
