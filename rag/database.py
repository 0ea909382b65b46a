"""The articles, passages and file digests of one generation of a store, in SQLite.

What must not be here: where a generation lies and how it becomes current (``rag.store``).
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from rag.errors import InputError, StoreError
from rag.types import Article, Passage

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


class Database:
    """The articles, passages and offsets of one generation, in SQLite."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Raises StoreError when the file cannot be read as the library of a store."""
        self._lock, self._path = threading.Lock(), path
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

    def titles(self) -> list[str]:
        """The title of every article, in the order in which they were read."""
        return [str(t) for (t,) in self._rows("SELECT title FROM articles ORDER BY number")]

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
            raise StoreError(f"资料库文件读不出来: {self._path.name} ({error})") from error
        if found != [("ok",)]:
            raise StoreError(f"资料库文件已损坏: {self._path.name} ({found[0][0]})")

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
