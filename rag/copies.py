"""Finds stories that stand in the library more than once: the same story in two papers, with small changes.

Articles are likened by the shingles (runs of eight letters) that they share. A sketch keeps the shingles whose hash
is low, the same ones in every article (A. Z. Broder, "On the resemblance and containment of documents", 1997), so that
copies are found by few numbers and then compared whole. What must not be here: SQL, ranking.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

SHINGLE = 8  # letters
SAMPLE = 16  # one shingle of so many is kept in a sketch
FEWEST = 40  # letters below which a text is too short to be told from another
ALIKE = 0.6  # of the shingles of both texts together, those that both hold
WITHIN = 0.8  # of a passage's shingles, those that the other text holds
_CROWD = 50  # a shingle in more articles than this is likely a stock phrase
_SHARED = 0.3  # of the smaller sketch; fewer are not worth comparing
_OTHER = re.compile(r"[\W_]+")
_MIX = np.uint64(0x9E3779B97F4A7C15)
_POWERS = np.array([pow(1_000_003, i, 1 << 64) for i in range(SHINGLE)], dtype=np.uint64)

Shingles = NDArray[np.uint64]


def shingles(text: str) -> Shingles:
    """The hashes of the distinct runs of eight letters in ``text``, sorted; none of a text below ``FEWEST``."""
    return np.unique(_hashes(text))


def sketch(text: str) -> Shingles:
    """The sample of a text's shingles that is kept to find its copies by, sorted."""
    found = _hashes(text)
    return np.unique(found[(found >> np.uint64(8)) % np.uint64(SAMPLE) == 0])


def _hashes(text: str) -> Shingles:
    letters = _OTHER.sub("", text).lower()
    if len(letters) < FEWEST:
        return np.zeros(0, dtype=np.uint64)
    codes = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes = codes.astype(np.uint64)
    found = np.zeros(len(codes) - SHINGLE + 1, dtype=np.uint64)
    for at, power in enumerate(_POWERS):
        found += codes[at : at + len(found)] * power
    found *= _MIX
    return found ^ (found >> np.uint64(29))


def resemblance(one: Shingles, other: Shingles) -> float:
    """The share of the shingles of two texts together that both hold (Jaccard)."""
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both) if both else 0.0


def holds(text: Shingles, passage: str) -> bool:
    """Whether the text of these shingles says nearly all that ``passage`` says."""
    said = shingles(passage)
    return len(said) > 0 and float(np.isin(said, text, assume_unique=True).mean()) >= WITHIN


def pairs(
    sketches: Mapping[int, Shingles], fresh: Iterable[int], read: Callable[[int], str]
) -> Iterator[tuple[int, int]]:
    """The articles that are copies of one another, by number, the smaller first, where one at least is
    ``fresh``; ``read`` gives the text of an article."""
    whole = lru_cache(maxsize=256)(lambda number: shingles(read(number)))
    for one, other in _candidates(sketches, fresh):
        if resemblance(whole(one), whole(other)) >= ALIKE:
            yield one, other


def _candidates(
    sketches: Mapping[int, Shingles], fresh: Iterable[int]
) -> Iterator[tuple[int, int]]:
    """Two articles, one at least of them fresh, whose sketches share enough to be compared whole."""
    if not sketches:
        return
    names, lengths = np.array(list(sketches)), np.array([len(s) for s in sketches.values()])
    news = np.isin(names, list(fresh))
    hashes = np.concatenate(list(sketches.values()))
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], np.repeat(np.arange(len(names)), lengths)[order]
    starts = np.flatnonzero(np.diff(hashes, prepend=hashes[:1] ^ np.uint64(1)))
    sizes = np.diff(starts, append=len(hashes))
    keys = [np.zeros(0, dtype=np.int64)]
    for size in range(2, _CROWD + 1):
        groups = owners[starts[sizes == size][:, None] + np.arange(size)]
        for one, two in combinations(range(size), 2):
            pair = groups[news[groups[:, one]] | news[groups[:, two]]][:, [one, two]]
            keys.append(pair[:, 0] * len(names) + pair[:, 1])
    # Of a crowd only neighbours are paired: what stands in hundreds of papers is still found.
    crowd = np.repeat(sizes > _CROWD, sizes)
    low, high = owners[:-1], owners[1:]
    near = crowd[:-1] & crowd[1:] & (hashes[:-1] == hashes[1:]) & (news[low] | news[high])
    keys.append(low[near] * len(names) + high[near])
    distinct, shared = np.unique(np.concatenate(keys), return_counts=True)
    lower, upper = np.divmod(distinct, len(names))
    enough = shared >= _SHARED * np.minimum(lengths[lower], lengths[upper])
    yield from zip(names[lower[enough]].tolist(), names[upper[enough]].tolist(), strict=True)


def stories(known: Mapping[int, int], alike: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The story of each article that has copies, by number, named by its first article; ``known`` are the
    stories found before."""
    story = dict(known)

    def root(number: int) -> int:
        while story.setdefault(number, number) != number:
            number = story[number]
        return number

    for one, other in alike:
        low, high = sorted((root(one), root(other)))
        story[high] = low
    return {number: root(number) for number in list(story)}
