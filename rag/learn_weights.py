"""Learns how much each word of a question says about the topic, from questions whose article is known.

    python -m rag.learn_weights --questions FILE.jsonl... --news DIR --out rag/data/weights.json

The weight of a term is (h + 2p) / (n + 2): n questions hold it, h of them with an article that holds it
too, p the same share over all terms of its kind. The weight of a thesaurus key is the same with an
article that holds any of its names. Words of fewer than three questions get none.
What must not be here: anything that runs when a question is asked.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from rag import thesaurus
from rag.terms import is_latin, normalise, query_terms

SEEN = 3  # questions that must hold a word
Named = Iterable[tuple[str, tuple[str, ...]]]  # a word, and the names any of which says it


def learn(pairs: Iterable[tuple[str, str]]) -> dict[str, dict[str, float]]:
    """Weights of terms and of thesaurus keys from (question, text of its article) pairs."""
    known = [(question, normalise(text)) for question, text in pairs]
    return {"terms": _shares(known, _terms), "keys": _shares(known, _keys)}


def _terms(question: str) -> Named:
    return [(term, (term,)) for term in query_terms(question) if not is_latin(term)]


def _keys(question: str) -> Named:
    text = normalise(question)
    english = [(key, (key, *names)) for key, names in thesaurus.english(text)]
    return [*english, *thesaurus.chinese(text)]


def _shares(pairs: Iterable[tuple[str, str]], words: Callable[[str], Named]) -> dict[str, float]:
    asked, held = Counter[str](), Counter[str]()
    kinds, kinds_held = Counter[tuple[int, bool]](), Counter[tuple[int, bool]]()
    for question, text in pairs:
        for word, names in dict(words(question)).items():
            there = any(name in text for name in names)
            asked[word] += 1
            held[word] += there
            kinds[_kind(word)] += 1
            kinds_held[_kind(word)] += there
    return {
        word: round((held[word] + 2 * kinds_held[_kind(word)] / kinds[_kind(word)]) / (n + 2), 3)
        for word, n in sorted(asked.items())
        if n >= SEEN
    }


def _kind(word: str) -> tuple[int, bool]:
    return min(len(word), 4), word.isascii()


def _articles(news: Path, wanted: set[str]) -> Mapping[str, str]:
    found = {}
    for path in sorted(news.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if row["_id"] in wanted:
                    found[row["_id"]] = f"{row.get('title', '')}\n{row['text']}"
    return found


def main() -> None:
    """Read the questions and their articles, write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    for name in ("news", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    lines = [x for path in options.questions for x in path.read_text("utf-8").split("\n") if x]
    rows = [row for row in map(json.loads, lines) if row["type"] != "unanswerable"]
    articles = _articles(options.news, {row["article"] for row in rows})
    pairs = (
        (row.get("standalone") or row["question"], articles[row["article"]])
        for row in rows
        if row["article"] in articles
    )
    text = json.dumps(learn(pairs), ensure_ascii=False, indent=0)
    options.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
