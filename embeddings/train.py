"""Trains the built-in static model.

    python -m embeddings.train --news DIR --out DIR [--questions FILE.jsonl...] [--thesaurus DIR]

A plain loop over an embedding bag, not the trainer of sentence-transformers: batches are drawn
as token numbers, which skips all tokenising between steps. Needs torch.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from embeddings.card import Figures, write_card
from embeddings.folder import StaticWeights, quantise, write_folder
from embeddings.material import BatchMaker, Material, Settings, is_held_out, read_material
from embeddings.pairs import Bag, Pair, lead_pair, sentence_pair

_TEMPERATURE = 0.05
_WARM_UP = 0.05


class Model(torch.nn.Module):
    """Direction and weight of each token, learned apart: a rare word may weigh much from the start.

    `rows` is (tokens, dim), `log_weight` (tokens, 1) and starts as the logarithm of the idf.
    """

    def __init__(
        self, idf: NDArray[np.float32], dim: int, start: NDArray[np.float32] | None = None
    ) -> None:
        """`start` is the (tokens, dim) table to go on from; without it directions are random."""
        super().__init__()
        rows = torch.randn(len(idf), dim)
        if start is not None:
            rows = torch.from_numpy(start / idf[:, None])
        self.rows = torch.nn.Parameter(rows)
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


def fit(
    material: Material,
    settings: Settings,
    start: NDArray[np.float32] | None = None,
    show: Callable[[int, float], None] | None = None,
) -> NDArray[np.float32]:
    """Learns the (tokens, dim) table by telling each positive from all others of its batch.

    Goes on from the table `start` where there is one; `show` is told of each step and its loss.
    """
    torch.manual_seed(settings.seed)
    np.random.seed(settings.seed)
    model = Model(material.idf, settings.dim, start)
    groups: list[dict[str, Any]] = [
        {"params": [model.rows]},
        {"params": [model.log_weight], "lr": settings.rate / 5},
    ]
    optimiser = torch.optim.Adam(groups, lr=settings.rate, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: _rate_factor(step, settings.steps)
    )
    batches = BatchMaker(material, settings)
    for step in range(1, settings.steps + 1):
        loss = _loss(model, batches.draw(), settings)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        if show:
            show(step, loss.item())
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
    anchors = pool(table, [pair.anchor for pair in pairs])
    positives = pool(table, [pair.positive for pair in pairs] + extra)
    ranks = []
    for place, anchor in enumerate(anchors):
        scores = positives @ anchor
        # The margin keeps equal passages, as of two questions on one passage, from outranking.
        ranks.append(int((scores > scores[place] + 1e-5).sum()))
    found = np.array(ranks)
    return Figures(
        name, len(pairs), len(positives), float((found < 1).mean()), float((found < 10).mean())
    )


def pool(table: NDArray[np.float32], bags: list[Bag]) -> NDArray[np.float32]:
    """Unit vectors (n, dim) of n bags of token numbers."""
    sums = np.stack([table[bag].sum(axis=0) for bag in bags])
    unit: NDArray[np.float32] = sums / np.maximum(np.linalg.norm(sums, axis=1), 1e-12)[:, None]
    return unit


def _show(step: int, loss: float) -> None:
    if step % 50 == 0:
        print(f"step {step}  loss {loss:.3f}", file=sys.stderr)


def train(
    news: Path,
    out: Path,
    settings: Settings,
    questions: Sequence[Path] = (),
    thesaurus: Path | None = None,
) -> list[Figures]:
    """Trains, measures what is written (the int8 form), writes model and card to `out`."""
    material = read_material(news, questions, thesaurus, settings.vocabulary)
    articles, tokens = len(material.corpus.ids), len(material.vocabulary)
    print(f"{articles} articles, {tokens} tokens", file=sys.stderr)
    rows, scales = quantise(fit(material, settings, show=_show))
    figures = measure(rows * scales[:, None], material, settings.seed)
    write_folder(out, StaticWeights(material.vocabulary, rows, scales))
    asked = sum(map(len, material.questions.values()))
    files = thesaurus.glob("*.tsv") if thesaurus else ()
    entries = sum(path.read_bytes().count(b"\n") for path in files)
    write_card(out, articles, asked, vars(settings), tokens, figures, entries)
    return figures


def main() -> None:
    """Reads the command line, trains, prints the held-out figures."""
    parser = argparse.ArgumentParser(prog="python -m embeddings.train", description=__doc__)
    parser.add_argument("--news", type=Path, required=True, help="folder of *.jsonl.gz articles")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    parser.add_argument(
        "--questions",
        type=Path,
        nargs="+",
        default=[],
        help="jsonl of questions and their evidence",
    )
    parser.add_argument("--thesaurus", type=Path, help="folder of .tsv files: a word, its names")
    for name, default in vars(Settings()).items():
        flag = "--" + name.replace("_", "-")
        parser.add_argument(flag, type=type(default), default=default, help=f"({default})")
    given = vars(parser.parse_args())
    news, out = given.pop("news"), given.pop("out")
    questions, thesaurus = given.pop("questions"), given.pop("thesaurus")
    for figure in train(news, out, Settings(**given), questions, thesaurus):
        print(figure)


if __name__ == "__main__":
    main()
