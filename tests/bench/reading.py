"""Seconds and memory of reading articles and splitting them, without encoding: python tests/bench/reading.py PATH...

A line after each 10,000 articles shows whether memory grows with the corpus.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from rag.build import Generation, silent
from rag.load import load


def main(paths: list[Path]) -> None:
    """Read ``paths`` into a scratch store and split what was read; print the figures."""
    begin, articles = time.perf_counter(), 0
    with tempfile.TemporaryDirectory() as scratch, Generation(Path(scratch), None, silent) as build:
        for file in load(paths):
            articles += build.db.add(file.articles)
            if articles % 10_000 < len(file.articles):
                _say("read", begin, articles)
        _, passages = build.split()
        _say(f"split into {passages} passages", begin, articles)


def _say(what: str, begin: float, articles: int) -> None:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what}: {articles} articles, {time.perf_counter() - begin:.1f} s, {memory} MB at most")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
