"""Lines beside a story's text that no word of theirs tells: captions without credit, signatures, last dates."""

from __future__ import annotations

from collections.abc import Sequence

from rag.pages import dates
from rag.pages import text as form
from rag.pages.heads import FAR, Ahead, Kind
from rag.pages.judge import is_strong
from rag.pages.lines import Line
from rag.pages.opened import TEXTS, Opened
from rag.pages.seams import spanning

PHOTO_GAP = 3  # blank lines where a photo stood
_SIGNATURE = 24  # characters of who signs a notice at most


def is_signature(ahead: Ahead, story: Opened, kinds: Sequence[Kind], at: int) -> bool:
    """Whether a body signs its notice here, with the day on the next line."""
    page = ahead.page
    if story.last is None or at + 1 >= len(page) or not kinds or kinds[-1] not in TEXTS:
        return False
    if page[at].level or story.broken is not None or not dates.date_line(page[at + 1].text):
        return False
    text = page[at].text
    return form.is_office(text) or (
        story.notice and form.may_be_title(text) and len(text) <= _SIGNATURE
    )


def is_end_date(ahead: Ahead, story: Opened, kinds: Sequence[Kind], at: int) -> bool:
    """Whether a date ends its story: under a signature, or at the end of the page or before a title."""
    if story.last is None or story.broken is not None or not dates.date_line(ahead.page[at].text):
        return False
    if kinds[-1] is Kind.NAMES or at + 1 == len(ahead.page):
        return True
    group = ahead.group(at + 1)
    return story.notice and group is not None and ahead.heads_text(group)


def is_bare_caption(ahead: Ahead, story: Opened, kinds: Sequence[Kind], at: int) -> bool:
    """Whether a line without a credit describes a photo: between whole text and the story's end."""
    line = ahead.page[at]
    return (
        line.alone
        and bool(kinds)
        and kinds[-1] in (*TEXTS, Kind.CAPTION)
        and story.last is not None
        and not story.closed
        and story.broken is None
        and not line.turned
        and _is_set_off(ahead, line)
        and form.may_describe_photo(line.text)
        and not form.is_numbered(line.text)
        and _ends_story(ahead, story, at)
        and not _is_cut(ahead, line)
    )


def _is_set_off(ahead: Ahead, line: Line) -> bool:
    """Whether more than a heading's gap, or a place of the page, tells a caption from a kicker."""
    placed = line.text.startswith(tuple(ahead.places) or "\0")
    if ahead.top or line.gap >= PHOTO_GAP or placed:
        return form.place_of(line.text) not in ahead.places
    return False


def _is_cut(ahead: Ahead, line: Line) -> bool:
    """Whether the line is a sentence cut short that goes on elsewhere on the page."""
    if line.text[-1] in "，、,":
        return True
    return any(spanning(line.text, other.text) for other in ahead.page[:FAR] if len(other.text) > 4)


def _ends_story(ahead: Ahead, story: Opened, at: int) -> bool:
    """Whether a title or the end of the page comes next, past captions."""
    after = at + 1
    while after < len(ahead.page) and ahead.is_photo(after):
        after += 1
    if after >= len(ahead.page):
        return True
    line = ahead.page[after]
    if line.level:
        return line.level == ahead.top
    group = ahead.group(after)
    return (
        line.alone
        and group is not None
        and ahead.heads_text(group)
        and is_strong(ahead, story, group)
    )
