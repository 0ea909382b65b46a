"""Where each piece of text goes on: over a caption, a banner, a heading or other stories of its page.

Text that follows text is one run. A run ends where a sentence breaks off and where a heading stands; a run that
begins in the midst of a sentence goes to the open end that it fits best, or stays where it stands.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rag.pages import text as form
from rag.pages.lines import Line
from rag.pages.seams import begins_inside, evidence, fits

_VERSE = 16  # a shorter line that the next follows at once is a line of its own
_WINDOW = 80  # runs between which a sentence may go on
_CROWD = 400  # more pieces than a page has: only neighbours are joined there
_NEXT = 2.0  # what standing next is worth
_ENOUGH = 2.6  # evidence that joins what does not stand next
_ORPHAN = 1.5  # the same for a run that must belong somewhere
_SPEAKS = 0.8  # what two runs share at least where they speak of the same things
_LONG = 3000  # characters that tell what a run speaks of
_TOPIC = 2.0  # what speaking of the same things is worth at most
_ROUNDS = 5  # of changes to what was joined
_GAIN = 0.5  # what a change must be better by
_DOUBT = 1.5  # against a piece below whole text that opens as a paragraph may
_SOME = 0.6  # the same, where something parts the run from that text
_PLAIN = 2.9  # evidence that needs no more
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
class _Run:
    pieces: list[Piece]
    number: int
    above: _Run | None = None  # the run before it in the file, if both are of one story
    next: _Run | None = None
    before: _Run | None = None
    loose: list[_Run] = field(default_factory=list)
    words: dict[str, float] = field(default_factory=dict)  # of this run and those above it
    below: dict[str, float] = field(default_factory=dict)  # of this run and those below it

    @property
    def first(self) -> Piece:
        return self.pieces[0]

    @property
    def last(self) -> Piece:
        return self.pieces[-1]


def arrange(pieces: Sequence[Piece], stories: int, page: str, indented: bool) -> list[list[Piece]]:
    """The pieces of each story in reading order, with those marked that go on where another broke off."""
    runs = _runs(pieces, page, indented)
    _count_words(runs)
    _match(runs, page, indented)
    return _stories(runs, stories, page)


def _runs(pieces: Sequence[Piece], page: str, indented: bool) -> list[_Run]:
    taken = _taken(pieces, page, indented)
    found: list[_Run] = []
    seen: dict[str, _Run] = {}
    resume: _Run | None = None
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
            found.append(_Run([piece], len(found), resume))
        elif last is None or piece.head or _parts(last.last, piece, indented) or id(piece) in taken:
            above = None if last is None or piece.head else last
            found.append(_Run([piece], len(found), above))
        else:
            last.pieces.append(piece)
        resume = None
        seen.setdefault(key, found[-1])
    return found


def _parts(before: Piece, piece: Piece, indented: bool) -> bool:
    """Whether a new run begins with ``piece``."""
    if before.closed or before.line.turned or piece.line.resumed or before.open:
        return True
    return indented and _is_inside(piece, indented)


def _is_inside(piece: Piece, indented: bool) -> bool:
    """Whether a piece is surely no beginning of a paragraph."""
    if piece.form or piece.line.level:
        return False
    unindented = (
        indented
        and not piece.line.indent
        and bool(piece.line.gap)
        and form.is_whole(piece.line.text)
    )
    return unindented or begins_inside(piece.line.text)


def _taken(pieces: Sequence[Piece], page: str, indented: bool) -> set[int]:
    """The pieces below whole text that clearly go on where some other piece breaks off."""
    ends = [at for at, piece in enumerate(pieces) if piece.open and not piece.repeat]
    if len(pieces) > _CROWD and len(ends) > len(pieces) // 10:
        return set()
    found: set[int] = set()
    for end in ends:
        for at in range(max(1, end - _WINDOW), min(len(pieces), end + _WINDOW)):
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


def _count_words(runs: Sequence[_Run]) -> None:
    """What each run speaks of: pairs of characters, each weighed by how few runs have it."""
    if len(runs) > _CROWD:
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
        if run.above is not None and not _is_loose(run):
            run.words |= run.above.words
    for run in reversed(runs):
        if run.above is not None and not _is_loose(run):
            run.above.below |= run.below


def _is_loose(run: _Run) -> bool:
    """Whether a run does not simply go on below the whole text of the run before it."""
    before = run.above.last if run.above is not None else None
    return before is None or before.closed or before.line.turned or before.open


def _shared(end: _Run, start: _Run) -> float:
    """How much a run, and what stands below it, speaks of what another and those above it speak of."""
    small, large = sorted((end.words, start.below), key=len)
    total = sum(weight for word, weight in small.items() if word in large)
    return total / math.sqrt(1 + len(small)) if small else 0.0


def _match(runs: Sequence[_Run], page: str, indented: bool) -> None:
    """Give each run that begins inside a sentence the open end that it fits best, the surest first."""
    scores: dict[tuple[int, int], float] = {}
    crowd = len(runs) > _CROWD
    starts = [run for run in runs if not run.first.head]
    for start in starts:
        near = (
            [start.above]
            if crowd and start.above
            else runs[max(0, start.number - _WINDOW) : start.number + _WINDOW]
        )
        found = {
            end.number: _score(end, start, page, indented)
            for end in near
            if end and end is not start
        }
        _add_topics(found, start, runs, indented)
        floor = _floor(start, indented)
        for end, score in found.items():
            if score >= floor[0] or (runs[end] is start.above and score >= floor[1]):
                scores[end, start.number] = score
    chosen = _assign(scores)
    for end, begin in sorted(chosen.items(), key=lambda pair: (pair[1], pair[0])):
        if crowd or not _circles(runs[end], runs[begin]):
            runs[end].next, runs[begin].before = runs[begin], runs[end]
    for end, begin in chosen.items():
        # What hung below another run may be free by now.
        if runs[begin].before is None and not crowd and not _circles(runs[end], runs[begin]):
            runs[end].next, runs[begin].before = runs[begin], runs[end]


def _floor(start: _Run, indented: bool) -> tuple[float, float]:
    """The evidence that a run needs to be joined, and that it needs where it stands next."""
    above = start.above
    if above is None or above.last.closed or above.last.line.turned:
        return _ORPHAN, _ORPHAN
    if _is_inside(start.first, indented) or above.last.open:
        return _ORPHAN, 0.0
    return _ENOUGH, 0.0


def _score(end: _Run, start: _Run, page: str, indented: bool) -> float:
    """How well a run goes on where another ends; -9 where it cannot."""
    last, first = end.last, start.first
    if last.repeat:
        last = next((piece for piece in reversed(end.pieces) if not piece.repeat), last)
    if first.form or last.form or last.closed or form.is_numbered(first.line.text):
        return -9
    if form.is_whole(last.line.text) or (indented and first.line.indent):
        return -9
    if last.line.turned != first.line.resumed:
        return -9
    if form.is_form(first.line.text):
        return -9
    next_to = end is start.above
    if next_to and not first.line.gap and len(last.line.text) < _VERSE and not first.line.parted:
        return -9
    score = evidence(last.line.text, first.line.text, page)
    if last.line.turned:
        score += 3
    if next_to:
        return score + _NEXT
    above = start.above
    if above and score < _PLAIN and not _may_leave(start, indented):
        score -= _DOUBT
    return score + (0.5 if end.number < start.number else 0.2)


def _may_leave(start: _Run, indented: bool) -> bool:
    """Whether something besides the words says that a run does not go on below the text above it."""
    above = start.above
    if above is None or _is_loose(start) or _is_inside(start.first, indented):
        return True
    return start.first.line.parted or above.last.form


def _add_topics(found: dict[int, float], start: _Run, runs: Sequence[_Run], indented: bool) -> None:
    """Add to each score how much the two runs speak of the same things, beside the others.

    A run below whole text leaves it only for what it has more to do with.
    """
    able = [number for number, score in found.items() if score > -5]
    if not able or not start.words:
        return
    shared = {number: _shared(runs[number], start) for number in able}
    here = 0.0
    if start.above is not None and not _may_leave(start, indented):
        here = _shared(start.above, start)
    most = max(*shared.values(), here, _SPEAKS)
    for number in able:
        stay = here if found[number] < _PLAIN else 0.0
        found[number] += _TOPIC * (shared[number] - stay) / most


def _assign(scores: dict[tuple[int, int], float]) -> dict[int, int]:
    """Each end at most one start: the best first, then changed as long as all together fit better."""
    chosen: dict[int, int] = {}
    holders: dict[int, int] = {}
    order = sorted(scores, key=lambda pair: (-scores[pair], pair))
    for end, start in order:
        if end not in chosen and start not in holders:
            chosen[end], holders[start] = start, end
    for _ in range(_ROUNDS if len(order) <= 10 * _CROWD else 0):
        if not any([_change(pair, scores, chosen, holders) for pair in order]):
            break
    return chosen


def _change(
    pair: tuple[int, int],
    scores: dict[tuple[int, int], float],
    chosen: dict[int, int],
    holders: dict[int, int],
) -> bool:
    """Join ``pair`` and let who is parted by it join elsewhere, if that is better in all."""
    end, start = pair
    other_start, other_end = chosen.get(end), holders.get(start)
    if other_start == start:
        return False
    now = scores.get((end, other_start), 0.0) if other_start is not None else 0.0
    now += scores.get((other_end, start), 0.0) if other_end is not None else 0.0
    free = (
        []
        if other_start is None
        else [
            (score, one)
            for (one, two), score in scores.items()
            if two == other_start and one != end and (one not in chosen or one == other_end)
        ]
    )
    best = max(free, default=(0.0, -1))
    if scores[pair] + best[0] <= now + _GAIN:
        return False
    for gone in (end, other_end):
        if gone is not None and gone in chosen:
            holders.pop(chosen.pop(gone), None)
    chosen[end], holders[start] = start, end
    if best[1] >= 0 and other_start is not None:
        chosen[best[1]], holders[other_start] = other_start, best[1]
    return True


def _circles(end: _Run, start: _Run) -> bool:
    """Whether a run hangs on the very run that is to go on below it."""
    run: _Run | None = end
    while run is not None:
        if run is start:
            return True
        run = run.before or run.above
    return False


def _stories(runs: Sequence[_Run], stories: int, page: str) -> list[list[Piece]]:
    """The runs of each story one after another: what goes on first, then what stands below."""
    found: list[list[Piece]] = [[] for _ in range(stories)]
    for run in runs:
        if run.before is None and run.above is not None:
            run.above.loose.append(run)
    for run in runs:
        if run.before is None and run.above is None:
            found[run.first.story].extend(_walk(run))
    return [_restore(pieces, page) for pieces in found]


def _walk(run: _Run) -> list[Piece]:
    """The pieces of a run and of all that hangs on it, in reading order."""
    found: list[Piece] = []
    waiting = [run]
    while waiting:
        one = waiting.pop()
        one.first.joined = one.before is not None
        found += one.pieces
        waiting += reversed(one.loose)
        if one.next is not None:
            waiting.append(one.next)
    return found


def _restore(pieces: list[Piece], page: str) -> list[Piece]:
    """The pieces in reading order, where the columns of a story were read in a turned order.

    Turned columns show when the last line breaks off where the first begins. The order then starts at
    a break that does not fit, or, where all fit, after the first whole paragraph.
    """
    kept = [piece for piece in pieces if not piece.repeat]
    last = len(kept) - 1
    if last < 1 or not kept[last].open or kept[last].line.turned or kept[0].line.resumed:
        return pieces
    if not fits(kept[last].line.text, kept[0].line.text, page):
        return pieces
    ends = [at for at in range(last) if form.is_whole(kept[at].line.text)]
    loose = [
        at
        for at in range(last)
        if at not in ends and not fits(kept[at].line.text, kept[at + 1].line.text, page)
    ]
    if not loose and not ends:
        return pieces
    cut = (loose or ends)[0] + 1
    kept[cut].joined, kept[0].joined = False, True
    return [*kept[cut:], *kept[:cut], *(piece for piece in pieces if piece.repeat)]
