"""Opening model folders: whole, saved by sentence-transformers, damaged, and not there at all."""

import json
import socket
import time
from pathlib import Path

import numpy as np
import pytest

from embeddings import EncoderError, StaticEncoder, TransformerEncoder, load_encoder
from embeddings.folder import quantise


def _fault(name: str) -> str:
    """The message with which `name` fails to load, which must be one line."""
    with pytest.raises(EncoderError) as caught:
        load_encoder(name)
    message = str(caught.value)
    assert message and "\n" not in message
    return message


def test_a_static_folder_opens_by_path(small_folder: Path) -> None:
    encoder = load_encoder(str(small_folder))
    assert isinstance(encoder, StaticEncoder)
    assert (encoder.name, encoder.dim) == (str(small_folder), 8)
    assert np.linalg.norm(encoder.encode_passages(["天气"])[0]) == pytest.approx(1)
    assert not encoder.encode_passages(["股票"]).any()


def test_int8_keeps_rows_to_half_a_step() -> None:
    table = np.random.default_rng(1).normal(size=(5, 16)).astype(np.float32)
    table[2] = 0
    rows, scales = quantise(table)
    assert (np.abs(rows * scales[:, None] - table) <= scales[:, None] / 2 + 1e-6).all()


def test_a_folder_saved_by_sentence_transformers_is_recognised(
    small_folder: Path, tmp_path: Path
) -> None:
    from sentence_transformers import SentenceTransformer

    saved = tmp_path / "saved"
    SentenceTransformer(str(small_folder), device="cpu").save_pretrained(str(saved))
    encoder = load_encoder(str(saved))
    assert isinstance(encoder, StaticEncoder)
    expected = load_encoder(str(small_folder)).encode_passages(["下雨天气"])
    np.testing.assert_allclose(encoder.encode_passages(["下雨天气"]), expected, atol=1e-5)


def test_transformer_encoder_keeps_the_contract(small_folder: Path) -> None:
    encoder = TransformerEncoder(str(small_folder))
    texts = ["天气", "", "天气 下雨"]
    for encode in (encoder.encode_passages, encoder.encode_queries):
        vectors = encode(texts)
        assert vectors.shape == (3, encoder.dim) and vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 0, 1], atol=1e-5)
    assert encoder.encode_passages([]).shape == (0, 8)


@pytest.mark.parametrize("name", ["modules.json", "tokenizer.json", "model.safetensors"])
def test_a_missing_file_is_named(small_folder: Path, name: str) -> None:
    (small_folder / name).unlink()
    with pytest.raises(EncoderError, match=name):
        StaticEncoder(small_folder)
    assert str(small_folder) in _fault(str(small_folder))


@pytest.mark.parametrize("share", [0, 0.02, 0.5, 0.99])
@pytest.mark.parametrize("name", ["tokenizer.json", "model.safetensors", "modules.json"])
def test_a_truncated_file_is_a_fault(small_folder: Path, name: str, share: float) -> None:
    path = small_folder / name
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert "重新复制整个模型" in _fault(str(small_folder))


def test_weights_of_another_vocabulary_are_refused(small_folder: Path) -> None:
    path = small_folder / "tokenizer.json"
    tokenizer = json.loads(path.read_text(encoding="utf-8"))
    tokenizer["model"]["vocab"].popitem()
    path.write_text(json.dumps(tokenizer), encoding="utf-8")
    assert "不是一套" in _fault(str(small_folder))


def test_what_is_no_model_folder(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(EncoderError, match="不是文件夹"):
        StaticEncoder(file)
    assert "不是文件夹" in _fault(str(file))
    assert "不是文件夹" in _fault(str(tmp_path / "absent"))
    assert "里没有模型" in _fault(str(tmp_path))


@pytest.mark.parametrize("name", ["nobody-here/no-such-model", "no-such-model"])
def test_an_uncached_hub_name_fails_at_once_offline(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> socket.socket:
        raise OSError("offline")

    monkeypatch.setattr(socket, "create_connection", refuse)
    began = time.monotonic()
    message = _fault(name)
    assert time.monotonic() - began < 2
    assert "离线" in message and "builtin" in message
