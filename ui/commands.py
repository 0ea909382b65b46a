"""What each command does: the library is asked, and what it says is printed in words or as JSON.

What must not be here: arguments (``ui.cli``), or work that the library should do.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rag.errors import InputError, WenjuError
from ui import forms

SEEDS = Path(__file__).parent.parent / "seeds"


def _print(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


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


def _index(options: argparse.Namespace, paths: Sequence[Path], gone: Any = ()) -> Any:
    from rag.library import Library

    return Library.index(options.store, paths, _encoder(options), _progress, gone)


def _scope(options: argparse.Namespace) -> Any:
    from rag.scope import Scope

    sources, places = options.source or (), options.place or ()
    return Scope(options.since, options.until, tuple(sources), tuple(places))


def run_index(options: argparse.Namespace) -> int:
    """Take files in, say what became of them; with --watch again and again."""
    if options.watch:
        return _watch(options)
    _tell(options, _index(options, options.paths, None if options.prune else ()))
    return 0


def _watch(options: argparse.Namespace) -> int:
    from rag.watch import follow

    def fault(error: WenjuError) -> None:
        print(f"wenju: {error}", file=sys.stderr)

    encoder = _encoder(options)
    for report in follow(options.store, options.paths, encoder, _progress, options.prune, fault):
        _tell(options, report)
        print("等着文件变动 (Ctrl-C 结束)", file=sys.stderr)
    return 0


def _tell(options: argparse.Namespace, report: Any) -> None:
    if options.json:
        _print(forms.report_row(report))
        return
    for line in forms.fault_lines(report):
        print(line, file=sys.stderr)
    print(*forms.report_lines(report), sep="\n", flush=True)


def run_ask(options: argparse.Namespace) -> int:
    """Answer one question, or one a line of standard input."""
    library, scope = _open(options), _scope(options)
    if options.question == "-":
        for number, line in enumerate(sys.stdin, 1):
            if line.strip():
                _print(_ask_line(library, line, number, scope))
        return 0
    answer = library.ask(options.question, scope=scope)
    if options.json:
        _print(forms.answer_row(answer, None))
    else:
        print(*forms.answer_lines(answer), sep="\n")
    return 0


def _ask_line(library: Any, line: str, number: int, scope: Any) -> dict[str, object]:
    try:
        row = json.loads(line)
        name = row.get("id", number)
        history = list(row.get("history") or ())
        return forms.answer_row(library.ask(str(row["question"]), history, scope), name)
    except (ValueError, KeyError, TypeError, AttributeError):
        return {"id": number, "error": f"第 {number} 行不是 {{id, question}} 形式的 JSON"}
    except WenjuError as error:
        return {"id": name, "error": str(error)}


def run_search(options: argparse.Namespace) -> int:
    """Print the best passages."""
    hits = _open(options).search(options.query, options.k, options.mode, _scope(options))
    for hit in hits:
        if options.json:
            _print(forms.hit_row(hit))
        else:
            print(f"{hit.score:.3f} 《{hit.article.title}》 {hit.article.source}\n  {hit.text}")
    return 0


def run_list(options: argparse.Namespace) -> int:
    """Print every article, one a line."""
    for article in _open(options).articles():
        if options.json:
            _print(forms.article_row(article))
        else:
            print(f"{article.id}  {article.title}  {article.date}  {article.source}")
    return 0


def run_show(options: argparse.Namespace) -> int:
    """Print one article, as it was put in order or as it stands in its file."""
    library = _open(options)
    article = library.article(options.id)
    copies = library.copies(article.id)
    if options.json:
        made = {"text": article.text, "parts": [asdict(part) for part in article.parts]}
        twins = {"copies": [{"id": c.id, "title": c.title, "source": c.source} for c in copies]}
        _print(forms.article_row(article) | made | twins)
    elif options.original:
        if not article.parts:
            raise InputError(f"{article.source} 这种格式不留原样: 去掉 --original 看整理好的文章")
        print(*forms.original_lines(article, library.original(article.source)), sep="\n")
    else:
        print(*forms.article_lines(article, copies), sep="\n")
    return 0


def run_check(options: argparse.Namespace) -> int:
    """Say of every quote in saved answers whether it stands; 1 where one does not."""
    library = _open(options)
    sound = True
    for number, row in enumerate(_saved(options.path), 1):
        for citation in forms.citations_of(row, number):
            found = library.trace(citation)
            sound = sound and found.status in ("stands", "moved")
            if options.json:
                _print(forms.trace_row(row, citation, found))
            else:
                print(forms.trace_line(citation, found))
    return 0 if sound else 1


def _saved(path: Path) -> Iterator[Any]:
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
        yield from (json.loads(line) for line in text.split("\n") if line.strip())
    except OSError as error:
        raise InputError(f"读不了 {path}: {error.strerror}") from error
    except ValueError as error:
        raise InputError(f"{path} 不是 wenju ask --json 存下的答案 (一行一个 JSON)") from error


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
