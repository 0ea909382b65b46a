"""How likely the evidence answers the question: what the question names and the evidence lacks.

Boosted trees, learned by ``rag/training/confidence.py`` from questions that their article answers, near
misses that it does not, and questions about other articles. What must not be here: choosing sentences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.asked import KINDS, kind_of
from rag.query import Query
from rag.terms import is_latin, normalise, tagged
from rag.trees import Shipped
from rag.types import Hit
from rag.weigh import DATA

TREES = Shipped(DATA / "confidence.safetensors")
READ = 3000  # characters of the article that are looked at
_NUMBER = re.compile(r"\d+")
_NAMES = ("nr", "nt", "nz")


def confidence(
    query: Query, hits: Sequence[Hit], best: Hit, quote: str, scores: Sequence[float]
) -> float:
    """The chance, 0 to 1, that ``quote`` of ``best``, the best sentence of ``hits``, answers."""
    return float(TREES().chance(features(query, hits, best, quote, scores)[None, :])[0])


def features(
    query: Query, hits: Sequence[Hit], best: Hit, quote: str, scores: Sequence[float]
) -> NDArray[np.float32]:
    """What the trees look at, shape (features,). ``scores`` are what ``rag.answer`` gave the sentence."""
    asked = normalise(query.question)
    words = tagged(asked)
    kind = kind_of(query.question)
    row = [
        hits[0].score, hits[1].score if len(hits) > 1 else 0.0, best.score, best.dense, hits[0].dense,
        *scores, KINDS.index(kind) if kind else -1.0,
        float(kind is None or bool(kind.says.search(normalise(quote)))), len(asked),
        float(any(is_latin(word) for word, _ in words)), len(query.concepts),
    ]  # fmt: skip
    title, text = best.article.title, best.article.text
    for seen in (quote, f"{title}\n{best.text}", f"{title}\n{text[:READ]}"):
        row += [*_held(query, seen), *_lacking(asked, words, normalise(seen))]
    return np.array(row, dtype=np.float32)


def _held(query: Query, seen: str) -> list[float]:
    """The share of the question's weight that a text holds, and of the heaviest concepts."""
    if not query.concepts:
        return [0.0, 0.0, 0.0, 0.0]
    weights, says = query.weights, query.said_in(seen)
    total = float(weights.sum()) or 1.0
    missing = np.where(says, 0, weights) / total
    order = np.argsort(-weights, kind="stable")
    return [
        float(weights[says].sum()) / total, float(missing.max()), float(missing[order[:3]].sum()),
        float(says[order[:5]].mean()),
    ]  # fmt: skip


def _lacking(asked: str, words: Sequence[tuple[str, str]], seen: str) -> list[float]:
    """Numbers, places, names and content words of the question, and how many of each a text lacks."""
    groups = (
        set(_NUMBER.findall(asked)),
        {word for word, flag in words if flag == "ns" and len(word) > 1},
        {word for word, flag in words if flag in _NAMES and len(word) > 1},
        {word for word, flag in words if flag[:1] in "nva" and len(word) > 1},
    )
    out: list[float] = []
    for group in groups:
        out += [sum(word not in seen for word in group), len(group)]
    return out
