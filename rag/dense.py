"""The dense index: FAISS, inner product on unit vectors. Ids are passage ids."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import StoreError

FACTORY = "IDMap2,SQfp16"


class DenseIndex:
    """Exact search over half-precision vectors."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self.size, self.dim = int(index.ntotal), int(index.d)

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> DenseIndex:
        """Index ``vectors`` (n, dim), unit rows; row i gets id i."""
        import faiss

        index = faiss.index_factory(vectors.shape[1], FACTORY, faiss.METRIC_INNER_PRODUCT)
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        index.train(vectors)
        index.add_with_ids(vectors, np.arange(len(vectors), dtype=np.int64))
        return cls(index)

    def save(self, path: Path) -> None:
        import faiss

        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        """Raises StoreError when the file is not a FAISS index."""
        import faiss

        try:
            return cls(faiss.read_index(str(path)))
        except (RuntimeError, MemoryError) as error:
            raise StoreError(f"向量索引读不出来,请重新建库: wenju index ({path.name})") from error

    def vectors(self) -> NDArray[np.float32]:
        """All vectors, shape (size, dim), by id."""
        return np.asarray(self._index.reconstruct_batch(np.arange(self.size)), dtype=np.float32)

    def search(
        self, vector: NDArray[np.float32], k: int, within: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Ids and cosines of the ``k`` nearest passages, best first, of those ``within`` (size,), None for all."""
        import faiss

        # One query on two threads is slower, and much slower on a busy machine.
        faiss.omp_set_num_threads(1)
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        chosen = None
        if within is not None:
            # The selector reads the bits where they lie: they must live until the search is done.
            bits = np.packbits(within, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(within), faiss.swig_ptr(bits))
            chosen = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        cosines, ids = self._index.search(query, min(k, self.size), params=chosen)
        found = ids[0] >= 0
        return ids[0][found], cosines[0][found]

    def cosines(self, vector: NDArray[np.float32], ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosine of each passage of ``ids`` with ``vector``, shape (len(ids),)."""
        if not len(ids):
            return np.zeros(0, dtype=np.float32)
        rows = self._index.reconstruct_batch(np.ascontiguousarray(ids, dtype=np.int64))
        return np.asarray(rows @ vector.reshape(-1), dtype=np.float32)
