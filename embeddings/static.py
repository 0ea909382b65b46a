"""The encoder over a static model folder: numpy only, ready in a fraction of a second."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.base import fingerprint_of
from embeddings.folder import read_folder
from embeddings.words import split_words, tokens_of


class StaticEncoder:
    """Adds up the vectors of the tokens of a text. See `Encoder` for the contract."""

    def __init__(self, folder: Path, name: str | None = None) -> None:
        """Reads the model in `folder`; `name` is the folder's own path unless given.

        Raises:
            EncoderError: the folder is missing, incomplete, damaged or of another form.
        """
        weights = read_folder(folder)
        self.name = name or str(folder)
        self.dim = int(weights.rows.shape[1])
        self.fingerprint = fingerprint_of(folder)
        self._numbers = weights.vocabulary
        self._rows = weights.rows
        self._scales = weights.scales
        self._known = lru_cache(maxsize=1 << 16)(self._numbers_of)

    def encode_passages(self, texts: list[str]) -> NDArray[np.float32]:
        """An (n, dim) array of unit rows; a text with nothing known in it gives the zero row."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            self._add_up(text, vector)
        return vectors

    def encode_queries(self, texts: list[str]) -> NDArray[np.float32]:
        """The same as `encode_passages`: the model knows no difference."""
        return self.encode_passages(texts)

    def _numbers_of(self, word: str) -> tuple[int, ...]:
        """The numbers of the tokens of one word that the model knows."""
        return tuple(self._numbers[t] for t in tokens_of(word) if t in self._numbers)

    def _add_up(self, text: str, out: NDArray[np.float32]) -> None:
        """Writes the unit vector of `text` into `out`, (dim,) zeros."""
        known = list(chain.from_iterable(map(self._known, split_words(text))))
        if not known:
            return
        # Rows stay int8 in memory; widening the few that a text needs costs less than the
        # four-fold table would.
        chosen = np.array(known)
        rows = self._rows.take(chosen, axis=0).astype(np.float32)
        np.dot(self._scales.take(chosen), rows, out=out)
        length = np.linalg.norm(out)
        if length > 0:
            out /= length
