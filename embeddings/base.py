"""What every encoder offers and the one fault it raises. No model code belongs here."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

_END = 1 << 20  # bytes


class EncoderError(Exception):
    """An encoder cannot be loaded or used; the message is one line that says what to do."""


def fingerprint_of(folder: Path) -> str:
    """Sixteen hexadecimal digits from the names, sizes and both ends of the files in a model folder."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".md"):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            digest.update(file.read(_END))
            file.seek(max(0, size - _END))
            digest.update(file.read())
    return digest.hexdigest()[:16]


class Encoder(Protocol):
    """Turns texts into vectors whose inner product is their likeness.

    Attributes:
        name: what `load_encoder` takes to open this encoder again.
        dim: the length of each vector.
        fingerprint: changes when the model's files do.
    """

    name: str
    dim: int
    fingerprint: str

    def encode_passages(self, texts: list[str]) -> NDArray[np.float32]:
        """An (n, dim) array of unit rows; a text with nothing known in it gives the zero row."""
        ...

    def encode_queries(self, texts: list[str]) -> NDArray[np.float32]:
        """As `encode_passages`, for texts that ask rather than tell."""
        ...
