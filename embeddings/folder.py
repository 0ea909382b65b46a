"""The form of a static model on disk: writing it and reading it, without torch.

The folder is one that sentence-transformers loads as it stands: a StaticEmbedding module (a
word-level tokenizer over white space, and one row of weights a token) and a Normalize module.
Weights are int8 with one float32 scale a row, in the names that model2vec gave to this layout.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from embeddings.base import EncoderError

UNKNOWN = "[UNK]"
"""Token 0: stands for every token outside the vocabulary and has a row of zeros."""

_MODULES = "modules.json"
_TOKENIZER = "tokenizer.json"
_WEIGHTS = "model.safetensors"
_MODULE_LIST = [
    {
        "idx": 0,
        "name": "0",
        "path": "",
        "type": "sentence_transformers.sentence_transformer.modules.static_embedding"
        ".StaticEmbedding",
    },
    {
        "idx": 1,
        "name": "1",
        "path": "1_Normalize",
        "type": "sentence_transformers.base.modules.normalize.Normalize",
    },
]


class StaticWeights(NamedTuple):
    """Token t has number `vocabulary[t]` = i and the vector `rows[i] * scales[i]`.

    `rows` is (tokens, dim), int8 or floating; `scales` is (tokens,) float32.
    """

    vocabulary: dict[str, int]
    rows: NDArray[Any]
    scales: NDArray[np.float32]


def quantise(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """A (tokens, dim) table as int8 rows and the (tokens,) scales that give it back."""
    scales = (np.abs(table).max(axis=1) / 127).astype(np.float32)
    rows = np.rint(table / np.where(scales > 0, scales, 1)[:, None]).astype(np.int8)
    return rows, scales


def write_folder(folder: Path, weights: StaticWeights) -> None:
    """Writes a model folder, replacing files of the same names."""
    from safetensors.numpy import save_file

    (folder / "1_Normalize").mkdir(parents=True, exist_ok=True)
    tokenizer: dict[str, Any] = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "WhitespaceSplit"},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": weights.vocabulary, "unk_token": UNKNOWN},
    }
    config = {"model_type": "SentenceTransformer", "similarity_fn_name": "cosine"}
    for name, content in (
        (_MODULES, _MODULE_LIST),
        (_TOKENIZER, tokenizer),
        ("config_sentence_transformers.json", config),
        ("1_Normalize/config.json", {}),
    ):
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (folder / name).write_text(text, encoding="utf-8")
    tensors = {"embeddings": weights.rows, "weights": weights.scales}
    save_file(tensors, folder / _WEIGHTS)


def is_static_folder(folder: Path) -> bool:
    """Whether `folder` holds a static model of this form, whole or damaged.

    A static model over another tokenizer, such as word pieces, is not of this form.
    """
    try:
        modules = json.loads((folder / _MODULES).read_text(encoding="utf-8"))
        if not str(modules[0]["type"]).endswith("StaticEmbedding"):
            return False
        tokenizer = json.loads((folder / _TOKENIZER).read_text(encoding="utf-8"))
        return bool(tokenizer["model"]["type"] == "WordLevel")
    except FileNotFoundError as missing:
        return Path(str(missing.filename)).name == _TOKENIZER
    except (OSError, ValueError, LookupError, TypeError):
        return False


def read_folder(folder: Path) -> StaticWeights:
    """Reads what `write_folder` wrote, or a StaticEmbedding that sentence-transformers saved.

    Raises:
        EncoderError: the folder is missing, incomplete, damaged or of another form.
    """
    if not folder.is_dir():
        raise EncoderError(f"{folder} 不是文件夹: 请给一个静态模型的文件夹")
    for name in (_MODULES, _TOKENIZER, _WEIGHTS):
        if not (folder / name).is_file():
            raise EncoderError(f"{folder} 里缺 {name}: 请重新复制整个模型")
    vocabulary = _read_vocabulary(folder / _TOKENIZER)
    rows, scales = _read_rows(folder / _WEIGHTS)
    if len(rows) != len(vocabulary) or sorted(vocabulary.values()) != list(range(len(rows))):
        raise EncoderError(f"{folder} 里的 {_TOKENIZER} 和 {_WEIGHTS} 不是一套: 请重新复制整个模型")
    return StaticWeights(vocabulary, rows, scales)


def _read_vocabulary(path: Path) -> dict[str, int]:
    """The tokens and their numbers; raises EncoderError where they are not word-level."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        word_level = content["model"]["type"] == "WordLevel"
        vocabulary: dict[str, int] = content["model"]["vocab"]
        split = content["pre_tokenizer"]["type"] == "WhitespaceSplit"
        if not (word_level and split and vocabulary[UNKNOWN] == 0):
            raise ValueError("another kind of tokenizer")
    except (OSError, ValueError, LookupError, TypeError) as fault:
        raise EncoderError(f"{path} 已损坏, 或不是按词的分词器: 请重新复制整个模型") from fault
    return vocabulary


def _read_rows(path: Path) -> tuple[NDArray[Any], NDArray[np.float32]]:
    """The rows and their scales; raises EncoderError where the file does not hold them."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        tensors = load_file(path)
        rows = tensors["embedding.weight" if "embedding.weight" in tensors else "embeddings"]
        scales = tensors.get("weights", np.ones(len(rows), dtype=np.float32))
        if rows.ndim != 2 or scales.shape != (len(rows),) or "mapping" in tensors:
            raise ValueError("another layout")
    except (OSError, ValueError, LookupError, SafetensorError) as fault:
        raise EncoderError(f"{path} 已损坏, 或不是静态模型: 请重新复制整个模型") from fault
    return rows, scales.astype(np.float32)
