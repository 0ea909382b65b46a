"""Words that point from a story to its rest on another page: ``（下转第4版）`` and ``（上接第1版）``."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.pages.lines import Line

_POINTER = re.compile(
    r"\s*[（(【\[]?\s*(?P<way>(?:紧接|緊接|[上承]接|续接|续自|接)|(?:下转|下轉|转|轉|下接|详见|詳見))\s*"
    r"(?:第\s*)?[A-Z]?\s*[\d一二三四五六七八九十]{1,3}\s*版?[^（）()【】\[\]。，]{0,8}[）)】\]]\s*"
)
_POINTER_ROW = re.compile(
    r"[→►▶\s]*(?P<way>紧接|緊接|[上承]接|下转|下轉|转|轉|下接)\s*第?\s*[A-Z]?\s*[\d一二三四五六七八九十]{1,3}\s*版[→►▶\s]*"
)
_WAYS = frozenset("转轉接详詳")  # no pointer is without one of these
_ONWARD = "下转轉详詳"


def resumes(text: str) -> bool:
    """Whether the text opens with the words that it goes on from another page."""
    match = _POINTER.match(text)
    return match is not None and match["way"][0] not in _ONWARD


def without(line: Line) -> Line:
    """The line without "continued on page 4" at its end or "from page 1" at its beginning."""
    if _WAYS.isdisjoint(line.text):
        return line
    bare = _POINTER_ROW.fullmatch(line.text)
    if bare:
        onward = bare["way"][0] in "下转轉"
        return replace(line.cut(len(line.text)), turned=onward, resumed=not onward)
    match = _POINTER.match(line.text)
    if match and match["way"][0] not in _ONWARD:
        line = replace(line.cut(match.end()), resumed=True)
    last = None
    for match in _POINTER.finditer(line.text):
        last = match
    if last and last.end() == len(line.text) and last["way"][0] in "下转轉":
        line = replace(line.cut(0, last.start()), turned=True)
    return line
