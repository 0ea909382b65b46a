"""Hard line breaks undone: on a page whose lines all break at one width, the lines of a paragraph are joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.pages.lines import Line, join
from rag.pages.names import is_reporters, opening
from rag.pages.text import (
    is_caption,
    is_credit,
    is_form,
    is_listed,
    is_subject,
    is_table_row,
    is_two_part,
    is_whole,
)

_WIDEST = 45  # columns of a newspaper are no wider
_FEWEST = 12  # lines that show a width
_SHARE = 0.5  # of the lines of some length that have this width
_WIDER = 0.2  # of the lines at most, such as titles over the whole page
_SOME = 8
_STARTS = re.compile(r"[▲△▼□■●◆【]|[图圖][为為]|（[上承]接|[(（]?\d{1,2}[)）.、．](?!\d)")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a page sets its text: the ``width`` of wrapped lines or 0; whether paragraphs are ``indented``."""

    width: int = 0
    indented: bool = False


def shape(rows: Sequence[Line]) -> Shape:
    """The shape of the page that these rows make."""
    widths = [row.width for row in rows if row.width >= _SOME and not row.level]
    long = [row for row in rows if len(row.text) >= _SOME]
    marked = sum(row.indent for row in long)
    if len(widths) < _FEWEST:
        return Shape(0, marked >= max(3, 0.2 * len(long)))
    counts = Counter(widths)
    near = {width: sum(counts[width + by] for by in (-1, 0, 1)) for width in counts}
    width = max(near, key=lambda one: (near[one], counts[one]))
    full = [row for row in rows if abs(row.width - width) <= 1]
    broken = sum(not is_whole(row.text) for row in full)
    wider = sum(one > width + 3 for one in widths)
    wrapped = (
        width <= _WIDEST
        and near[width] >= _SHARE * len(widths)
        and broken >= 0.6 * len(full)
        and wider <= _WIDER * len(widths)
    )
    # Of a wrapped paragraph only the first line is indented.
    return Shape(width if wrapped else 0, marked >= max(3, (0.08 if wrapped else 0.2) * len(long)))


def unwrap(rows: Sequence[Line], page: Shape) -> list[Line]:
    """The rows with those of one paragraph joined, and a photo's credit to the words under the photo."""
    open_rows: list[Line] = []
    found: list[Line] = []
    for at, row in enumerate(rows):
        if open_rows and _goes_on(open_rows[0], open_rows[-1], row, page):
            open_rows.append(row)
            continue
        if open_rows:
            found.append(join(open_rows))
        open_rows = [row]
        if found and _credits(found[-1], row, rows[at + 1 : at + 2]):
            alone = found[-1].alone
            open_rows = [replace(join([found.pop(), row], " "), alone=alone)]
    return found + ([join(open_rows)] if open_rows else [])


def _goes_on(whole: Line, last: Line, row: Line, page: Shape) -> bool:
    if not page.width or row.gap or row.level or last.level or row.parted or last.turned:
        return False
    if not page.width - 1 <= last.width <= page.width + 2 or row.indent:
        return False
    if page.indented and not whole.indent and whole is last and is_two_part(last.text):
        return False
    return not _starts(row.text, page) and not is_table_row(whole.text)


def _starts(text: str, page: Shape) -> bool:
    """Whether a row surely begins something, where no indent would tell."""
    if opening(text) or is_credit(text) or is_reporters(text) or is_subject(text):
        return True
    return bool(_STARTS.match(text)) or (not page.indented and (is_form(text) or is_listed(text)))


def _credits(words: Line, row: Line, after: Sequence[Line]) -> bool:
    """Whether the row is the credit of the photo that ``words`` describe."""
    if not is_credit(row.text) or row.gap > 1 or words.level or len(words.text) > 80:
        return False
    if not words.text or is_credit(words.text):
        return False
    return is_caption(words.text) or (words.gap > 0 and row.gap == 0)
