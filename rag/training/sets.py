"""Composed questions and the articles that they were composed from.

``questions/encoding.jsonl`` is what the encoder and the term weights learn from, ``ranking.jsonl`` what the
ranking and the confidence learn from: scores of a model on what it has seen look better than they are.
``held-out.jsonl`` is learned from by nothing; settings were chosen by it.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.weigh import DATA

FOLDER = Path(__file__).parent / "questions"
ENCODING, RANKING, HELD_OUT = (
    FOLDER / f"{name}.jsonl" for name in ("encoding", "ranking", "held-out")
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the text of the article that it was composed from, and the answers in it; no
    answers where the article does not say."""

    question: str
    style: str
    article: str
    text: str
    answers: tuple[str, ...]


def read(paths: Iterable[Path], news: Path) -> list[Asked]:
    """The questions of JSON lines files whose article is in ``news``.

    Answers are strings, or offsets in the article's text.
    """
    rows = [json.loads(x) for path in paths for x in path.read_text("utf-8").split("\n") if x]
    wanted = {row["article"] for row in rows}
    texts = {i: text for i, text in articles(news) if i in wanted}
    return [
        Asked(
            row.get("standalone") or row["question"], row["style"], row["article"],
            texts[row["article"]], tuple(_string(a, texts[row["article"]]) for a in row["answers"]),
        )
        for row in rows
        if row["article"] in texts
    ]  # fmt: skip


def arguments(description: str | None, questions: Path) -> argparse.ArgumentParser:
    """What every script here is told: where the news lie, which questions (else ``questions``), where
    what is learned goes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--news", type=Path, required=True)
    parser.add_argument("--questions", type=Path, nargs="+", default=[questions])
    parser.add_argument("--out", type=Path, default=DATA)
    return parser


def _string(answer: str | Sequence[int], text: str) -> str:
    return answer if isinstance(answer, str) else text[answer[0] : answer[1]]


def articles(news: Path) -> Iterator[tuple[str, str]]:
    """Id and text of every article in the .jsonl.gz files of ``news``."""
    for path in sorted(news.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield row["_id"], f"{row.get('title', '')}\n{row['text']}".lstrip("\n")
