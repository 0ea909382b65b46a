"""The library: the one class that the page, the command line and other programs use."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings import Encoder, EncoderError, load_encoder
from rag import adapt, build, store
from rag.answer import answer
from rag.database import Database, Place
from rag.dense import DenseIndex
from rag.errors import EncoderMismatch, InputError, WenjuError
from rag.examples import examples
from rag.followup import resolve
from rag.lexical import LexicalIndex
from rag.rerank import Text
from rag.retrieve import Retriever
from rag.scope import EVERYTHING, Scope
from rag.trace import Trace, single, trace, traced
from rag.types import Answer, Article, Citation, Hit, IndexReport, Mode

LONGEST_QUESTION = 2000  # characters; what is beyond is not searched
DEPTH = 20  # passages that an answer is looked for in


class Library:
    """The articles in a store, with the index that finds passages in them.

    Reading is safe from several threads, also while ``add`` or ``remove`` puts a new generation in
    place: a question is answered from the generation that it began with.
    """

    def __init__(
        self, folder: Path, manifest: store.Manifest, encoder: Encoder, stamp: int
    ) -> None:
        self.folder = folder
        self._turn = threading.Lock()
        self._opened = _Opened(folder, manifest, encoder, stamp)

    @classmethod
    def open(cls, folder: str | Path, encoder: Encoder | None = None) -> Library:
        """Open the store in ``folder``.

        Raises StoreError when there is none, it is damaged or of another format, and
        EncoderMismatch when it was built with another encoder or other terms.
        """
        folder = Path(folder)
        stamp = store.stamp(
            folder
        )  # before the manifest: what is published in between is seen later
        manifest = store.Manifest.read(folder)
        store.verify(folder, manifest)
        encoder = encoder or adapt.encoder_of(folder, manifest)
        check_encoder(folder, manifest, encoder)
        return cls(folder, manifest, encoder, stamp)

    @classmethod
    def index(
        cls,
        folder: str | Path,
        paths: Iterable[str | Path],
        encoder: Encoder | None = None,
        progress: build.Progress = build.silent,
        gone: Collection[str] | None = (),
    ) -> IndexReport:
        """Add files and folders to the store in ``folder``, made if missing; only what changed is read again.
        The files named ``gone``, all for None, go where they are not among them any more."""
        folder = Path(folder)
        with store.writing(folder):
            manifest = store.Manifest.read(folder) if store.exists(folder) else None
            if encoder is None:
                encoder = adapt.encoder_of(folder, manifest) if manifest else load_encoder()
            if manifest:
                store.verify(folder, manifest)
                check_name(folder, manifest, encoder)
            return build.add(folder, manifest, encoder, map(Path, paths), progress, gone)

    @classmethod
    def create(
        cls,
        folder: str | Path,
        paths: Iterable[str | Path],
        encoder: Encoder | None = None,
        progress: build.Progress = build.silent,
        gone: Collection[str] | None = (),
    ) -> tuple[Library, IndexReport]:
        """``index``, then ``open``."""
        report = cls.index(folder, paths, encoder, progress, gone)
        return cls.open(folder, encoder), report

    @property
    def manifest(self) -> store.Manifest:
        """What lies in the store: sizes, encoder, checksums."""
        return self._now.manifest

    @property
    def count(self) -> int:
        """How many articles there are."""
        return self.manifest.articles

    def add(self, paths: Iterable[str | Path], gone: Collection[str] | None = ()) -> IndexReport:
        """``index`` into this library."""
        report = Library.index(self.folder, paths, self.encoder, gone=gone)
        self._reopen()
        return report

    def remove(self, ids: Sequence[str]) -> int:
        """Remove articles by id; returns how many went. Raises InputError for an unknown id."""
        with store.writing(self.folder):
            manifest = store.Manifest.read(self.folder)  # another process may have added since
            store.verify(self.folder, manifest)
            check_encoder(self.folder, manifest, self.encoder)
            gone = build.remove(self.folder, manifest, self.encoder, ids)
        self._reopen()
        return gone

    def adapt(self, minutes: float, progress: build.Progress = build.silent) -> adapt.Adaptation:
        """Fit the encoder to these articles for about ``minutes``; kept only where held-back pairs are
        found better. Raises InputError where it cannot be fitted or there are too few articles."""
        with store.writing(self.folder):
            manifest = store.Manifest.read(self.folder)
            store.verify(self.folder, manifest)
            found = adapt.adapt(self.folder, manifest, minutes * 60, progress)
        if found.kept:
            self._reopen()
        return found

    def restore(self, progress: build.Progress = build.silent) -> None:
        """Take the built-in encoder again. Raises InputError where it was never fitted."""
        with store.writing(self.folder):
            adapt.restore(self.folder, store.Manifest.read(self.folder), progress)
        self._reopen()

    @property
    def encoder(self) -> Encoder:
        """What the vectors were made by."""
        return self._opened.encoder

    @property
    def _now(self) -> _Opened:
        """The generation that is current, opened here where another process has put a new one in place."""
        opened, stamp = self._opened, store.stamp(self.folder)
        if stamp != opened.stamp and self._turn.acquire(blocking=False):
            try:
                self._reopen()
            except (WenjuError, EncoderError):
                opened.stamp = stamp  # what was opened answers on
            finally:
                self._turn.release()
        return self._opened

    def _reopen(self) -> None:
        stamp = store.stamp(self.folder)
        manifest = store.Manifest.read(self.folder)
        encoder = self.encoder
        if manifest.encoder != encoder.name or manifest.fingerprint != encoder.fingerprint:
            encoder = adapt.encoder_of(self.folder, manifest)
        check_encoder(self.folder, manifest, encoder)
        self._opened = _Opened(self.folder, manifest, encoder, stamp)
        gc.collect()  # what was opened before holds itself, and is large

    def close(self) -> None:
        """Let go of the files."""
        self._now.close()

    def articles(self) -> list[Article]:
        """Every article, in the order in which they were read."""
        return list(self._now.db.articles())

    def article(self, id: str) -> Article:
        """The article of that id. Raises InputError when there is none."""
        return self._now.article(id)

    def copies(self, id: str) -> Sequence[Article]:
        """The other prints of the article of that id."""
        return self._now.copies(id)

    def examples(self, n: int = 4) -> list[str]:
        """Questions about this library that it can answer, for a first try."""
        found = examples(self._now.db.titles(), 2 * n)
        answered = (question for question in found if self.ask(question).citations)
        return list(islice(answered, n))

    def search(
        self, query: str, k: int = 10, mode: Mode = "hybrid", scope: Scope = EVERYTHING
    ) -> list[Hit]:
        """The ``k`` best passages in ``scope``, best first; none when the query holds no word.

        Raises InputError for an empty query, a ``k`` below 1, and a scope without any article.
        """
        return self._now.search(query, k, mode, scope)

    def ask(self, question: str, history: Sequence[str] = (), scope: Scope = EVERYTHING) -> Answer:
        """Answer from the articles in ``scope``, each quote a verbatim slice; ``history`` holds the earlier
        questions, oldest first. Raises InputError for an empty question, and a scope without any article."""
        begin, now = time.perf_counter(), self._now
        query = resolve(question.strip(), history)[:LONGEST_QUESTION]
        hits = now.search(query, DEPTH, "hybrid", scope)
        hits = single(hits, now.copies)
        found = answer(question, now.retriever.parse(query), hits, now.encoder, begin)
        return traced(found, now.article, now.copies)

    def trace(self, citation: Citation) -> Trace:
        """What became of a quote that was made earlier, of this library or of what it was then."""
        return self._now.trace(citation)

    def original(self, source: str) -> str:
        """The text of a file, in which the locations of quotes count; '' where it is not kept."""
        return self._now.db.original(source)

    @property
    def retriever(self) -> Retriever:
        """What finds passages."""
        return self._now.retriever

    def passage(self, number: int) -> Place:
        """Article id, start and end of passage ``number``."""
        return self._now.passage(number)


class _Opened:
    """One generation, opened for reading; closed when the last question to it is done."""

    def __init__(
        self, folder: Path, manifest: store.Manifest, encoder: Encoder, stamp: int
    ) -> None:
        self.stamp = stamp
        self.manifest, self.encoder = manifest, encoder
        path = folder / manifest.generation
        self.db = Database(path / store.DATABASE)
        self.article = lru_cache(maxsize=512)(self.db.article)
        self.passage = lru_cache(maxsize=4096)(self.db.passage)
        self._numbers = np.array(self.db.passage_articles(), dtype=np.int64)
        self.retriever = Retriever(
            LexicalIndex.load(path / store.LEXICAL),
            DenseIndex.load(path / store.DENSE),
            encoder,
            self._numbers,
            self._read,
        )
        self.copies = lru_cache(maxsize=512)(self.db.copies)
        self._within = lru_cache(maxsize=16)(self._passages_in)

    def __del__(self) -> None:
        if hasattr(self, "db"):
            self.close()

    def close(self) -> None:
        self.db.close()

    def _read(self, number: int) -> Text:
        value, start, end = self.passage(number)
        return self.article(value).text, start, end

    def trace(self, citation: Citation) -> Trace:
        held = self.db.find(citation.article_id)
        known = held is not None and held.text[citation.start : citation.end] == citation.quote
        heirs = [] if known else self.db.heirs(citation.source, citation.title, citation.quote)
        return trace(citation.quote, citation.start, held, heirs)

    def _passages_in(self, scope: Scope) -> NDArray[np.bool_] | None:
        """Which passages are in ``scope``, (size,); None where all are."""
        if not scope:
            return None
        within = np.isin(self._numbers, self.db.within(scope))
        if not within.any():
            raise InputError("这个范围里没有文章: 请放宽日期、文件或地点")
        return within

    def search(self, query: str, k: int, mode: Mode, scope: Scope) -> list[Hit]:
        if not query.strip():
            raise InputError("问题是空的: 请写一句话或几个词")
        if k < 1:
            raise InputError(f"-k 是 {k}: 请给 1 或更大的数")
        hits = []
        ranked = self.retriever.rank(query[:LONGEST_QUESTION], k, mode, self._within(scope))
        for number, score, bm25, cosine in ranked:
            article, start, end = self.passage(number)
            hits.append(Hit(number, self.article(article), start, end, score, bm25, cosine))
        return hits


def check_encoder(folder: Path, manifest: store.Manifest, encoder: Encoder) -> None:
    """Raises EncoderMismatch when the store was built with another encoder, or with another version of
    it or of the terms."""
    check_name(folder, manifest, encoder)
    if build.is_stale(manifest, encoder):
        raise EncoderMismatch(
            f"资料库 {folder} 是旧版建的: 请再运行一次 wenju index PATH,文章都在,只重建索引"
        )


def check_name(folder: Path, manifest: store.Manifest, encoder: Encoder) -> None:
    """Raises EncoderMismatch when the store was built with another encoder."""
    if manifest.encoder != encoder.name:
        raise EncoderMismatch(
            f"资料库 {folder} 用编码器 {manifest.encoder} ({manifest.dim} 维) 建成,"
            f"现在是 {encoder.name} ({encoder.dim} 维): 去掉 --model,"
            "或换一个 --store 目录重新建库 (wenju index)"
        )
