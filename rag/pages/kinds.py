"""Which line of a page is what: title, byline, caption, banner or body, going down the page once."""

from __future__ import annotations

from collections.abc import Sequence

from rag.pages import asides, judge, settle
from rag.pages import text as form
from rag.pages.heads import Ahead, Group, Kind
from rag.pages.lines import Line
from rag.pages.opened import Opened
from rag.pages.verse import SHORT


def mark(page: Sequence[Line]) -> list[Kind]:
    """The kind of each line of ``page``."""
    return _Marker(page).mark()


class _Marker:
    """Gives each line of a page its kind by the lines above and below."""

    def __init__(self, page: Sequence[Line]) -> None:
        self.page = page
        self.ahead = Ahead(page)
        self.story = Opened()
        self.kinds: list[Kind] = []
        self.groups: list[Group] = []
        self._widest = 0  # blank lines above a title, but the first

    def mark(self) -> list[Kind]:
        """The kinds, one a line."""
        while len(self.kinds) < len(self.page):
            at = len(self.kinds)
            found = self._head(at) or [self._single(at, self.page[at])]
            self.kinds += found
            for number, kind in enumerate(found, at):
                self.story.note(self.page[number], kind)
                if kind is Kind.TITLE and number:
                    self._widest = max(self._widest, self.page[number].gap)
        settle.doubtful(self.ahead, self.kinds)
        settle.slogans(self.page, self.kinds, self.groups)
        return self.kinds

    def _head(self, at: int) -> list[Kind]:
        """The kinds of the lines from ``at`` on that head a story or a part of one, or none."""
        if self.page[at].level:
            return self.ahead.level_group(at).kinds
        group = self.ahead.group(at)
        if group is None or self._is_aside(at) or self._is_entry_below(self.page[at]):
            return []
        found: list[Kind] | None = None
        if not self.ahead.heads_text(group):
            found = judge.unheaded(self.ahead, self.story, group, self.kinds)
        elif not judge.is_strong(self.ahead, self.story, group):
            found = judge.weak(self.ahead, self.story, group)
        if found is None:
            self.groups.append(group)
            return judge.as_title(self.ahead, group)
        if found[:1] == [Kind.WEAK] and self._is_far(self.page[at]):
            return [Kind.CAPTION, *found[1:]]
        return found

    def _is_aside(self, at: int) -> bool:
        """Whether a line that may be a title is a signature or a caption."""
        return asides.is_signature(
            self.ahead, self.story, self.kinds, at
        ) or asides.is_bare_caption(self.ahead, self.story, self.kinds, at)

    def _is_far(self, line: Line) -> bool:
        """Whether a line stands below a wider gap than titles have: photos leave one in the text."""
        photo = line.gap >= asides.PHOTO_GAP > self._widest > 0
        return photo and form.may_describe_photo(line.text)

    def _is_entry_below(self, line: Line) -> bool:
        """Whether a line that may be a title is the next entry of a form."""
        return form.has_label(line.text) and not line.gap and self.kinds[-1:] == [Kind.FORM]

    def _is_item(self, line: Line) -> bool:
        """Whether a line is the next item of a list that an entry of a form begins."""
        listed = form.is_numbered(line.text) and not line.gap and len(line.text) <= SHORT
        return listed and self.kinds[-1:] == [Kind.FORM] and not form.is_whole(line.text)

    def _single(self, at: int, line: Line) -> Kind:
        """What a line is that heads nothing."""
        if self.ahead.is_photo(at):
            return Kind.CAPTION
        if form.is_subject(line.text):
            boxed = self.story.broken is None and self.ahead.is_box_text(at + 1)
            return Kind.TITLE if boxed else Kind.BANNER
        if asides.is_signature(self.ahead, self.story, self.kinds, at):
            return Kind.NAMES
        if at in self.ahead.verse or form.is_table_row(line.text) or self._is_item(line):
            return Kind.FORM
        if form.is_document_number(line.text):
            return Kind.DATE
        if asides.is_end_date(self.ahead, self.story, self.kinds, at):
            return Kind.DATE
        if asides.is_bare_caption(self.ahead, self.story, self.kinds, at):
            return Kind.CAPTION
        if form.is_chapter(line.text):
            return Kind.SECTION
        if form.is_listed(line.text) and form.may_be_title(line.text) and self.ahead.heads_part(at):
            return Kind.SECTION
        return Kind.FORM if form.is_entry(line.text) else Kind.BODY
