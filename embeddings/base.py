"""What every encoder offers and the one fault it raises. No model code belongs here."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class EncoderError(Exception):
    """An encoder cannot be loaded or used; the message is one line that says what to do."""


class Encoder(Protocol):
    """Turns texts into vectors whose inner product is their likeness.

    Attributes:
        name: what `load_encoder` takes to open this encoder again.
        dim: the length of each vector.
    """

    name: str
    dim: int

    def encode_passages(self, texts: list[str]) -> NDArray[np.float32]:
        """An (n, dim) array of unit rows; a text with nothing known in it gives the zero row."""
        ...

    def encode_queries(self, texts: list[str]) -> NDArray[np.float32]:
        """As `encode_passages`, for texts that ask rather than tell."""
        ...
