"""Learns how much each query term says about the topic, from questions whose article is known.

    python -m rag.learn_weights --questions FILE.jsonl --news DIR --out rag/data/term_weights.json

The weight of a term is (h + 2p) / (n + 2): n questions hold it, h of them with an article that holds it
too, p the same share over all terms of its kind. Terms of fewer than three questions keep weight 1.
What must not be here: anything that runs when a question is asked.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from rag.terms import query_terms, terms

SEEN = 3  # questions that must hold a term


def learn(pairs: Iterable[tuple[str, set[str]]]) -> dict[str, float]:
    """Weights from (question, terms of its article) pairs."""
    asked, held = Counter[str](), Counter[str]()
    for question, article in pairs:
        for term in query_terms(question):
            asked[term] += 1
            held[term] += term in article
    kinds, kinds_held = Counter[tuple[int, bool]](), Counter[tuple[int, bool]]()
    for term, n in asked.items():
        kinds[_kind(term)] += n
        kinds_held[_kind(term)] += held[term]
    return {
        term: round((held[term] + 2 * kinds_held[_kind(term)] / kinds[_kind(term)]) / (n + 2), 3)
        for term, n in sorted(asked.items())
        if n >= SEEN
    }


def _kind(term: str) -> tuple[int, bool]:
    return min(len(term), 4), term.isascii()


def _articles(news: Path, wanted: set[str]) -> Mapping[str, set[str]]:
    found = {}
    for path in sorted(news.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if row["_id"] in wanted:
                    found[row["_id"]] = set(terms(row["text"]))
    return found


def main() -> None:
    """Read the questions and their articles, write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("questions", "news", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.questions.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["type"] != "unanswerable" and row.get("evidence")]
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
