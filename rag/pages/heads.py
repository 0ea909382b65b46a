"""What can head a story at a line of the page, told from that line and those below it alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from rag.pages import dates, names
from rag.pages import text as form
from rag.pages.lines import Line
from rag.pages.seams import PAGE, begins_inside, evidence, fits, spanning
from rag.pages.verse import SHORT, tables, verse

_TEXT = 28  # a line longer than this under a "place: title" is the text that it heads
_PART = 12  # a heading right under a byline is no longer
_HEADS = 4  # bylines, dates and subtitles between a title and its text
_AHEAD = 24  # lines looked ahead, past captions and bylines, for what comes next
_LINES = 9  # of a heading at most, with bylines and dates
FAR = 60  # lines looked ahead for where a broken sentence goes on
FEATURE = 3  # this many "place: title" headings make a feature whose parts are stories


class Kind(Enum):
    """What a line is on its page."""

    TITLE = auto()
    WEAK = auto()  # a title or a section heading: the whole page decides
    SUBTITLE = auto()
    SECTION = auto()
    NAMES = auto()
    DATE = auto()
    CAPTION = auto()
    BANNER = auto()
    BODY = auto()
    FORM = auto()  # body whose lines stay as they are: verse, tables, entries


@dataclass(slots=True)
class Group:
    """Lines from ``at`` that can head a story: what each is, and where the text under them begins."""

    at: int
    kinds: list[Kind]
    follower: int
    cut: bool = False  # the text under them is known by breaking off

    @property
    def titles(self) -> list[int]:
        """Where the lines of the title stand."""
        return [self.at + n for n, kind in enumerate(self.kinds) if kind is Kind.TITLE]


class Ahead:
    """A page, and what comes next at each of its lines."""

    def __init__(self, page: Sequence[Line]) -> None:
        self.page = page
        self.text = "\n".join(line.text for line in page)[:PAGE]
        levels = Counter(line.level for line in page if line.level)
        self.top = min(levels, default=0)
        self.marked = levels[self.top] >= 2
        self._kinds: dict[tuple[int, bool, bool], Kind | None] = {}
        self.tables = tables(page)
        self.verse = verse(page, self.tables) | self.tables
        self.places = self._places()
        twins = Counter(bool(form.twin_of(line.text)) for line in page if line.alone or line.gap)
        self.indented = sum(line.indent for line in page) >= max(FEATURE, len(page) // 5)
        self.twins = twins[True] >= FEATURE

    def _places(self) -> set[str]:
        # A notice's "time: ..." and "place: ..." are no headings: no text stands under each.
        places = {
            form.place_of(line.text)
            for line, under in pairwise(self.page)
            if (line.alone or line.gap)
            and len(under.text) > _TEXT
            and not form.has_label(under.text)
        } - {""}
        return places if len(places) >= FEATURE else set()

    def level_group(self, at: int) -> Group:
        """A Markdown heading, with what stands between it and its text."""
        line = self.page[at]
        kinds = [Kind.TITLE if line.level == self.top else Kind.SECTION]
        after = at + 1
        while kinds[0] is Kind.TITLE and after < len(self.page):
            kind = self.under_title(after)
            if kind is None:
                break
            kinds.append(kind)
            after += 1
        return Group(at, kinds, after)

    def under_title(self, at: int) -> Kind | None:
        """What a line between a Markdown title and its text is, or None."""
        line = self.page[at]
        if line.level:
            return Kind.SUBTITLE if self.is_lone_level(at) else None
        if form.is_subtitle(line.text):
            return Kind.SUBTITLE
        if dates.date_line(line.text) or form.is_document_number(line.text):
            return Kind.DATE
        if names.names_line(line.text) and not form.is_caption(line.text) and self.text_at(at + 1):
            return Kind.NAMES
        return None

    def is_lone_level(self, at: int) -> bool:
        """Whether the deeper heading right under a title is the only one of its story."""
        level = self.page[at].level
        after = (line.level for line in self.page[at + 1 : at + FAR] if line.level)
        return level > self.top and next(after, self.top) == self.top and self.text_at(at + 1)

    def group(self, at: int) -> Group | None:
        """The lines from ``at`` on that are short and no text, down to the text that they may head."""
        kinds: list[Kind] = []
        after = at
        while after < len(self.page) and after - at < _LINES:
            kind = self.head_kind(after, kinds)
            if kind is None:
                break
            kinds.append(kind)
            after += 1
        if not kinds:
            return None
        length = self.unbroken(at, kinds)
        follower = self.past_photos(at + length)
        return Group(at, kinds[:length], follower, length < len(kinds))

    def unbroken(self, at: int, kinds: Sequence[Kind]) -> int:
        """How many lines of a heading stand above the first that is text, cut short."""
        after = self.past_photos(at + len(kinds))
        if set(kinds) != {Kind.TITLE} or after == len(self.page) or self.page[after].level:
            return len(kinds)
        if names.opening(self.page[after].text) or form.is_head_word(self.page[after].text):
            return len(kinds)
        texts = [line.text for line in self.page[at : at + len(kinds)]] + [self.page[after].text]
        for number in range(1, len(kinds)):
            line, under = texts[number], texts[number + 1]
            if form.has_label(line) and form.has_label(under):
                return number  # entries of a form
            if form.is_two_part(line):
                continue
            comma = re.search("[,，]", line) and self.page[at + number].gap
            if comma or (len(line) > 10 and fits(line, under, self.text)):
                return number
        return len(kinds)

    def past_photos(self, at: int) -> int:
        """The first line from ``at`` on that is no caption."""
        end = min(at + _AHEAD, len(self.page))
        while at < end and self.is_photo(at):
            at += 1
        return at

    def head_kind(self, at: int, above: Sequence[Kind]) -> Kind | None:
        """What a line is in a heading of which these kinds stand above, or None."""
        key = (at, bool(above), Kind.NAMES in above)
        if key not in self._kinds:
            self._kinds[key] = self._head_kind(*key)
        return self._kinds[key]

    def _head_kind(self, at: int, above: bool, named: bool) -> Kind | None:
        line = self.page[at]
        if line.level or at in self.verse or form.is_subject(line.text) or self.is_photo(at):
            return None
        if above:
            if form.is_subtitle(line.text):
                return Kind.SUBTITLE
            if dates.date_line(line.text) or form.is_document_number(line.text):
                return Kind.DATE
            if names.names_line(line.text) and self.named_text_at(at + 1):
                return Kind.NAMES
        if named or line.turned or line.resumed:
            return None
        if not form.may_be_title(line.text) or form.is_listed(line.text):
            return None
        return None if form.is_document_number(line.text) else Kind.TITLE

    def is_photo(self, at: int) -> bool:
        """Whether the line is a caption."""
        line = self.page[at]
        return line.image or form.is_caption(line.text)

    def text_at(self, at: int) -> bool:
        """Whether running text comes at ``at``, past captions and the few lines under a title."""
        heads = 0
        for number in range(at, min(at + _AHEAD, len(self.page))):
            line = self.page[number]
            if self.is_photo(number):
                continue
            if heads < _HEADS and form.is_head_word(line.text):
                heads += 1
                continue
            return not line.level and (number in self.verse or self.is_running(line))
        return False

    def named_text_at(self, at: int) -> bool:
        """Whether anything that a byline may stand over comes at ``at``."""
        after = self.past_photos(at)
        while after < min(at + _HEADS, len(self.page)) and form.is_head_word(self.page[after].text):
            after += 1
        return after < len(self.page) and not self.page[after].level

    def is_running(self, line: Line) -> bool:
        """Whether the line is text and could be no heading."""
        text = line.text
        if names.opening(text) or line.resumed or form.is_labelled(text) or form.is_whole(text):
            return not form.is_calling(text) or len(text) > _TEXT
        return (
            len(text) > SHORT
            and not form.is_two_part(text)
            and not (line.alone and form.is_plain_title(text))
        )

    def heads_text(self, group: Group) -> bool:
        """Whether text stands under a group."""
        named = Kind.NAMES in group.kinds and self.named_text_at(group.follower)
        return group.cut or named or self.text_at(group.follower)

    def opens_text(self, group: Group) -> bool:
        """Whether the line under a byline is text, however short a column break cut it."""
        at = group.at + len(group.kinds)
        if Kind.NAMES not in group.kinds or at != group.follower or at in self.verse:
            return False
        text, under = self.page[at].text, self.page[at + 1 : at + 2]
        if not form.may_be_title(text) or self.group(at) is None:
            return False
        if under and (form.is_head_word(under[0].text) or names.opening(under[0].text)):
            return False
        goes_on = bool(under) and evidence(text, under[0].text, self.text) >= 1
        return goes_on or len(text) > _PART or bool(re.search("[,，]", text))

    def is_box_text(self, at: int) -> bool:
        """Whether running text stands right below a box's label, which then is the title."""
        line = self.page[at] if at < len(self.page) else None
        return (
            line is not None
            and not line.level
            and self.group(at) is None
            and len(line.text) > SHORT
        )

    def heads_part(self, at: int) -> bool:
        """Whether a numbered or marked line heads text, and is no item of a list."""
        under = self.page[at + 1] if at + 1 < len(self.page) else None
        return under is not None and not form.is_listed(under.text) and self.text_at(at + 1)

    def is_dense(self, at: int) -> bool:
        """Whether the page parts neither paragraphs nor stories by blank lines here."""
        under = self.page[at + 1] if at + 1 < len(self.page) else None
        return under is not None and not under.gap and len(under.text) > 2 * SHORT

    def goes_on_later(self, broken: Line, group: Group) -> bool:
        """Whether a broken sentence clearly goes on further down, below another story."""
        if begins_inside(self.page[group.follower].text):
            return False
        later = self.page[group.follower + 1 : group.follower + FAR]
        return any(spanning(broken.text, line.text) for line in later if not line.level)
