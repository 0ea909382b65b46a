"""Days as newspapers write them: of the page, of a line, of a dateline; all as ISO strings."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "Ｏ": 0}
_HAN = "〇零○一二三四五六七八九十"
_YEAR = r"(?P<roc>(?:中[華华])?民[國国])?\s*(?P<y>\d{2,4}|[〇零○Ｏ一二三四五六七八九十百]{2,6})\s*"
FULL = re.compile(
    rf"{_YEAR}(?:年|-|/|\.)\s*(?P<m>\d{{1,2}}|[{_HAN}]{{1,3}})\s*(?:月|-|/|\.)\s*"
    rf"(?P<d>\d{{1,2}}|[{_HAN}]{{1,3}})(?:\s*[日号號])?"
)
_MONTH = re.compile(rf"{_YEAR}年\s*(?P<m>\d{{1,2}}|[{_HAN}]{{1,3}})\s*月(?!\s*[\d{_HAN}])")
SHORT = re.compile(
    rf"(?P<m>\d{{1,2}}|[{_HAN}]{{1,3}})\s*月\s*(?P<d>\d{{1,2}}|[{_HAN}]{{1,3}})\s*[日号號]"
)
_DATELINE = re.compile(rf"^(?:[\u4e00-\u9fff]{{2,8}})?\s*{FULL.pattern}\s*(?:电|讯|電|訊)")
WEEKDAY = r"(?:(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]|(?i:(?:mon|tues|wednes|thurs|fri|satur|sun)day))"
_MARKS = frozenset("年-/.")  # what parts a year from a month
_REST = 24  # more than this beside the date and the line is no date line
_LONGEST = 60  # characters of a line with a date
_AHEAD = 31  # a day without a year that would come this long after the page is of the year before


def find(text: str) -> re.Match[str] | None:
    """Where a day with its year first stands in the text."""
    return FULL.search(text) if not _MARKS.isdisjoint(text) else None


def whole_day(text: str) -> str:
    """The day with its year that is written first in the text, or ''."""
    match = find(text)
    return _iso(match) if match else ""


@lru_cache(4096)
def date_line(text: str) -> str:
    """The day, or the month, in a line that is little but a date, as 2023-12-16 or 2023-03, or ''."""
    if len(text) > _LONGEST:
        return ""
    match = find(text)
    if match and len(text) - len(match[0]) <= _REST:
        return _iso(match)
    month = _MONTH.fullmatch(text.strip("()（） ")) if "月" in text else None
    return _iso(month) if month else ""


def dateline(text: str) -> str:
    """The day in a body's opening dateline (``…2023年12月16日电``), or ''."""
    match = _DATELINE.match(text)
    return _iso(match) if match else ""


def day_of(text: str, page: str) -> str:
    """The day in a dateline; one without a year is of the year of ``page``, the page's own date."""
    if full := whole_day(text):
        return full
    match = SHORT.search(text)
    if not match or not page:
        return ""
    found = _day(int(page[:4]), _number(match["m"]), _number(match["d"]))
    try:
        late = (
            len(page) == 10 and (date.fromisoformat(found) - date.fromisoformat(page)).days > _AHEAD
        )
    except ValueError:
        return found
    return f"{int(found[:4]) - 1:04}{found[4:]}" if late else found


def _iso(match: re.Match[str]) -> str:
    parts = match.groupdict()
    year = parts["y"]
    if not parts["roc"] and (len(year) != 4 or set(year) & set("十百")):
        return ""
    number = _hundreds(year)
    number += 1911 if parts["roc"] else 0
    month = _number(parts["m"])
    if "d" in parts:
        return _day(number, month, _number(parts["d"]))
    return f"{number:04}-{month:02}" if 1 <= month <= 12 else ""


def _day(year: int, month: int, day: int) -> str:
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


def _hundreds(text: str) -> int:
    """A number below a thousand in words, or of any digits."""
    hundreds, hundred, rest = text.rpartition("百")
    return (_DIGITS.get(hundreds, 1) * 100 if hundred else 0) + (_number(rest) if rest else 0)


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[c]) for c in ones))
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
