"""Names in pinyin -> the characters that they may be: Qian Tianyi is somebody whose name holds 钱天 and 天一.

The syllables and their characters lie in ``data/pinyin.tsv`` (written by ``rag/training/pinyin.py``). What
must not be here: which of the possible characters an index holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise, product
from pathlib import Path

FILE = Path(__file__).parent / "data" / "pinyin.tsv"
_LONGEST = 6  # letters of a syllable


@cache
def _table() -> Mapping[str, str]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    table = dict[str, str](line.split("\t") for line in lines)
    return table | {key.replace("v", "u"): value for key, value in table.items() if key[1:] == "v"}


def syllables(word: str) -> list[str]:
    """The syllables that a lower-case word is spelled with, longest first; none where it is no pinyin."""
    if not word:
        return []
    for size in range(min(_LONGEST, len(word)), 0, -1):
        head, rest = word[:size], word[size:]
        if head in _table():
            tail = syllables(rest)
            if tail or not rest:
                return [head, *tail]
    return []


def names(words: Iterable[str]) -> list[list[str]]:
    """For each two syllables that follow one another in ``words``, the two-character pieces that they
    may be."""
    spelled = [s for word in words for part in word.split("'") for s in syllables(part)]
    table = _table()
    return [
        ["".join(both) for both in product(table[first], table[second])]
        for first, second in pairwise(spelled)
    ]
