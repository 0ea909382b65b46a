"""Where each piece of text goes on: over a caption, a banner, a heading or other stories of its page.

Text that follows text is one run. A run ends where a sentence breaks off and where a heading stands; a run that
begins in the midst of a sentence goes to the open end that it fits best, or stays where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.pages import text as form
from rag.pages.left import hangs, join_left, send_back
from rag.pages.runs import CROWD, WINDOW, Piece, Run, count_words, is_inside, is_loose, part, shared
from rag.pages.seams import evidence, fits

_VERSE = 16  # a shorter line that the next follows at once is a line of its own
_NEXT = 2.0  # what standing next is worth
_ENOUGH = 2.6  # evidence that joins what does not stand next
_ORPHAN = 1.5  # the same for a run that must belong somewhere
_SPEAKS = 0.8  # what two runs share at least where they speak of the same things
_TOPIC = 2.0  # what speaking of the same things is worth at most
_ROUNDS = 5  # of changes to what was joined
_GAIN = 0.5  # what a change must be better by
_DOUBT = 1.5  # against a piece below whole text that opens as a paragraph may
_PLAIN = 2.9  # evidence that needs no more


def arrange(pieces: Sequence[Piece], stories: int, page: str, indented: bool) -> list[list[Piece]]:
    """The pieces of each story in reading order, with those marked that go on where another broke off."""
    runs = part(pieces, page, indented)
    count_words(runs)
    _match(runs, page, indented)

    def score(end: Run, start: Run) -> float:
        return _score(end, start, page, indented)

    join_left(runs, indented, score)
    send_back(runs, indented, score)
    return _stories(runs, stories, page)


def _match(runs: Sequence[Run], page: str, indented: bool) -> None:
    """Give each run that begins inside a sentence the open end that it fits best, the surest first."""
    scores: dict[tuple[int, int], float] = {}
    crowd = len(runs) > CROWD
    starts = [run for run in runs if not run.first.head]
    for start in starts:
        near = (
            [start.above]
            if crowd and start.above
            else runs[max(0, start.number - WINDOW) : start.number + WINDOW]
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
        if crowd or not hangs(runs[end], runs[begin]):
            runs[end].next, runs[begin].before = runs[begin], runs[end]
    for end, begin in chosen.items():
        # What hung below another run may be free by now.
        if runs[begin].before is None and not crowd and not hangs(runs[end], runs[begin]):
            runs[end].next, runs[begin].before = runs[begin], runs[end]


def _floor(start: Run, indented: bool) -> tuple[float, float]:
    """The evidence that a run needs to be joined, and that it needs where it stands next."""
    above = start.above
    if above is None or above.last.closed or above.last.line.turned:
        return _ORPHAN, _ORPHAN
    if is_inside(start.first, indented) or above.last.open:
        return _ORPHAN, 0.0
    return _ENOUGH, 0.0


def _score(end: Run, start: Run, page: str, indented: bool) -> float:
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
    if form.has_label(first.line.text) and form.has_label(last.line.text):
        return -9  # two speak in turn
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


def _may_leave(start: Run, indented: bool) -> bool:
    """Whether something besides the words says that a run does not go on below the text above it."""
    above = start.above
    if above is None or is_loose(start) or is_inside(start.first, indented):
        return True
    return start.first.line.parted or above.last.form


def _add_topics(found: dict[int, float], start: Run, runs: Sequence[Run], indented: bool) -> None:
    """Add to each score how much the two runs speak of the same things, beside the others.

    A run below whole text leaves it only for what it has more to do with.
    """
    able = [number for number, score in found.items() if score > -5]
    if not able or not start.words:
        return
    common = {number: shared(runs[number], start) for number in able}
    here = 0.0
    if start.above is not None and not _may_leave(start, indented):
        here = shared(start.above, start)
    most = max(*common.values(), here, _SPEAKS)
    for number in able:
        stay = here if found[number] < _PLAIN else 0.0
        found[number] += _TOPIC * (common[number] - stay) / most


def _assign(scores: dict[tuple[int, int], float]) -> dict[int, int]:
    """Each end at most one start: the best first, then changed as long as all together fit better."""
    chosen: dict[int, int] = {}
    holders: dict[int, int] = {}
    order = sorted(scores, key=lambda pair: (-scores[pair], pair))
    for end, start in order:
        if end not in chosen and start not in holders:
            chosen[end], holders[start] = start, end
    for _ in range(_ROUNDS if len(order) <= 10 * CROWD else 0):
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


def _stories(runs: Sequence[Run], stories: int, page: str) -> list[list[Piece]]:
    """The runs of each story one after another: what goes on first, then what stands below."""
    found: list[list[Piece]] = [[] for _ in range(stories)]
    for run in runs:
        if run.before is None and run.above is not None:
            run.above.loose.append(run)
    for run in runs:
        if run.before is None and run.above is None:
            found[run.first.story].extend(_walk(run))
    return [_restore(pieces, page) for pieces in found]


def _walk(run: Run) -> list[Piece]:
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
