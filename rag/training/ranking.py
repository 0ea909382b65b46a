"""Learns to put candidate passages in order, from questions whose article and answers are known.

    python -m rag.training.ranking --news DIR [--questions FILE.jsonl] [--articles N] [--out rag/data]

The library is the articles asked about and N others. A candidate is right when it is of the article asked
about and holds an answer. Questions that the encoder or the term weights have learned from must not be among
these: their scores would look better than they are.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.library import Library
from rag.rerank import features
from rag.retrieve import RERANKED
from rag.training import boost, sets
from rag.trees import Trees

TELLING = 3  # characters of an answer that seldom stand in a passage by chance


def examples(
    library: Library, asked: Iterable[sets.Asked]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Features of every candidate of every question, and whether it is right."""
    rows: list[NDArray[np.float32]] = []
    right: list[bool] = []
    retriever = library.retriever
    for row in asked:
        query = retriever.parse(row.question)
        ids, found = retriever.candidates(query, RERANKED)
        if not len(ids) or not row.answers:
            continue
        places = [library.passage(int(i)) for i in ids]
        texts = [(library.article(i).text, start, end) for i, start, end in places]
        own = np.array([i == row.article for i, _, _ in places])
        held = np.array([longest(row.answers, text[start:end]) for text, start, end in texts])
        # Another article that holds the answer may well be about the same event: neither right nor wrong.
        told = own | (held < TELLING)
        rows.append(features(query, found, texts)[told])
        right.extend((own & (held > 0))[told])
    return np.vstack(rows), np.array(right)


def longest(answers: Iterable[str], text: str) -> int:
    """The characters of the longest answer that a text holds, white space aside; 0 for none."""
    plain = "".join(text.split())
    bare = ("".join(answer.split()) for answer in answers)
    return max((len(answer) for answer in bare if answer in plain), default=0)


def fit(rows: NDArray[np.float32], right: NDArray[np.bool_]) -> Trees:
    """Trees that tell how likely a candidate is right."""
    return boost.fit(rows, right, trees=300, leaves=31, smallest=100, share=0.25)


def library_of(asked: Iterable[sets.Asked], news: Path, others: int, folder: Path) -> Library:
    """A library of the articles asked about and ``others`` more."""
    wanted, more = {row.article for row in asked}, 0
    with (folder / "corpus.jsonl").open("w", encoding="utf-8") as file:
        for i, text in sets.articles(news):
            more += i not in wanted
            if i in wanted or more <= others:
                file.write(json.dumps({"_id": i, "text": text}, ensure_ascii=False) + "\n")
    return Library.create(folder / "store", [folder / "corpus.jsonl"])[0]


def main() -> None:
    """Build the library, learn, write ranking.safetensors."""
    parser = sets.arguments(__doc__, sets.RANKING)
    parser.add_argument("--articles", type=int, default=6500)
    options = parser.parse_args()
    asked = sets.read(options.questions, options.news)
    with tempfile.TemporaryDirectory() as scratch:
        library = library_of(asked, options.news, options.articles, Path(scratch))
        fit(*examples(library, asked)).save(options.out / "ranking.safetensors")
        library.close()


if __name__ == "__main__":
    main()
