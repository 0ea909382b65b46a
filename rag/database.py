"""The articles, passages and file digests of one generation of a store, in SQLite.

What must not be here: where a generation lies and how it becomes current (``rag.store``).
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import numpy as np

from rag.copies import Shingles
from rag.days import Days
from rag.errors import InputError, StoreError
from rag.scope import Scope
from rag.types import Article, Part, Passage

_SCHEMA = """
CREATE TABLE files(source TEXT PRIMARY KEY, digest TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE articles(
    number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, source TEXT NOT NULL, title TEXT NOT NULL,
    text TEXT NOT NULL, byline TEXT NOT NULL, date TEXT NOT NULL, place TEXT NOT NULL,
    body_end INTEGER NOT NULL, captions TEXT NOT NULL, sections TEXT NOT NULL, parts TEXT NOT NULL);
CREATE INDEX articles_source ON articles(source);
CREATE TABLE passages(
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    start INTEGER NOT NULL, stop INTEGER NOT NULL);
CREATE INDEX passages_article ON passages(article);
CREATE TABLE days(
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE, first TEXT NOT NULL, last TEXT NOT NULL);
CREATE INDEX days_article ON days(article);
CREATE TABLE copies(
    article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE, sketch BLOB NOT NULL, story INTEGER);
CREATE INDEX copies_story ON copies(story);
"""
Place = tuple[str, int, int]  # article id, start and end of a passage
_COLUMNS = "id, source, title, text, byline, date, place, body_end, captions, sections, parts"


class Database:
    """The articles, passages and offsets of one generation, in SQLite."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Raises StoreError when the file cannot be read as the library of a store."""
        self._lock, self._path = threading.Lock(), path
        mode = "rwc" if create else "rw"
        try:
            uri = f"{path.absolute().as_uri()}?mode={mode}"
            self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._db.execute("PRAGMA foreign_keys = ON")  # passages and days go with their article
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

    def set_file(self, source: str, digest: str, text: str) -> None:
        """Note that a file was read; ``text`` is what the parts of its articles count in, '' for none."""
        self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (source, digest, text))

    def original(self, source: str) -> str:
        """The text of a file as it was read, '' where none is kept."""
        rows = self._rows("SELECT text FROM files WHERE source = ?", source)
        return str(rows[0][0]) if rows else ""

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
                json.dumps([astuple(part) for part in article.parts]),
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
        wanted = [(value,) for value in ids]
        its_file = "source IN (SELECT source FROM articles WHERE id = ?)"
        self._db.executemany(f"UPDATE files SET digest = '' WHERE {its_file}", wanted)
        gone = self._db.executemany("DELETE FROM articles WHERE id = ?", wanted).rowcount
        self._db.execute("DELETE FROM files WHERE source NOT IN (SELECT source FROM articles)")
        return gone

    def articles(self) -> Iterator[Article]:
        """Every article, in the order in which they were read."""
        numbers = [n for (n,) in self._rows("SELECT number FROM articles ORDER BY number")]
        yield from (article for _, article in self._numbered(numbers))

    def fresh(self) -> Iterator[tuple[int, Article]]:
        """Number and article of each that has no passages yet."""
        sql = (
            "SELECT number FROM articles WHERE number NOT IN (SELECT article FROM passages) "
            "ORDER BY number"
        )
        yield from self._numbered([n for (n,) in self._rows(sql)])

    def _numbered(self, numbers: Sequence[object]) -> Iterator[tuple[int, Article]]:
        for number in numbers:
            sql = f"SELECT number, {_COLUMNS} FROM articles WHERE number = ?"
            for row in self._rows(sql, number):
                yield int(str(row[0])), _article(row[1:])

    def titles(self) -> list[str]:
        """The title of every article, in the order in which they were read."""
        return [str(t) for (t,) in self._rows("SELECT title FROM articles ORDER BY number")]

    def find(self, value: str) -> Article | None:
        """The article of this id, None where there is none."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM articles WHERE id = ?", value)
        return _article(rows[0]) if rows else None

    def article(self, value: str) -> Article:
        """Raises InputError when no article has this id."""
        found = self.find(value)
        if found is None:
            raise InputError(f"没有编号为 {value} 的文章: 用 wenju list 看全部编号")
        return found

    def heirs(self, source: str, title: str, quote: str) -> list[Article]:
        """The articles that may have taken the place of one of that file and title, likeliest first: those of
        the file that hold the quote or bear the title, then any that hold the quote."""
        sql = (
            f"SELECT {_COLUMNS} FROM articles WHERE instr(text, ?) OR (source = ? AND title = ?) "
            "ORDER BY source <> ?, title <> ?, number LIMIT 20"
        )
        return [_article(row) for row in self._rows(sql, quote, source, title, source, title)]

    def passage_ids(self) -> list[int]:
        """The ids of the passages whose article is there still, in order."""
        return [int(str(i)) for (i,) in self._rows("SELECT id FROM passages ORDER BY id")]

    def drop_passages(self) -> None:
        """Forget how every article is split, its days and its copies."""
        for table in ("passages", "days", "copies"):
            self._db.execute(f"DELETE FROM {table}")

    def number_passages(self) -> int:
        """Number the passages from 0 in their order; returns how many there are."""
        rows = self._rows("SELECT article, start, stop FROM passages ORDER BY id")
        self._db.execute("DELETE FROM passages")
        numbered = ((i, *row) for i, row in enumerate(rows))
        self._db.executemany("INSERT INTO passages VALUES (?, ?, ?, ?)", numbered)
        return len(rows)

    def add_passages(self, article: int, passages: Iterable[Passage]) -> None:
        """Put an article's passages behind all others."""
        self._db.executemany(
            "INSERT INTO passages(article, start, stop) VALUES (?, ?, ?)",
            ((article, passage.start, passage.end) for passage in passages),
        )

    def texts(self, first: int = 0) -> Iterator[tuple[str, str]]:
        """Title of the article and text of each passage, from number ``first`` on."""
        sql = "SELECT article, start, stop FROM passages WHERE id >= ? ORDER BY id"
        for number, rows in groupby(self._rows(sql, first), key=itemgetter(0)):
            ((title, text),) = self._rows(
                "SELECT title, text FROM articles WHERE number = ?", number
            )
            for _, start, stop in rows:
                yield str(title), str(text)[int(str(start)) : int(str(stop))]

    def add_days(self, article: int, days: Iterable[Days]) -> None:
        """Note the dates by which an article is found."""
        rows = ((article, first, last) for first, last in days)
        self._db.executemany("INSERT INTO days VALUES (?, ?, ?)", rows)

    def within(self, scope: Scope) -> list[int]:
        """The numbers of the articles in ``scope``. Raises InputError where a date in it is none."""
        tests, values = ["1"], list[str]()
        first, last = scope.first(), scope.last()
        if first or last:
            tests.append("number IN (SELECT article FROM days WHERE last >= ? AND first <= ?)")
            values += [first, last or "9999"]
        if scope.sources:
            tests.append(" OR ".join(map(_named, scope.sources)))
            values += [
                name.replace("[", "[[]") if _is_pattern(name) else name for name in scope.sources
            ]
        if scope.places:
            own = "instr(place, ?) OR place = '' AND instr(title || char(10) || text, ?)"
            tests.append(" OR ".join(own for _ in scope.places))
            values += [place for place in scope.places for _ in range(2)]
        if not all(map(_is_text, values)):
            raise InputError("范围里有不是文字的字符: 请重新输入")
        where = " AND ".join(f"({test})" for test in tests)
        return [
            int(str(n))
            for (n,) in self._rows(f"SELECT number FROM articles WHERE {where}", *values)
        ]

    def sketches(self) -> dict[int, Shingles]:
        """What copies of each article are found by, by its number."""
        rows = self._rows("SELECT article, sketch FROM copies ORDER BY article")
        return {int(str(n)): np.frombuffer(kept, dtype=np.uint64) for n, kept in rows}  # type: ignore[call-overload]

    def add_sketch(self, article: int, sketch: Shingles) -> None:
        self._db.execute("INSERT INTO copies VALUES (?, ?, NULL)", (article, sketch.tobytes()))

    def stories(self) -> dict[int, int]:
        """The story of each article that has copies, by number."""
        rows = self._rows("SELECT article, story FROM copies WHERE story IS NOT NULL")
        return {int(str(article)): int(str(story)) for article, story in rows}

    def set_stories(self, stories: Mapping[int, int]) -> None:
        """Replace the stories by which copies are told."""
        self._db.execute("UPDATE copies SET story = NULL WHERE story IS NOT NULL")
        rows = ((story, article) for article, story in stories.items())
        self._db.executemany("UPDATE copies SET story = ? WHERE article = ?", rows)

    def copied(self) -> int:
        """How many articles have another print."""
        sql = (
            "SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM copies WHERE story IS NOT NULL "
            "GROUP BY story HAVING n > 1)"
        )
        return int(str(self._rows(sql)[0][0]))

    def copies(self, value: str) -> list[Article]:
        """The other prints of an article, in the order in which they were read."""
        sql = (
            f"SELECT {_COLUMNS} FROM articles JOIN copies ON article = number WHERE id <> ? AND story = "
            "(SELECT story FROM copies JOIN articles ON article = number WHERE id = ?) ORDER BY number"
        )
        return [_article(row) for row in self._rows(sql, value, value)]

    def text(self, number: int) -> str:
        """The text of article ``number``."""
        return str(self._rows("SELECT text FROM articles WHERE number = ?", number)[0][0])

    def passage(self, number: int) -> Place:
        """Article id, start and end of passage ``number``."""
        sql = (
            "SELECT a.id, p.start, p.stop FROM passages p JOIN articles a ON a.number = p.article "
            "WHERE p.id = ?"
        )
        row = self._rows(sql, number)[0]
        return str(row[0]), int(str(row[1])), int(str(row[2]))

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


def _is_text(value: str) -> bool:
    """Whether the value can be handed to SQLite: a file name on the command line may be no UTF-8."""
    return not any("\ud800" <= letter <= "\udfff" for letter in value)


def _is_pattern(name: str) -> bool:
    return "*" in name or "?" in name


def _named(name: str) -> str:
    return "source GLOB ?" if _is_pattern(name) else "instr(source, ?)"


def _renamed(article: Article) -> Article:
    return replace(article, id="")


def _article(row: tuple[object, ...]) -> Article:
    value, source, title, text, byline, date, place, body_end, captions, sections, parts = row
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
        parts=tuple(Part(*part) for part in json.loads(str(parts))),
    )
