"""Fits a static model to the articles of one library: words that it has never seen get vectors, the
others move a little.

Every tenth article is held back, and says whether it helped. What must not be here: stores, or what
becomes of the model. Needs torch.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from embeddings.folder import UNKNOWN, StaticWeights, quantise
from embeddings.material import BatchMaker, Material, Settings, is_held_out, known
from embeddings.pairs import Lexicon, Pair, read_corpus, sentence_pair
from embeddings.substitute import Substitutes, read_names, vocabulary

_SEEN = 3  # articles that must hold a word before it gets a vector
_TRIAL = 5  # steps that tell how long one takes
_SETTINGS = Settings(steps=300, batch=1024, rate=0.02, lead_share=0.3, english_share=0.1)
_PAIRS, _MOST = 20, 2000  # drawn of each article that is held back, and of all together
_SURE = 1.64  # standard errors that a gain must exceed: one chance in twenty that it is none

Table = NDArray[np.float32]


class Adapted(NamedTuple):
    """The new weights, and the mean reciprocal ranks of `pairs` held-back pairs before and after."""

    weights: StaticWeights
    pairs: int
    before: float
    after: float
    better: bool


def adapt(
    start: StaticWeights,
    articles: Iterable[tuple[str, str]],
    thesaurus: Path,
    seconds: float,
    show: Callable[[int, int], None] = lambda step, steps: None,
) -> Adapted | None:
    """Goes on training `start` on `articles` (id and text) for about `seconds` at most; None where none
    can be held back.

    `show` is told which step of how many is done.
    """
    material, table = _material(start, articles, thesaurus)
    pairs = _held_back(material)
    if not pairs:
        return None
    before = _reciprocal_ranks(table, pairs)
    fitted = _fit(material, table, seconds, show)
    after = _reciprocal_ranks(fitted, pairs)
    gain = after - before
    sure = _SURE * float(gain.std()) / math.sqrt(len(gain))
    return Adapted(
        _merged(start, material, fitted), len(pairs), float(before.mean()), float(after.mean()),
        bool(gain.mean() > sure),
    )  # fmt: skip


def _material(
    start: StaticWeights, articles: Iterable[tuple[str, str]], thesaurus: Path
) -> tuple[Material, Table]:
    """The articles in numbers of the tokens that occur, and the rows of these; new words have zeros."""
    lexicon = Lexicon()
    raw = read_corpus(articles, lexicon)
    # Every character is a token: a name with one that no article holds cannot occur.
    names = [
        {name: others for name, others in table.items() if lexicon.numbers.keys() >= set(name)}
        for table in read_names(thesaurus)
    ]
    runs = {word: lexicon.encode(word) for word in sorted(vocabulary(names))}
    frequency = raw.document_frequency(len(lexicon.numbers))
    tokens = list(lexicon.numbers)
    kept = [i for i, t in enumerate(tokens) if frequency[i] >= _SEEN or t in start.vocabulary]
    mapping = np.zeros(len(tokens), dtype=np.int32)
    mapping[kept] = np.arange(1, len(kept) + 1)
    numbers = {UNKNOWN: 0} | {tokens[old]: new for new, old in enumerate(kept, start=1)}
    table = np.zeros((len(numbers), start.rows.shape[1]), dtype=np.float32)
    there = [(new, start.vocabulary[t]) for t, new in numbers.items() if t in start.vocabulary]
    places, rows = (np.array(column) for column in zip(*there, strict=True))
    table[places] = start.rows[rows] * start.scales[rows, None]
    counts = np.concatenate([[1], frequency[kept]])
    idf = np.maximum(np.log((len(raw.ids) + 1) / (counts + 0.5)), 0.1).astype(np.float32)
    corpus = raw.renumber(mapping)
    everyday, english = (
        Substitutes(found, lambda word: known(mapping, runs[word]).tolist()) for found in names
    )
    usable = [a for a, count in enumerate(np.diff(corpus.first)) if count > 1]
    return Material(numbers, idf, corpus, usable, {}, everyday, english), table


def _held_back(material: Material) -> list[tuple[int, Pair]]:
    """Sentences of the articles held back, many of them reworded, and the rest of their passages; each
    with its article."""
    random, batches = Random(_SETTINGS.seed), BatchMaker(material, _SETTINGS)
    # All pairs are compared with all: their number, not that of the articles, must bound the memory.
    held = _PAIRS * [article for article in material.articles if is_held_out(article)]
    chosen = sorted(random.sample(held, min(_MOST, len(held))))
    drawn = ((article, sentence_pair(material.corpus, article, random)) for article in chosen)
    return [(article, batches.reworded(pair)) for article, pair in drawn if all(map(len, pair))]


def _reciprocal_ranks(table: Table, pairs: list[tuple[int, Pair]]) -> Table:
    """1 / rank of each positive among those of the other articles, shape (pairs,)."""
    from embeddings.train import pool

    anchors = pool(table, [pair.anchor for _, pair in pairs])
    positives = pool(table, [pair.positive for _, pair in pairs])
    articles = np.array([article for article, _ in pairs])
    scores = anchors @ positives.T
    above = (scores > scores.diagonal()[:, None]) & (articles[:, None] != articles[None, :])
    ranks: Table = 1 / (1 + above.sum(axis=1)).astype(np.float32)
    return ranks


def _fit(
    material: Material, table: Table, seconds: float, show: Callable[[int, int], None]
) -> Table:
    from embeddings.train import fit

    began = time.monotonic()
    fit(material, replace(_SETTINGS, steps=_TRIAL), table)
    fits = int(seconds * _TRIAL / max(time.monotonic() - began, 1e-3))
    steps = max(_TRIAL, min(_SETTINGS.steps, fits))
    return fit(
        material, replace(_SETTINGS, steps=steps), table, lambda step, loss: show(step, steps)
    )


def _merged(start: StaticWeights, material: Material, fitted: Table) -> StaticWeights:
    """All of `start` with the rows of `fitted` in their places, and the new words after them."""
    new = [token for token in material.vocabulary if token not in start.vocabulary]
    numbers = start.vocabulary | {t: i for i, t in enumerate(new, start=len(start.vocabulary))}
    rows = np.zeros((len(numbers), fitted.shape[1]), dtype=np.float32)
    rows[: len(start.rows)] = start.rows * start.scales[:, None]
    rows[[numbers[token] for token in material.vocabulary]] = fitted
    return StaticWeights(numbers, *quantise(rows))
