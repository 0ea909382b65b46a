"""files -> a new generation of a store: read, split, encode, index, publish. What must not be here:
searching, answering, how a store lies on disk (``rag.store``)."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from embeddings import Encoder
from rag import copies, store
from rag.database import Database
from rag.days import Days, days_of, in_name, said
from rag.dense import DenseIndex
from rag.errors import InputError
from rag.load import load
from rag.postings import Postings
from rag.split import split
from rag.terms import TERMS_VERSION
from rag.types import Article, FileReport, IndexReport

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
    gone: Collection[str] | None = (),
) -> IndexReport:
    """Read what changed of ``paths`` into the store in ``folder``, whose writer lock is held; None for a
    new store. The files named ``gone``, all for None, go where this reading does not meet them. A stale
    index is built again.

    Raises InputError where nothing at all could be read.
    """
    report = IndexReport()
    with Generation(folder, manifest, progress) as build:
        with build.timed("read"):
            _read(build.db, paths, report, progress)
            _prune(build.db, report, build.db.digests() if gone is None else gone)
        stale = manifest is not None and is_stale(manifest, encoder)
        if report.added or report.changed or report.removed or stale:
            manifest = build.finish(encoder)
        elif manifest is None:
            faults = [f"{entry.source}: {entry.reason}" for entry in report.files if entry.reason]
            reasons = "; ".join(faults[:3])
            raise InputError(f"没有读到文章: {reasons or '文件都是空的'}")
        report.seconds = build.seconds
        report.copies = build.copies
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
        db.set_file(file.source, file.digest, file.text)


def _prune(db: Database, report: IndexReport, gone: Collection[str]) -> None:
    """Drop those of ``gone`` that this reading did not meet. One that could not be read is there all the same, and
    so is what was read before from an archive that cannot be read now."""
    there = {entry.source for entry in report.files}
    unread = tuple(f"{entry.source}/" for entry in report.files if entry.status == "skipped")
    for source in sorted(set(gone) & db.digests().keys() - there):
        if source.startswith(unread):
            continue
        articles = db.remove_source(source)
        report.removed += articles
        report.files.append(FileReport(source, "removed", articles))


class Generation:
    """A generation under construction: a copy of the current database, changed, then indexed."""

    def __init__(self, folder: Path, manifest: store.Manifest | None, progress: Progress) -> None:
        self._folder, self._progress = folder, progress
        self._path = store.new_generation(folder)
        self._manifest = manifest
        self._old = folder / manifest.generation if manifest else None
        target = self._path / store.DATABASE
        if self._old:
            shutil.copyfile(self._old / store.DATABASE, target)
            if (self._old / store.ENCODER).is_dir():
                shutil.copytree(self._old / store.ENCODER, self.encoder_folder)
        self.db = Database(target, create=manifest is None)
        self.copies, self._published = self.db.copied(), False
        self.seconds: dict[str, float] = {}

    def __enter__(self) -> Generation:
        return self

    @property
    def encoder_folder(self) -> Path:
        """Where the store's own encoder lies, if it has one."""
        return self._path / store.ENCODER

    def __exit__(self, *_: object) -> None:
        self.db.close()
        if not self._published:
            store.discard(self._path)

    @contextlib.contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Adds the wall-clock seconds of a block to ``seconds[stage]``."""
        begin = time.perf_counter()
        yield
        spent = time.perf_counter() - begin
        self.seconds[stage] = round(self.seconds.get(stage, 0.0) + spent, 4)

    def finish(self, encoder: Encoder) -> store.Manifest:
        """Split, count and encode what is new, carry over what stays, publish."""
        old = self._manifest
        if old and old.terms != TERMS_VERSION:
            self.db.drop_passages()
        kept = np.array(self.db.passage_ids(), dtype=np.int64)
        articles, passages = self.split()
        with self.timed("lexical"):
            self._count(kept, passages).save(self._path / store.LEXICAL)
        with self.timed("encode"):
            same = old is not None and old.fingerprint == encoder.fingerprint
            vectors = self._encode(encoder, kept if same else kept[:0], passages)
        with self.timed("dense"):
            DenseIndex.build(vectors).save(self._path / store.DENSE)
        self.db.commit()
        self.db.close()
        with self.timed("publish"):
            manifest = store.Manifest(
                format=store.FORMAT, generation="", encoder=encoder.name,
                fingerprint=encoder.fingerprint, dim=encoder.dim, terms=TERMS_VERSION,
                articles=articles, passages=passages, files={},
            )  # fmt: skip
            manifest = store.publish(self._folder, self._path, manifest)
        self._published = True
        return manifest

    def split(self) -> tuple[int, int]:
        """Split the articles that are new; how many articles and passages there are then."""
        with self.timed("split"):
            fresh = []
            for number, article in self.db.fresh():
                self.db.add_passages(number, split(article))
                self.db.add_days(number, _days(article))
                self.db.add_sketch(number, copies.sketch(article.text))
                fresh.append(number)
            self.db.number_passages()
        with self.timed("copies"):
            alike = copies.pairs(self.db.sketches(), fresh, self.db.text)
            self.db.set_stories(copies.stories(self.db.stories(), alike))
            self.copies = self.db.copied()
        articles, passages = self.db.counts()
        if not passages:
            raise InputError("没有一篇可用的文章: 资料库至少要留一篇 (整库不要时删掉目录即可)")
        return articles, passages

    def _count(self, kept: NDArray[np.int64], passages: int) -> Postings:
        """The counts of all passages, of which the first are those of the generation before that were kept."""
        texts = self._progress(self._indexed(len(kept)), "lexical", passages - len(kept))
        fresh = Postings.count(texts)
        if not len(kept) or not self._old:
            return fresh
        return Postings.load(self._old / store.LEXICAL).updated(kept, fresh)

    def _encode(
        self, encoder: Encoder, kept: NDArray[np.int64], passages: int
    ) -> NDArray[np.float32]:
        """One unit row a passage, (n, dim); those of the generation before are carried over."""
        vectors = np.zeros((passages, encoder.dim), dtype=np.float32)
        at = len(kept)
        if at and self._old:
            vectors[:at] = DenseIndex.load(self._old / store.DENSE).vectors()[kept]
        texts = self._indexed(at)
        batches = iter(lambda: list(islice(texts, BATCH)), [])
        for batch in self._progress(batches, "encode", -(-(passages - at) // BATCH)):
            vectors[at : at + len(batch)] = encoder.encode_passages(batch)
            at += len(batch)
        return vectors

    def _indexed(self, first: int) -> Iterator[str]:
        """What is indexed of the passages from number ``first`` on: an article's title speaks for each."""
        return (f"{title}\n{text}" for title, text in self.db.texts(first))


def _days(article: Article) -> list[Days]:
    """The days by which an article is found: its own or, where it has none, those that it speaks of."""
    own = days_of(article.date) or in_name(article.source)
    return [own] if own else sorted(set(said(article.text)))
