"""Broken columns made whole: joining what a column break cut, restoring an order, dropping repeats."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import cast

from rag.lines import Line, is_labelled, is_numbered, is_whole

_REPEAT = 16  # a shorter paragraph may rightly stand twice
_VERSE = 16  # a shorter line that the next follows at once is a line of its own
_PAGE = 50_000  # characters searched for evidence: more than a page has, few enough for a book
_SPACE = re.compile(r"\s+")
_OPENS_INSIDE = tuple("，、。；：！？”’）】》,;:!?)")


@cache
def _cutter() -> Callable[[str], list[str]]:
    """rjieba, or jieba itself on a platform that has no wheel of it."""
    try:
        import rjieba
    except ImportError:
        import jieba

        jieba.setLogLevel(60)
        return cast("Callable[[str], list[str]]", jieba.lcut)
    return cast("Callable[[str], list[str]]", rjieba.cut)


def fits(left: str, right: str, page: str) -> bool:
    """Whether there is evidence that ``right`` goes on where ``left`` broke off.

    The evidence: ``right`` opens with a mark that cannot open a sentence, a word spans the seam, or
    the page has the two characters before and after the seam side by side elsewhere.
    """
    if right.startswith(_OPENS_INSIDE):
        return True
    before, after = left[-8:], right[:8]
    position = 0
    for word in _cutter()(before + after):
        if position < len(before) < position + len(word):
            return True
        position += len(word)
    seam = left[-2:] + right[:2]
    return len(seam) == 4 and page.find(seam, 0, _PAGE) >= 0


def restore(pieces: Sequence[Line], page: str) -> list[Line]:
    """The lines of a story in reading order, where its columns were read in a turned order.

    Turned columns show when the last line breaks off where the first begins. The order then starts at
    a break that does not fit, or, where all fit, after the first whole paragraph.
    """
    last = len(pieces) - 1
    if last < 1 or is_whole(pieces[last].text) or not fits(pieces[last].text, pieces[0].text, page):
        return list(pieces)
    ends = [place for place in range(last) if is_whole(pieces[place].text)]
    loose = [
        place
        for place in range(last)
        if place not in ends and not fits(pieces[place].text, pieces[place + 1].text, page)
    ]
    if not loose and not ends:
        return list(pieces)
    cut = (loose or ends)[0] + 1
    return [*pieces[cut:], *pieces[:cut]]


def paragraphs(pieces: Sequence[Line]) -> list[str]:
    """The lines with broken ones joined, each paragraph once."""
    found: list[str] = []
    previous: Line | None = None
    for piece in pieces:
        if previous is not None and _goes_on(previous, piece):
            found[-1] += _between(found[-1], piece.text) + piece.text
        else:
            found.append(piece.text)
        previous = piece
    return _once(found)


def _goes_on(previous: Line, piece: Line) -> bool:
    if is_whole(previous.text) or is_numbered(piece.text) or "|" in previous.text[:1]:
        return False
    if is_labelled(previous.text) or is_labelled(piece.text):
        return False
    return piece.gap > 0 or len(previous.text) >= _VERSE


def _between(left: str, right: str) -> str:
    """A space where two Latin words meet, nothing in Chinese."""
    return " " if left[-1].isascii() and right[0].isascii() and right[0].isalnum() else ""


def _once(found: list[str]) -> list[str]:
    seen: set[str] = set()
    kept: list[str] = []
    for paragraph in found:
        key = _SPACE.sub("", paragraph)
        if key in seen and len(key) >= _REPEAT:
            continue
        seen.add(key)
        kept.append(paragraph)
    return kept
