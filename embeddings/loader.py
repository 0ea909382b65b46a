"""The way to an encoder by name; nothing else in the project chooses between encoders."""

from __future__ import annotations

from pathlib import Path

from embeddings.base import Encoder
from embeddings.folder import is_static_folder
from embeddings.static import StaticEncoder
from embeddings.transformer import TransformerEncoder

BUILTIN = "builtin"
_BUILTIN_FOLDER = Path(__file__).parent / "model"


def load_encoder(name: str = BUILTIN) -> Encoder:
    """The encoder called `name`: "builtin", a model folder, or a hub name.

    A folder in the form of the built-in model opens without torch; any other goes to
    sentence-transformers.

    Raises:
        EncoderError: there is no such model, it is damaged, or it cannot be downloaded now.
    """
    folder = static_folder(name)
    return StaticEncoder(folder, name=name) if folder else TransformerEncoder(name)


def static_folder(name: str) -> Path | None:
    """The folder of the static model called `name`; None where it is no static model."""
    if name == BUILTIN:
        return _BUILTIN_FOLDER
    return Path(name) if is_static_folder(Path(name)) else None
