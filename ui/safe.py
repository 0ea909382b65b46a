"""Text as safe HTML: escaping, shortening, emphasis. Whatever an article or a person wrote passes through here.

The signs of HTML and of Markdown become entities, because the chat runs its messages through a Markdown parser;
the output holds no newline for the same reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

Span = tuple[int, int]

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # no page can carry these
_SIGNS = {ord(sign): f"&#{ord(sign)};" for sign in "\\`*_{}[]()#+-.!|~$:/@^=<>&\"'"}
_SIGNS[ord("\n")] = "<br>"


def escape(text: str) -> str:
    """Text as HTML that shows exactly that text, under a Markdown parser too. A newline becomes ``<br>``."""
    return _UNPRINTABLE.sub("", text).translate(_SIGNS)


def shorten(text: str, limit: int) -> str:
    """The text on one line, cut to ``limit`` characters with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit] + "…"


def emphasise(text: str, offset: int, marks: Iterable[Span]) -> str:
    """Escaped text with ``marks`` in ``<strong>``; ``offset`` is where the text starts in its article."""
    out, at = [], 0
    for begin, end in sorted(marks):
        begin, end = max(begin - offset, at), min(end - offset, len(text))
        if begin < end:
            out += [escape(text[at:begin]), f"<strong>{escape(text[begin:end])}</strong>"]
            at = end
    return "".join(out) + escape(text[at:])
