"""What the surest joins leave over: an open end with nowhere to go, and text that stands below a stranger's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from rag.pages.runs import CROWD, Piece, Run, is_below_verse, is_inside

_SOLE = 0.3  # evidence that joins the only open end to the only text without a beginning
_CLEAR = 2.0  # the same where several compete
_APART = 1.0  # what the best must be better by than any other for the same end or the same text
_NONE = -5.0  # the score of what cannot go together, at least
_NEXT = 2.0  # the score of a column that stands next and that nothing speaks against
_DENSE = 0.3  # of a page's paragraphs have blank lines above, where these are the ends of columns
_SPEAKS = 3  # pairs of characters that text shares with one story and not with the other
_MORE = 2  # times as many as with the other


def join_left(runs: Sequence[Run], indented: bool, score: Callable[[Run, Run], float]) -> None:
    """Join the open ends that are left to the runs that begin nothing, where no other could be meant."""
    if len(runs) > CROWD:
        return
    ends = [run for run in runs if run.next is None and run.last.open]
    starts = [run for run in runs if run.before is None and _is_orphan(run, indented)]
    able = {
        (end.number, start.number): found
        for end in ends
        for start in starts
        if not hangs(end, start) and (found := score(end, start)) > _NONE
    }
    sole = len(ends) == len(starts) == 1
    for (end, start), found in able.items():
        rivals = [other for pair, other in able.items() if (pair[0] == end) != (pair[1] == start)]
        clear = found >= _CLEAR and found >= max(rivals, default=_NONE) + _APART
        if clear or (sole and found >= _SOLE):
            runs[end].next, runs[start].before = runs[start], runs[end]


def hangs(end: Run, start: Run) -> bool:
    """Whether a run hangs on the very run that is to go on below it."""
    run: Run | None = end
    while run is not None:
        if run is start:
            return True
        run = run.before or run.above
    return False


def _is_orphan(run: Run, indented: bool) -> bool:
    """Whether a run surely begins no paragraph of the story where it stands."""
    above = run.above
    if run.first.head or above is None or above.last.closed:
        return False
    return (
        is_inside(run.first, indented) or above.last.open or is_below_verse(above.last, run.first)
    )


def send_back(runs: list[Run], indented: bool, score: Callable[[Run, Run], float]) -> None:
    """Part what follows the rest of another story from it, where it goes on with the story around.

    The rest of a story from another column may end in the midst of the story where it stands.
    """
    if len(runs) > CROWD or not _is_dense(runs):
        return
    for run in list(runs):
        host = run.above
        if run.before is None or host is None or host.last.closed:
            continue
        story = _above(run.before)
        if host in story:
            continue
        if host.last.open:
            if host.next is None:
                _resume(runs, run, host, score)
            continue
        around, own = _pairs(_pieces(_above(host))), _pieces(story)
        for at, piece in enumerate(run.pieces):
            if at and piece.line.gap and not is_inside(piece, indented):
                target = _pairs([*own, *run.pieces[:at]])
                rest = _pairs(run.pieces[at:])
                back, stay = len(rest & around - target), len(rest & target - around)
                if back >= _SPEAKS and back > _MORE * stay:
                    _split(runs, run, at, host)
                    break


def _resume(runs: list[Run], run: Run, host: Run, score: Callable[[Run, Run], float]) -> None:
    """Let the column below the rest of another story go on where the story around breaks off."""
    for at, piece in enumerate(run.pieces):
        if at and piece.line.gap and score(host, Run(run.pieces[at:], len(runs), host)) >= _NEXT:
            tail = _split(runs, run, at, host)
            host.next, tail.before = tail, host
            return


def _is_dense(runs: Sequence[Run]) -> bool:
    pieces = [piece for run in runs for piece in run.pieces if not piece.head]
    return sum(piece.line.gap > 0 for piece in pieces) <= _DENSE * len(pieces)


def _above(run: Run) -> list[Run]:
    """The run and those that it goes on from, up to its story's first."""
    found = [run]
    while (above := found[-1].before or found[-1].above) is not None:
        found.append(above)
    return found


def _pieces(runs: Sequence[Run]) -> list[Piece]:
    return [piece for run in runs for piece in run.pieces]


def _pairs(pieces: Sequence[Piece]) -> set[str]:
    """The pairs of characters that stand side by side in the pieces."""
    text = "\n".join(piece.line.text for piece in pieces)
    return {a + b for a, b in pairwise(text) if (a + b).isalnum()}


def _split(runs: list[Run], run: Run, at: int, host: Run) -> Run:
    """Let the pieces of a run from ``at`` on stand below ``host``."""
    tail = Run(run.pieces[at:], len(runs), host)
    del run.pieces[at:]
    tail.next, run.next = run.next, None
    if tail.next is not None:
        tail.next.before = tail
    for other in runs:
        if other.above is run:
            other.above = tail
    runs.insert(runs.index(run) + 1, tail)
    return tail
