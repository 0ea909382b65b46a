"""A store on disk: the library's articles and their index, as generations that are never half written.

    STORE/wenju.json          the manifest: format, encoder, terms version, sizes and checksums
    STORE/generation-N/       library.sqlite, dense.faiss, lexical/ (nothing in it changes once named)

A new generation is built beside the current one, synced, and becomes current by the one rename of
the manifest. What must not be here: reading files, encoding text, ranking.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import InputError, StoreError
from rag.types import Article, Passage

FORMAT = 3
MANIFEST = "wenju.json"
DATABASE, DENSE, LEXICAL = "library.sqlite", "dense.faiss", "lexical"

_SCHEMA = """
CREATE TABLE files(source TEXT PRIMARY KEY, digest TEXT NOT NULL);
CREATE TABLE articles(
    number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, source TEXT NOT NULL, title TEXT NOT NULL,
    text TEXT NOT NULL, byline TEXT NOT NULL, date TEXT NOT NULL, place TEXT NOT NULL,
    body_end INTEGER NOT NULL, captions TEXT NOT NULL, sections TEXT NOT NULL);
CREATE INDEX articles_source ON articles(source);
CREATE TABLE passages(
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL);
"""
Place = tuple[str, int, int]  # article id, start and end of a passage
_COLUMNS = "id, source, title, text, byline, date, place, body_end, captions, sections"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What lies in a store."""

    format: int
    generation: str
    encoder: str
    fingerprint: str
    dim: int
    terms: str
    articles: int
    passages: int
    files: dict[str, tuple[int, str]]  # path in the generation -> (bytes, sha256)

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Raises StoreError when ``folder`` is not a store, is damaged or has another format."""
        path = folder / MANIFEST
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            if raw["format"] != FORMAT:
                raise StoreError(
                    f"资料库 {folder} 是格式 {raw['format']},本版只认格式 {FORMAT}: "
                    "请换一个 --store 目录重新建库 (wenju index)"
                )
            raw["files"] = {
                name: (int(size), str(sha)) for name, (size, sha) in raw["files"].items()
            }
            return cls(**raw)
        except FileNotFoundError:
            raise StoreError(f"{folder} 里没有资料库: 请先运行 wenju index PATH") from None
        except OSError as error:
            raise StoreError(f"资料库 {folder} 打不开: {error.strerror}") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError(
                f"{path} 已损坏,不是有效的资料库清单: 请换一个 --store 目录重新建库 (wenju index)"
            ) from error


def exists(folder: Path) -> bool:
    """Whether ``folder`` holds a store."""
    return (folder / MANIFEST).exists()


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the store's writer lock. Raises StoreError when another process is writing."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder} 是文件,不是资料库目录: 请用 --store 指定一个目录")
    if folder.is_dir() and not exists(folder) and _foreign(folder):
        raise StoreError(f"{folder} 不是空目录,也不是资料库: 请用 --store 指定一个新目录")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock", timeout=10):
            yield
    except Timeout:
        raise StoreError(f"另一个 wenju 正在写 {folder}: 请等它结束再试") from None
    except PermissionError as error:
        raise StoreError(f"资料库目录 {folder} 不可写: 请用 --store 换一个目录") from error


def _foreign(folder: Path) -> bool:
    return any(p.name != ".lock" and not p.name.startswith("generation-") for p in folder.iterdir())


class Database:
    """The articles, passages and offsets of one generation, in SQLite."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Raises StoreError when the file cannot be read as the library of a store."""
        self._lock = threading.Lock()
        mode = "rwc" if create else "rw"
        try:
            uri = f"{path.absolute().as_uri()}?mode={mode}"
            self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
            if create:
                self._db.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise StoreError(f"资料库文件读不出来: {path.name} ({error})") from error

    def close(self) -> None:
        self._db.close()

    def commit(self) -> None:
        self._db.commit()

    def _rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def digests(self) -> dict[str, str]:
        """Content hash by source, of every file that was read."""
        return {str(s): str(d) for s, d in self._rows("SELECT source, digest FROM files")}

    def set_digest(self, source: str, digest: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (source, digest))

    def add(self, articles: Iterable[Article]) -> int:
        """Add articles; one that is there already, by id and content, is left alone. Returns how
        many were added."""
        before = self._db.total_changes
        for article in articles:
            taken = self._db.execute(
                "SELECT source, title, text FROM articles WHERE id = ?", (article.id,)
            ).fetchone()
            if taken == (article.source, article.title, article.text):
                continue
            if taken:  # two files may number their articles alike
                article = _renamed(article)
            values = (
                article.id, article.source, article.title, article.text, article.byline,
                article.date, article.place, article.body_end,
                json.dumps(article.captions, ensure_ascii=False),
                json.dumps(article.sections, ensure_ascii=False),
            )  # fmt: skip
            marks = ", ".join("?" * len(values))
            self._db.execute(f"INSERT OR IGNORE INTO articles({_COLUMNS}) VALUES ({marks})", values)
        return self._db.total_changes - before

    def remove_source(self, source: str) -> int:
        """Drop a file's articles and its digest; returns how many articles went."""
        gone = self._db.execute("DELETE FROM articles WHERE source = ?", (source,)).rowcount
        self._db.execute("DELETE FROM files WHERE source = ?", (source,))
        return gone

    def remove(self, ids: Iterable[str]) -> int:
        """Drop articles by id; a file that loses one is read again by the next ``index``."""
        wanted = list(ids)
        for value in wanted:
            self._db.execute(
                "DELETE FROM files WHERE source IN (SELECT source FROM articles WHERE id = ?)",
                (value,),
            )
        return sum(
            self._db.execute("DELETE FROM articles WHERE id = ?", (v,)).rowcount for v in wanted
        )

    def articles(self) -> Iterator[Article]:
        """Every article, in the order in which they were read."""
        for row in self._rows(f"SELECT {_COLUMNS} FROM articles ORDER BY number"):
            yield _article(row)

    def article(self, value: str) -> Article:
        """Raises InputError when no article has this id."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM articles WHERE id = ?", value)
        if not rows:
            raise InputError(f"没有编号为 {value} 的文章: 用 wenju list 看全部编号")
        return _article(rows[0])

    def set_passages(self, passages: Iterable[tuple[str, Passage]]) -> None:
        """Replace all passages; they are numbered from 0 in the order given."""
        self._db.execute("DELETE FROM passages")
        numbers = {str(i): n for i, n in self._rows("SELECT id, number FROM articles")}
        self._db.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?)",
            ((i, numbers[a], p.start, p.end) for i, (a, p) in enumerate(passages)),
        )

    def passage(self, number: int) -> Place:
        """Article id, start and end of passage ``number``."""
        sql = (
            "SELECT a.id, p.start, p.stop FROM passages p JOIN articles a ON a.number = p.article "
            "WHERE p.id = ?"
        )
        row = self._rows(sql, number)[0]
        return str(row[0]), int(str(row[1])), int(str(row[2]))

    def passages(self) -> list[Place]:
        """Where each passage stands, by passage id."""
        sql = (
            "SELECT a.id, p.start, p.stop FROM passages p JOIN articles a "
            "ON a.number = p.article ORDER BY p.id"
        )
        return [(str(a), int(str(b)), int(str(c))) for a, b, c in self._rows(sql)]

    def passage_articles(self) -> list[int]:
        """The number of each passage's article, by passage id."""
        return [int(str(n)) for (n,) in self._rows("SELECT article FROM passages ORDER BY id")]

    def check(self) -> None:
        """Raises StoreError where SQLite finds a fault in its file."""
        try:
            found = self._rows("PRAGMA quick_check(1)")
        except sqlite3.Error as error:
            raise StoreError(f"资料库文件读不出来: {DATABASE} ({error})") from error
        if found != [("ok",)]:
            raise StoreError(f"资料库文件已损坏: {DATABASE} ({found[0][0]})")

    def counts(self) -> tuple[int, int]:
        """How many articles and passages there are."""
        row = self._rows("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)")
        return int(str(row[0][0])), int(str(row[0][1]))


def _renamed(article: Article) -> Article:
    return replace(article, id="")


def _article(row: tuple[object, ...]) -> Article:
    value, source, title, text, byline, date, place, body_end, captions, sections = row
    return Article(
        id=str(value),
        source=str(source),
        title=str(title),
        text=str(text),
        byline=str(byline),
        date=str(date),
        place=str(place),
        body_end=int(str(body_end)),
        captions=tuple(json.loads(str(captions))),
        sections=tuple(json.loads(str(sections))),
    )


def new_generation(folder: Path) -> Path:
    """An empty folder for the next generation; what an interrupted build left is cleared."""
    numbers = [int(p.name.split("-")[1]) for p in folder.glob("generation-[0-9]*")]
    fresh = folder / f"generation-{max(numbers, default=0) + 1}"
    fresh.mkdir()
    return fresh


def discard(generation: Path) -> None:
    """Remove a generation that was not published."""
    shutil.rmtree(generation, ignore_errors=True)


def publish(folder: Path, generation: Path, manifest: Manifest) -> Manifest:
    """Checksum and sync ``generation``, make it current by one rename, then drop the others."""
    files: dict[str, tuple[int, str]] = {}
    for path in sorted(p for p in generation.rglob("*") if p.is_file()):
        _sync(path)
        files[path.relative_to(generation).as_posix()] = (path.stat().st_size, _sha256(path))
    for path in [p for p in generation.rglob("*") if p.is_dir()] + [generation]:
        _sync(path)
    manifest = replace(manifest, generation=generation.name, files=files)
    beside = folder / f"{MANIFEST}.new"
    beside.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")
    _sync(beside)
    os.replace(beside, folder / MANIFEST)
    _sync(folder)
    for old in folder.glob("generation-[0-9]*"):
        if old.name != generation.name:
            shutil.rmtree(old, ignore_errors=True)
    return manifest


def verify(folder: Path, manifest: Manifest) -> None:
    """Compare sizes and checksums with the manifest. Raises StoreError naming the first fault."""
    for name, (size, digest) in manifest.files.items():
        path = folder / manifest.generation / name
        if not path.is_file() or path.stat().st_size != size or _sha256(path) != digest:
            raise damaged(folder, f"{manifest.generation}/{name}")


def damaged(folder: Path, what: str) -> StoreError:
    """The error that names what is damaged in a store and says what to do."""
    return StoreError(f"资料库已损坏 ({what}): 请删掉 {folder} 再运行 wenju index PATH")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
