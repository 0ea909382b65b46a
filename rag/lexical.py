"""The lexical index: BM25 over the terms of each passage. Rows are passage ids.

Counts are kept, not scores (``rag.postings``): a score hangs on the whole corpus, a count on its passage alone, so
that passages which stay need not be counted again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.postings import Postings
from rag.query import Query
from rag.terms import pieces, query_terms

# Tuned on CMRC and DRCD questions among 20,000 news passages.
K1, B = 0.9, 0.2
_NOWHERE = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)


class LexicalIndex:
    """BM25 scores of every passage for a question."""

    def __init__(self, postings: Postings) -> None:
        self.postings, self.size = postings, postings.size
        self._numbers = {term: number for number, term in enumerate(postings.terms)}
        lengths = postings.lengths.astype(np.float32)
        usual = float(lengths.mean()) if self.size else 0.0
        self._norms = np.float32(K1) * (1 - B + B * lengths / max(usual, 1.0)).astype(np.float32)
        self._count = lru_cache(maxsize=8192)(lambda names: len(self._any(names)[0]))

    @classmethod
    def build(cls, texts: Iterable[str]) -> LexicalIndex:
        """Index ``texts``; row i is the i-th text."""
        return cls(Postings.count(texts))

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Raises StoreError when the folder does not hold an index."""
        return cls(Postings.load(folder))

    def idf(self, *names: str) -> float:
        """BM25's inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5)) (Lucene's form), of the
        passages that hold any of ``names``."""
        return self._rarity(self._count(names))

    def holds(self, term: str) -> bool:
        """Whether any passage holds ``term``, one of the terms that texts are cut into."""
        return term in self._numbers

    def _rarity(self, n: int) -> float:
        return math.log1p((self.size - n + 0.5) / (n + 0.5))

    def scores(self, question: str) -> NDArray[np.float32]:
        """BM25 score of every passage, shape (size,); terms that no passage holds add nothing."""
        out = np.zeros(self.size, dtype=np.float32)
        for term in query_terms(question):
            rows, frequency = self._postings(term)
            out[rows] += frequency * np.float32(self.idf(term))
        return out

    def weighted(self, query: Query) -> tuple[NDArray[np.float32], list[NDArray[np.int64]]]:
        """Score of every passage, shape (size,): for each concept BM25 over the passages that hold any of
        its names, by the name that the passage holds most; and the passages of each concept."""
        out = np.zeros(self.size, dtype=np.float32)
        holders = []
        for concept in query.concepts:
            rows, frequency = self._any(concept.names)
            out[rows] += frequency * np.float32(concept.weight)
            holders.append(rows)
        return out, holders

    def _postings(self, term: str) -> tuple[NDArray[Any], NDArray[np.float32]]:
        """The passages that hold ``term``, and BM25's saturated frequency of it in each (Lucene's form: tf /
        (tf + k1 (1 - b + b length / mean length)))."""
        number = self._numbers.get(term)
        if number is None:
            return _NOWHERE
        span = slice(self.postings.indptr[number], self.postings.indptr[number + 1])
        rows, counts = self.postings.rows[span], self.postings.counts[span].astype(np.float32)
        return rows, counts / (counts + self._norms[rows])

    def _any(self, names: Sequence[str]) -> tuple[NDArray[Any], NDArray[np.float32]]:
        found = [self._postings_of(name) for name in names]
        found = [(rows, frequency) for rows, frequency in found if len(rows)]
        if len(found) < 2:
            return found[0] if found else _NOWHERE
        out = np.zeros(self.size, dtype=np.float32)
        for rows, frequency in found:
            out[rows] = np.maximum(out[rows], frequency)
        rows = np.flatnonzero(out)
        return rows, out[rows]

    def _postings_of(self, name: str) -> tuple[NDArray[Any], NDArray[np.float32]]:
        """The passages that hold every piece of ``name``, with the frequency of the scarcest."""
        rows, frequency = self._postings(name)
        parts = () if len(rows) or len(name) == 1 else pieces(name)
        for i, part in enumerate(parts):
            there, frequency_there = self._postings(part)
            if not i:
                rows, frequency = there, frequency_there
                continue
            rows, a, b = np.intersect1d(rows, there, assume_unique=True, return_indices=True)
            frequency = np.minimum(frequency[a], frequency_there[b])
        return rows, frequency
