"""What flows through 问据: Article, Passage, Hit, Citation, Answer. Plain frozen data, no behaviour beyond checks.

Offsets are Unicode code points. ``article.text[p.start:p.end] == p.text`` holds for every passage and
``article.text[c.start:c.end] == c.quote`` for every citation, always.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

Mode = Literal["hybrid", "lexical", "dense"]
MODES: tuple[Mode, ...] = ("hybrid", "lexical", "dense")


PartKind = Literal["title", "byline", "date", "section", "caption", "body", "repeat"]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the file's text, ``original[start:end]``, that an article took. ``at`` is where it stands
    word for word in the article's text (of body and caption parts), -1 of others. ``line`` is its line in the
    file and ``page`` its page, from 1; page 0 where the file has none."""

    kind: PartKind
    start: int
    end: int
    at: int
    line: int
    page: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """One story. ``text`` is the body (paragraphs separated by a newline), followed, each on a line of its
    own, by its photo captions; ``text[:body_end]`` is the body alone. ``parts`` are the stretches of the
    file that it was made of, where that is known."""

    title: str
    text: str
    source: str
    byline: str = ""
    date: str = ""
    place: str = ""
    body_end: int = -1
    captions: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    id: str = ""

    def __post_init__(self) -> None:
        if self.body_end < 0:
            object.__setattr__(self, "body_end", len(self.text))
        if not self.id:
            object.__setattr__(self, "id", article_id(self.source, self.title, self.text))


def article_id(source: str, title: str, text: str) -> str:
    """Twelve hexadecimal digits that name this content in this file."""
    digest = hashlib.sha256("\x1f".join((source, title, text)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Passage:
    """A contiguous slice of an article's text, at sentence ends."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query. ``score`` is that of the mode asked for; higher is better."""

    passage_id: int
    article: Article
    start: int
    end: int
    score: float
    lexical: float = 0.0
    dense: float = 0.0

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Location:
    """Where a stretch of an article stands in its file: offsets in the file's text, as it is kept beside the
    articles, and the line and page there."""

    start: int
    end: int
    line: int
    page: int = 0


@dataclass(frozen=True, slots=True)
class Copy:
    """Another print of the story that is quoted. ``start`` to ``end`` says the quote there or, where it was
    edited, a sentence of it; nothing where it is in other words."""

    article_id: str
    title: str
    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim excerpt. ``marks`` are the answering words in it, as offsets in the article; ``locations``
    are its pieces in the file, several where a column cut it; ``copies`` are other prints of it."""

    n: int
    article_id: str
    title: str
    source: str
    start: int
    end: int
    quote: str
    score: float
    marks: tuple[tuple[int, int], ...] = ()
    locations: tuple[Location, ...] = ()
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """``text`` is what is said, with [n] after each quote; ``passages`` are the best passages, best first;
    ``confidence``, 0 to 1, is how likely the evidence answers."""

    question: str
    query: str
    status: Literal["answered", "no_answer"]
    text: str
    citations: tuple[Citation, ...] = ()
    passages: tuple[Hit, ...] = ()
    ms: float = 0.0
    confidence: float = 0.0


@dataclass(slots=True)
class FileReport:
    """What became of one file: its ``status`` is added, changed, same, removed or skipped; ``reason`` says
    what could not be read of it, or is ''."""

    source: str
    status: str = "skipped"
    articles: int = 0
    reason: str = ""


@dataclass(slots=True)
class IndexReport:
    """What one ``add`` did; ``seconds`` maps a stage to its time. ``added`` and ``removed`` count articles,
    ``changed`` counts files, ``copies`` the articles that stand in the library in another print too."""

    articles: int = 0
    passages: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    copies: int = 0
    files: list[FileReport] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
