"""Chinese text -> search terms for BM25, and the normalised copy that matching works on.

Terms are search-mode words, character bigrams and single characters: words alone miss names that no
dictionary holds, bigrams and characters alone miss what a word means. Quoting never happens here: what
is normalised is a copy. Bump TERMS_VERSION whenever the terms of any text change.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from operator import add
from pathlib import Path
from typing import Any

from embeddings.words import normalise as normalise

TERMS_VERSION = "1"
GAZETTEER = Path(__file__).parent / "data" / "places.txt"
_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[a-z0-9]+(?:[.\-+#'][a-z0-9]+)*%?")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


@cache
def _cutter() -> Any:
    """rjieba, jieba's port to Rust; jieba itself on a platform that has no wheel of it."""
    try:
        import rjieba
    except ImportError:
        import jieba

        jieba.setLogLevel(60)
        return jieba.lcut_for_search
    return rjieba.cut_for_search


def words(text: str) -> list[str]:
    """Search-mode words of a normalised text, in order; punctuation and white space dropped."""
    return [w for w in _cutter()(text) if _RUN.match(w)]


def terms(text: str) -> list[str]:
    """All BM25 terms of a raw text, with repetitions (they are term frequencies)."""
    text = normalise(text)
    out = words(text)
    for run in _RUN.findall(text):
        if _HAN.match(run):
            out.extend(run)
            out.extend(map(add, run, run[1:]))
        elif "." not in run and len(run) > 1 and not run.isalnum():
            out.extend(re.findall(r"[a-z0-9]+", run))
    return out


@lru_cache(maxsize=256)
def query_terms(question: str) -> tuple[str, ...]:
    """Distinct terms of a question, in order of appearance."""
    return tuple(dict.fromkeys(terms(question)))


def is_latin(term: str) -> bool:
    """Whether a term is a word in Latin letters (a number is none)."""
    return term.isascii() and any("a" <= letter <= "z" for letter in term)


def pieces(name: str) -> tuple[str, ...]:
    """The terms that a passage must all hold to say ``name`` (normalised): its character bigrams, a
    character that stands alone, its Latin words and numbers."""
    out: list[str] = []
    for run in _RUN.findall(name):
        pairs = list(map("".join, pairwise(run))) if _HAN.match(run) else []
        out.extend(pairs or [run])
    return tuple(dict.fromkeys(out))


@cache
def _gazetteer() -> frozenset[str]:
    return frozenset(GAZETTEER.read_text(encoding="utf-8").split())


def tagged(text: str) -> list[tuple[str, str]]:
    """The words of ``text`` with jieba's part of speech (nr person, ns place, nt organisation); joined
    they are the text. Provinces, cities and counties of China are places whatever jieba takes them for."""
    try:
        from rjieba import tag
    except ImportError:
        from jieba import posseg

        found = [(pair.word, pair.flag) for pair in posseg.lcut(text)]
    else:
        found = tag(text)
    return [(word, "ns" if word in _gazetteer() else flag) for word, flag in found]


def places(question: str) -> list[str]:
    """The place names in a question, normalised."""
    return [word for word, flag in tagged(normalise(question)) if flag == "ns" and len(word) > 1]
