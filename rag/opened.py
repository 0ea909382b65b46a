"""One generation of a store, opened for reading: its articles, its indexes, and what finds passages in them. What must
not be here: answering, changing anything, which generation is current (``rag.library``)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings import Encoder
from rag import store
from rag.database import Database
from rag.dense import DenseIndex
from rag.errors import InputError
from rag.lexical import LexicalIndex
from rag.rerank import Text
from rag.retrieve import Retriever
from rag.scope import Scope
from rag.trace import Trace, trace
from rag.types import Citation, Hit, Mode

LONGEST_QUESTION = 2000  # characters; what is beyond is not searched


class Opened:
    """One generation, opened for reading; closed when the last question to it is done."""

    def __init__(
        self, folder: Path, manifest: store.Manifest, encoder: Encoder, stamp: int
    ) -> None:
        self.stamp = stamp
        self.manifest, self.encoder = manifest, encoder
        path = folder / manifest.generation
        self.db = Database(path / store.DATABASE)
        self.article = lru_cache(maxsize=512)(self.db.article)
        self.passage = lru_cache(maxsize=4096)(self.db.passage)
        self._numbers = np.array(self.db.passage_articles(), dtype=np.int64)
        self.retriever = Retriever(
            LexicalIndex.load(path / store.LEXICAL),
            DenseIndex.load(path / store.DENSE),
            encoder,
            self._numbers,
            self._read,
        )
        self.copies = lru_cache(maxsize=512)(self.db.copies)
        self._within = lru_cache(maxsize=16)(self._passages_in)

    def __del__(self) -> None:
        if hasattr(self, "db"):
            self.close()

    def close(self) -> None:
        self.db.close()

    def _read(self, number: int) -> Text:
        value, start, end = self.passage(number)
        return self.article(value).text, start, end

    def trace(self, citation: Citation) -> Trace:
        held = self.db.find(citation.article_id)
        known = held is not None and held.text[citation.start : citation.end] == citation.quote
        heirs = [] if known else self.db.heirs(citation.source, citation.title, citation.quote)
        return trace(citation.quote, citation.start, held, heirs)

    def _passages_in(self, scope: Scope) -> NDArray[np.bool_] | None:
        """Which passages are in ``scope``, (size,); None where all are."""
        if not scope:
            return None
        within = np.isin(self._numbers, self.db.within(scope))
        if not within.any():
            raise InputError("这个范围里没有文章: 请放宽日期、文件或地点")
        return within

    def search(self, query: str, k: int, mode: Mode, scope: Scope) -> list[Hit]:
        if not query.strip():
            raise InputError("问题是空的: 请写一句话或几个词")
        if k < 1:
            raise InputError(f"-k 是 {k}: 请给 1 或更大的数")
        hits = []
        ranked = self.retriever.rank(query[:LONGEST_QUESTION], k, mode, self._within(scope))
        for number, score, bm25, cosine in ranked:
            article, start, end = self.passage(number)
            hits.append(Hit(number, self.article(article), start, end, score, bm25, cosine))
        return hits
