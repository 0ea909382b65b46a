"""Runs of text: what stands together in a column, and what it speaks of."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rag.pages import text as form
from rag.pages.lines import Line
from rag.pages.seams import begins_inside, evidence

WINDOW = 80  # runs between which a sentence may go on
CROWD = 400  # more pieces than a page has: only neighbours are joined there
_LONG = 3000  # characters that tell what a run speaks of
_SOME = 0.6  # the same, where something parts the run from that text
_SURE = 2.9  # evidence that takes a run from below whole text
_REPEAT = 16  # a shorter paragraph may rightly stand twice


@dataclass(slots=True, eq=False)
class Piece:
    """A line of text in a story; ``form`` lines are joined to nothing; ``closed`` where its story ends."""

    line: Line
    story: int
    form: bool = False
    closed: bool = False
    head: bool = False
    repeat: bool = False
    joined: bool = False  # goes on where the piece before it in its story broke off

    @property
    def open(self) -> bool:
        """Whether a sentence breaks off at its end."""
        return not self.form and not self.closed and not form.is_whole(self.line.text)


@dataclass(slots=True, eq=False)
class Run:
    pieces: list[Piece]
    number: int
    above: Run | None = None  # the run before it in the file, if both are of one story
    next: Run | None = None
    before: Run | None = None
    loose: list[Run] = field(default_factory=list)
    words: dict[str, float] = field(default_factory=dict)  # of this run and those above it
    below: dict[str, float] = field(default_factory=dict)  # of this run and those below it

    @property
    def first(self) -> Piece:
        return self.pieces[0]

    @property
    def last(self) -> Piece:
        return self.pieces[-1]


def part(pieces: Sequence[Piece], page: str, indented: bool) -> list[Run]:
    """The pieces as runs: one ends where a sentence breaks off or a heading stands."""
    taken = _taken(pieces, page, indented)
    found: list[Run] = []
    seen: dict[str, Run] = {}
    resume: Run | None = None
    for piece in pieces:
        key = "".join(piece.line.text.split())
        if len(key) >= _REPEAT and key in seen and not piece.head:
            piece.repeat = True
            resume = seen[key]
            resume.pieces.append(piece)
            continue
        last = found[-1] if found else None
        if resume is not None and resume is not last and not piece.head:
            # A column opens with the last paragraph of the one before: what follows belongs there.
            found.append(Run([piece], len(found), resume))
        elif last is None or piece.head or _parts(last.last, piece, indented) or id(piece) in taken:
            above = None if last is None or piece.head else last
            found.append(Run([piece], len(found), above))
        else:
            last.pieces.append(piece)
        resume = None
        seen.setdefault(key, found[-1])
    return found


def _parts(before: Piece, piece: Piece, indented: bool) -> bool:
    """Whether a new run begins with ``piece``."""
    if before.closed or before.line.turned or piece.line.resumed or before.open:
        return True
    if is_below_verse(before, piece):
        return True
    return indented and is_inside(piece, indented)


def is_below_verse(before: Piece, piece: Piece) -> bool:
    """Whether prose follows verse below a blank line, as the rest of another story may."""
    text = before.line.text
    return (
        before.form
        and not piece.form
        and bool(piece.line.gap)
        and not (form.is_labelled(text) or form.is_table_row(text) or form.is_numbered(text))
        and not form.is_whole(text)
    )


def is_inside(piece: Piece, indented: bool) -> bool:
    """Whether a piece is surely no beginning of a paragraph."""
    if piece.form or piece.line.level:
        return False
    unindented = indented and not piece.line.indent and form.is_whole(piece.line.text)
    return unindented or begins_inside(piece.line.text)


def _taken(pieces: Sequence[Piece], page: str, indented: bool) -> set[int]:
    """The pieces below whole text that clearly go on where some other piece breaks off."""
    ends = [at for at, piece in enumerate(pieces) if piece.open and not piece.repeat]
    if len(pieces) > CROWD and len(ends) > len(pieces) // 10:
        return set()
    found: set[int] = set()
    for end in ends:
        if _goes_on_below(pieces, end, page):
            continue
        for at in range(max(1, end - WINDOW), min(len(pieces), end + WINDOW)):
            piece, before = pieces[at], pieces[at - 1]
            if at == end or before.open or piece.head or piece.form or not piece.line.gap:
                continue
            if indented and piece.line.indent:
                continue
            score = evidence(pieces[end].line.text, piece.line.text, page)
            if score >= _SURE or (
                score > _SOME and (piece.line.parted or begins_inside(piece.line.text))
            ):
                found.add(id(piece))
    return found


def _goes_on_below(pieces: Sequence[Piece], end: int, page: str) -> bool:
    """Whether the next piece clearly goes on where this one breaks off."""
    under = pieces[end + 1] if end + 1 < len(pieces) else None
    if under is None or under.head or under.form:
        return False
    return evidence(pieces[end].line.text, under.line.text, page) >= _SURE


def count_words(runs: Sequence[Run]) -> None:
    """What each run speaks of: pairs of characters, each weighed by how few runs have it."""
    if len(runs) > CROWD:
        return
    spread: Counter[str] = Counter()
    own: list[set[str]] = []
    for run in runs:
        text = "\n".join(piece.line.text for piece in run.pieces)[:_LONG]
        own.append({a + b for a, b in pairwise(text) if (a + b).isalnum()})
        spread.update(own[-1])
    many = len(runs) + 1
    for run, words in zip(runs, own, strict=True):
        run.words = {word: math.log(many / spread[word]) for word in words}
        run.below = dict(run.words)
    # Runs below whole text belong together, until one proves to begin elsewhere.
    for run in runs:
        if run.above is not None and not is_loose(run):
            run.words |= run.above.words
    for run in reversed(runs):
        if run.above is not None and not is_loose(run):
            run.above.below |= run.below


def is_loose(run: Run) -> bool:
    """Whether a run does not simply go on below the whole text of the run before it."""
    before = run.above.last if run.above is not None else None
    return before is None or before.closed or before.line.turned or before.open


def shared(end: Run, start: Run) -> float:
    """How much a run, and what stands below it, speaks of what another and those above it speak of."""
    small, large = sorted((end.words, start.below), key=len)
    both = [weight for word, weight in small.items() if word in large]
    # One pair in common may be chance.
    return sum(both) / math.sqrt(1 + len(small)) if len(both) > 1 else 0.0
