"""Other names for the words of a text, so that a model learns that they say the same.

An opening or a sentence of an article is put, word by word, into what a person might type: everyday
words, or English. What must not be here: which pairs are drawn, or how often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from random import Random

import numpy as np

from embeddings.pairs import Bag

ENGLISH = "english"
"""The name of the file whose keys are English; those of all others are Chinese."""

Names = Mapping[str, Sequence[str]]


def read_names(folder: Path) -> tuple[Names, Names]:
    """Other Chinese names, and English names, of what articles print.

    The .tsv files of `folder` hold one entry a line: a key, a tab, names parted by spaces. What
    stands for a name are the keys that it stands behind, and in Chinese the other way as well.
    """
    chinese: dict[str, list[str]] = {}
    english: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.tsv")):
        table = english if path.stem == ENGLISH else chinese
        for line in path.read_text(encoding="utf-8").splitlines():
            key, names = line.split("\t")
            for name in names.split():
                table.setdefault(name, []).append(key)
                if table is chinese:
                    table.setdefault(key, []).append(name)
    return chinese, english


class Substitutes:
    """Runs of token numbers, and the runs that may stand for each."""

    def __init__(self, names: Names, encode: Callable[[str], Sequence[int]]) -> None:
        self._starts: dict[int, list[tuple[list[int], list[list[int]]]]] = {}
        for name, others in names.items():
            run = list(encode(name))
            known = [other for other in (list(encode(other)) for other in others) if other]
            if run and known:
                self._starts.setdefault(run[0], []).append((run, known))
        for found in self._starts.values():
            found.sort(key=lambda entry: -len(entry[0]))

    def replace(self, bag: Bag, share: float, drop: float, random: Random) -> Bag:
        """`bag` with a `share` of the runs that have others replaced by one of them, and of the
        other tokens a share of `drop` left out; `bag` itself where nothing would be left."""
        tokens, out, at = bag.tolist(), list[int](), 0
        while at < len(tokens):
            run, others = self._longest(tokens, at)
            if others and random.random() < share:
                out.extend(random.choice(others))
                at += len(run)
            else:
                if random.random() >= drop:
                    out.append(tokens[at])
                at += 1
        return np.array(out, dtype=np.int32) if out else bag

    def _longest(self, tokens: list[int], at: int) -> tuple[list[int], list[list[int]]]:
        for run, others in self._starts.get(tokens[at], ()):
            if tokens[at : at + len(run)] == run:
                return run, others
        return [], []


def vocabulary(names: Iterable[Names]) -> set[str]:
    """Every name, and everything that may stand for one."""
    return {word for table in names for name, others in table.items() for word in (name, *others)}
