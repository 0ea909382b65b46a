"""How often each term stands in each passage, as the lexical index keeps it: counted from texts, and carried over
from the index before for passages that stay. What must not be here: scores (``rag.lexical``)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import StoreError
from rag.terms import terms

BATCH = 1000  # texts whose terms are held at once
_ARRAYS = ("indptr", "rows", "counts", "lengths")
_TERMS = "terms.json"


@dataclass(frozen=True, slots=True)
class Postings:
    """A sparse (passages, terms) matrix of counts, by term: term t stands ``counts[i]`` times in passage
    ``rows[i]`` for i from ``indptr[t]`` to ``indptr[t + 1]``. ``lengths`` are the passages' terms, with repetitions.
    """

    terms: list[str]
    indptr: NDArray[Any]
    rows: NDArray[Any]
    counts: NDArray[np.uint16]
    lengths: NDArray[np.int32]

    @property
    def size(self) -> int:
        """How many passages there are."""
        return len(self.lengths)

    def save(self, folder: Path) -> None:
        """Write the arrays and the terms into ``folder`` (made if missing)."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name), allow_pickle=False)
        content = json.dumps(self.terms, ensure_ascii=False)
        (folder / _TERMS).write_text(content, encoding="utf-8", errors="surrogatepass")

    @classmethod
    def load(cls, folder: Path) -> Postings:
        """Read what ``save`` wrote. Raises StoreError when the folder does not hold it."""
        try:
            text = (folder / _TERMS).read_text(encoding="utf-8", errors="surrogatepass")
            return cls(json.loads(text), *(np.load(folder / f"{name}.npy") for name in _ARRAYS))
        except (OSError, ValueError) as error:
            raise StoreError(f"词索引读不出来,请重新建库: wenju index ({folder.name})") from error

    @classmethod
    def count(cls, texts: Iterable[str]) -> Postings:
        """Count the terms of ``texts``; row i is the i-th."""
        from scipy.sparse import csr_matrix, vstack  # slow to import

        numbers, lengths, parts = _Numbers(), list[int](), list[Any]()
        for batch in _batches(map(terms, texts)):
            found = np.array([len(words) for words in batch], dtype=np.int64)
            every = map(numbers.__getitem__, chain.from_iterable(batch))
            columns = np.fromiter(every, dtype=np.int64, count=int(found.sum()))
            ends = np.concatenate(([0], np.cumsum(found)))
            ones = np.ones(len(columns), dtype=np.uint16)
            part = csr_matrix((ones, columns, ends), shape=(len(batch), len(numbers)))
            part.sum_duplicates()
            parts.append(part)
            lengths.extend(found)
        for part in parts:
            part.resize(part.shape[0], len(numbers))
        matrix = vstack(parts, format="csr") if parts else csr_matrix((0, 0), dtype=np.uint16)
        return cls._of(list(numbers), matrix, np.array(lengths, dtype=np.int32))

    def updated(self, kept: NDArray[np.int64], fresh: Postings) -> Postings:
        """The passages ``kept`` of these, in that order, with ``fresh`` behind them; terms that none holds go."""
        from scipy.sparse import vstack

        numbers = _Numbers({term: i for i, term in enumerate(self.terms)})
        columns = np.array([numbers[term] for term in fresh.terms], dtype=np.int64)
        below, above = fresh._matrix(columns, len(numbers)), self._matrix(None, len(numbers))
        matrix = vstack([above[kept], below], format="csr")
        lengths = np.concatenate((self.lengths[kept], fresh.lengths))
        return self._of(list(numbers), matrix, lengths)

    def _matrix(self, columns: NDArray[np.int64] | None, width: int) -> Any:
        """The counts by passage, (size, width), term t in column ``columns[t]``, or in t for None."""
        from scipy.sparse import coo_matrix

        wide = np.repeat(np.arange(len(self.terms)), np.diff(self.indptr))
        wide = wide if columns is None else columns[wide]
        return coo_matrix((self.counts, (self.rows, wide)), shape=(self.size, width)).tocsr()

    @classmethod
    def _of(cls, names: list[str], matrix: Any, lengths: NDArray[np.int32]) -> Postings:
        by_term = matrix.tocsc()
        by_term.sort_indices()
        there = np.diff(by_term.indptr) > 0
        indptr = np.concatenate(([0], by_term.indptr[1:][there]))
        names = [name for name, used in zip(names, there, strict=True) if used]
        return cls(names, indptr, by_term.indices, by_term.data, lengths)


class _Numbers(dict[str, int]):
    """Numbers terms in the order in which they are met."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number


def _batches(items: Iterable[list[str]]) -> Iterator[list[list[str]]]:
    items = iter(items)
    while batch := list(islice(items, BATCH)):
        yield batch
