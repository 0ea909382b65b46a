"""Lines that belong together and stay as they are: verse, lists, tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.pages import dates, names
from rag.pages import text as form
from rag.pages.lines import Line

SHORT = 20  # lines of verse and lists are no longer
_MANY = 4  # short lines that are no heading
_CELL = 12  # characters of a table's cell at most
_NUMBER = re.compile(r"[-+−±]?[\d.,]+[%％‰°℃]?[\u4e00-\u9fff]{0,2}|[—\-/]")


def verse(page: Sequence[Line], tables: set[int]) -> set[int]:
    """The short lines that stand together as verse or a list does, without a text that they would head."""
    short = [at not in tables and _is_short(line) for at, line in enumerate(page)]
    found: set[int] = set()
    begin = 0
    for at in range(1, len(page) + 1):
        if at < len(page) and not page[at].gap and short[at] and short[at - 1]:
            continue
        if short[begin] and _is_verse(page, begin, at):
            found.update(range(begin, at))
        begin = at
    return found


def _is_short(line: Line) -> bool:
    text = line.text
    return (
        len(text) <= SHORT
        and not (line.level or line.turned or line.resumed)
        and not names.is_names(text)
        and not form.is_subtitle(text)
        and not form.is_subject(text)
        and not form.is_caption(text)
        and not form.is_labelled(text)
        and not dates.date_line(text)
        and not form.is_notice(text)
        and not names.opening(text)
        and not form.is_chapter(text)
    )


def _is_verse(page: Sequence[Line], begin: int, end: int) -> bool:
    if end - begin >= _MANY:
        return True
    if end - begin < 2:
        return False
    if end == len(page):
        return True
    under = page[end]
    return (
        not under.level
        and bool(under.gap)
        and len(under.text) <= SHORT
        and not form.is_head_word(under.text)
    )


def tables(page: Sequence[Line]) -> set[int]:
    """The rows of tables whose cells one space parts: as many cells in each, and numbers in most."""
    found: set[int] = set()
    begin = 0
    for at in range(1, len(page) + 1):
        if at < len(page) and not page[at].gap and 0 < _cells(page[at]) == _cells(page[at - 1]):
            continue
        counted = sum(_has_numbers(line.text) for line in page[begin:at])
        if at - begin > 2 and counted >= at - begin - 1:
            found.update(range(begin, at))
        begin = at
    return found


def _cells(line: Line) -> int:
    """How many cells the line may be of, or 0."""
    if len(line.text) > 3 * _CELL or line.level or " " not in line.text:
        return 0
    cells = line.text.split()
    return len(cells) if len(cells) >= 3 and max(map(len, cells)) <= _CELL else 0


def _has_numbers(text: str) -> bool:
    return any(_NUMBER.fullmatch(cell) for cell in text.split()[1:])
