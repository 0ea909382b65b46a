"""Text to tokens for the static model: the one place that says what counts as a token.

Training and encoding both call `segment`, so a change here needs a newly trained model.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import rjieba

if TYPE_CHECKING:
    from opencc import OpenCC

# Ideographs only: kana, Hangul and Latin letters say too little about a topic one at a time.
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_BETWEEN = re.compile("[^\u4e00-\u9fff]+")


@cache
def _simplifier() -> OpenCC:
    """The Traditional to Simplified converter, made once and only when text comes."""
    from opencc import OpenCC

    return OpenCC("t2s")


def normalise(text: str) -> str:
    """`text` in NFKC form, lower case and Simplified characters."""
    if text.isascii():
        return text.lower()
    # The common ideographs are in NFKC form already, and what stands between them recurs.
    simplified: str = _simplifier().convert(_BETWEEN.sub(_compatible, text).lower())
    return simplified


def _compatible(match: re.Match[str]) -> str:
    return _nfkc(match[0])


@lru_cache(maxsize=1 << 14)
def _nfkc(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=1 << 16)
def tokens_of(word: str) -> tuple[str, ...]:
    """The tokens of one word; remembered, since the same words come again and again."""
    if not any(map(str.isalnum, word)):
        return ()
    return (word,) if len(word) == 1 else (word, *_HAN.findall(word))


def segment(text: str) -> list[str]:
    """The tokens of `text`, in reading order.

    Each word is one token, and a word of several characters is followed by its single Chinese
    characters, so that a word the model has never seen still counts by what it is made of.
    White space and punctuation are dropped; no token holds white space.
    """
    return list(chain.from_iterable(map(tokens_of, split_words(text))))


def split_words(text: str) -> list[str]:
    """The words of `text`, punctuation and white space among them; `tokens_of` each are its tokens."""
    words: list[str] = rjieba.cut(normalise(text))
    return words
