"""The best candidates put in order by how likely each answers the question.

Gradient-boosted trees over what the indexes already know (which concepts a passage and its article
hold, cosines, scores), learned by ``rag/training/ranking.py``. What must not be here: finding candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.asked import kind_of
from rag.query import Query
from rag.terms import is_latin, normalise
from rag.trees import Shipped
from rag.weigh import DATA

TREES = Shipped(DATA / "ranking.safetensors")
TOP = 4  # the heaviest concepts, looked at by themselves

Floats = NDArray[np.float32]
Text = tuple[str, int, int]  # an article's text, and where a passage of it begins and ends


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages found for a query, best first by fusion; one row a passage in every array.

    ``held`` is (n, concepts): whether a passage holds a concept; ``article_held`` the same of its article;
    ``article`` numbers the articles.
    """

    fused: Floats
    weighted: Floats
    plain: Floats
    cosine: Floats
    held: NDArray[np.bool_]
    article_held: NDArray[np.bool_]
    article: NDArray[np.int64]


def chances(query: Query, found: Candidates, texts: Sequence[Text]) -> Floats:
    """How likely each candidate holds the answer, 0 to 1, shape (n,)."""
    if not texts:
        return np.zeros(0, dtype=np.float32)
    return TREES().chance(features(query, found, texts))


def features(query: Query, found: Candidates, texts: Sequence[Text]) -> Floats:
    """What the trees look at, shape (n, features)."""
    weights = query.weights
    total = float(weights.sum()) or 1.0
    top = np.argsort(-weights, kind="stable")[:TOP]
    share = found.held @ weights / total
    article_share = found.article_held @ weights / total
    columns = [
        found.fused, scaled(found.weighted), scaled(found.plain), found.cosine, share, article_share,
        np.arange(len(share)), _of(found.held, top), _of(found.article_held, top),
        _of(found.held, top[:1]), found.weighted / (2 * total), _ranks(found.cosine),
        _ranks(found.weighted),
    ]  # fmt: skip
    relative = [x - x.max() for x in (found.plain, found.cosine, share, article_share)]
    same = found.article[:, None] == found.article[None, :]
    siblings = [
        same.sum(axis=1), np.argmax(same, axis=1) == np.arange(len(share)),
        np.where(same, share[None, :], 0).max(axis=1),
    ]  # fmt: skip
    asked = normalise(query.question)
    latin = float(any(is_latin(word) for word in asked.split()))
    same_for_all = [len(asked), latin, len(weights), total]
    rows = [*columns, *relative, *siblings, *_lengths(query, texts)]
    rows += [np.full(len(share), value) for value in same_for_all]
    return np.stack([np.asarray(row, dtype=np.float32) for row in rows], axis=1)


def _lengths(query: Query, texts: Sequence[Text]) -> list[Floats]:
    """Lengths and places of the passages, and whether each says the kind of thing that is asked for."""
    kind = kind_of(query.question)
    says = [
        kind is None or bool(kind.says.search(normalise(text[start:end])))
        for text, start, end in texts
    ]
    lengths = np.array([(end - start, len(text), start) for text, start, end in texts], np.float32)
    return [
        np.log1p(lengths[:, 0]), np.log1p(lengths[:, 1]), lengths[:, 2] / (lengths[:, 1] + 1),
        np.array(says, dtype=np.float32),
    ]  # fmt: skip


def _ranks(values: Floats) -> NDArray[np.int64]:
    """The place of each value, 0 for the highest."""
    return np.argsort(np.argsort(-values, kind="stable"), kind="stable")


def _of(held: NDArray[np.bool_], concepts: NDArray[np.int64]) -> Floats:
    if not len(concepts):
        return np.zeros(len(held), dtype=np.float32)
    return np.asarray(held[:, concepts].mean(axis=1), dtype=np.float32)


def scaled(values: Floats) -> Floats:
    """Divide by the maximum; negative values count as nothing."""
    top = float(values.max(initial=0.0))
    if top <= 0:
        return np.zeros_like(values)
    return (np.maximum(values, 0) / top).astype(np.float32)
