"""The command line: its arguments and exit codes. Results go to standard output, messages to standard error;
0 done, 1 a fault that the message explains, 2 wrong usage. What must not be here: what a command does
(``ui.commands``)."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rag.errors import WenjuError
from ui import commands

_MODEL = "编码器: sentence-transformers 模型的目录或名字 (默认用建库时的, 新库用内置的)"
_EPILOG = (
    "每个命令都有 --store DIR (默认取环境变量 WENJU_STORE, 再没有就用用户数据目录)。"
    "wenju COMMAND --help 看详情。"
)


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
    subparsers = top.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        parser = subparsers.add_parser(name, help=text, description=text)
        parser.add_argument(
            "--store",
            type=Path,
            default=_default_store(),
            metavar="DIR",
            help="资料库目录 (默认 %(default)s)",
        )
        parser.set_defaults(run=run)
        return parser

    chat = command("chat", commands.run_chat, "打开问答页面; 还没有资料库时先收录样例")
    chat.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="先收录的文件和文件夹")
    chat.add_argument("--host", default="127.0.0.1", help="在哪个地址上打开 (默认 %(default)s)")
    chat.add_argument("--port", type=int, default=7860, help="端口 (默认 %(default)s)")
    chat.add_argument("--no-browser", action="store_true", help="不自动打开浏览器")
    index = command("index", commands.run_index, "把文件和文件夹收进资料库")
    index.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件或文件夹")
    index.add_argument(
        "--prune", action="store_true", help="移走 PATH 里已经没有的文件 (PATH 要给全)"
    )
    index.add_argument(
        "--watch", action="store_true", help="一直看着 PATH, 文件变了就重新收录 (删掉的也移走)"
    )
    ask = command("ask", commands.run_ask, "回答一个问题, 附逐字引文; - 表示从标准输入读 JSON 行")
    ask.add_argument("question", metavar="QUESTION", help="问题, 或 -")
    search = command("search", commands.run_search, "找最相关的段落, 不作答")
    search.add_argument("query", metavar="QUERY", help="问题或几个词")
    search.add_argument("-k", type=int, default=5, metavar="N", help="几段 (默认 %(default)s)")
    search.add_argument(
        "--mode",
        choices=("hybrid", "lexical", "dense"),
        default="hybrid",
        help="怎么找 (默认 %(default)s)",
    )
    for parser in (ask, search):
        _add_scope(parser)
    listing = command("list", commands.run_list, "列出资料库里的文章")
    show = command("show", commands.run_show, "显示一篇整理好的文章")
    show.add_argument("id", metavar="ID", help="文章编号, 见 wenju list")
    show.add_argument(
        "--original", action="store_true", help="按文件里的样子显示: 每一行在哪里, 是什么"
    )
    check = command("check", commands.run_check, "核对存下的答案: 每条引文今天还在不在, 在哪里")
    check.add_argument(
        "path", type=Path, metavar="FILE", help="wenju ask --json 存下的答案; - 表示标准输入"
    )
    remove = command("remove", commands.run_remove, "从资料库移走文章")
    remove.add_argument("ids", nargs="+", metavar="ID", help="文章编号, 见 wenju list")
    adapt = command("adapt", commands.run_adapt, "按资料库自己的文章调整编码器, 确有进步才采用")
    adapt.add_argument(
        "--minutes", type=float, default=3, metavar="N", help="最多练几分钟 (默认 %(default)s)"
    )
    adapt.add_argument("--undo", action="store_true", help="恢复内置的编码器")
    evaluate = command("eval", commands.run_eval, "测量: BEIR 文件夹或问题文件 (.jsonl)")
    evaluate.add_argument("path", type=Path, metavar="PATH", help="BEIR 文件夹或问题文件")
    evaluate.add_argument(
        "--distractors", type=Path, metavar="FILE", help="加进语料的文章 (.jsonl.gz)"
    )
    evaluate.add_argument("--limit", type=int, default=0, metavar="N", help="最多加几篇")
    doctor = command("doctor", commands.run_doctor, "检查资料库、编码器和索引, 说明每个毛病怎么办")
    for parser in (chat, index, ask, search, evaluate, doctor):
        parser.add_argument("--model", metavar="NAME", help=_MODEL)
    for parser in (evaluate, index, ask, search, listing, show, check, adapt, doctor):
        parser.add_argument("--json", action="store_true", help="输出 JSON")
    return top


def _add_scope(parser: argparse.ArgumentParser) -> None:
    scope = parser.add_argument_group("范围")
    scope.add_argument(
        "--since", default="", metavar="DATE",
        help="从哪天起: 2023-12-16、2023-12 或 2023; 没有日期的文章看文中写到的日期",
    )  # fmt: skip
    scope.add_argument("--until", default="", metavar="DATE", help="到哪天止 (含)")
    scope.add_argument(
        "--source", action="append", metavar="NAME", help="文件名里有 NAME (可用 * ?); 可给多个"
    )
    scope.add_argument(
        "--place", action="append", metavar="NAME",
        help="地点是 NAME; 没有地点的文章看文中是否提到; 可给多个",
    )  # fmt: skip


def _default_store() -> Path:
    from platformdirs import user_data_path

    return Path(os.environ.get("WENJU_STORE") or user_data_path("wenju") / "store")


if __name__ == "__main__":
    sys.exit(main())
