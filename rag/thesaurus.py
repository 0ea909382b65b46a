"""Words that say the same: everyday and written Chinese, abbreviations and full forms, English and Chinese.

The entries lie in ``data/thesaurus/*.tsv``, one a line: what a person types, a tab, what an article
prints. What must not be here: weights, or anything about passages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "thesaurus"
_LONGEST = 5  # words of an English key
_LATIN = re.compile(r"[a-z0-9]+(?:['&.\-][a-z0-9]+)*")
_HAN = re.compile(
    r"[\u3400-\u9fff\U00020000-\U0003ffff][\u3400-\u9fff\U00020000-\U0003ffffa-z0-9]*"
)


@cache
def _table(*names: str) -> Mapping[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for name in names:
        for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
            key, values = line.split("\t")
            table.setdefault(key.lower(), []).extend(values.lower().split(" "))
    return {key: tuple(dict.fromkeys(values)) for key, values in table.items()}


@cache
def _longest() -> int:
    return max(map(len, _table("everyday", "abbreviations", "synonyms")))


def chinese(question: str) -> list[tuple[str, tuple[str, ...]]]:
    """Chinese keys in a normalised question with what else says the same, left to right; where two
    overlap the longer one stands."""
    table, out = _table("everyday", "abbreviations", "synonyms"), []
    for match in _HAN.finditer(question):
        run, at = match[0], 0
        while at < len(run):
            for size in range(min(_longest(), len(run) - at), 1, -1):
                key = run[at : at + size]
                if key in table:
                    out.append((key, table[key]))
                    at += size
                    break
            else:
                at += 1
    return out


def english(question: str) -> list[tuple[str, tuple[str, ...]]]:
    """English words and phrases of a normalised question with their Chinese; a word that no entry
    holds comes with nothing. The longest phrase stands."""
    tokens = [token for token in _LATIN.findall(_bare(question)) if not token.isdigit()]
    if not tokens:
        return []
    table, out = _table("english"), []
    at = 0
    while at < len(tokens):
        for size in range(min(_LONGEST, len(tokens) - at), 0, -1):
            key = _known(tokens[at : at + size], table)
            if key:
                out.append((key, table[key]))
                at += size
                break
        else:
            out.append((tokens[at], ()))
            at += 1
    return out


def _bare(text: str) -> str:
    """Letters without their accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _known(tokens: list[str], table: Mapping[str, tuple[str, ...]]) -> str:
    """The key that these words are, their last or first word in any regular form; empty for none."""
    phrase = " ".join(tokens)
    if phrase in table:
        return phrase
    for place in {len(tokens) - 1, 0}:
        for form in _bases(tokens[place]):
            key = " ".join([*tokens[:place], form, *tokens[place + 1 :]])
            if key in table:
                return key
    return ""


def _bases(word: str) -> Iterator[str]:
    """What a regular English form may be the form of."""
    for ending, instead in (
        ("'s", ""), ("s'", "s"), ("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""),
        ("ed", "e"), ("ing", ""), ("ing", "e"), ("er", ""), ("er", "e"), ("est", ""), ("est", "e"),
        ("iest", "y"), ("ier", "y"), ("ly", ""), ("ily", "y"), ("'s", "s"),
    ):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) > 1:
            base = word[: len(word) - len(ending)] + instead
            yield base
            if not instead and len(base) > 3 and base[-1] == base[-2]:
                yield base[:-1]
