"""A story's lines to an article: its text, what heads it, and where each part of it stands in the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from rag.pages import dates
from rag.pages.lines import Line, join
from rag.pages.names import closing_names, names_line, opening
from rag.pages.runs import Piece
from rag.types import Article, Part, PartKind

_REPEAT = 16  # a shorter paragraph may rightly stand twice


@dataclass(slots=True)
class Story:
    """What was found of one story; ``titles`` are the lines of its heading, ``names`` those of its bylines."""

    titles: list[Line] = field(default_factory=list)
    place: str = ""
    names: list[Line] = field(default_factory=list)
    days: list[Line] = field(default_factory=list)
    body: list[Piece] = field(default_factory=list)
    captions: list[Line] = field(default_factory=list)
    sections: list[Line] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    words: str = ""  # of the day, in the dateline with which the body opens


class Places:
    """Where the lines of a file begin."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        for row in text.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(row))

    def line(self, offset: int) -> int:
        """The number, from 1, of the line that holds ``offset``."""
        return bisect_right(self._starts, offset)


def take_bylines(story: Story) -> None:
    """Take the dateline that opens the body and the names in brackets that close it out of the text."""
    pieces = [piece for piece in story.body if not piece.repeat]
    if not pieces:
        return
    first = pieces[0]
    opened = opening(first.line.text)
    if opened and opened.end < len(first.line.text):
        story.names.append(first.line.cut(0, opened.end))
        story.bylines += [opened.names] if opened.names else []
        story.words = opened.words
        first.line = first.line.cut(opened.end)
    for at, piece in enumerate(pieces):
        rest, closing = closing_names(piece.line.text)
        # Inside the text, names in brackets may be what the sentence speaks of.
        if closing and (not rest or at == len(pieces) - 1 or piece.closed):
            story.names.append(piece.line.cut(len(rest)))
            story.bylines.append(closing)
            piece.line = piece.line.cut(0, len(rest))
    story.body = [piece for piece in story.body if piece.line.text]


def build(story: Story, source: str, places: Places, page_day: str = "") -> Article:
    """The article of a story."""
    body, repeats = _paragraphs(story.body)
    captions: dict[str, Line] = {}
    for line in story.captions:
        if line.text in captions:
            repeats.append(line)
        else:
            captions[line.text] = line
    main = "\n".join(line.text for line in body)
    title = _title(story.titles)
    parts = [
        *_placed("body", body, places, 0),
        *_placed("caption", list(captions.values()), places, len(main) + bool(main)),
        *_apart("title", story.titles, places),
        *_apart("byline", story.names, places),
        *_apart("date", story.days, places),
        *_apart("section", story.sections, places),
        *_apart("repeat", repeats, places),
    ]
    return Article(
        title=title or PurePosixPath(source).stem,
        text="\n".join((*([main] if main else []), *captions)),
        source=source,
        byline=" ".join(dict.fromkeys(" ".join(story.bylines).split())),
        date=_day(story, main, page_day),
        place=story.place,
        body_end=len(main),
        captions=tuple(captions),
        sections=tuple(line.text for line in story.sections),
        parts=tuple(sorted(parts, key=lambda part: (part.start, part.end))),
    )


def byline_of(line: Line) -> str:
    """The names in a line that was found to be a byline, or the line itself, such as an office."""
    return names_line(line.text) or line.text


def _title(lines: Sequence[Line]) -> str:
    """The lines of a heading as one; a subtitle's dash parts it well enough."""
    title = ""
    for line in lines:
        title += (
            line.text if not title or line.text.startswith(("—", "-", "─")) else f" {line.text}"
        )
    return title


def _day(story: Story, main: str, page_day: str) -> str:
    days = [
        *(dates.date_line(line.text) for line in story.days),
        dates.day_of(story.words, page_day),
        dates.dateline(main[:80]),
        page_day,
    ]
    return next(filter(None, days), "")


def _paragraphs(pieces: Sequence[Piece]) -> tuple[list[Line], list[Line]]:
    """``(paragraphs, repeats)``: broken lines joined, each paragraph once."""
    joined: list[list[Line]] = []
    repeats: list[Line] = []
    for piece in pieces:
        if piece.repeat:
            repeats.append(piece.line)
        elif piece.joined and joined:
            joined[-1].append(piece.line)
        else:
            joined.append([piece.line])
    found: list[Line] = []
    seen: set[str] = set()
    for lines in joined:
        line = join(lines)
        key = "".join(line.text.split())
        if key in seen and len(key) >= _REPEAT:
            repeats.append(line)
            continue
        seen.add(key)
        found.append(line)
    return found, repeats


def _placed(kind: PartKind, lines: Sequence[Line], places: Places, at: int) -> list[Part]:
    """The parts of lines that stand one a row from ``at`` in the article's text."""
    found: list[Part] = []
    for line in lines:
        found += [
            Part(kind, start, end, at + offset, places.line(start))
            for offset, start, end in line.spans
        ]
        at += len(line.text) + 1
    return found


def _apart(kind: PartKind, lines: Sequence[Line], places: Places) -> list[Part]:
    return [
        Part(kind, start, end, -1, places.line(start))
        for line in lines
        for _, start, end in line.spans
    ]
