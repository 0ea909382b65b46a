"""Quality as figures: a BEIR folder gives retrieval figures by mode, a file of questions gives evidence, answer
and refusal figures. What must not be here: anything that an answer to a user depends on."""

from __future__ import annotations

import gzip
import json
import math
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rag.errors import InputError
from rag.library import Library
from rag.types import MODES, Answer, Mode

DEPTH = 50  # passages looked at to rank articles


def evaluate_questions(library: Library, path: Path) -> dict[str, Any]:
    """Evidence@1/3/5, passage@1/5, answer match, refusals and quote checks over a questions file."""
    totals: dict[str, list[float]] = defaultdict(list)
    for row in _rows(path):
        answer = library.ask(str(row["question"]), row.get("history") or ())
        totals["ms"].append(answer.ms)
        totals["verbatim"].extend(
            library.article(c.article_id).text[c.start : c.end] == c.quote for c in answer.citations
        )
        if row["type"] == "unanswerable":
            totals["refused"].append(answer.status == "no_answer")
            continue
        totals["false_refusal"].append(answer.status == "no_answer")
        totals["chars"].append(len(answer.text))
        _judge(row, answer, totals)
    return {name: round(float(np.mean(values)), 4) for name, values in sorted(totals.items())}


def _judge(row: dict[str, Any], answer: Answer, totals: dict[str, list[float]]) -> None:
    pieces = list(zip(row["evidence"], row["evidence_files"], strict=True))
    pieces += [(alt["text"], alt["file"]) for alt in row["alt_evidence"]]
    quotes = [(c.quote, c.source) for c in answer.citations]
    passages = [(h.text, h.article.source) for h in answer.passages]
    for name, found, k in (
        ("evidence@1", quotes, 1), ("evidence@3", quotes, 3), ("evidence@5", quotes, 5),
        ("passage@1", passages, 1), ("passage@5", passages, 5),
    ):  # fmt: skip
        totals[name].append(any(_holds(f, piece) for f in found[:k] for piece in pieces))
    text = _plain(answer.text)
    wanted = [_plain(a) in text for a in row["answers"]]
    totals["answer_match"].append(all(wanted) if row["answer_mode"] == "all" else any(wanted))


def _holds(found: tuple[str, str], evidence: tuple[str, str]) -> bool:
    """Whether a quote overlaps the evidence by half of it or 24 characters, in the same file."""
    if Path(found[1]).name != Path(evidence[1]).name:
        return False
    quote, piece = _plain(found[0]), _plain(evidence[0])
    need = max(1, min(24, math.ceil(len(piece) / 2)))
    return any(piece[i : i + need] in quote for i in range(len(piece) - need + 1))


def _plain(text: str) -> str:
    return "".join(text.split())


def evaluate_beir(folder: Path, distractors: Path | None, limit: int) -> dict[str, Any]:
    """nDCG@10, Recall@1/5/10, MRR@10 and times of each mode; an article scores as its best passage."""
    queries = _rows(folder / "queries.jsonl")
    gold: dict[str, set[str]] = defaultdict(set)
    for line in (folder / "qrels" / "test.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, score = line.split("\t")
        if float(score) > 0:
            gold[query].add(document)
    with tempfile.TemporaryDirectory() as scratch:
        paths = [folder / "corpus.jsonl"]
        if distractors:
            paths.append(Path(scratch) / "distractors.jsonl")
            paths[1].write_text("".join(_lines(distractors)[: limit or None]), encoding="utf-8")
        begin = time.perf_counter()
        library, report = Library.create(Path(scratch) / "store", paths)
        seconds = round(time.perf_counter() - begin, 2)
        modes = {mode: _mode(library, queries, gold, mode) for mode in MODES}
        library.close()
    return {
        "corpus": report.articles, "queries": len(queries), "passages": report.passages,
        "index_seconds": seconds, "modes": modes,
    }  # fmt: skip


def _mode(
    library: Library, queries: Sequence[dict[str, Any]], gold: dict[str, set[str]], mode: Mode
) -> dict[str, Any]:
    figures: dict[str, list[float]] = defaultdict(list)
    styles: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    times = []
    for query in queries:
        begin = time.perf_counter()
        hits = library.search(query["text"], DEPTH, mode) if query["text"].strip() else []
        times.append((time.perf_counter() - begin) * 1000)
        ranked = list(dict.fromkeys(h.article.id for h in hits))
        for name, value in _figures(ranked, gold[query["_id"]]).items():
            figures[name].append(value)
            if "style" in query:
                styles[query["style"]][name].append(value)
    out: dict[str, Any] = _means(figures)
    out["ms_p50"], out["ms_p95"] = (round(float(np.percentile(times, p)), 2) for p in (50, 95))
    if styles:
        out["styles"] = {style: _means(values) for style, values in sorted(styles.items())}
    return out


def _means(figures: dict[str, list[float]]) -> dict[str, Any]:
    return {name: round(float(np.mean(values)), 4) for name, values in figures.items()}


def _figures(ranked: list[str], gold: set[str]) -> dict[str, float]:
    """One query's figures, binary relevance (nDCG of Järvelin and Kekäläinen, log base 2)."""
    ranks = [i for i, name in enumerate(ranked[:10], 1) if name in gold]
    ideal = sum(1 / math.log2(i + 1) for i in range(1, min(10, len(gold)) + 1)) or 1.0
    recall = {f"recall@{k}": sum(r <= k for r in ranks) / max(1, len(gold)) for k in (1, 5, 10)}
    return {
        "ndcg@10": sum(1 / math.log2(r + 1) for r in ranks) / ideal,
        **recall,
        "mrr@10": 1 / ranks[0] if ranks else 0.0,
    }


def _lines(path: Path) -> list[str]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"读不了 {path}: {error.strerror}") from error
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return text.splitlines(keepends=True)


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in _lines(path) if line.strip()]
    except ValueError as error:
        raise InputError(f"{path} 不是 JSON 行文件") from error
