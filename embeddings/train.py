"""Trains the built-in static model: `python -m embeddings.train --news DIR --out DIR`.

A plain loop over an embedding bag, not the trainer of sentence-transformers: batches are drawn
as token numbers, which skips all tokenising between steps. Needs torch.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from embeddings.card import Figures, write_card
from embeddings.folder import UNKNOWN, StaticWeights, quantise, write_folder
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

_HELD_OUT_EVERY = 10
_TEMPERATURE = 0.05
_WARM_UP = 0.05


@dataclass(frozen=True)
class Settings:
    """What a training run depends on besides its data."""

    steps: int = 1500
    batch: int = 2048
    dim: int = 256
    vocabulary: int = 70_000
    rate: float = 0.1
    question_share: float = 0.06
    lead_share: float = 0.4
    drop_anchor: float = 0.1
    drop_positive: float = 0.4
    seed: int = 1


@dataclass(frozen=True)
class Material:
    """Everything that is learned from, as numbers of the final vocabulary.

    `articles` are the positions in `corpus` of articles of two sentences or more; `questions`
    holds the pairs of each article that has any.
    """

    vocabulary: dict[str, int]
    idf: NDArray[np.float32]
    corpus: Corpus
    articles: list[int]
    questions: dict[int, list[Pair]]


def read_material(news: Path, questions: Path | None, size: int) -> Material:
    """Reads and numbers articles and questions; keeps the `size` - 1 most frequent tokens."""
    lexicon = Lexicon()
    texts = dict(read_articles(news))
    raw = read_corpus(texts.items(), lexicon)
    asked = read_questions(questions, texts, lexicon) if questions else {}
    frequency = raw.document_frequency(len(lexicon.numbers))
    kept = np.argsort(-frequency, kind="stable")[: size - 1]
    kept = kept[frequency[kept] > 0]
    mapping = np.zeros(len(frequency), dtype=np.int32)
    mapping[kept] = np.arange(1, len(kept) + 1)
    tokens = list(lexicon.numbers)
    vocabulary = {UNKNOWN: 0} | {tokens[old]: new for new, old in enumerate(kept, start=1)}
    idf = np.log((len(raw.ids) + 1) / (np.concatenate([[1], frequency[kept]]) + 0.5))
    corpus = raw.renumber(mapping)
    articles = [a for a, count in enumerate(np.diff(corpus.first)) if count > 1]
    places = {name: place for place, name in enumerate(corpus.ids)}
    pairs = {
        places[name]: [Pair(_known(mapping, a), _known(mapping, b)) for a, b in found]
        for name, found in asked.items()
    }
    return Material(vocabulary, np.maximum(idf, 0.1).astype(np.float32), corpus, articles, pairs)


def _known(mapping: Bag, numbers: list[int]) -> Bag:
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
        self._settings = settings
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
                pairs.append(draw(self._corpus, article, random))
        return pairs


class Model(torch.nn.Module):
    """Direction and weight of each token, learned apart: a rare word may weigh much from the start.

    `rows` is (tokens, dim), `log_weight` (tokens, 1) and starts as the logarithm of the idf.
    """

    def __init__(self, idf: NDArray[np.float32], dim: int) -> None:
        super().__init__()
        self.rows = torch.nn.Parameter(torch.randn(len(idf), dim))
        self.log_weight = torch.nn.Parameter(torch.from_numpy(idf).log()[:, None])

    def table(self) -> torch.Tensor:
        """The (tokens, dim) vectors whose sum over a text is the vector of that text."""
        return self.rows * self.log_weight.exp()

    def forward(self, bags: list[Bag], drop: NDArray[np.float64]) -> torch.Tensor:
        """Unit vectors (n, dim) of n bags, each token of bag i left out with chance `drop[i]`."""
        lengths = np.array([len(bag) for bag in bags])
        owner = np.repeat(np.arange(len(bags)), lengths)
        kept = np.random.random(len(owner)) >= drop[owner]
        offsets = np.searchsorted(owner[kept], np.arange(len(bags)))
        numbers = torch.from_numpy(np.concatenate(bags)[kept])
        sums = functional.embedding_bag(
            numbers, self.table(), torch.from_numpy(offsets.astype(np.int32)), mode="sum"
        )
        return functional.normalize(sums, dim=-1)


def _rate_factor(step: int, steps: int) -> float:
    """Share of the learning rate at a step: a short rise, then a cosine down to zero."""
    warm = max(1, int(steps * _WARM_UP))
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))


def fit(material: Material, settings: Settings) -> NDArray[np.float32]:
    """Learns the (tokens, dim) table by telling each positive from all others of its batch."""
    torch.manual_seed(settings.seed)
    np.random.seed(settings.seed)
    model = Model(material.idf, settings.dim)
    groups: list[dict[str, Any]] = [
        {"params": [model.rows]},
        {"params": [model.log_weight], "lr": settings.rate / 5},
    ]
    optimiser = torch.optim.Adam(groups, lr=settings.rate, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: _rate_factor(step, settings.steps)
    )
    batches = BatchMaker(material, settings)
    began = time.monotonic()
    for step in range(1, settings.steps + 1):
        loss = _loss(model, batches.draw(), settings)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        if step % 50 == 0 or step == settings.steps:
            seconds = time.monotonic() - began
            print(f"step {step}  loss {loss.item():.3f}  {seconds:.0f} s", file=sys.stderr)
    table: NDArray[np.float32] = model.table().detach().numpy()
    # Texts of unknown tokens alone must come out as zero, here and in sentence-transformers.
    table[0] = 0
    return table


def _loss(model: Model, pairs: list[Pair], settings: Settings) -> torch.Tensor:
    """In-batch InfoNCE, in both directions."""
    bags = [pair.anchor for pair in pairs] + [pair.positive for pair in pairs]
    drop = np.repeat([settings.drop_anchor, settings.drop_positive], len(pairs))
    anchors, positives = model(bags, drop).chunk(2)
    scores = anchors @ positives.T / _TEMPERATURE
    target = torch.arange(len(pairs))
    forth = functional.cross_entropy(scores, target)
    back = functional.cross_entropy(scores.T, target)
    return (forth + back) / 2


def measure(table: NDArray[np.float32], material: Material, seed: int) -> list[Figures]:
    """Recall over held-out articles, one entry a kind of pair; kinds without pairs are left out."""
    random = Random(seed)
    held_out = [article for article in material.articles if is_held_out(article)]
    leads = [lead_pair(material.corpus, article, random) for article in held_out]
    sentences = [sentence_pair(material.corpus, article, random) for article in held_out]
    asked = [(a, p) for a, found in material.questions.items() if is_held_out(a) for p in found]
    # Questions look for their passage among one passage of every other held-out article.
    own = {article for article, _ in asked}
    others = [lead.positive for a, lead in zip(held_out, leads, strict=True) if a not in own]
    questions = [pair for _, pair in asked]
    kinds = [
        ("opening -> later passage", leads, []),
        ("sentence -> rest of its passage", sentences, []),
        ("question -> passage with the evidence", questions, others),
    ]
    return [_recall(name, table, pairs, extra) for name, pairs, extra in kinds if pairs]


def _recall(name: str, table: NDArray[np.float32], pairs: list[Pair], extra: list[Bag]) -> Figures:
    """Shares of pairs whose positive is among the first 1 and 10 of all positives and `extra`."""
    anchors = _pool(table, [pair.anchor for pair in pairs])
    positives = _pool(table, [pair.positive for pair in pairs] + extra)
    ranks = []
    for place, anchor in enumerate(anchors):
        scores = positives @ anchor
        # The margin keeps equal passages, as of two questions on one passage, from outranking.
        ranks.append(int((scores > scores[place] + 1e-5).sum()))
    found = np.array(ranks)
    return Figures(
        name, len(pairs), len(positives), float((found < 1).mean()), float((found < 10).mean())
    )


def _pool(table: NDArray[np.float32], bags: list[Bag]) -> NDArray[np.float32]:
    """Unit vectors (n, dim) of n bags of token numbers."""
    sums = np.stack([table[bag].sum(axis=0) for bag in bags])
    unit: NDArray[np.float32] = sums / np.maximum(np.linalg.norm(sums, axis=1), 1e-12)[:, None]
    return unit


def train(news: Path, out: Path, questions: Path | None, settings: Settings) -> list[Figures]:
    """Trains, measures what is written (the int8 form), writes model and card to `out`."""
    material = read_material(news, questions, settings.vocabulary)
    articles, tokens = len(material.corpus.ids), len(material.vocabulary)
    print(f"{articles} articles, {tokens} tokens", file=sys.stderr)
    rows, scales = quantise(fit(material, settings))
    figures = measure(rows * scales[:, None], material, settings.seed)
    write_folder(out, StaticWeights(material.vocabulary, rows, scales))
    asked = sum(map(len, material.questions.values()))
    write_card(out, articles, asked, vars(settings), tokens, figures)
    return figures


def main() -> None:
    """Reads the command line, trains, prints the held-out figures."""
    parser = argparse.ArgumentParser(prog="python -m embeddings.train", description=__doc__)
    parser.add_argument("--news", type=Path, required=True, help="folder of *.jsonl.gz articles")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    parser.add_argument("--questions", type=Path, help="jsonl of questions with their evidence")
    for name, default in vars(Settings()).items():
        flag = "--" + name.replace("_", "-")
        parser.add_argument(flag, type=type(default), default=default, help=f"({default})")
    given = vars(parser.parse_args())
    news, out, questions = given.pop("news"), given.pop("out"), given.pop("questions")
    for figure in train(news, out, questions, Settings(**given)):
        print(figure)


if __name__ == "__main__":
    main()
