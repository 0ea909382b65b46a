"""What each command does: the library is asked, and what it says is printed in words or as JSON.

What must not be here: arguments (``ui.cli``), or work that the library should do.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rag.errors import InputError, WenjuError

SEEDS = Path(__file__).parent.parent / "seeds"


def _print(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))


def _encoder(options: argparse.Namespace) -> Any:
    from embeddings import load_encoder

    name = getattr(options, "model", None)
    return load_encoder(name) if name else None


def _open(options: argparse.Namespace) -> Any:
    from rag.library import Library

    return Library.open(options.store, _encoder(options))


_STAGES = {
    "read": ("读取", "个文件"), "lexical": ("分词", "段"), "encode": ("编码", "批"), "eval": ("提问", "问"),
    "adapt": ("调整", "步"),
}  # fmt: skip


def _progress(items: Iterable[Any], stage: str, total: int | None) -> Iterator[Any]:
    """A progress bar on standard error where that is a terminal, and only for work that lasts."""
    from tqdm import tqdm

    name, unit = _STAGES[stage]
    yield from tqdm(
        items, name, total, unit=unit, disable=None, leave=False, delay=0.5, mininterval=0.2
    )


_STATUSES = {
    "added": "新收",
    "changed": "更新",
    "same": "没变",
    "removed": "移走",
    "skipped": "跳过",
}


def _index(options: argparse.Namespace, paths: Sequence[Path], prune: bool = False) -> Any:
    from rag.library import Library

    return Library.index(options.store, paths, _encoder(options), _progress, prune)


def run_index(options: argparse.Namespace) -> int:
    """Take files in, say what became of them."""
    report = _index(options, options.paths, options.prune)
    faults = [entry for entry in report.files if entry.reason]
    if options.json:
        names = ("articles", "passages", "added", "changed", "removed")
        counts = {name: getattr(report, name) for name in names}
        skipped = [{"source": entry.source, "reason": entry.reason} for entry in faults]
        files = [asdict(entry) for entry in report.files]
        _print(counts | {"skipped": skipped, "files": files, "seconds": report.seconds})
        return 0
    for entry in faults:
        print(
            f"{'没读全' if entry.articles else '跳过'} {entry.source}: {entry.reason}",
            file=sys.stderr,
        )
    statuses = Counter(entry.status for entry in report.files)
    print(
        "; ".join(
            f"{name} {statuses[key]} 个文件" for key, name in _STATUSES.items() if statuses[key]
        )
    )
    print(
        f"资料库现有 {report.articles} 篇文章, {report.passages} 个段落 "
        f"(新增 {report.added} 篇, 移走 {report.removed} 篇)"
    )
    return 0


def _passage(hit: Any) -> dict[str, object]:
    return {
        "article_id": hit.article.id, "title": hit.article.title, "source": hit.article.source,
        "start": hit.start, "end": hit.end, "text": hit.text, "score": round(hit.score, 4),
    }  # fmt: skip


def _answer(answer: Any, name: object) -> dict[str, object]:
    keys = ("n", "quote", "article_id", "title", "source", "start", "end", "score")
    return {
        "id": name, "question": answer.question, "query": answer.query, "status": answer.status,
        "answer": answer.text,
        "citations": [
            {k: getattr(c, k) for k in keys} | {"answer_spans": c.marks} for c in answer.citations
        ],
        "passages": [_passage(h) for h in answer.passages], "confidence": answer.confidence, "ms": answer.ms,
    }  # fmt: skip


def run_ask(options: argparse.Namespace) -> int:
    """Answer one question, or one a line of standard input."""
    library = _open(options)
    if options.question == "-":
        for number, line in enumerate(sys.stdin, 1):
            if line.strip():
                _print(_ask_line(library, line, number))
        return 0
    answer = library.ask(options.question)
    if options.json:
        _print(_answer(answer, None))
        return 0
    print("\n".join(f"{c.quote}[{c.n}]" for c in answer.citations) or answer.text)
    for c in answer.citations:
        print(f"  [{c.n}] 《{c.title}》 {c.source} ({c.article_id}:{c.start}-{c.end})")
    if not answer.citations and answer.passages:
        print("最接近的段落 (不是答案):")
        for hit in answer.passages[:3]:
            print(f"  《{hit.article.title}》 {hit.text[:60]}…")
    return 0


def _ask_line(library: Any, line: str, number: int) -> dict[str, object]:
    try:
        row = json.loads(line)
        name = row.get("id", number)
        return _answer(library.ask(str(row["question"]), list(row.get("history") or ())), name)
    except (ValueError, KeyError, TypeError, AttributeError):
        return {"id": number, "error": f"第 {number} 行不是 {{id, question}} 形式的 JSON"}
    except WenjuError as error:
        return {"id": name, "error": str(error)}


def run_search(options: argparse.Namespace) -> int:
    """Print the best passages."""
    for hit in _open(options).search(options.query, options.k, options.mode):
        if options.json:
            _print(_passage(hit))
        else:
            print(f"{hit.score:.3f} 《{hit.article.title}》 {hit.article.source}\n  {hit.text}")
    return 0


def _row(article: Any) -> dict[str, object]:
    keys = ("id", "title", "byline", "date", "place", "source")
    row = {k: getattr(article, k) for k in keys}
    return row | {
        "chars": len(article.text), "captions": article.captions, "sections": article.sections,
    }  # fmt: skip


def run_list(options: argparse.Namespace) -> int:
    """Print every article, one a line."""
    for article in _open(options).articles():
        if options.json:
            _print(_row(article))
        else:
            print(f"{article.id}  {article.title}  {article.date}  {article.source}")
    return 0


def run_show(options: argparse.Namespace) -> int:
    """Print one article."""
    article = _open(options).article(options.id)
    if options.json:
        _print(_row(article) | {"text": article.text})
    else:
        print(article.title, article.byline, article.text, sep="\n")
    return 0


def run_remove(options: argparse.Namespace) -> int:
    """Remove articles."""
    print(f"移走 {_open(options).remove(options.ids)} 篇")
    return 0


def run_adapt(options: argparse.Namespace) -> int:
    """Fit the encoder, or take the built-in one again."""
    if options.minutes <= 0:
        raise InputError(f"--minutes 是 {options.minutes:g}: 请给大于 0 的数")
    library = _open(options)
    if options.undo:
        library.restore(_progress)
        print("已恢复内置编码器")
        return 0
    found = library.adapt(options.minutes, _progress)
    if options.json:
        _print(
            {"pairs": found.pairs, "before": found.before, "after": found.after, "kept": found.kept}
        )
        return 0
    print(
        f"留出 {found.pairs} 对不学 (一句和它所在的段落), 用一句找到它的段落, 平均倒数排名 "
        f"{found.before:.3f} → {found.after:.3f}: "
        + ("已采用 (wenju adapt --undo 可恢复)" if found.kept else "没有明显进步, 资料库不变")
    )
    return 0


def run_eval(options: argparse.Namespace) -> int:
    """Print the figures of a set."""
    from rag.evaluate import evaluate_beir, evaluate_questions

    if options.path.is_dir():
        figures = evaluate_beir(
            options.path, options.distractors, options.limit, _encoder(options), _progress
        )
    else:
        figures = evaluate_questions(_open(options), options.path, _progress)
    print(json.dumps(figures, ensure_ascii=False, indent=None if options.json else 1))
    return 0


def run_doctor(options: argparse.Namespace) -> int:
    """Print every check; 1 where one fails."""
    from rag.doctor import diagnose

    checks = diagnose(options.store, options.model)
    if options.json:
        _print([{"name": c.name, "ok": c.ok, "detail": c.detail} for c in checks])
    else:
        for check in checks:
            print(f"{'好' if check.ok else '坏'}  {check.name}: {check.detail}")
    return 0 if all(check.ok for check in checks) else 1


def run_chat(options: argparse.Namespace) -> int:
    """Open the page."""
    from rag import store

    if options.paths or not store.exists(options.store):
        _index(options, options.paths or [SEEDS])
    library = _open(options)
    from ui.page import launch

    launch(library, options.host, options.port, not options.no_browser)
    return 0
