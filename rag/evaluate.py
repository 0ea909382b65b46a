"""Quality as figures: a BEIR folder gives retrieval figures by mode and, where it has them, answer, refusal and
follow-up figures; a file of questions gives evidence figures. What must not be here: what one answer is worth
(``rag.judge``), or anything that an answer to a user depends on."""

from __future__ import annotations

import gzip
import io
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from embeddings import Encoder
from rag import judge
from rag.build import Progress, silent
from rag.errors import InputError
from rag.library import Library
from rag.types import MODES, Mode

DEPTH = 50  # passages looked at to rank articles
Rows = list[dict[str, Any]]


def evaluate_questions(library: Library, path: Path, progress: Progress = silent) -> dict[str, Any]:
    """Evidence@1/3/5, passage@1/5, answer match, refusals and quote checks over a questions file; passage@k
    of plain BM25 beside it, and the same by ``difficulty`` and ``lang`` where questions have them."""
    totals, lexical = judge.figures(), judge.figures()
    groups: dict[str, judge.Figures] = defaultdict(judge.figures)
    rows = _rows(path)
    for row in progress(rows, "eval", len(rows)):
        answer = library.ask(str(row["question"]), row.get("history") or ())
        totals["ms"].append(answer.ms)
        totals["verbatim"].extend(judge.verbatim(answer, library.article))
        if row["type"] == "unanswerable":
            totals["refused"].append(answer.status == "no_answer")
            continue
        totals["false_refusal"].append(answer.status == "no_answer")
        totals["chars"].append(len(answer.text))
        floor = judge.passages(row, library.search(answer.query, 5, "lexical"))
        found = judge.evidence(row, answer)
        _append(totals, found)
        _append(lexical, floor)
        for key in ("difficulty", "lang"):
            if key in row:
                group = groups[f"{key} {row[key]}"]
                _append(group, found | {f"lexical {name}": v for name, v in floor.items()})
    return judge.means(dict(sorted(totals.items()))) | {
        "lexical": judge.means(lexical),
        "groups": {name: judge.means(values) for name, values in sorted(groups.items())},
    }


def _append(figures: judge.Figures, values: Mapping[str, float]) -> None:
    for name, value in values.items():
        figures[name].append(value)


def evaluate_beir(
    folder: Path,
    distractors: Path | None,
    limit: int,
    encoder: Encoder | None = None,
    progress: Progress = silent,
) -> dict[str, Any]:
    """nDCG@10, Recall@1/5/10, MRR@10 and times of each mode; an article scores as its best passage.

    Where the folder holds them, the questions of answers.jsonl, unanswerable.jsonl and
    followups.jsonl are asked as well.
    """
    queries = _rows(folder / "queries.jsonl")
    gold = _gold(folder / "qrels" / "test.tsv")
    with tempfile.TemporaryDirectory() as scratch:
        paths = [folder / "corpus.jsonl"]
        if distractors:
            paths.append(Path(scratch) / "distractors.jsonl")
            known = {row["_id"] for row in _rows(paths[0])}
            added = [
                x for x in _lines(distractors)[: limit or None] if json.loads(x)["_id"] not in known
            ]
            paths[1].write_text("".join(added), encoding="utf-8")
        begin = time.perf_counter()
        library, report = Library.create(Path(scratch) / "store", paths, encoder, progress)
        seconds = round(time.perf_counter() - begin, 2)
        modes = {
            mode: _mode(library, progress(queries, "eval", len(queries)), gold, mode)
            for mode in MODES
        }
        out = {
            "corpus": report.articles, "queries": len(queries), "passages": report.passages,
            "index_seconds": seconds, "modes": modes,
        } | _asked(library, folder, queries, progress)  # fmt: skip
        library.close()
    return out


def _gold(path: Path) -> dict[str, set[str]]:
    gold: dict[str, set[str]] = defaultdict(set)
    for line in _lines(path)[1:]:
        query, document, score = line.split("\t")
        if float(score) > 0:
            gold[query].add(document)
    return gold


def _mode(
    library: Library, queries: Iterable[dict[str, Any]], gold: dict[str, set[str]], mode: Mode
) -> dict[str, Any]:
    totals = judge.figures()
    styles: dict[str, judge.Figures] = defaultdict(judge.figures)
    times = []
    for query in queries:
        begin = time.perf_counter()
        ranked = _ranked(library, query["text"], mode)
        times.append((time.perf_counter() - begin) * 1000)
        for name, value in judge.ranking(ranked, gold[query["_id"]]).items():
            totals[name].append(value)
            if "style" in query:
                styles[query["style"]][name].append(value)
    out = judge.means(totals)
    out["ms_p50"], out["ms_p95"] = (round(float(np.percentile(times, p)), 2) for p in (50, 95))
    if styles:
        out["styles"] = {style: judge.means(values) for style, values in sorted(styles.items())}
    return out


def _ranked(library: Library, query: str, mode: Mode = "hybrid") -> list[str]:
    """Article ids, best first."""
    hits = library.search(query, DEPTH, mode) if query.strip() else []
    return list(dict.fromkeys(h.article.id for h in hits))


def _asked(library: Library, folder: Path, queries: Rows, progress: Progress) -> dict[str, Any]:
    """What the folder's question files say of the answers."""
    out: dict[str, Any] = {}
    if (folder / "answers.jsonl").is_file():
        answers = _rows(folder / "answers.jsonl")
        out["answers"], refused = _answers(library, answers, queries, progress)
        if (folder / "unanswerable.jsonl").is_file():
            foreign = _rows(folder / "unanswerable.jsonl")
            shown = progress(foreign, "eval", len(foreign))
            asked = [library.ask(row["text"]).status == "no_answer" for row in shown]
            out["refused"] = round(float(np.mean(asked)), 4)
            out["false_refusal"] = refused
    if (folder / "followups.jsonl").is_file():
        rows = _rows(folder / "followups.jsonl")
        out["followups"] = _followups(library, progress(rows, "eval", len(rows)))
    return out


def _answers(
    library: Library, rows: Rows, queries: Rows, progress: Progress
) -> tuple[dict[str, Any], float]:
    texts = {query["_id"]: query["text"] for query in queries}
    totals = judge.figures()
    groups: dict[str, dict[str, judge.Figures]] = {
        "types": defaultdict(judge.figures), "styles": defaultdict(judge.figures),
    }  # fmt: skip
    refused = []
    for row in progress(rows, "eval", len(rows)):
        answer = library.ask(texts[row["_id"]].strip() or "?")  # a set may hold an empty question
        refused.append(answer.status == "no_answer")
        totals["chars"].append(len(answer.text))
        totals["verbatim"].extend(judge.verbatim(answer, library.article))
        for name, value in judge.quoted(answer, row["answers"]).items():
            totals[name].append(value)
            for group, key in (("types", "type"), ("styles", "style")):
                if key in row:
                    groups[group][row[key]][name].append(value)
    out = judge.means(totals)
    for group, values in groups.items():
        out[group] = {key: judge.means(v) for key, v in sorted(values.items())}
    return out, round(float(np.mean(refused)), 4)


def _followups(library: Library, rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Recall@1/5 of the article asked about, and whether the first quote answers, after one question before."""
    totals = judge.figures()
    for row in rows:
        answer = library.ask(row["question"], row["history"])
        ranks = judge.ranking(_ranked(library, answer.query), {row["article"]})
        for name in ("recall@1", "recall@5"):
            totals[name].append(ranks[name])
        totals["top1"].append(judge.quoted(answer, row["answers"])["top1"])
    return judge.means(totals)


def _lines(path: Path) -> Sequence[str]:
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    except (OSError, ValueError, EOFError) as error:
        raise InputError(f"读不了 {path}: {getattr(error, 'strerror', '') or error}") from error
    return io.StringIO(text).readlines()  # only at line feeds: U+2028 may stand inside a line


def _rows(path: Path) -> Rows:
    try:
        return [json.loads(line) for line in _lines(path) if line.strip()]
    except ValueError as error:
        raise InputError(f"{path} 不是 JSON 行文件") from error
