"""What a static model learns from: articles and questions as token numbers, and the batches drawn of them.

What must not be here: torch, or how a model learns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from embeddings.folder import UNKNOWN
from embeddings.pairs import (
    Bag,
    Corpus,
    Lexicon,
    Pair,
    lead_pair,
    read_articles,
    read_corpus,
    read_questions,
    sentence_pair,
)
from embeddings.substitute import Substitutes, read_names, vocabulary

_HELD_OUT_EVERY = 10
# Shares of the words of an anchor that are replaced by everyday words or by English, and of those
# that are left out where English stands between the rest.
_EVERYDAY, _ENGLISH, _ENGLISH_DROP = 0.6, 0.8, 0.3
_RARE = 1.5  # articles that a name of the thesaurus counts for, so that it has a vector


@dataclass(frozen=True)
class Settings:
    """What a training run depends on besides its data."""

    steps: int = 1500
    batch: int = 2048
    dim: int = 256
    vocabulary: int = 75_000
    rate: float = 0.1
    question_share: float = 0.15
    lead_share: float = 0.4
    everyday_share: float = 0.3
    english_share: float = 0.2
    drop_anchor: float = 0.1
    drop_positive: float = 0.4
    seed: int = 1


@dataclass(frozen=True)
class Material:
    """Everything that is learned from, as numbers of the final vocabulary.

    `articles` are the positions in `corpus` of articles of two sentences or more; `questions`
    holds the pairs of each article that has any; `everyday` and `english` replace words.
    """

    vocabulary: dict[str, int]
    idf: NDArray[np.float32]
    corpus: Corpus
    articles: list[int]
    questions: dict[int, list[Pair]]
    everyday: Substitutes
    english: Substitutes


def read_material(
    news: Path, questions: Sequence[Path], thesaurus: Path | None, size: int
) -> Material:
    """Reads and numbers articles and questions; keeps the `size` - 1 most frequent tokens."""
    lexicon = Lexicon()
    texts = dict(read_articles(news))
    raw = read_corpus(texts.items(), lexicon)
    asked = read_questions(questions, texts, lexicon)
    names = read_names(thesaurus) if thesaurus else ({}, {})
    runs = {word: lexicon.encode(word) for word in sorted(vocabulary(names))}
    frequency = raw.document_frequency(len(lexicon.numbers)).astype(np.float64)
    for run in runs.values():
        frequency[run] += _RARE
    for found in asked.values():
        for question, _ in found:
            frequency[np.unique(question)] += 1
    kept = np.argsort(-frequency, kind="stable")[: size - 1]
    kept = kept[frequency[kept] > 0]
    mapping = np.zeros(len(frequency), dtype=np.int32)
    mapping[kept] = np.arange(1, len(kept) + 1)
    tokens = list(lexicon.numbers)
    numbers = {UNKNOWN: 0} | {tokens[old]: new for new, old in enumerate(kept, start=1)}
    idf = np.log((len(raw.ids) + 1) / (np.concatenate([[1], frequency[kept]]) + 0.5))
    corpus = raw.renumber(mapping)
    articles = [a for a, count in enumerate(np.diff(corpus.first)) if count > 1]
    places = {name: place for place, name in enumerate(corpus.ids)}
    pairs = {
        places[name]: [Pair(known(mapping, a), known(mapping, b)) for a, b in found]
        for name, found in asked.items()
    }
    everyday, english = (
        Substitutes(table, lambda word: known(mapping, runs[word]).tolist()) for table in names
    )
    idf = np.maximum(idf, 0.1).astype(np.float32)
    return Material(numbers, idf, corpus, articles, pairs, everyday, english)


def known(mapping: Bag, numbers: list[int]) -> Bag:
    """`numbers` through `mapping`, without those that it drops."""
    mapped = mapping[np.array(numbers, dtype=np.int64)]
    return mapped[mapped > 0]


def is_held_out(article: int) -> bool:
    """Whether an article, by its position, is kept for measuring (a tenth is)."""
    return article % _HELD_OUT_EVERY == _HELD_OUT_EVERY - 1


class BatchMaker:
    """Draws batches of pairs, at most one an article, from the articles not held out."""

    def __init__(self, material: Material, settings: Settings) -> None:
        self._corpus = material.corpus
        self._articles = [a for a in material.articles if not is_held_out(a)]
        self._questions = {a: p for a, p in material.questions.items() if not is_held_out(a)}
        self._material, self._settings = material, settings
        self._random = Random(settings.seed)

    def draw(self) -> list[Pair]:
        """The next batch; shorter than asked for where there are fewer articles."""
        random, settings = self._random, self._settings
        asked = min(len(self._questions), int(settings.batch * settings.question_share))
        chosen = random.sample(sorted(self._questions), asked)
        pairs = [random.choice(self._questions[article]) for article in chosen]
        taken = set(chosen)
        for article in random.sample(self._articles, min(len(self._articles), settings.batch)):
            if len(pairs) == settings.batch:
                break
            if article not in taken:
                draw = lead_pair if random.random() < settings.lead_share else sentence_pair
                pairs.append(self.reworded(draw(self._corpus, article, random)))
        return pairs

    def reworded(self, pair: Pair) -> Pair:
        """The pair, or one whose anchor says the same in everyday words or in English."""
        random, settings, material = self._random, self._settings, self._material
        chance = random.random()
        if chance < settings.everyday_share:
            anchor = material.everyday.replace(pair.anchor, _EVERYDAY, 0, random)
        elif chance < settings.everyday_share + settings.english_share:
            anchor = material.english.replace(pair.anchor, _ENGLISH, _ENGLISH_DROP, random)
        else:
            return pair
        return Pair(anchor, pair.positive)
