"""How fast the parts of retrieval are: ``python tests/bench/retrieval.py NEWS.jsonl.gz [ARTICLES]``.

Encoding in passages of 300 characters a second; encoding a question, finding and ranking passages in
milliseconds; from the start of a process to its first answer in seconds.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import numpy as np

from embeddings import load_encoder
from rag import Library

QUESTIONS = (
    "今年一季度的出口增长了多少？", "老板们为啥不愿意招人？", "哪个城市下雨淹了地铁？", "新能源汽车 补贴",
    "Which city hosted the meeting in August 2023?", "房贷利率降到百分之几了？",
)  # fmt: skip
FIRST = """
import time
begin = time.perf_counter()
from rag import Library
library = Library.open({store!r})
opened = time.perf_counter()
library.search({question!r}, 5)
print(opened - begin, time.perf_counter() - opened)
"""


def main(news: Path, articles: int) -> None:
    """Print one figure a line."""
    with gzip.open(news, "rt", encoding="utf-8") as lines:
        rows = list(islice(lines, articles))
    text = "".join(json.loads(row)["text"] for row in rows)
    passages = [text[i : i + 300] for i in range(0, min(len(text), 3_000_000), 300)]
    encoder = load_encoder()
    begin = time.perf_counter()
    encoder.encode_passages(passages)
    print(f"encoding: {len(passages) / (time.perf_counter() - begin):,.0f} passages/s")
    _report("encoding a question", lambda question: encoder.encode_queries([question]))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "news.jsonl")
        source.write_text("".join(rows), encoding="utf-8")
        library, report = Library.create(Path(folder, "store"), [source])
        print(f"{report.articles} articles, {report.passages} passages")
        _report("search, reranked", lambda question: library.search(question, 10))
        _report("answer", library.ask)
        code = FIRST.format(store=str(Path(folder, "store")), question=QUESTIONS[0])
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        opened, first = map(float, done.stdout.split())
        print(f"opening the store: {opened:.2f} s; the first query after it: {first:.2f} s")
        library.close()


def _report(name: str, run: object) -> None:
    """Time ``run`` over the questions, each in ten wordings that no cache holds."""
    times = []
    for number in range(10):
        for question in QUESTIONS:
            begin = time.perf_counter()
            run(f"{question}{number}")  # type: ignore[operator]
            times.append((time.perf_counter() - begin) * 1000)
    p50, p95 = np.percentile(times, (50, 95))
    print(f"{name}: {p50:.1f} ms (p50), {p95:.1f} ms (p95)")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 8000)
