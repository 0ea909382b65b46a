"""Which line of a page is what: title, byline, caption, banner or body, by the lines around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import Enum, auto
from itertools import pairwise

from rag import lines as form
from rag.join import fits
from rag.lines import Line

_SUBHEAD = 5  # a heading this short, with no other sign of a title, heads a part of a story
_TEXT = 28  # a line longer than this under a "place: title" is the text that it heads
_AHEAD = 24  # lines looked ahead, past captions and bylines, for what comes next
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


def mark(page: Sequence[Line]) -> list[Kind]:
    """The kind of each line of ``page``."""
    return _Marker(page).mark()


class _Marker:
    """Gives each line of a page its kind, going down the page once."""

    def __init__(self, page: Sequence[Line]) -> None:
        self.page = page
        self.text = "\n".join(line.text for line in page)
        self.kinds: list[Kind] = []
        self.broken: Line | None = None  # the last body line, where it breaks off
        self.closed = True  # no story is open: at the top, and after a closing byline
        levels = Counter(line.level for line in page if line.level)
        self.top = min(levels, default=0)
        self.marked = levels[self.top] >= 2
        # A notice's "time: ..." and "place: ..." are no headings: no text stands under each.
        places = {
            form.place_of(line.text)
            for line, under in pairwise(page)
            if line.alone and len(under.text) > _TEXT
        } - {""}
        self.places = places if len(places) >= FEATURE else set()

    def mark(self) -> list[Kind]:
        """The kinds, one a line."""
        for at, line in enumerate(self.page):
            kind = self._kind(at, line)
            self.kinds.append(kind)
            if kind is Kind.BODY:
                self.broken = None if form.is_whole(line.text) else line
                self.closed = bool(form.closing_names(line.text)[1])
                self.broken = None if self.closed else self.broken
            elif kind in (Kind.TITLE, Kind.WEAK):
                self.broken, self.closed = None, False
        self._settle_weak()
        self._settle_banners()
        return self.kinds

    def _kind(self, at: int, line: Line) -> Kind:
        before = self.kinds[-1] if self.kinds else None
        if line.level:
            return Kind.TITLE if line.level == self.top else Kind.SECTION
        if form.is_caption(line.text):
            return Kind.CAPTION
        if before in (Kind.TITLE, Kind.WEAK, Kind.SUBTITLE, Kind.NAMES, Kind.DATE):
            head = self._under_title(at, line)
            if head is not None:
                return head
        if line.alone and self._is_bare_caption(at, line, before):
            return Kind.CAPTION
        if not line.alone or not form.may_be_title(line.text):
            return Kind.BODY
        return self._heading(at, line, before)

    def _is_bare_caption(self, at: int, line: Line, before: Kind | None) -> bool:
        """Whether a line without a credit describes a photo: between whole text and the story's end."""
        return (
            before in (Kind.BODY, Kind.CAPTION)
            and self.broken is None
            and not self.closed
            and form.may_describe_photo(line.text)
            and not form.is_numbered(line.text)
            and not self._is_title_here(at, line)
            and self._ends_story(at)
        )

    def _is_title_here(self, at: int, line: Line) -> bool:
        return form.may_be_title(line.text) and self._is_strong(at, line)

    def _under_title(self, at: int, line: Line) -> Kind | None:
        if form.is_subtitle(line.text):
            return Kind.SUBTITLE
        if form.date_line(line.text):
            return Kind.DATE
        if form.names_line(line.text) and self._body_at(at + 1):
            return Kind.NAMES
        return None

    def _body_at(self, at: int) -> bool:
        """Whether running text comes at ``at``, past captions and the lines under a title."""
        for line in self.page[at : at + _AHEAD]:
            if form.is_caption(line.text) or form.is_subtitle(line.text):
                continue
            if form.names_line(line.text) or form.date_line(line.text):
                continue
            return not line.level and (not line.alone or not form.is_plain_title(line.text))
        return False

    def _heading(self, at: int, line: Line, before: Kind | None) -> Kind:
        """A line that may be a title: what it is, by what stands before and after."""
        follower = self.page[at + 1] if at + 1 < len(self.page) else None
        if before in (Kind.TITLE, Kind.WEAK, Kind.BANNER) or self.closed:
            return self._at_top(at, line, before)
        if follower is not None and self.broken is not None:
            if fits(self.broken.text, line.text, self.text):
                return Kind.BODY
            if fits(self.broken.text, follower.text, self.text):
                return Kind.BANNER
        if self._is_strong(at, line):
            return Kind.TITLE
        if self.broken is not None:
            return Kind.BODY
        if form.is_numbered(line.text):
            return Kind.SECTION if self._body_at(at + 1) else Kind.BODY
        if follower is None or not form.is_plain_title(line.text) or not self._body_at(at + 1):
            return Kind.BODY
        if fits(line.text, follower.text, self.text):
            return Kind.BODY
        return self._by_gap(line)

    def _at_top(self, at: int, line: Line, before: Kind | None) -> Kind:
        """A heading where no body stands between it and the last title, or the last story is closed."""
        if before is Kind.TITLE and self.page[at - 1].level:
            return Kind.SECTION
        if form.is_numbered(line.text) and before is not None:
            return Kind.SECTION
        # After a title, a line that breaks off is the text's first, not one more title.
        if before is Kind.TITLE and self._breaks_off(at, line):
            return Kind.BODY
        return Kind.TITLE

    def _breaks_off(self, at: int, line: Line) -> bool:
        under = self.page[at + 1] if at + 1 < len(self.page) else None
        if (
            under is None
            or under.level
            or form.names_line(under.text)
            or form.is_two_part(line.text)
        ):
            return False
        comma = any(mark in line.text for mark in ",，")
        return comma or (len(line.text) > 10 and fits(line.text, under.text, self.text))

    def _is_strong(self, at: int, line: Line) -> bool:
        """Whether a heading inside running text is surely a title."""
        if form.place_of(line.text) in self.places:
            return self._body_at(at + 1)
        if self.marked:
            return False
        names = at + 1 < len(self.page) and form.names_line(self.page[at + 1].text)
        return bool(names and self._body_at(at + 1)) or (
            form.is_two_part(line.text) and self._body_at(at + 1)
        )

    def _ends_story(self, at: int) -> bool:
        """Whether a title or the end of the page comes next, past captions."""
        for after, line in enumerate(self.page[at + 1 : at + _AHEAD], at + 1):
            if form.is_caption(line.text):
                continue
            return line.level == self.top > 0 or (line.alone and self._is_title_here(after, line))
        return True

    def _by_gap(self, line: Line) -> Kind:
        """Photos leave a gap in the text: a long line below a wider gap than titles have is a caption."""
        gaps = [
            other.gap
            for other, kind in zip(self.page, self.kinds, strict=False)
            if kind is Kind.TITLE and other is not self.page[0]
        ]
        if gaps and line.gap >= 3 > max(gaps) and form.may_describe_photo(line.text):
            return Kind.CAPTION
        return Kind.WEAK

    def _settle_weak(self) -> None:
        """Make each doubtful heading a title or a section, by the sure titles of the page."""
        sure = [
            line for line, kind in zip(self.page, self.kinds, strict=True) if kind is Kind.TITLE
        ]
        for at, kind in enumerate(self.kinds):
            if kind is Kind.WEAK:
                title = self._like_titles(self.page[at].text, sure)
                self.kinds[at] = Kind.TITLE if title else Kind.SECTION

    def _like_titles(self, text: str, sure: Sequence[Line]) -> bool:
        if self.top or self.places or len(text) <= _SUBHEAD or not sure:
            return False
        usual = len(sure[0].text)
        return len(sure) >= FEATURE or (len(text) >= 8 and 0.6 <= len(text) / usual <= 1.6)

    def _settle_banners(self) -> None:
        """A title with no body before the next title is a banner, save where it carries captions."""
        bare: int | None = None
        for at, kind in enumerate(self.kinds):
            if kind is Kind.TITLE:
                if bare is not None:
                    self.kinds[bare] = Kind.BANNER
                bare = at
            elif kind is Kind.BODY:
                bare = None
