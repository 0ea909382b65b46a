"""Files and folders to articles: walks, tells the formats apart, and reports what cannot be read."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import IO, cast

from rag import formats, store
from rag.decode import text_lines
from rag.errors import InputError
from rag.formats import archive
from rag.formats.text import words
from rag.types import Article

LINES = (".jsonl", ".jsonl.gz")
SUFFIXES = (*formats.READERS, *LINES, archive.SUFFIX)
BATCH = 2000  # articles of a JSON lines file that are held at once


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one file, or one batch of a JSON lines file, held; ``error`` is one line, or ''.

    ``text`` is what the parts of the articles count in. ``digest`` is the SHA-256 of the file's bytes, '' where they could not be read. The batches of a
    file share ``source`` and ``digest`` and come one after another, the error with the last. A file
    that is the ``same`` as before comes without its articles.
    """

    source: str
    digest: str
    articles: tuple[Article, ...]
    error: str = ""
    same: bool = False
    text: str = ""


def load(
    paths: Iterable[Path], known: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Loaded]:
    """Read files, and folders with all that is below them, in sorted order.

    ``known`` maps sources to digests; what still has its digest is not read again.

    Raises:
        InputError: a path is missing, or a folder holds no file of a known format.
    """
    wanted = [Path(path) for path in paths]
    for path in wanted:
        if not os.path.lexists(path):
            raise InputError(f"没有 {_one_line(str(path))}: 请检查路径")
    seen: set[str] = set()
    for path in wanted:
        if not path.is_dir():
            yield from _once(path, _utf8(path.name), known, seen)
            continue
        files, closed = _walk(path)
        if closed and not files:
            raise InputError(f"打不开 {_one_line(str(path))}: {closed[0].strerror or closed[0]}")
        if not closed and not any(_format(file.name) for file in files):
            raise InputError(f"{_one_line(str(path))} 里没有能读的文件 (认 {' '.join(SUFFIXES)})")
        for error in closed:
            name = _utf8(os.path.relpath(error.filename or path, path))
            yield Loaded(name, "", (), f"打不开这个文件夹: {error.strerror or error}")
        for file in files:
            yield from _once(file, _utf8(file.relative_to(path).as_posix()), known, seen)


def _once(path: Path, source: str, known: Mapping[str, str], seen: set[str]) -> Iterator[Loaded]:
    """A file, unless one of that name was read before: the name is what an article is found and kept by."""
    if source in seen:
        fault = "有两个文件叫这个名字, 只读第一个: 请把它们共同的上级文件夹一起收录"
        yield Loaded(source, "", (), fault)
        return
    seen.add(source)
    yield from _read(path, source, known)


def _walk(folder: Path) -> tuple[list[Path], list[OSError]]:
    """The files below ``folder``, sorted, without hidden ones, and the faults of folders that cannot be looked
    into. Linked folders and stores are left alone."""
    found, closed = list[Path](), list[OSError]()
    for top, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and not store.exists(Path(top, name))
        ]
        found.extend(Path(top, name) for name in files if not name.startswith("."))
    return sorted(found, key=lambda path: path.parts), closed


def _format(name: str) -> str:
    """The suffix by which a file of that name is read, '' for none."""
    name = name.lower()
    own = next((suffix for suffix in (*LINES, archive.SUFFIX) if name.endswith(suffix)), "")
    return own or formats.suffix_of(name)


def _read(path: Path, source: str, known: Mapping[str, str]) -> Iterator[Loaded]:
    """All that one file holds; a fault of the file becomes its ``error``."""
    suffix, digest = _format(path.name), ""
    try:
        if not suffix:
            raise InputError(f"不认得这种格式 (认 {' '.join(SUFFIXES)})")
        # Opening a pipe or a device would wait for ever.
        if not path.is_file():
            raise InputError("不是普通文件, 或是断了的链接")
        if suffix in formats.READERS and path.stat().st_size > formats.LARGEST:
            raise InputError(f"超过 {formats.LARGEST // 1_000_000} MB: 请拆成几个文件")
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if known.get(source) == digest:
            yield Loaded(source, digest, (), same=True)
        elif suffix == archive.SUFFIX:
            yield from _archive(path, source, known)
        elif suffix in LINES:
            with path.open("rb") as file:
                yield from _json_lines(file, suffix, source, digest)
        else:
            yield _whole(suffix, path.read_bytes(), source, digest)
    except InputError as error:
        yield Loaded(source, digest, (), str(error))
    except OSError as error:
        yield Loaded(source, digest, (), f"读不了: {error.strerror or error}")


def _whole(suffix: str, data: bytes, source: str, digest: str) -> Loaded:
    """A file that is read at once."""
    try:
        found = formats.read(suffix, data, source)
        return Loaded(source, digest, tuple(found.articles), text=found.text)
    except InputError as error:
        return Loaded(source, digest, (), str(error))


def _archive(path: Path, source: str, known: Mapping[str, str]) -> Iterator[Loaded]:
    """The files of an archive, named below it."""
    empty = True
    for name, data, fault in archive.files(path):
        inner, suffix, empty = f"{source}/{name}", _format(name), False
        own = hashlib.sha256(data).hexdigest()
        if fault or not suffix:
            yield Loaded(inner, "", (), fault or f"不认得这种格式 (认 {' '.join(SUFFIXES)})")
        elif known.get(inner) == own:
            yield Loaded(inner, own, (), same=True)
        elif suffix == archive.SUFFIX:
            yield Loaded(inner, own, (), "压缩包里的压缩包不读: 请先解压")
        elif suffix in LINES:
            yield from _json_lines(io.BytesIO(data), suffix, inner, own)
        else:
            yield _whole(suffix, data, inner, own)
    if empty:
        yield Loaded(source, "", (), "压缩包是空的")


def _json_lines(packed: IO[bytes], suffix: str, source: str, digest: str) -> Iterator[Loaded]:
    """Batches of articles, one article a line; the last batch says what could not be read."""
    bad: list[int] = []
    faults: list[str] = []
    batch: tuple[Article, ...] = ()
    file = cast("IO[bytes]", gzip.GzipFile(fileobj=packed)) if suffix.endswith(".gz") else packed
    articles = _articles(text_lines(_sound(file, faults)), source, bad)
    while following := tuple(islice(articles, BATCH)):
        if batch:
            yield Loaded(source, digest, batch)
        batch = following
    if bad:
        faults.append(f"有 {len(bad)} 行不是 JSON 文章, 第一处在第 {bad[0]} 行")
    if not batch and not faults:
        faults.append("文件是空的")
    yield Loaded(source, digest, batch, "; ".join(faults))


def _sound(lines: Iterable[bytes], faults: list[str]) -> Iterator[bytes]:
    """The lines up to where compressed data is damaged."""
    try:
        yield from lines
    except (EOFError, zlib.error, gzip.BadGzipFile):
        faults.append("gzip 数据已损坏; 损坏处之前的已读")


def _articles(lines: Iterable[str], source: str, bad: list[int]) -> Iterator[Article]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _from_json(json.loads(line), source)
        except (ValueError, KeyError, TypeError, RecursionError):
            bad.append(number)


def _from_json(row: dict[str, object], source: str) -> Article:
    """An article from BEIR's fields.

    Raises:
        KeyError, TypeError, ValueError: there is no text in the row.
    """
    text = row["text"]
    if not isinstance(text, str) or not text.strip():
        raise ValueError("no text")
    text.encode()  # a lone surrogate could be neither stored nor shown
    given = row.get("_id")
    return Article(
        title=words(row.get("title")),
        text=text,
        source=source,
        byline=words(row.get("author")),
        date=words(row.get("date")),
        place=words(row.get("place")),
        id="" if given is None else str(given),
    )


def _utf8(name: str) -> str:
    """A file name whose bytes are no UTF-8, made fit to store and print."""
    return os.fsencode(name).decode("utf-8", errors="replace")


def _one_line(name: str) -> str:
    return " ".join(_utf8(name).split())
