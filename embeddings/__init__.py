"""Text -> unit vectors. Knows nothing of articles.

Importing this package loads neither torch nor sentence-transformers; only a transformer model
and training (`python -m embeddings.train`) do.
"""

from embeddings.base import Encoder, EncoderError
from embeddings.loader import load_encoder
from embeddings.static import StaticEncoder
from embeddings.transformer import TransformerEncoder
from embeddings.words import segment

__all__ = [
    "Encoder",
    "EncoderError",
    "StaticEncoder",
    "TransformerEncoder",
    "load_encoder",
    "segment",
]
