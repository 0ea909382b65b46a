"""A question as it is searched: concepts, each a set of names any of which says it, with learned weights.

What must not be here: an index; how often a name occurs is the index's business.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from rag import thesaurus
from rag.terms import is_latin, normalise, query_terms

WEIGHTS = Path(__file__).parent / "data" / "weights.json"
EXPANSION = 0.8  # what a name from the thesaurus counts beside the question's own word
UNKNOWN = 0.3  # what a Latin word counts that no entry holds


@dataclass(frozen=True, slots=True)
class Concept:
    """``weight`` scales the inverse document frequency of all ``names`` together, as in the structured
    queries of Pirkola (1998): else the rarest translation would drown the others."""

    names: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Query:
    """``text`` is what an encoder reads: the question, an English one with its Chinese words."""

    text: str
    concepts: tuple[Concept, ...]


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """Learned weights (rag/learn_weights.py): of question words by ``terms``, of thesaurus keys by
    ``keys``; a word that is not held weighs 1."""
    loaded: dict[str, dict[str, float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=256)
def parse(question: str) -> Query:
    """The question's own terms, and what the thesaurus adds to them.

    A Latin word and its Chinese are one concept; a Chinese word keeps its own weight and its other
    names come beside it.
    """
    text = normalise(question)
    terms, keys = weights()["terms"], weights()["keys"]
    concepts = [
        Concept((term,), terms.get(term, 1.0))
        for term in query_terms(question)
        if not is_latin(term)
    ]
    said = thesaurus.english(text)
    for key, names in said:
        concepts.append(Concept((key, *names), keys.get(key, 1.0 if names else UNKNOWN)))
    for key, names in thesaurus.chinese(text):
        concepts.append(Concept(names, EXPANSION * keys.get(key, 1.0)))
    chinese = [names[0] for key, names in said if names and keys.get(key, 1.0) > 0.1]
    return Query(" ".join([question, *chinese]), tuple(concepts))
