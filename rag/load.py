"""Files and folders -> articles, file by file. What cannot be read is reported by name and the rest goes
on. What must not be here: telling stories apart (rag/page.py), encodings (rag/decode.py)."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from rag.decode import decode
from rag.errors import InputError
from rag.page import parse_page
from rag.types import Article

SUFFIXES = (".txt", ".md", ".jsonl", ".jsonl.gz")
_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.S)
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$")


@dataclass(frozen=True, slots=True)
class Loaded:
    """One file as read: its articles, or the one-line reason why there are none (or not all)."""

    source: str
    digest: str
    articles: tuple[Article, ...]
    error: str = ""


def load(paths: Iterable[Path]) -> Iterator[Loaded]:
    """Read files and folders, in the order given, a folder's files sorted by name.

    Raises InputError for a path that does not exist or a folder with nothing to read.
    """
    for path in paths:
        if not path.exists():
            raise InputError(f"找不到 {path}: 请检查路径")
        if path.is_file():
            yield _read(path, path.name)
            continue
        files = [p for p in _walk(path) if p.name.endswith(SUFFIXES)]
        if not files:
            raise InputError(f"文件夹 {path} 里没有可读的文件 ({' '.join(SUFFIXES)})")
        for file in files:
            yield _read(file, file.relative_to(path).as_posix())


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(d for d in folders if not d.startswith("."))
        yield from (Path(root) / n for n in sorted(names) if not n.startswith("."))


def _read(path: Path, source: str) -> Loaded:
    digest = ""
    try:
        if not path.name.endswith(SUFFIXES):
            raise InputError(f"不认识的格式 {path.suffix or '(无后缀)'}")
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        if path.name.endswith(".gz"):
            data = gzip.decompress(data)
        text = decode(data)
        if ".jsonl" in path.name:
            articles, bad = _json_lines(text, source)
            error = f"{bad} 行不是有效的 JSON 文章" if bad else ""
        else:
            articles = _markdown(text, source) or tuple(parse_page(text, source))
            error = ""
        return Loaded(source, digest, articles, error if articles else error or "没有正文")
    except (InputError, EOFError, gzip.BadGzipFile) as error:
        return Loaded(source, digest, (), str(error))
    except OSError as error:
        return Loaded(source, digest, (), f"打不开: {error.strerror}")


def _json_lines(text: str, source: str) -> tuple[tuple[Article, ...], int]:
    articles, bad = [], 0
    for line in text.split("\n"):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            body = str(row["text"]).strip()
            if not body:
                raise ValueError
            articles.append(
                Article(
                    id=str(row.get("_id") or ""),
                    title=str(row.get("title") or ""),
                    text=body,
                    source=source,
                    byline=str(row.get("author") or ""),
                    date=str(row.get("date") or ""),
                    place=str(row.get("place") or ""),
                )
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            bad += 1
    return tuple(articles), bad


def _markdown(text: str, source: str) -> tuple[Article, ...]:
    """The one article of a file with front matter; nothing when it has none."""
    front = _FRONT.match(text)
    if not front:
        return ()
    try:
        meta = yaml.load(front.group(1), Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        return ()
    if not isinstance(meta, dict):
        return ()
    body, sections = [], []
    for line in text[front.end() :].splitlines():
        heading = _HEADING.match(line)
        if heading:
            sections.append(heading.group(1))
        elif line.strip():
            body.append(line.strip())
    if not body:
        return ()

    def field(name: str) -> str:
        value = meta.get(name, "")
        return value if isinstance(value, str) else ""

    article = Article(
        title=field("title") or (sections[0] if sections else ""),
        text="\n".join(body),
        source=source,
        byline=field("author"),
        date=field("date"),
        place=field("place"),
        sections=tuple(sections),
    )
    return (article,)
