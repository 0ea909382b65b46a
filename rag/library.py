"""The library: the one class that the page, the command line and other programs use."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from embeddings import Encoder, load_encoder
from rag import store
from rag.answer import answer
from rag.dense import DenseIndex
from rag.errors import EncoderMismatch, InputError
from rag.examples import examples
from rag.followup import resolve
from rag.lexical import LexicalIndex
from rag.load import Loaded, load
from rag.retrieve import Retriever
from rag.split import split
from rag.terms import TERMS_VERSION
from rag.types import Answer, Article, Hit, IndexReport, Mode, Passage

Progress = Callable[[Iterable[Loaded]], Iterable[Loaded]]
LONGEST_QUESTION = 2000  # characters; what is beyond is not searched
BATCH = 1024  # passages encoded at once


class Library:
    """The articles in a store, with the index that finds passages in them."""

    def __init__(self, folder: Path, manifest: store.Manifest, encoder: Encoder) -> None:
        self.folder, self.manifest, self.encoder = folder, manifest, encoder
        generation = folder / manifest.generation
        self._db = store.Database(generation / store.DATABASE)
        self._retriever = Retriever(
            LexicalIndex.load(generation / store.LEXICAL),
            DenseIndex.load(generation / store.DENSE),
            encoder,
        )
        self.article = lru_cache(maxsize=512)(self._db.article)
        self._passage = lru_cache(maxsize=4096)(self._db.passage)

    @classmethod
    def open(cls, folder: str | Path, encoder: Encoder | None = None) -> Library:
        """Open the store in ``folder``.

        Raises StoreError when there is none, it is damaged or of another format, and
        EncoderMismatch when it was built with another encoder or other terms.
        """
        folder = Path(folder)
        manifest = store.Manifest.read(folder)
        store.verify(folder, manifest)
        encoder = encoder or load_encoder(manifest.encoder)
        _check_encoder(folder, manifest, encoder)
        return cls(folder, manifest, encoder)

    @classmethod
    def create(
        cls,
        folder: str | Path,
        paths: Iterable[str | Path],
        encoder: Encoder | None = None,
        progress: Progress = lambda files: files,
    ) -> tuple[Library, IndexReport]:
        """Add files and folders to the store in ``folder``, made if missing."""
        folder = Path(folder)
        with store.writing(folder):
            manifest = store.Manifest.read(folder) if store.exists(folder) else None
            encoder = encoder or load_encoder(manifest.encoder if manifest else "builtin")
            if manifest:
                store.verify(folder, manifest)
                _check_encoder(folder, manifest, encoder)
            report = _index(folder, manifest, encoder, [Path(p) for p in paths], progress)
        return cls.open(folder, encoder), report

    def add(self, paths: Iterable[str | Path]) -> IndexReport:
        """Add files and folders; only what changed is read again."""
        fresh, report = Library.create(self.folder, paths, self.encoder)
        self._take(fresh)
        return report

    def remove(self, ids: Sequence[str]) -> int:
        """Remove articles by id; returns how many went. Raises InputError for an unknown id."""
        for value in ids:
            self.article(value)
        with store.writing(self.folder), _Generation(self.folder, self.manifest) as build:
            gone = build.db.remove(ids)
            build.finish(self.encoder)
        self._take(Library.open(self.folder, self.encoder))
        return gone

    def close(self) -> None:
        """Let go of the files."""
        self._db.close()

    def articles(self) -> list[Article]:
        """Every article, in the order in which they were read."""
        return list(self._db.articles())

    def examples(self, n: int = 4) -> list[str]:
        """Questions about this library that it can answer, for a first try."""
        return examples(self.articles(), n)

    def search(self, query: str, k: int = 10, mode: Mode = "hybrid") -> list[Hit]:
        """The ``k`` best passages, best first; none when the query holds no word.

        Raises InputError for an empty query.
        """
        if not query.strip():
            raise InputError("问题是空的: 请写一句话或几个词")
        hits = []
        for number, score, bm25, cosine in self._retriever.rank(query[:LONGEST_QUESTION], k, mode):
            article, start, end = self._passage(number)
            hits.append(Hit(number, self.article(article), start, end, score, bm25, cosine))
        return hits

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer from the articles, each quote a verbatim slice; ``history`` holds the earlier
        questions, oldest first. Raises InputError for an empty question."""
        begin = time.perf_counter()
        query = resolve(question.strip(), history)
        hits = self.search(query, 20)
        return answer(question, query, hits, self._retriever.lexical, begin)

    def _take(self, fresh: Library) -> None:
        self._db.close()
        self.__dict__.update(fresh.__dict__)


class _Generation:
    """A generation under construction: a copy of the current database, changed, then indexed."""

    def __init__(self, folder: Path, manifest: store.Manifest | None) -> None:
        self._folder = folder
        self._path = store.new_generation(folder)
        target = self._path / store.DATABASE
        if manifest:
            target.write_bytes((folder / manifest.generation / store.DATABASE).read_bytes())
        self.db = store.Database(target, create=manifest is None)
        self.seconds: dict[str, float] = {}

    def __enter__(self) -> _Generation:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.db.close()
        if kind or store.Manifest.read(self._folder).generation != self._path.name:
            store.discard(self._path)

    def finish(self, encoder: Encoder) -> store.Manifest:
        """Split, encode, index and publish."""
        articles, passages = self._split()
        texts = [f"{a.title}\n{p.text}" for a, p in passages]
        with _timed(self.seconds, "lexical"):
            LexicalIndex.build(texts).save(self._path / store.LEXICAL)
        with _timed(self.seconds, "encode"):
            batches = [encoder.encode_passages(batch) for batch in _batches(texts)]
            vectors = np.concatenate(batches)
        with _timed(self.seconds, "dense"):
            DenseIndex.build(vectors).save(self._path / store.DENSE)
        self.db.commit()
        self.db.close()
        with _timed(self.seconds, "publish"):
            manifest = store.Manifest(
                format=store.FORMAT, generation="", encoder=encoder.name, dim=encoder.dim,
                terms=TERMS_VERSION, articles=articles, passages=len(passages), files={},
            )  # fmt: skip
            return store.publish(self._folder, self._path, manifest)

    def _split(self) -> tuple[int, list[tuple[Article, Passage]]]:
        with _timed(self.seconds, "split"):
            articles = list(self.db.articles())
            passages = [(a, p) for a in articles for p in split(a)]
            self.db.set_passages((a.id, p) for a, p in passages)
        if not passages:
            raise InputError("没有一篇可用的文章: 资料库至少要留一篇 (整库不要时删掉目录即可)")
        return len(articles), passages


class _timed:
    """Adds the wall-clock seconds of a block to ``seconds[stage]``."""

    def __init__(self, seconds: dict[str, float], stage: str) -> None:
        self._seconds, self._stage = seconds, stage

    def __enter__(self) -> None:
        self._begin = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        spent = time.perf_counter() - self._begin
        self._seconds[self._stage] = round(self._seconds.get(self._stage, 0.0) + spent, 4)


def _index(
    folder: Path,
    manifest: store.Manifest | None,
    encoder: Encoder,
    paths: list[Path],
    progress: Progress,
) -> IndexReport:
    report = IndexReport()
    with _Generation(folder, manifest) as build:
        with _timed(build.seconds, "read"):
            _read(build.db, progress(load(paths)), report)
        if report.added or report.changed or report.removed:
            manifest = build.finish(encoder)
        elif manifest is None:
            reasons = "; ".join(f"{source}: {reason}" for source, reason in report.skipped[:3])
            raise InputError(f"没有读到文章: {reasons or '文件都是空的'}")
        report.seconds = build.seconds
    report.articles, report.passages = manifest.articles, manifest.passages
    return report


def _read(db: store.Database, files: Iterable[Loaded], report: IndexReport) -> None:
    known, seen = db.digests(), set[str]()
    for file in files:
        if file.error:
            report.skipped.append((file.source, file.error))
        if not file.articles or known.get(file.source) == file.digest:
            continue
        if file.source not in seen and file.source in known:
            report.removed += db.remove_source(file.source)
            report.changed += 1
        seen.add(file.source)
        report.added += db.add(file.articles)
        db.set_digest(file.source, file.digest)


def _check_encoder(folder: Path, manifest: store.Manifest, encoder: Encoder) -> None:
    if (manifest.encoder, manifest.dim) != (encoder.name, encoder.dim):
        raise EncoderMismatch(
            f"资料库 {folder} 用编码器 {manifest.encoder} ({manifest.dim} 维) 建成,"
            f"现在是 {encoder.name} ({encoder.dim} 维): 去掉 --model,或换一个 --store 重新建库"
        )
    if manifest.terms != TERMS_VERSION:
        raise EncoderMismatch(
            f"资料库 {folder} 的分词版本是 {manifest.terms},现在是 {TERMS_VERSION}: "
            "请换一个 --store 目录重新建库 (wenju index)"
        )


def _batches(texts: list[str]) -> Iterator[list[str]]:
    for begin in range(0, len(texts), BATCH):
        yield texts[begin : begin + BATCH]
