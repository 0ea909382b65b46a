"""The lexical index: BM25 (by bm25s) over the terms of each passage. Rows are passage ids."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import StoreError
from rag.query import Query
from rag.terms import pieces, query_terms, terms

# Tuned on CMRC and DRCD questions among 20,000 news passages.
K1, B = 0.9, 0.2
ARRAYS = ("data", "indices", "indptr")
_VOCABULARY = "vocabulary.json"
_NOWHERE = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)


class LexicalIndex:
    """BM25 scores of every passage for a question."""

    def __init__(
        self, arrays: Mapping[str, NDArray[Any]], vocabulary: Mapping[str, int], size: int
    ) -> None:
        """``arrays`` are the columns of a sparse (passages, terms) matrix, as ``ARRAYS`` names them."""
        self._arrays, self._vocabulary, self.size = arrays, vocabulary, size
        self._data, self._rows, self._indptr = (arrays[name] for name in ARRAYS)
        self._count = lru_cache(maxsize=8192)(lambda names: len(self._any(names)[0]))

    @classmethod
    def build(cls, texts: Iterable[str]) -> LexicalIndex:
        """Index ``texts`` (at least one); row i is the i-th text."""
        import bm25s
        from bm25s.tokenization import Tokenized

        vocabulary: dict[str, int] = {}
        ids = [[vocabulary.setdefault(t, len(vocabulary)) for t in terms(text)] for text in texts]
        if not vocabulary:
            vocabulary[""] = 0
        bm25 = bm25s.BM25(k1=K1, b=B, method="lucene")
        bm25.index(Tokenized(ids=ids, vocab=vocabulary), show_progress=False)
        arrays = {name: np.asarray(bm25.scores[name]) for name in ARRAYS}
        return cls(arrays, vocabulary, int(bm25.scores["num_docs"]))

    def save(self, folder: Path) -> None:
        """Write the arrays and the vocabulary into ``folder`` (made if missing)."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, array in self._arrays.items():
            np.save(folder / f"{name}.npy", array, allow_pickle=False)
        content = json.dumps(
            {"size": self.size, "vocabulary": self._vocabulary}, ensure_ascii=False
        )
        (folder / _VOCABULARY).write_text(content, encoding="utf-8", errors="surrogatepass")

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Read what ``save`` wrote; bm25s itself, slow to import, is needed to build alone.

        Raises StoreError when the folder does not hold an index.
        """
        try:
            text = (folder / _VOCABULARY).read_text(encoding="utf-8", errors="surrogatepass")
            content = json.loads(text)
            arrays = {name: np.load(folder / f"{name}.npy") for name in ARRAYS}
            return cls(arrays, content["vocabulary"], int(content["size"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"词索引读不出来,请重新建库: wenju index ({folder.name})") from error

    def idf(self, *names: str) -> float:
        """BM25's inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5)) (Lucene's form), of the
        passages that hold any of ``names``."""
        return self._rarity(self._count(names))

    def holds(self, term: str) -> bool:
        """Whether any passage holds ``term``, one of the terms that texts are cut into."""
        return term in self._vocabulary

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
        """The passages that hold ``term``, and BM25's saturated frequency of it in each."""
        row = self._vocabulary.get(term)
        if row is None:
            return _NOWHERE
        span = slice(self._indptr[row], self._indptr[row + 1])
        idf = np.float32(self._rarity(int(span.stop - span.start)))
        return self._rows[span], np.asarray(self._data[span] / idf, dtype=np.float32)

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
