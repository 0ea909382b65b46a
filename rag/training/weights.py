"""Learns how much each word of a question says about the topic, from questions whose article is known.

    python -m rag.training.weights --news DIR [--questions FILE.jsonl...] [--out rag/data]

The share of a term is (h + 2p) / (n + 2): n questions hold it, h of them with an article that holds it
too, p the same share over all terms of its kind. The share of a thesaurus key is the same with an article
that holds any of its names; keys that no question held have that of all Chinese keys. The trees learn
from the same questions, each seen by a table without it, whether the article holds a term, from the term in its context.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from rag import thesaurus
from rag.lexical import LexicalIndex
from rag.split import split
from rag.terms import is_latin, normalise, query_terms
from rag.training import boost, sets
from rag.trees import Trees
from rag.types import Article
from rag.weigh import UNSEEN, Rarity, features, matrix

SEEN = 3  # questions that must hold a word
MOST = 20  # beyond this many questions more tell the trees nothing
Named = Iterable[tuple[str, tuple[str, ...]]]  # a word, and the names any of which says it


class Shares:
    """For each word, how many questions hold it, and how many of their articles."""

    def __init__(self, pairs: Iterable[tuple[str, str]], words: Callable[[str], Named]) -> None:
        self._asked, self._held = Counter[str](), Counter[str]()
        kinds, held = Counter[tuple[int, bool]](), Counter[tuple[int, bool]]()
        for question, text in pairs:
            for word, names in dict(words(question)).items():
                there = any(name in text for name in names)
                self._asked[word] += 1
                self._held[word] += there
                kinds[_kind(word)] += 1
                held[_kind(word)] += there
        self._chinese = [word for word in self._asked if not word.isascii()]
        self._prior = {kind: held[kind] / n for kind, n in kinds.items()}

    @property
    def chinese(self) -> float:
        """The share of all Chinese words together."""
        asked = sum(self._asked[word] for word in self._chinese)
        return sum(self._held[word] for word in self._chinese) / max(1, asked)

    def table(self) -> dict[str, tuple[float, int]]:
        """Word -> its share, and how many questions it was seen in."""
        return {
            word: self._share(word, 0, 0) for word, n in sorted(self._asked.items()) if n >= SEEN
        }

    def without(self, words: Iterable[str], text: str) -> dict[str, tuple[float, int]]:
        """``table`` as it would be without one question and its article, for the words of that question."""
        left = {word: (self._asked[word] - 1, int(word in text)) for word in words}
        return {w: self._share(w, 1, held) for w, (n, held) in left.items() if n >= SEEN}

    def _share(self, word: str, fewer: int, fewer_held: int) -> tuple[float, int]:
        n, held = self._asked[word] - fewer, self._held[word] - fewer_held
        return round((held + 2 * self._prior[_kind(word)]) / (n + 2), 3), min(n, MOST)


def _kind(word: str) -> tuple[int, bool]:
    return min(len(word), 4), word.isascii()


def own_terms(question: str) -> Named:
    """The question's terms that are not Latin words."""
    return [(term, (term,)) for term in query_terms(question) if not is_latin(term)]


def keys(question: str) -> Named:
    """The thesaurus keys in the question."""
    text = normalise(question)
    english = [(key, (key, *names)) for key, names in thesaurus.english(text)]
    return [*english, *thesaurus.chinese(text)]


def fit(asked: Sequence[tuple[str, str]], shares: Shares, index: Rarity) -> Trees:
    """Trees that tell from a term in its question whether the article holds it."""
    rows, held = [], []
    for question, text in asked:
        table = shares.without([term for term, _ in own_terms(question)], text)
        for term, row in features(question, index, table).items():
            rows.append(row)
            held.append(term in text)
    return boost.fit(matrix(rows), np.array(held), trees=300, leaves=31, rate=0.06)


def learn(asked: Iterable[sets.Asked], index: Rarity, out: Path) -> None:
    """Write weights.json and terms.safetensors into ``out``."""
    pairs = [(row.question, normalise(row.text)) for row in asked if row.answers]
    shares = Shares(pairs, own_terms)
    found = Shares(pairs, keys)
    named = {word: share for word, (share, _) in found.table().items()}
    content = {"terms": shares.table(), "keys": {UNSEEN: round(found.chinese, 3)} | named}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    (out / "weights.json").write_text(text, encoding="utf-8")
    chinese = [(q, t) for q, t in pairs if not any(is_latin(word) for word in q.split())]
    fit(chinese, shares, index).save(out / "terms.safetensors")


def news_index(news: Path, passages: int) -> LexicalIndex:
    """An index over the first passages of the news, to say how rare a term is."""
    texts: list[str] = []
    for _, text in sets.articles(news):
        texts.extend(p.text for p in split(Article("", text, "")))
        if len(texts) >= passages:
            break
    return LexicalIndex.build(texts[:passages])


def main() -> None:
    """Read the questions and their articles, write what was learned."""
    options = sets.arguments(__doc__, sets.ENCODING).parse_args()
    asked = sets.read(options.questions, options.news)
    learn(asked, news_index(options.news, 20_000), options.out)


if __name__ == "__main__":
    main()
