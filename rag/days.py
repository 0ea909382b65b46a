"""Dates in Chinese text as spans of days: from what a person or a file writes, and from what an article says.

A span is ``(first, last)``, ISO days: ``2023年3月`` is 2023-03-01 to 2023-03-31. What must not be here: which of its
dates an article bears (``rag.page``), SQL.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

Days = tuple[str, str]

_YEAR = r"(?<!\d)(1[5-9]\d\d|2[01]\d\d)"
_WRITTEN = re.compile(
    rf"(?:{_YEAR}(?:\s*[-_/.年]\s*(\d{{1,2}})(?:\s*[-_/.月]\s*(\d{{1,2}}))?)?"
    r"|((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01]))[年月日号份]*(?=$|[\s T,，(（])"
)
_SAID = re.compile(
    rf"{_YEAR}\s*年(?:\s*(\d{{1,2}})\s*月(?:\s*(\d{{1,2}})\s*[日号])?)?"
    rf"|{_YEAR}[-/.](\d{{1,2}})[-/.](\d{{1,2}})(?!\d)"
    r"|(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]"
)

_NAMED = re.compile(
    r"(?<![0-9A-Za-z])(?:19|20)\d\d(?:[-_.年]\d{1,2}[-_.月]\d{1,2}|(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]))"
    r"(?![0-9A-Za-z])"
)


def days_of(text: str) -> Days | None:
    """The days that ``text``, little but a date, stands for: 2023, 2023-03, 2023/3/5, 2023年3月5日, 20230305, with
    or without a time behind; None where it is no date."""
    match = _WRITTEN.match(text.strip())
    if not match:
        return None
    year, month, day, *packed = match.groups()
    return _span(*packed) if year is None else _span(year, month, day)


def said(text: str, year: str = "") -> Iterator[Days]:
    """The days that a text speaks of, in its order. A day without a year is of the year last said, or of
    ``year``; without any it is passed over."""
    for match in _SAID.finditer(text):
        a, b, c, d, e, f, month, day = match.groups()
        year = a or d or year
        span = _span(year, b or e or month, c or f or day) if year else None
        if span:
            yield span


def _span(year: str, month: str | None, day: str | None) -> Days | None:
    """None where there is no such month or day."""
    y = int(year)
    if not month:
        return f"{y}-01-01", f"{y}-12-31"
    m = int(month)
    if not 1 <= m <= 12:
        return None
    last = monthrange(y, m)[1]
    if not day:
        return f"{y}-{m:02}-01", f"{y}-{m:02}-{last}"
    d = int(day)
    return (f"{y}-{m:02}-{d:02}",) * 2 if 1 <= d <= last else None


def in_name(source: str) -> Days | None:
    """The day in a file's name or folder (``日报/2023-12-16/03版.txt``, ``日报20231216.pdf``), the last where there
    are several; None where there is none."""
    found = [days_of(match[0]) for match in _NAMED.finditer(source)]
    return next((days for days in reversed(found) if days), None)
