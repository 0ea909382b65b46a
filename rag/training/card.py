"""Writes ``rag/data/README.md``, the card of what ships in ``rag/data``: ``python -m rag.training.card``.

Counts are read from the files themselves; what was tried lies in ``tried.tsv`` beside this script.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from rag import thesaurus
from rag.training import sets
from rag.trees import Trees
from rag.weigh import DATA

_CARD = """\
---
language: zh
license: apache-2.0
---
# What 问据 knows of Chinese questions

Everything here was written or learned for this project; nothing was taken from another model.

## Thesaurus
{entries} entries of general use, not taken from the measuring sets: {files}. What a person types, a tab, what
an article prints. They were composed one by one, and checked by a script for their form alone. The headwords of
`synonyms` are common words of jieba's dictionary (MIT).
`pinyin.tsv`: {syllables} syllables and the characters of GB 2312 read so (facts of pypinyin, MIT).
`places.txt`: names of provinces, cities and counties of China.

## Questions
{questions} questions composed by reading passages of the news (CRUD-RAG collection, Apache-2.0), one by one;
kept as question, article id and character offsets in `rag/training/questions/`:

| file | questions | learned from by | styles |
|---|---|---|---|
{sets}

## Models
Gradient-boosted trees (fitted by scikit-learn, run by numpy):

| file | trees | says | script |
|---|---|---|---|
{trees}

`weights.json`: {terms} question words, {keys} thesaurus keys, and the share of articles that hold them.

## Steps
    python -m rag.training.weights --news NEWS
    python -m embeddings.train --news NEWS --out embeddings/model --thesaurus rag/data/thesaurus \\
        --questions rag/training/questions/encoding.jsonl
    python -m rag.training.ranking --news NEWS
    python -m rag.training.evidence --news NEWS
    python -m rag.training.confidence --news NEWS
    python -m rag.training.card

## What was tried
The rows marked yes were chosen by these same figures, on held-out questions that were also read when the
retriever failed on them: on other questions expect somewhat less.

{tried}
"""
_USES = {
    "encoding": "encoder, term weights", "ranking": "ranking, evidence, confidence", "held-out": "nothing; settings were chosen by it",
}  # fmt: skip
_MODELS = {
    "terms": ("how likely an article about the question holds a term of it", "weights"),
    "ranking": ("how likely a passage holds the answer", "ranking"),
    "evidence": ("how likely a sentence of the best passages holds the answer", "evidence"),
    "confidence": ("how likely the best evidence answers", "confidence"),
}


def card(data: Path) -> str:
    """The card of the files in ``data``."""
    entries = {path.stem: _lines(path) for path in sorted(thesaurus.FOLDER.glob("*.tsv"))}
    weights = json.loads((data / "weights.json").read_text(encoding="utf-8"))
    questions = {
        path.stem: _questions(path) for path in (sets.ENCODING, sets.RANKING, sets.HELD_OUT)
    }
    return _CARD.format(
        entries=f"{sum(map(len, entries.values())):,}",
        files=", ".join(f"{name} {len(lines):,}" for name, lines in entries.items()),
        syllables=len(_lines(data / "pinyin.tsv")),
        questions=f"{sum(sum(styles.values()) for styles in questions.values()):,}",
        sets="\n".join(
            f"| {name} | {sum(styles.values()):,} | {_USES[name]} | "
            + ", ".join(f"{style} {n:,}" for style, n in styles.most_common()) + " |"
            for name, styles in questions.items()
        ),
        trees="\n".join(
            f"| {name} | {len(Trees.load(data / f'{name}.safetensors').roots)} | {says} | rag.training.{script} |"
            for name, (says, script) in _MODELS.items()
        ),
        terms=f"{len(weights['terms']):,}", keys=f"{len(weights['keys']):,}",
        tried=_tried(),
    )  # fmt: skip


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _questions(path: Path) -> Counter[str]:
    return Counter(json.loads(line)["style"] for line in _lines(path))


def _tried() -> str:
    head, *rows = ([*line.split("\t")] for line in _lines(Path(__file__).parent / "tried.tsv"))
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])


def main() -> None:
    """Write the card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=DATA)
    out: Path = parser.parse_args().out
    (out / "README.md").write_text(card(out), encoding="utf-8")


if __name__ == "__main__":
    main()
