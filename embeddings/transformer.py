"""Encoders of sentence-transformers: any model folder or hub name, imported only on use."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from embeddings.base import EncoderError, fingerprint_of

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_HUB = ("huggingface.co", 443)
_HUB_TIMEOUT = 1.0


class TransformerEncoder:
    """A sentence-transformers model on the CPU. See `Encoder` for the contract."""

    def __init__(self, name_or_path: str) -> None:
        """Opens a model folder, or a hub model by name, downloading it if it is not cached.

        Raises:
            EncoderError: not a model, damaged, or neither cached nor to be downloaded now.
        """
        self.name = name_or_path
        self._model = _open(name_or_path)
        self.dim = _dimension(self._model, name_or_path)
        self.fingerprint = _fingerprint(self._model, name_or_path)

    def encode_passages(self, texts: list[str]) -> NDArray[np.float32]:
        """An (n, dim) array of unit rows, with the model's document prompt; '' gives zeros."""
        return self._encode(self._model.encode_document, texts)

    def encode_queries(self, texts: list[str]) -> NDArray[np.float32]:
        """An (n, dim) array of unit rows, with the model's query prompt; '' gives zeros."""
        return self._encode(self._model.encode_query, texts)

    def _encode(self, encode: Any, texts: list[str]) -> NDArray[np.float32]:
        """Unit rows of the texts that say something; the others stay zero."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        # A transformer gives even empty text a vector, from its special tokens alone.
        told = [place for place, text in enumerate(texts) if text.strip()]
        if told:
            vectors[told] = encode(
                [texts[place] for place in told],
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        return vectors


def _open(name_or_path: str) -> SentenceTransformer:
    """The model, from the disk if it is there, else from the hub."""
    path = Path(name_or_path)
    if path.is_dir():
        return _open_folder(path)
    if path.exists() or not _is_hub_name(name_or_path):
        raise EncoderError(f"{name_or_path} 不是文件夹: 请给 builtin、模型文件夹或 hub 上的模型名")
    return _open_hub_model(name_or_path)


def _is_hub_name(name: str) -> bool:
    """Whether `name` can be a hub model: one or two plain parts, no path."""
    parts = name.split("/")
    return len(parts) <= 2 and all(part and part[0] not in ".~" for part in parts)


def _open_folder(folder: Path) -> SentenceTransformer:
    """Loads a model folder without going online; raises EncoderError where it is not one."""
    # Without a configuration the library would take the folder's name for a hub model's.
    if not any((folder / name).is_file() for name in ("modules.json", "config.json")):
        raise EncoderError(
            f"{folder} 里没有模型 (缺 modules.json 或 config.json): 请给 save_pretrained 写的文件夹"
        )
    try:
        return _load(str(folder), local_only=True)
    # A damaged folder raises whatever the reader of the damaged file raises.
    except Exception as fault:
        raise EncoderError(
            f"{folder} 里的模型已损坏或不全 ({_brief(fault)}): 请重新复制整个模型"
        ) from fault


def _open_hub_model(name: str) -> SentenceTransformer:
    """Loads a hub model from the cache, else downloads it if the hub can be reached."""
    if _is_cached(name):
        try:
            return _load(name, local_only=True)
        # A download that was cut short fails in as many ways as a damaged folder; go online.
        except Exception as fault:
            cause = _brief(fault)
    else:
        cause = "还没下载过"
    if not _hub_answers():
        raise EncoderError(
            f"模型 {name} 不能离线使用 ({cause}), 又连不上 {_HUB[0]}: "
            "请联网下载一次, 或给一个模型文件夹或 builtin"
        )
    try:
        return _load(name, local_only=False)
    # The hub client raises its own, many and changing, kinds of error.
    except Exception as fault:
        raise EncoderError(
            f"从 {_HUB[0]} 取不到模型 {name} ({_brief(fault)}): "
            "请检查名字, 或给一个模型文件夹或 builtin"
        ) from fault


def _is_cached(name: str) -> bool:
    """Whether the hub cache has files of this model; answers without the heavy imports."""
    from huggingface_hub import try_to_load_from_cache

    files = ("modules.json", "config.json")
    names = (name, f"sentence-transformers/{name}")[: 1 if "/" in name else 2]
    return any(isinstance(try_to_load_from_cache(n, file), str) for n in names for file in files)


def _hub_answers() -> bool:
    """Whether a connection to the hub opens at once; its client would retry for a minute."""
    try:
        with socket.create_connection(_HUB, timeout=_HUB_TIMEOUT):
            return True
    except OSError:
        return False


def _load(name_or_path: str, *, local_only: bool) -> SentenceTransformer:
    """The model on the CPU; raises EncoderError without sentence-transformers."""
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as fault:
        raise EncoderError(
            "没有装 sentence-transformers: 请 pip install sentence-transformers torch, 或用 builtin"
        ) from fault
    return SentenceTransformer(name_or_path, device="cpu", local_files_only=local_only)


def _dimension(model: SentenceTransformer, name: str) -> int:
    """The length of the model's vectors."""
    dim = model.get_embedding_dimension()
    if dim is None:
        raise EncoderError(f"{name} 没说明向量有多少维: 请换一个模型")
    return int(dim)


def _fingerprint(model: SentenceTransformer, name_or_path: str) -> str:
    """Of the folder, or for a hub model the revision that the hub gave it."""
    path = Path(name_or_path)
    if path.is_dir():
        return fingerprint_of(path)
    config = getattr(model[0], "auto_model", None)
    return str(getattr(getattr(config, "config", None), "_commit_hash", None) or "")


def _brief(fault: Exception) -> str:
    """The first line of a fault's message, or its kind, short enough for one line."""
    lines = str(fault).strip().splitlines()
    return (lines[0] if lines else type(fault).__name__)[:120]
