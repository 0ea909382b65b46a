"""The lexical index: BM25 (by bm25s) over the terms of each passage. Rows are passage ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.terms import query_terms, terms

# Tuned on CMRC and DRCD questions among 20,000 news passages.
K1, B = 0.9, 0.2


class LexicalIndex:
    """BM25 scores of every passage for a question; ``weights`` scale single query terms."""

    def __init__(self, bm25: Any, vocabulary: Mapping[str, int]) -> None:
        self._bm25 = bm25
        self._vocabulary = vocabulary
        scores = bm25.scores
        self._data, self._rows, self._indptr = scores["data"], scores["indices"], scores["indptr"]
        self.size = int(scores["num_docs"])

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
        return cls(bm25, vocabulary)

    def save(self, folder: Path) -> None:
        """Write the arrays and the vocabulary into ``folder`` (made if missing)."""
        self._bm25.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Read what ``save`` wrote."""
        import bm25s

        bm25 = bm25s.BM25.load(str(folder), load_vocab=True)
        return cls(bm25, bm25.vocab_dict)

    def document_frequency(self, term: str) -> int:
        """In how many passages ``term`` occurs."""
        row = self._vocabulary.get(term)
        return 0 if row is None else int(self._indptr[row + 1] - self._indptr[row])

    def idf(self, term: str) -> float:
        """BM25's inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5)) (Lucene's form)."""
        n = self.document_frequency(term)
        return float(np.log1p((self.size - n + 0.5) / (n + 0.5)))

    def scores(
        self, question: str, weights: Mapping[str, float] | None = None
    ) -> NDArray[np.float32]:
        """BM25 score of every passage, shape (size,); terms that no passage holds add nothing."""
        out = np.zeros(self.size, dtype=np.float32)
        for term in query_terms(question):
            row = self._vocabulary.get(term)
            if row is None:
                continue
            span = slice(self._indptr[row], self._indptr[row + 1])
            weight = np.float32(1.0 if weights is None else weights.get(term, 1.0))
            out[self._rows[span]] += weight * self._data[span]
        return out
