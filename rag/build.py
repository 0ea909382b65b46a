"""files -> a new generation of a store: read, split, encode, index, publish. What must not be here:
searching, answering, how a store lies on disk (``rag.store``)."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from embeddings import Encoder
from rag import store
from rag.database import Database
from rag.dense import DenseIndex
from rag.errors import InputError
from rag.lexical import LexicalIndex
from rag.load import load
from rag.split import split
from rag.terms import TERMS_VERSION
from rag.types import Article, FileReport, IndexReport, Passage

BATCH = 1024  # passages encoded at once
Item = TypeVar("Item")


class Progress(Protocol):
    """Passes ``items`` on and shows how far they are; ``total`` is None where it is not known."""

    def __call__(self, items: Iterable[Item], stage: str, total: int | None) -> Iterable[Item]: ...


def silent(items: Iterable[Item], stage: str, total: int | None) -> Iterable[Item]:
    """Shows nothing."""
    return items


def add(
    folder: Path,
    manifest: store.Manifest | None,
    encoder: Encoder,
    paths: Iterable[Path],
    progress: Progress = silent,
    prune: bool = False,
) -> IndexReport:
    """Read what changed of ``paths`` into the store in ``folder``, whose writer lock is held; None for a
    new store. With ``prune`` what is not among ``paths`` any more goes. A stale index is built again.

    Raises InputError where nothing at all could be read.
    """
    report = IndexReport()
    with Generation(folder, manifest, progress) as build:
        with build.timed("read"):
            _read(build.db, paths, report, progress)
            if prune:
                _prune(build.db, report)
        stale = manifest is not None and is_stale(manifest, encoder)
        if report.added or report.changed or report.removed or stale:
            manifest = build.finish(encoder)
        elif manifest is None:
            faults = [f"{entry.source}: {entry.reason}" for entry in report.files if entry.reason]
            reasons = "; ".join(faults[:3])
            raise InputError(f"没有读到文章: {reasons or '文件都是空的'}")
        report.seconds = build.seconds
    report.articles, report.passages = manifest.articles, manifest.passages
    return report


def is_stale(manifest: store.Manifest, encoder: Encoder) -> bool:
    """Whether the index was built with another version of its encoder or of the terms."""
    built = manifest.fingerprint, manifest.dim, manifest.terms
    return built != (encoder.fingerprint, encoder.dim, TERMS_VERSION)


def remove(folder: Path, manifest: store.Manifest, encoder: Encoder, ids: Sequence[str]) -> int:
    """Drop articles by id; returns how many went. The writer lock is held.

    Raises InputError for an unknown id.
    """
    with Generation(folder, manifest, silent) as build:
        for value in ids:
            build.db.article(value)
        gone = build.db.remove(ids)
        build.finish(encoder)
    return gone


def _read(db: Database, paths: Iterable[Path], report: IndexReport, progress: Progress) -> None:
    known, seen = db.digests(), dict[str, FileReport]()
    for file in progress(load(paths, known), "read", None):
        entry = seen.get(file.source)
        if entry is None:
            entry = seen[file.source] = FileReport(file.source)
            report.files.append(entry)
        entry.reason = file.error
        if file.same:
            entry.status = "same"
        if file.same or not file.articles:
            continue
        if entry.status == "skipped":
            entry.status = "changed" if file.source in known else "added"
            report.removed += db.remove_source(file.source)
            report.changed += file.source in known
        entry.articles += len(file.articles)
        report.added += db.add(file.articles)
        db.set_digest(file.source, file.digest)


def _prune(db: Database, report: IndexReport) -> None:
    """Drop the files that this reading did not meet. One that could not be read is there all the same, and
    so is what was read before from an archive that cannot be read now."""
    there = {entry.source for entry in report.files}
    unread = tuple(f"{entry.source}/" for entry in report.files if entry.status == "skipped")
    for source in sorted(db.digests().keys() - there):
        if source.startswith(unread):
            continue
        gone = db.remove_source(source)
        report.removed += gone
        report.files.append(FileReport(source, "removed", gone))


class Generation:
    """A generation under construction: a copy of the current database, changed, then indexed."""

    def __init__(self, folder: Path, manifest: store.Manifest | None, progress: Progress) -> None:
        self._folder, self._progress = folder, progress
        self._path = store.new_generation(folder)
        self._manifest = manifest
        self._old = folder / manifest.generation if manifest else None
        target = self._path / store.DATABASE
        if self._old:
            target.write_bytes((self._old / store.DATABASE).read_bytes())
            if (self._old / store.ENCODER).is_dir():
                shutil.copytree(self._old / store.ENCODER, self.encoder_folder)
        self.db = Database(target, create=manifest is None)
        self.seconds: dict[str, float] = {}

    def __enter__(self) -> Generation:
        return self

    @property
    def encoder_folder(self) -> Path:
        """Where the store's own encoder lies, if it has one."""
        return self._path / store.ENCODER

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.db.close()
        if kind or store.Manifest.read(self._folder).generation != self._path.name:
            store.discard(self._path)

    @contextlib.contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Adds the wall-clock seconds of a block to ``seconds[stage]``."""
        begin = time.perf_counter()
        yield
        spent = time.perf_counter() - begin
        self.seconds[stage] = round(self.seconds.get(stage, 0.0) + spent, 4)

    def finish(self, encoder: Encoder) -> store.Manifest:
        """Split, encode, index and publish."""
        articles, passages = self._split()
        texts = [_indexed(a.title, a.text, p.start, p.end) for a, p in passages]
        with self.timed("lexical"):
            shown = self._progress(texts, "lexical", len(texts))
            LexicalIndex.build(shown).save(self._path / store.LEXICAL)
        with self.timed("encode"):
            vectors = self._encode(encoder, texts)
        with self.timed("dense"):
            DenseIndex.build(vectors).save(self._path / store.DENSE)
        self.db.commit()
        self.db.close()
        with self.timed("publish"):
            manifest = store.Manifest(
                format=store.FORMAT, generation="", encoder=encoder.name,
                fingerprint=encoder.fingerprint, dim=encoder.dim, terms=TERMS_VERSION,
                articles=articles, passages=len(passages), files={},
            )  # fmt: skip
            return store.publish(self._folder, self._path, manifest)

    def _known_vectors(self, encoder: Encoder) -> dict[bytes, NDArray[np.float32]]:
        """The vectors of the generation before, by the text that they stand for: encoding is dear."""
        if not self._old or not self._manifest or self._manifest.fingerprint != encoder.fingerprint:
            return {}
        old = Database(self._old / store.DATABASE)
        texts = {a.id: (a.title, a.text) for a in old.articles()}
        keys = [_key(_indexed(*texts[i], start, end)) for i, start, end in old.passages()]
        old.close()
        return dict(zip(keys, DenseIndex.load(self._old / store.DENSE).vectors(), strict=True))

    def _split(self) -> tuple[int, list[tuple[Article, Passage]]]:
        with self.timed("split"):
            articles = list(self.db.articles())
            passages = [(a, p) for a in articles for p in split(a)]
            self.db.set_passages((a.id, p) for a, p in passages)
        if not passages:
            raise InputError("没有一篇可用的文章: 资料库至少要留一篇 (整库不要时删掉目录即可)")
        return len(articles), passages

    def _encode(self, encoder: Encoder, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit row a text, (n, dim); only texts that the generation before did not hold are encoded."""
        known = self._known_vectors(encoder)
        vectors = np.zeros((len(texts), encoder.dim), dtype=np.float32)
        fresh = []
        for i, text in enumerate(texts):
            vector = known.get(_key(text)) if known else None
            if vector is None:
                fresh.append(i)
            else:
                vectors[i] = vector
        starts = range(0, len(fresh), BATCH)
        for start in self._progress(starts, "encode", len(starts)):
            rows = fresh[start : start + BATCH]
            vectors[rows] = encoder.encode_passages([texts[i] for i in rows])
        return vectors


def _indexed(title: str, text: str, start: int, end: int) -> str:
    """What is indexed of a passage: its article's title speaks for it too."""
    return f"{title}\n{text[start:end]}"


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
