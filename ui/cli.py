"""The command line. Results go to standard output, messages to standard error; 0 done, 1 a fault that
the message explains, 2 wrong usage. What must not be here: anything but arguments and printing."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rag.errors import InputError, WenjuError

_MODEL = "编码器: sentence-transformers 模型的目录或名字 (默认用建库时的, 新库用内置的)"
_EPILOG = (
    "每个命令都有 --store DIR (默认取环境变量 WENJU_STORE, 再没有就用用户数据目录)。"
    "wenju COMMAND --help 看详情。"
)
SEEDS = Path(__file__).parent.parent / "seeds"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    from embeddings import EncoderError

    try:
        return int(options.run(options))
    except (WenjuError, EncoderError) as error:
        print(f"wenju: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="wenju", description="问据: 问一堆中文文章, 每句都有出处。", epilog=_EPILOG
    )
    top.add_argument("--version", action="version", version=f"wenju {version('wenju')}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        parser = commands.add_parser(name, help=text, description=text)
        parser.add_argument(
            "--store",
            type=Path,
            default=_default_store(),
            metavar="DIR",
            help="资料库目录 (默认 %(default)s)",
        )
        parser.set_defaults(run=run)
        return parser

    chat = command("chat", _chat, "打开问答页面; 还没有资料库时先收录样例")
    chat.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="先收录的文件和文件夹")
    chat.add_argument("--host", default="127.0.0.1", help="在哪个地址上打开 (默认 %(default)s)")
    chat.add_argument("--port", type=int, default=7860, help="端口 (默认 %(default)s)")
    chat.add_argument("--no-browser", action="store_true", help="不自动打开浏览器")
    index = command("index", _index, "把文件和文件夹收进资料库")
    index.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件或文件夹")
    index.add_argument(
        "--prune", action="store_true", help="移走 PATH 里已经没有的文件 (PATH 要给全)"
    )
    ask = command("ask", _ask, "回答一个问题, 附逐字引文; - 表示从标准输入读 JSON 行")
    ask.add_argument("question", metavar="QUESTION", help="问题, 或 -")
    search = command("search", _search, "找最相关的段落, 不作答")
    search.add_argument("query", metavar="QUERY", help="问题或几个词")
    search.add_argument("-k", type=int, default=5, metavar="N", help="几段 (默认 %(default)s)")
    search.add_argument(
        "--mode",
        choices=("hybrid", "lexical", "dense"),
        default="hybrid",
        help="怎么找 (默认 %(default)s)",
    )
    listing = command("list", _list, "列出资料库里的文章")
    show = command("show", _show, "显示一篇整理好的文章")
    show.add_argument("id", metavar="ID", help="文章编号, 见 wenju list")
    remove = command("remove", _remove, "从资料库移走文章")
    remove.add_argument("ids", nargs="+", metavar="ID", help="文章编号, 见 wenju list")
    adapt = command("adapt", _adapt, "按资料库自己的文章调整编码器, 确有进步才采用")
    adapt.add_argument(
        "--minutes", type=float, default=3, metavar="N", help="最多练几分钟 (默认 %(default)s)"
    )
    adapt.add_argument("--undo", action="store_true", help="恢复内置的编码器")
    evaluate = command("eval", _eval, "测量: BEIR 文件夹或问题文件 (.jsonl)")
    evaluate.add_argument("path", type=Path, metavar="PATH", help="BEIR 文件夹或问题文件")
    evaluate.add_argument(
        "--distractors", type=Path, metavar="FILE", help="加进语料的文章 (.jsonl.gz)"
    )
    evaluate.add_argument("--limit", type=int, default=0, metavar="N", help="最多加几篇")
    doctor = command("doctor", _doctor, "检查资料库、编码器和索引, 说明每个毛病怎么办")
    for parser in (chat, index, ask, search, evaluate, doctor):
        parser.add_argument("--model", metavar="NAME", help=_MODEL)
    for parser in (evaluate, index, ask, search, listing, show, adapt, doctor):
        parser.add_argument("--json", action="store_true", help="输出 JSON")
    return top


def _default_store() -> Path:
    from platformdirs import user_data_path

    return Path(os.environ.get("WENJU_STORE") or user_data_path("wenju") / "store")


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


def _create(options: argparse.Namespace, paths: Sequence[Path], prune: bool = False) -> Any:
    from rag.library import Library

    return Library.create(options.store, paths, _encoder(options), _progress, prune)


def _index(options: argparse.Namespace) -> int:
    _, report = _create(options, options.paths, options.prune)
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


def _ask(options: argparse.Namespace) -> int:
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


def _search(options: argparse.Namespace) -> int:
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


def _list(options: argparse.Namespace) -> int:
    for article in _open(options).articles():
        if options.json:
            _print(_row(article))
        else:
            print(f"{article.id}  {article.title}  {article.date}  {article.source}")
    return 0


def _show(options: argparse.Namespace) -> int:
    article = _open(options).article(options.id)
    if options.json:
        _print(_row(article) | {"text": article.text})
    else:
        print(article.title, article.byline, article.text, sep="\n")
    return 0


def _remove(options: argparse.Namespace) -> int:
    print(f"移走 {_open(options).remove(options.ids)} 篇")
    return 0


def _adapt(options: argparse.Namespace) -> int:
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


def _eval(options: argparse.Namespace) -> int:
    from rag.evaluate import evaluate_beir, evaluate_questions

    if options.path.is_dir():
        figures = evaluate_beir(
            options.path, options.distractors, options.limit, _encoder(options), _progress
        )
    else:
        figures = evaluate_questions(_open(options), options.path, _progress)
    print(json.dumps(figures, ensure_ascii=False, indent=None if options.json else 1))
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from rag.doctor import diagnose

    checks = diagnose(options.store, options.model)
    if options.json:
        _print([{"name": c.name, "ok": c.ok, "detail": c.detail} for c in checks])
    else:
        for check in checks:
            print(f"{'好' if check.ok else '坏'}  {check.name}: {check.detail}")
    return 0 if all(check.ok for check in checks) else 1


def _chat(options: argparse.Namespace) -> int:
    from rag import store

    if options.paths or not store.exists(options.store):
        library, _ = _create(options, options.paths or [SEEDS])
    else:
        library = _open(options)
    from ui.page import launch

    launch(library, options.host, options.port, not options.no_browser)
    return 0


if __name__ == "__main__":
    sys.exit(main())
