"""How much each term of a question says about what it asks for, judged from the term in its context.

A table holds what was learned of single terms; trees weigh it with the part of speech, the neighbours and
the rarity of the term. Learned by ``rag/training/weights.py``. What must not be here: searching.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.terms import is_latin, normalise, query_terms, tagged
from rag.trees import Shipped

DATA = Path(__file__).parent / "data"
TREES = Shipped(DATA / "terms.safetensors")
UNSEEN = ""  # stands for the thesaurus keys that no question held
# The chance that an article about the question holds a term, to this power, is its weight.
POWER = 1.3
_TAGS = (
    "n", "nr", "ns", "nt", "nz", "v", "vn", "a", "ad", "d", "r", "m", "q", "p", "u", "uj", "ul", "c",
    "f", "s", "t", "y", "l", "i", "x", "eng", "zg", "b", "j", "k", "o", "e", "g", "h", "z", "vd", "ng",
    "vg", "tg", "mq", "ag", "dg", "nrt", "nrfg", "rz", "rr",
)  # fmt: skip
_TAG = {tag: number for number, tag in enumerate(_TAGS)}
_EDGE = ("", "x", -1, -1)

Table = Mapping[str, tuple[float, int]]  # term -> share of articles that hold it, questions seen
_Word = tuple[str, str, int, int]  # word, part of speech, start, end


class Rarity(Protocol):
    """What an index knows of how rare a term is."""

    size: int

    def idf(self, *names: str) -> float:
        """Inverse document frequency of the passages that hold any of ``names``."""
        ...

    def holds(self, term: str) -> bool:
        """Whether any passage holds ``term``, one of the terms that texts are cut into."""
        ...


@cache
def learned() -> tuple[Table, Mapping[str, float]]:
    """What was learned of question words, and the weights of thesaurus keys."""
    raw = json.loads((DATA / "weights.json").read_text(encoding="utf-8"))
    table = {term: (float(share), int(seen)) for term, (share, seen) in raw["terms"].items()}
    return table, raw["keys"]


def weigh(question: str, index: Rarity) -> dict[str, float]:
    """Weight, 0 to 1, of each of the question's terms that is not a Latin word."""
    found = features(question, index, learned()[0])
    if not found:
        return {}
    chances = TREES().chance(matrix(list(found.values())))
    return dict(zip(found, (float(chance) ** POWER for chance in chances), strict=True))


def features(question: str, index: Rarity, table: Table) -> dict[str, list[float]]:
    """Term -> what the trees look at, for every term that is not a Latin word."""
    text = normalise(question)
    words = _words(text)
    at = [i for i, (word, *_) in enumerate(words) for _ in word]
    top = max(1.0, math.log(index.size))
    out = {}
    for term in query_terms(question):
        start = text.find(term)
        if is_latin(term) or start < 0:
            continue
        first, last = at[start], at[start + len(term) - 1]
        out[term] = [
            *_shape(term, start, words[first], words[last], len(text)),
            *(value for name in (term, words[first][0], words[last][0])
              for value in (index.idf(name) / top, *table.get(name, (-1.0, 0)))),
            *_neighbours(words, first, last, table),
        ]  # fmt: skip
    return out


def _words(text: str) -> list[_Word]:
    out, start = [], 0
    for word, tag in tagged(text):
        out.append((word, tag, start, start + len(word)))
        start += len(word)
    return out


def _shape(term: str, start: int, first: _Word, last: _Word, length: int) -> list[float]:
    """How the term lies over the words of the question."""
    end = start + len(term)
    inside = first == last
    return [
        len(term), inside, inside and (start, end) == first[2:], len(first[0]), len(last[0]),
        _tag(first), _tag(last), start / length, length - end, length, term.isdigit(),
    ]  # fmt: skip


def _neighbours(words: Sequence[_Word], first: int, last: int, table: Table) -> list[float]:
    before = words[first - 1] if first else _EDGE
    after = words[last + 1] if last + 1 < len(words) else _EDGE
    known = [table.get(word[0], (-1.0, 0))[0] for word in (before, after)]
    return [_tag(before), _tag(after), *known]


def _tag(word: _Word) -> int:
    return _TAG.get(word[1], -1)


def matrix(rows: Sequence[Sequence[float]]) -> NDArray[np.float32]:
    """Feature lists as the trees take them, shape (n, features)."""
    return np.array(rows, dtype=np.float32)
