"""The library: the one class that the page, the command line and other programs use."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from pathlib import Path

from embeddings import Encoder, EncoderError, load_encoder
from rag import adapt, build, store
from rag.answer import answer
from rag.database import Place
from rag.errors import EncoderMismatch, WenjuError
from rag.examples import examples
from rag.followup import resolve
from rag.opened import LONGEST_QUESTION, Opened
from rag.retrieve import Retriever
from rag.scope import EVERYTHING, Scope
from rag.trace import Trace, single, traced
from rag.types import Answer, Article, Citation, Hit, IndexReport, Mode

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
        self._opened = Opened(folder, manifest, encoder, stamp)

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
    def _now(self) -> Opened:
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
        self._opened = Opened(self.folder, manifest, encoder, stamp)
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
