"""Fits the encoder of a store to its own articles, and takes it where it finds held-back pairs better.

The fitted model is a part of the generation (``encoder/``): it goes and stays with the vectors that it
made. What must not be here: how a model learns (``embeddings.adapt``).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from embeddings import Encoder, load_encoder
from embeddings.folder import read_folder, write_folder
from embeddings.loader import static_folder
from embeddings.static import StaticEncoder
from rag import build, store
from rag.build import Progress
from rag.database import Database
from rag.errors import InputError
from rag.thesaurus import FOLDER

FEWEST = 50  # articles below which there is too little to learn from, and to measure on


@dataclass(frozen=True, slots=True)
class Adaptation:
    """Mean reciprocal rank of ``pairs`` held-back pairs, each a sentence and the rest of its passage,
    before and after; whether the fitted encoder was ``kept``."""

    pairs: int
    before: float
    after: float
    kept: bool


def encoder_of(folder: Path, manifest: store.Manifest) -> Encoder:
    """The encoder that a store was built with."""
    if manifest.encoder != store.ADAPTED:
        return load_encoder(manifest.encoder)
    return StaticEncoder(folder / manifest.generation / store.ENCODER, store.ADAPTED)


def adapt(folder: Path, manifest: store.Manifest, seconds: float, progress: Progress) -> Adaptation:
    """Train for about ``seconds``; the writer lock is held. Raises InputError for an encoder that is no
    static model, and where there are too few articles."""
    from embeddings import adapt as training  # torch is slow to import

    own = folder / manifest.generation / store.ENCODER
    model = own if manifest.encoder == store.ADAPTED else static_folder(manifest.encoder)
    if model is None:
        raise InputError(f"资料库用的是 {manifest.encoder}: 只有内置编码器能按资料库调整")
    if manifest.articles < FEWEST:
        raise InputError(f"资料库只有 {manifest.articles} 篇文章: 至少 {FEWEST} 篇才学得到东西")
    database = Database(folder / manifest.generation / store.DATABASE)
    articles = [(article.id, f"{article.title}\n{article.text}") for article in database.articles()]
    database.close()
    found = training.adapt(read_folder(model), articles, FOLDER, seconds, _shown(progress))
    if found is None:
        raise InputError("文章都太短: 没有几篇有两句以上,学不到东西")
    if found.better:
        with build.Generation(folder, manifest, progress) as generation:
            write_folder(generation.encoder_folder, found.weights)
            generation.finish(StaticEncoder(generation.encoder_folder, store.ADAPTED))
    return Adaptation(found.pairs, round(found.before, 4), round(found.after, 4), found.better)


def restore(folder: Path, manifest: store.Manifest, progress: Progress) -> None:
    """Go back to the built-in encoder; the writer lock is held. Raises InputError where the store has no
    encoder of its own."""
    if manifest.encoder != store.ADAPTED:
        raise InputError(f"资料库用的是 {manifest.encoder}: 没有调整过,不必恢复")
    with build.Generation(folder, manifest, progress) as generation:
        shutil.rmtree(generation.encoder_folder)
        generation.finish(load_encoder())


def _shown(progress: Progress) -> Callable[[int, int], None]:
    """What shows on a progress bar that a step is done."""
    bar: Iterator[int] | None = None

    def show(step: int, steps: int) -> None:
        nonlocal bar
        bar = bar or iter(progress(range(steps), "adapt", steps))
        next(bar, None)

    return show
