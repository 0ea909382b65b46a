"""Sentences and passages as offsets: what cuts a text, and nothing that reads, ranks or changes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rag.types import Article, Passage

LONG = 120  # past this many characters a semicolon ends a sentence too
HARD = 300  # no sentence is longer than this

Span = tuple[int, int]

# One pass finds every end. "?" and "!" stay inside "host/?a=1", "." inside "3.5" and "example.org".
_END = re.compile(
    r"(?:[。！？…]|(?<![A-Za-z0-9/])[!?]|[!?](?![A-Za-z0-9])|\.(?=[\s”’)\]\"']|\Z))"
    r"[。！？!?…]*[”’」』】》〉）)\]]*"
    r"|[\n\r\u2028\u2029]"
)
_CLAUSE = re.compile(r"[；;][”’」』】》〉）)\]]*")
_BREATH = re.compile(r"[，、：]|,(?!\d)|\s")
_ITEM = re.compile(r"\s*\d{1,3}\.")


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Offsets of the sentences in ``text[start:end]``, in order.

    No span begins or ends with white space, and only white space lies between two spans.
    """
    stop = len(text) if end is None else min(end, len(text))
    found: list[Span] = []
    for left, right in _cut(text, start, stop):
        if right - left <= LONG:
            found.append((left, right))
        else:
            found.extend(_shorten(text, left, right))
    return found


def _cut(text: str, start: int, stop: int) -> Iterator[Span]:
    """The stretches between sentence ends, stripped of white space."""
    left = start
    for match in _END.finditer(text, start, stop):
        right = match.end()
        if right <= left or (text[match.start()] == "." and _ITEM.fullmatch(text, left, right)):
            continue
        # A straight quote closes only what one has opened in this sentence.
        if right < stop and text[right] == '"' and text.count('"', left, right) % 2:
            right += 1
        yield from _strip(text, left, right)
        left = right
    yield from _strip(text, left, stop)


def _strip(text: str, left: int, right: int) -> Iterator[Span]:
    piece = text[left:right]
    bare = piece.strip()
    if bare:
        if len(bare) != len(piece):
            left += len(piece) - len(piece.lstrip())
            right = left + len(bare)
        yield left, right


def _shorten(text: str, left: int, right: int) -> Iterator[Span]:
    """Cut one long sentence at its semicolons, then whatever is past HARD at its commas."""
    begin = left
    for cut in (*(match.end() for match in _CLAUSE.finditer(text, left, right)), right):
        while cut - begin > HARD:
            breath = begin + HARD
            for match in _BREATH.finditer(text, begin + 1, begin + HARD):
                breath = match.end()
            yield from _strip(text, begin, breath)
            begin = breath
        yield from _strip(text, begin, cut)
        begin = cut


def split(article: Article, size: int = 300, overlap: int = 1) -> list[Passage]:
    """Passages of whole sentences, at most ``size`` characters long unless one sentence is longer.

    With ``overlap`` 1 a passage begins with the last sentence of the one before, where that sentence
    is shorter than a third of ``size``. Captions never share a passage with the body.

    Raises:
        ValueError: ``size`` is below 1, or ``overlap`` is not 0 or 1.
    """
    if size < 1 or overlap not in (0, 1):
        raise ValueError(f"size must be positive and overlap 0 or 1, not {size} and {overlap}")
    text, middle = article.text, article.body_end
    spans = [
        *_pack(sentences(text, 0, middle), size, size / 3 if overlap else 0),
        *_pack(sentences(text, middle), size, 0),
    ]
    return [Passage(left, right, text[left:right]) for left, right in spans]


def _pack(spans: Iterable[Span], size: int, repeat: float) -> Iterator[Span]:
    """Join neighbours up to ``size``; a last sentence shorter than ``repeat`` opens the next one too."""
    first = last = -1  # where the open passage and its last sentence begin
    stop = 0
    for left, right in spans:
        if first >= 0 and right - first > size:
            yield first, stop
            again = stop - last < repeat and right - last <= size
            first = last if again else left
        elif first < 0:
            first = left
        last, stop = left, right
    if first >= 0:
        yield first, stop
