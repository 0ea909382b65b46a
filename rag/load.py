"""Files and folders to articles: walks, tells the formats apart, and reports what cannot be read."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, cast

import yaml

from rag.decode import decode
from rag.errors import InputError
from rag.page import parse_page, parse_story
from rag.types import Article

SUFFIXES = (".txt", ".md", ".jsonl", ".jsonl.gz")
BATCH = 2000  # articles of a JSON lines file that are held at once
_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELDS = ("title", "date", "place", "source", "author")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one file, or one batch of a JSON lines file, held; ``error`` is one line, or ''.

    ``digest`` is the SHA-256 of the file's bytes, '' where they could not be read. The batches of a
    file share ``source`` and ``digest`` and come one after another, the error with the last.
    """

    source: str
    digest: str
    articles: tuple[Article, ...]
    error: str = ""


def load(paths: Iterable[Path]) -> Iterator[Loaded]:
    """Read files, and folders with all that is below them, in sorted order.

    Raises:
        InputError: a path is missing, or a folder holds no file of a known format.
    """
    wanted = [Path(path) for path in paths]
    for path in wanted:
        if not os.path.lexists(path):
            raise InputError(f"{_one_line(str(path))} does not exist; check the path")
    for path in wanted:
        if not path.is_dir():
            yield from _read(path, _utf8(path.name))
            continue
        files = list(_walk(path))
        if not any(_format(file) for file in files):
            known = ", ".join(SUFFIXES)
            raise InputError(
                f"{_one_line(str(path))} holds no readable file; put {known} files there"
            )
        for file in files:
            yield from _read(file, _utf8(file.relative_to(path).as_posix()))


def _walk(folder: Path) -> Iterator[Path]:
    """The files below ``folder``, sorted, without hidden ones. Linked folders are left alone."""
    found: list[Path] = []
    for top, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found.extend(Path(top, name) for name in files if not name.startswith("."))
    return iter(sorted(found, key=lambda path: path.parts))


def _format(path: Path) -> str:
    name = path.name.lower()
    return next((suffix for suffix in reversed(SUFFIXES) if name.endswith(suffix)), "")


def _read(path: Path, source: str) -> Iterator[Loaded]:
    """All that one file holds; a fault of the file becomes its ``error``."""
    suffix, digest = _format(path), ""
    try:
        if not suffix:
            raise InputError(f"not a format that is read ({', '.join(SUFFIXES)})")
        # Opening a pipe or a device would wait for ever.
        if not path.is_file():
            raise InputError("not a regular file, or a link that leads nowhere")
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if suffix in (".jsonl", ".jsonl.gz"):
            yield from _json_lines(path, source, digest)
        else:
            text = decode(path.read_bytes())
            articles = _markdown(text, source) if suffix == ".md" else parse_page(text, source)
            yield Loaded(source, digest, tuple(articles), "" if articles else "the file is empty")
    except InputError as error:
        yield Loaded(source, digest, (), str(error))
    except OSError as error:
        yield Loaded(source, digest, (), f"cannot be read: {error.strerror or error}")


def _markdown(text: str, source: str) -> list[Article]:
    """One article where sound front matter says so, else what the page shows."""
    match = _FRONT.match(text)
    known = _front_matter(match[1]) if match else None
    if match is None or known is None:
        return parse_page(text, source)
    # The article's source is its file, so that a citation leads back to it.
    known.pop("source", None)
    author = known.pop("author", "")
    article = parse_story(text[match.end() :], source, **known, byline=author)
    return [article] if article.text else []


def _front_matter(block: str) -> dict[str, str] | None:
    """The known fields as strings, or None where the block is not a YAML mapping."""
    try:
        # BaseLoader is as safe as SafeLoader and leaves a date as it was written.
        fields = yaml.load(block, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        return None
    if not isinstance(fields, dict):
        return None
    found = {name: fields[name] for name in _FIELDS if name in fields}
    return {name: _words(value) for name, value in found.items()}


def _words(value: object) -> str:
    """A field as one line: a list of authors becomes their names with spaces between."""
    if isinstance(value, list):
        return " ".join(map(_words, value))
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def _json_lines(path: Path, source: str, digest: str) -> Iterator[Loaded]:
    """Batches of articles, one article a line; the last batch says what could not be read."""
    bad: list[int] = []
    faults: list[str] = []
    batch: tuple[Article, ...] = ()
    with _open(path) as file:
        articles = _articles(_sound(file, faults), source, bad)
        while following := tuple(islice(articles, BATCH)):
            if batch:
                yield Loaded(source, digest, batch)
            batch = following
    if bad:
        faults.append(f"{len(bad)} lines are not articles in JSON, the first is line {bad[0]}")
    if not batch and not faults:
        faults.append("the file is empty")
    yield Loaded(source, digest, batch, "; ".join(faults))


def _open(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path)) if path.suffix.lower() == ".gz" else path.open("rb")


def _sound(lines: Iterable[bytes], faults: list[str]) -> Iterator[bytes]:
    """The lines up to where compressed data is damaged."""
    try:
        yield from lines
    except (EOFError, zlib.error, gzip.BadGzipFile):
        faults.append("the gzip data is damaged; what stands before the damage was read")


def _articles(lines: Iterable[bytes], source: str, bad: list[int]) -> Iterator[Article]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _from_json(json.loads(line.decode("utf-8-sig")), source)
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
        title=_words(row.get("title")),
        text=text,
        source=source,
        byline=_words(row.get("author")),
        date=_words(row.get("date")),
        place=_words(row.get("place")),
        id="" if given is None else str(given),
    )


def _utf8(name: str) -> str:
    """A file name whose bytes are no UTF-8, made fit to store and print."""
    return os.fsencode(name).decode("utf-8", errors="replace")


def _one_line(name: str) -> str:
    return " ".join(_utf8(name).split())
