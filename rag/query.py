"""A question as it is searched: concepts, each a set of names any of which says it, with their weights.

What must not be here: scoring passages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from rag import numerals, pinyin, thesaurus
from rag.terms import normalise, terms
from rag.weigh import UNSEEN, Rarity, learned, weigh

EXPANSION = 1.6  # what a name from the thesaurus counts beside the question's own word
UNKNOWN = 0.3  # what a Latin word counts that no entry holds
SPELLED = 0.6  # what two syllables of a name in pinyin count
TELLING = 0.1  # a weight below this is a function word's


@dataclass(frozen=True, slots=True)
class Concept:
    """``weight`` is what holding any of ``names`` counts: what was learned of the word times the inverse
    document frequency of all names together, as in the structured queries of Pirkola (1998); else
    the rarest translation would drown the others."""

    names: tuple[str, ...]
    weight: float

    def said_in(self, held: Collection[str], plain: str) -> bool:
        """Whether a text says it: ``held`` are its terms, ``plain`` is its normalised form."""
        return any(name in held or (len(name) > 2 and name in plain) for name in self.names)


@dataclass(frozen=True)
class Query:
    """``question`` as searched; ``text`` is what an encoder reads: the question, an English one with
    its Chinese words."""

    question: str
    text: str
    concepts: tuple[Concept, ...]

    def said_in(self, text: str) -> NDArray[np.bool_]:
        """Which of the concepts a text says, shape (concepts,)."""
        return self.said_by(set(terms(text)), normalise(text))

    def said_by(self, held: Collection[str], plain: str) -> NDArray[np.bool_]:
        """The same of a text that was cut and normalised before."""
        said = [concept.said_in(held, plain) for concept in self.concepts]
        return np.array(said, dtype=bool)

    @cached_property
    def weights(self) -> NDArray[np.float32]:
        """The concepts' weights, shape (concepts,)."""
        return np.array([concept.weight for concept in self.concepts], dtype=np.float32)


def parse(question: str, index: Rarity) -> Query:
    """The question's own terms, and what the thesaurus adds to them.

    A Latin word and its Chinese are one concept; a Chinese word keeps its own weight and its other
    names come beside it.
    """
    text, keys = normalise(question), learned()[1]
    said: list[tuple[float, tuple[str, ...]]] = [
        (weight, (term,)) for term, weight in weigh(question, index).items()
    ]
    chinese, english = [], thesaurus.english(text)
    for key, names in english:
        weight = keys.get(key, 1.0 if names else UNKNOWN)
        said.append((weight, (key, *names)))
        if names and weight > TELLING:
            chinese.append(names[0])
    said += [(SPELLED, names) for names in _spelled(english, index)]
    for key, names in [*thesaurus.chinese(text), *numerals.in_digits(text)]:
        said.append((EXPANSION * keys.get(key, keys[UNSEEN]), names))
    concepts = tuple(Concept(names, weight * index.idf(*names)) for weight, names in said)
    return Query(question, " ".join([question, *chinese]), concepts)


def _spelled(
    english: Sequence[tuple[str, Sequence[str]]], index: Rarity
) -> Iterator[tuple[str, ...]]:
    """What the index holds of the names that words without an entry may spell in pinyin."""
    for known, run in groupby(english, lambda entry: bool(entry[1])):
        for pieces in () if known else pinyin.names(word for word, _ in run):
            held = tuple(piece for piece in pieces if index.holds(piece))
            if held:
                yield held
