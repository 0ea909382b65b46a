"""Looks a store over and says what to do about each fault. What must not be here: mending."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from embeddings import EncoderError, load_encoder
from rag import store
from rag.adapt import encoder_of
from rag.database import Database
from rag.dense import DenseIndex
from rag.errors import WenjuError
from rag.lexical import LexicalIndex
from rag.library import Library, check_encoder

LOW_DISK = 500_000_000  # bytes free below which a new index may not fit


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: ``detail`` says how it is or, where it is not ``ok``, what to do."""

    name: str
    ok: bool
    detail: str


def diagnose(folder: Path, model: str | None = None) -> list[Check]:
    """Every check of the store in ``folder``, in order; nothing follows the first fault of a store."""
    checks = [_check("编码器", lambda: _encoder(model)), _check("磁盘", lambda: _disk(folder))]
    if not store.exists(folder):
        detail = f"{folder} 里还没有: 用 wenju index PATH 收录文章,或用 wenju chat 先看样例"
        return [*checks, Check("资料库", True, detail)]
    for name, look in (
        ("资料库", lambda: _manifest(folder)),
        ("文件完整", lambda: _files(folder)),
        ("文章", lambda: _database(folder)),
        ("索引", lambda: _index(folder)),
        ("编码器相配", lambda: _match(folder, model)),
        ("试问", lambda: _trial(folder, model)),
    ):
        if checks[-1].ok or name == "资料库":
            checks.append(_check(name, look))
    return [*checks, Check("外接服务", True, "没有接任何服务,也不需要")]


def _check(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except (WenjuError, EncoderError, OSError) as error:
        return Check(name, False, str(error))


def _encoder(model: str | None) -> str:
    encoder = load_encoder(model) if model else load_encoder()
    return f"{encoder.name}, {encoder.dim} 维"


def _disk(folder: Path) -> str:
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    if free < LOW_DISK:
        raise OSError(f"{there} 只剩 {free / 1e6:.0f} MB: 请腾出空间,否则新索引可能写不下")
    return f"{there} 还有 {free / 1e9:.1f} GB"


def _manifest(folder: Path) -> str:
    manifest = store.Manifest.read(folder)
    return (
        f"{folder}, 格式 {manifest.format}, {manifest.articles} 篇文章, {manifest.passages} 个段落"
    )


def _files(folder: Path) -> str:
    manifest = store.Manifest.read(folder)
    store.verify(folder, manifest)
    size = sum(size for size, _ in manifest.files.values())
    return f"{len(manifest.files)} 个文件, {size / 1e6:.1f} MB, 校验和都对"


def _database(folder: Path) -> str:
    manifest = store.Manifest.read(folder)
    database = Database(folder / manifest.generation / store.DATABASE)
    try:
        database.check()
        counts = database.counts()
        wrong = [a.id for a in database.articles() if not 0 <= a.body_end <= len(a.text)]
    finally:
        database.close()
    if counts != (manifest.articles, manifest.passages) or wrong:
        raise store.damaged(folder, store.DATABASE)
    return f"{counts[0]} 篇都读得出来"


def _index(folder: Path) -> str:
    manifest = store.Manifest.read(folder)
    path = folder / manifest.generation
    lexical = LexicalIndex.load(path / store.LEXICAL).size
    dense = DenseIndex.load(path / store.DENSE)
    if not lexical == dense.size == manifest.passages or dense.dim != manifest.dim:
        raise store.damaged(folder, f"{store.LEXICAL}, {store.DENSE}")
    return f"词索引和向量索引各 {lexical} 段, 与清单相符"


def _match(folder: Path, model: str | None) -> str:
    manifest = store.Manifest.read(folder)
    check_encoder(folder, manifest, load_encoder(model) if model else encoder_of(folder, manifest))
    return f"资料库是用 {manifest.encoder} 建的"


def _trial(folder: Path, model: str | None) -> str:
    library = Library.open(folder, load_encoder(model) if model else None)
    try:
        title = next((a.title for a in library.articles() if a.title), "")
        answer = library.ask(title or "今年")
    finally:
        library.close()
    return f"答一问用了 {answer.ms:.0f} 毫秒"
